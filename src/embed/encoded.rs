//! Defines encoded passages and questions: an embedding, and the tokens that are kept.

use std::time::Duration;

use super::embedding::Embedding;
use super::tokens::{QuestionToken, TokenVectors};

/// An encoded passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Encoded {
    /// The passage's embedding.
    pub embedding: Embedding,
    /// Its tokens that are kept.
    pub tokens: TokenVectors,
}

/// An encoded question.
#[derive(Debug, Clone, PartialEq)]
pub struct EncodedQuestion {
    /// The question's embedding.
    pub embedding: Embedding,
    /// Its tokens that are kept.
    pub tokens: Vec<QuestionToken>,
}

/// An encoded question, with how long it waited.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadQuestion {
    /// The encoded question.
    pub encoded: EncodedQuestion,
    /// How long it waited for the model.
    pub waited: Duration,
}
