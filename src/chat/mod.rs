//! Answers a chat in the speakers' own words, or in a language model's sentences that are checked.
//!
//! An answer is Markdown, written piece by piece. Each sentence of a model names its passages, and
//! each of its quotations stands in one of them, word for word; a failure of the model is stated.

mod check;
mod events;
mod findings;
mod markdown;
mod model;
mod prose;
mod quotations;
mod sentence;

pub use events::ModelError;
pub use findings::{ChatFindings, EarlierQuestions};
pub use model::{LanguageModel, ModelConfig};

use crate::answer::Outcome;

/// Writes the answer piece by piece. `write` returns whether anybody still reads.
///
/// A model is asked only where passages answer the question; without them it would invent one.
pub fn write_answer(
    findings: &ChatFindings,
    model: Option<&LanguageModel>,
    write: &mut dyn FnMut(&str) -> bool,
) {
    match (model, &findings.outcome.answer.outcome) {
        (Some(model), Outcome::Quotes(_)) => prose::write_prose(findings, model, write),
        _ => quotations::write_quotations(findings, write),
    }
}
