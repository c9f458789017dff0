//! Measures on labelled questions how often the right passage is found, how often the first quote
//! answers, and how often a question without an answer is refused.
//!
//! The engine sees the text of a question and the transcript it is asked of, and nothing else of its
//! label.

mod dataset;
mod error;
mod first_quote;
mod judge;
mod metrics;
mod report;

pub use dataset::{DatasetError, LabelledQuestion, Match, read};
pub use error::EvalError;
pub use judge::{answer, question_to};
pub use metrics::{covered_by_rank, percentile};
pub use report::{Figures, Judged, Latency, Report};

use crate::engine::Engine;

/// Asks every question of its own transcript and compares the hits and the first quote with its
/// label.
///
/// `progress` is called after each question.
///
/// # Errors
/// A question that cannot be asked, or whose transcript is not in the store.
pub fn run(
    engine: &Engine,
    questions: &[LabelledQuestion],
    progress: &mut dyn FnMut(),
) -> Result<Report, EvalError> {
    let mut judged = Vec::with_capacity(questions.len());
    let mut durations = Vec::with_capacity(questions.len());
    for question in questions {
        let (verdict, took) = judge::judge(engine, question)?;
        judged.push(verdict);
        durations.push(took);
        progress();
    }
    Ok(Report::new(judged, &mut durations))
}
