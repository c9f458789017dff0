//! What may a language model read? Passages for a prompt, within a number of tokens, cited.
//!
//! In: a question, or passages that were found. Out: text in which every passage stands between
//! delimiters that no transcript can forge, with its speaker and times. Never here: a passage that
//! is cut, an instruction taken from a transcript, a model.

mod hidden;
mod pack;

use thiserror::Error;

pub use hidden::{is_invisible, visible, visible_json};
pub use pack::{Pack, pack};

use crate::api::{ContextRequest, ContextResponse};
use crate::engine::{AskError, Engine, Question};

/// How many tokens a pack has at most where nothing is said.
pub const DEFAULT_TOKENS: usize = 2_000;

/// The smallest and the largest number of tokens that may be asked for.
pub const TOKENS: std::ops::RangeInclusive<usize> = 100..=100_000;

/// A passage seldom has fewer tokens, so that no more of them fit than are looked for.
const FEW_TOKENS: usize = 40;

/// Why there is no pack. "Not found" is no error.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ContextError {
    /// The question could not be looked up.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// Too few or too many tokens.
    #[error("max_tokens is {asked}; it must be between {} and {}", TOKENS.start(), TOKENS.end())]
    Tokens {
        /// What was asked for.
        asked: usize,
    },
}

/// Returns the passages for a question as text for a prompt.
///
/// # Errors
/// A question that cannot be used, a number of tokens out of range, an index that cannot be read.
pub fn context(engine: &Engine, request: ContextRequest) -> Result<ContextResponse, ContextError> {
    let max_tokens = request.max_tokens.unwrap_or(DEFAULT_TOKENS);
    if !TOKENS.contains(&max_tokens) {
        return Err(ContextError::Tokens { asked: max_tokens });
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
    let pack = pack(&records, max_tokens, &|text| engine.count_tokens(text));
    Ok(ContextResponse {
        max_tokens,
        tokens: pack.tokens,
        text: pack.text,
        ..ContextResponse::new(&question, &outcome, &pack.taken)
    })
}
