//! Finds the passages for a question and packs them.

use std::ops::RangeInclusive;

use thiserror::Error;

use super::pack::pack;
use crate::api::{ContextRequest, ContextResponse};
use crate::engine::{AskError, Engine, Question};

/// How many tokens a pack has at most by default.
const DEFAULT_TOKENS: usize = 2_000;

/// How many tokens may be asked for.
const TOKENS: RangeInclusive<usize> = 100..=100_000;

/// The fewest tokens of nearly every passage; it decides how many passages are looked for.
const FEW_TOKENS: usize = 40;

/// Why there is no pack.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ContextError {
    /// The question cannot be looked up.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// The number of tokens is out of range.
    #[error("max_tokens is {}; it must be between {} and {}", .0, TOKENS.start(), TOKENS.end())]
    Tokens(usize),
}

/// Returns the passages for a question, as data and as text for a prompt. "Not found" is not an
/// error.
///
/// # Errors
/// An invalid question, a number of tokens out of range, or an index that cannot be read.
pub fn context(engine: &Engine, request: ContextRequest) -> Result<ContextResponse, ContextError> {
    let max_tokens = request.max_tokens.unwrap_or(DEFAULT_TOKENS);
    if !TOKENS.contains(&max_tokens) {
        return Err(ContextError::Tokens(max_tokens));
    }
    let question = Question {
        text: request.question,
        k: (max_tokens / FEW_TOKENS).clamp(5, 100),
        filter: request.filter.unwrap_or_default().into(),
        ..Question::default()
    };
    let outcome = engine.ask(&question)?;
    let records = outcome.answer.passages.iter();
    let records: Vec<_> = records.map(|passage| &passage.record).collect();
    let pack = pack(&records, max_tokens, &|text| {
        engine.embedder().count_all_tokens(text)
    });
    Ok(ContextResponse {
        max_tokens,
        tokens: pack.tokens,
        text: pack.text,
        ..ContextResponse::new(&question, &outcome, &pack.taken)
    })
}
