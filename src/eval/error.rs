//! Defines the errors that stop an evaluation.

use thiserror::Error;

use crate::engine::AskError;
use crate::remedy::Remedy;

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
    /// A question names a transcript that is not in the store.
    #[error("question {id}: there is no transcript {transcript}")]
    NoTranscript {
        /// The question's id.
        id: String,
        /// The transcript's id.
        transcript: String,
    },
}

impl EvalError {
    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            EvalError::NoTranscript { .. } => Some(Remedy::NameTranscripts),
            EvalError::Ask { .. } => None,
        }
    }
}
