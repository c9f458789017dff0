//! Asks a labelled question and judges the answer.

use std::time::{Duration, Instant};

use super::dataset::LabelledQuestion;
use super::error::EvalError;
use super::metrics::covered_by_rank;
use super::report::Judged;
use crate::answer::{Answer, Outcome, Reason};
use crate::engine::{Engine, Filter, Question};
use crate::search::SearchConfig;

/// How many passages each question asks for.
const HITS: usize = 25;

/// Returns the question as it is asked of a transcript.
pub fn question_to(transcript: &str, labelled: &LabelledQuestion) -> Question {
    Question {
        text: labelled.question.clone(),
        k: HITS,
        filter: Filter {
            transcripts: Some(vec![transcript.to_owned()]),
            ..Filter::default()
        },
        ..Question::default()
    }
}

/// Asks a labelled question with these settings of the search.
///
/// # Errors
/// A question that cannot be asked, or whose transcript is not in the store.
pub fn answer(
    engine: &Engine,
    labelled: &LabelledQuestion,
    question: &Question,
    config: &SearchConfig,
) -> Result<Answer, EvalError> {
    let asked = engine
        .ask_with(question, config)
        .map_err(|source| EvalError::Ask {
            id: labelled.id.clone(),
            source,
        })?;
    match asked.answer.outcome {
        Outcome::NotFound(Reason::NoSuchTranscript { .. } | Reason::EmptyIndex) => {
            Err(EvalError::NoTranscript {
                id: labelled.id.clone(),
                transcript: labelled.transcript.clone(),
            })
        }
        _ => Ok(asked.answer),
    }
}

/// Asks a question of its own transcript and compares the hits and the first quote with its label.
pub(super) fn judge(
    engine: &Engine,
    labelled: &LabelledQuestion,
) -> Result<(Judged, Duration), EvalError> {
    let question = question_to(&labelled.transcript, labelled);
    let start = Instant::now();
    let answer = answer(engine, labelled, &question, engine.config())?;
    let took = start.elapsed();
    let spans = answer.passages.iter().map(|passage| passage.record.span);
    let spans: Vec<_> = spans.collect();
    let ranks = covered_by_rank(&spans, &labelled.gold(), labelled.matching);
    Ok((Judged::new(labelled, &answer, ranks), took))
}
