//! Defines the outcome of a question: an answer, passages, or an error.

use thiserror::Error;

use super::interpretation::Interpretation;
use super::question::QuestionError;
use crate::answer::{Answer, Coverage, RankedPassage, Reason};
use crate::embed::EmbedError;
use crate::engine::timings::Timings;
use crate::index::{IndexError, SearchPath};
use crate::reader::ReadFailure;
use crate::store::ReadError;

/// Why a question could not be searched for. "Not found" is not an error.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AskError {
    /// The question itself cannot be used.
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// The model failed.
    #[error(transparent)]
    Embed(#[from] EmbedError),
    /// The index cannot be used.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] ReadError),
    /// The reader failed.
    #[error(transparent)]
    Reader(#[from] ReadFailure),
}

/// Whether the reader read the best passages of a question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReaderState {
    /// It was not asked to, or there is none, or nothing was found.
    #[default]
    Off,
    /// It did.
    Read,
    /// It was busy with other questions, and this one was answered without.
    Busy,
}

/// What a search found.
#[derive(Debug, Clone)]
pub struct SearchOutcome {
    /// The passages, best first; none where `reason` says why.
    pub passages: Vec<RankedPassage>,
    /// Why there are no passages.
    pub reason: Option<Reason>,
    /// How the text was understood.
    pub interpretation: Interpretation,
    /// How the dense retriever searched, where it did.
    pub path: Option<SearchPath>,
    /// Whether the passages were read.
    pub reader: ReaderState,
    /// How long each part took.
    pub timings: Timings,
}

/// What a question found.
#[derive(Debug, Clone)]
pub struct AskOutcome {
    /// The answer.
    pub answer: Answer,
    /// How much of what has the words of the topic is quoted, where the question asks for all.
    pub coverage: Option<Coverage>,
    /// Words of the topic that nobody says in what was searched, where nothing was found.
    pub never_said: Vec<String>,
    /// How the question was understood.
    pub interpretation: Interpretation,
    /// How the dense retriever searched, where it did.
    pub path: Option<SearchPath>,
    /// Whether the passages were read.
    pub reader: ReaderState,
    /// How long each part took.
    pub timings: Timings,
}
