//! Measures retrieval and honesty on labelled questions, and fits the weights to them.
//!
//! In: an engine that holds the transcripts, and labelled questions. Out: a [`Report`], or a
//! [`Fit`]. Never here: a number that a question's own label influenced; the engine sees its text
//! alone, and a fit reports each transcript with weights that were fitted without it.

mod dataset;
mod fit;
mod judge;
mod metrics;
mod report;

use thiserror::Error;

pub use dataset::{DatasetError, LabelledQuestion, Match, read};
pub use fit::{Fit, FitConfig, LabelledSet, Reliability, SetFigures, fit};
pub use metrics::{covered_by_rank, percentile};
pub use report::{Figures, Judged, Latency, Report};

use crate::engine::{AskError, Engine};

/// Why an evaluation stopped.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EvalError {
    /// A question could not be asked.
    #[error("question {id}: {source}")]
    Ask {
        /// The question's id.
        id: String,
        /// What went wrong.
        source: AskError,
    },
    /// A question names a transcript that is not there.
    #[error("question {id}: there is no transcript {transcript}; --transcripts must hold its file")]
    NoTranscript {
        /// The question's id.
        id: String,
        /// The transcript.
        transcript: String,
    },
}

/// Asks every question of its own transcript and compares the hits with the gold spans.
///
/// `progress` is called after each question.
///
/// # Errors
/// A question that cannot be asked, or whose transcript is not there.
pub fn run(
    engine: &Engine,
    questions: &[LabelledQuestion],
    progress: &mut dyn FnMut(),
) -> Result<Report, EvalError> {
    let mut judged = Vec::with_capacity(questions.len());
    let mut durations = Vec::with_capacity(questions.len());
    for question in questions {
        let (verdict, took) = judge::judge(engine, question, engine.config())?;
        judged.push(verdict);
        durations.push(took);
        progress();
    }
    Ok(Report::new(judged, &mut durations))
}
