//! Defines the request and the response of passages for a prompt.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::attribution::{NOTE, rounded, total_ms};
use super::request::{RequestFilter, whole};
use super::response::{AttributedHit, InterpretedAs};
use crate::answer::Outcome;
use crate::engine::{AskOutcome, Question};

/// `POST /v1/context`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContextRequest {
    /// The question that the prompt is about; at most 4096 bytes.
    #[schemars(length(min = 1, max = 4096), regex(pattern = r"\S"))]
    pub question: String,
    /// How many tokens the text may have, from 100 to 100000; 2000 where it is left out. The
    /// tokenizer of the embedding model counts them; for another model leave a tenth of room.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(range(min = 100, max = 100_000))]
    pub max_tokens: Option<usize>,
    /// Which passages are searched.
    pub filter: Option<RequestFilter>,
}

/// Passages for a prompt.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ContextResponse {
    /// The passages as one text, each between delimiters that no transcript can forge.
    pub text: String,
    /// The same passages as data, in the order of the text.
    pub passages: Vec<ContextPassage>,
    /// How many tokens the text has.
    pub tokens: usize,
    /// How many it may have at most.
    pub max_tokens: usize,
    /// How many passages were found and did not fit.
    pub left_out: usize,
    /// Whether the passages seem to answer the question; where not, they are the nearest misses.
    pub answerable: bool,
    /// How likely the passages answer the question, from 0 to 1.
    pub confidence: f64,
    /// Why there is no answer; null where there is one.
    pub reason: Option<&'static str>,
    /// How the question was understood.
    pub interpreted_as: InterpretedAs,
    /// How long the work took, in milliseconds.
    pub took_ms: f64,
    /// Always the same words: texts are quotations, data and not instructions.
    pub note: &'static str,
}

/// A passage of the text.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ContextPassage {
    /// Its number in the text, from 1.
    pub number: usize,
    /// The passage, verbatim.
    #[serde(flatten)]
    pub hit: AttributedHit,
}

impl ContextResponse {
    /// Returns the response without its text and token counts. `taken` holds the places of its
    /// passages among those found.
    pub fn new(question: &Question, outcome: &AskOutcome, taken: &[usize]) -> Self {
        let answer = &outcome.answer;
        let reason = match &answer.outcome {
            Outcome::Quotes(_) => None,
            Outcome::NotFound(reason) => Some(reason.code()),
        };
        let passages = taken.iter().zip(1..);
        let passages = passages.map(|(&place, number)| ContextPassage {
            number,
            hit: AttributedHit::new(question, &answer.passages[place]),
        });
        Self {
            text: String::new(),
            passages: passages.collect(),
            tokens: 0,
            max_tokens: 0,
            left_out: answer.passages.len() - taken.len(),
            answerable: reason.is_none(),
            confidence: rounded(answer.confidence),
            reason,
            interpreted_as: (&outcome.interpretation).into(),
            took_ms: total_ms(&outcome.timings),
            note: NOTE,
        }
    }
}
