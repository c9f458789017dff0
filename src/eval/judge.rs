//! One labelled question asked, and what became of it.
//!
//! In: an engine and a labelled question. Out: a verdict. Never here: a label that the engine sees.

use std::time::{Duration, Instant};

use super::{EvalError, Judged, LabelledQuestion, covered_by_rank};
use crate::answer::{Answer, Evidence, Outcome, Reason};
use crate::engine::{Engine, Filter, Question};
use crate::search::SearchConfig;
use crate::time::Span;

/// How many passages each question asks for.
const HITS: usize = 25;

/// Returns the question as it is asked: of the one transcript that the label names.
pub(super) fn question(labelled: &LabelledQuestion, transcript: &str) -> Question {
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

/// Asks a labelled question, with these settings of the search.
pub(super) fn answer(
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
        Outcome::NotFound(Reason::NoSuchTranscript { asked, .. }) => Err(EvalError::NoTranscript {
            id: labelled.id.clone(),
            transcript: asked,
        }),
        _ => Ok(asked.answer),
    }
}

/// Asks a question of its own transcript and compares the hits with the gold spans.
pub(super) fn judge(
    engine: &Engine,
    labelled: &LabelledQuestion,
    config: &SearchConfig,
) -> Result<(Judged, Duration), EvalError> {
    let question = question(labelled, &labelled.transcript);
    let start = Instant::now();
    let answer = answer(engine, labelled, &question, config)?;
    let took = start.elapsed();
    let passages = answer.passages.iter();
    let spans: Vec<Option<Span>> = passages.map(|passage| passage.record.span).collect();
    let ranks = covered_by_rank(&spans, &labelled.gold(), labelled.matching);
    Ok((
        Judged {
            id: labelled.id.clone(),
            category: labelled.category.clone(),
            answerable: labelled.answerable,
            answered: matches!(answer.outcome, Outcome::Quotes(_)),
            confidence: answer.confidence,
            evidence: answer.evidence.map(Evidence::to_array),
            first_rank: ranks.iter().flatten().min().copied(),
            ranks,
        },
        took,
    ))
}
