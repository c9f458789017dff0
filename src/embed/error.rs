//! Defines the errors of loading the model and of embedding a text.

use thiserror::Error;

use super::embedding::VectorError;
use crate::remedy::Remedy;

/// The longest question that is read, in bytes. A tokenizer reads a whole text before it truncates
/// it, so long texts are refused first. The model reads about the first thousand bytes.
pub const MOST_QUESTION_BYTES: usize = 4096;

/// Why the model cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The runtime library is there and cannot be loaded.
    #[error("cannot load ONNX Runtime from {path}: {reason}; version 1.24 or later is needed")]
    Runtime {
        /// The library's file.
        path: String,
        /// What the loader said.
        reason: String,
    },
    /// A second library was asked for in one process.
    #[error("ONNX Runtime is already loaded in this process from {loaded}, so not from {path}")]
    OtherRuntime {
        /// The library in use.
        loaded: String,
        /// The library asked for.
        path: String,
    },
    /// The model files do not make a model.
    #[error("cannot load the model: {0}")]
    Model(String),
}

/// Why a text could not be embedded.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EmbedError {
    /// The text is empty; the model would return a vector nevertheless.
    #[error("the text is empty")]
    Empty,
    /// The question is longer than [`MOST_QUESTION_BYTES`].
    #[error("the text has {bytes} bytes; at most {MOST_QUESTION_BYTES} are read")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// The model's output is no valid embedding.
    #[error("the model gave a vector that cannot be used: {0}")]
    Vector(#[from] VectorError),
    /// Inference failed.
    #[error("inference failed: {0}")]
    Inference(String),
    /// The caller asked to stop.
    #[error("interrupted")]
    Cancelled,
}

impl LoadError {
    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            LoadError::Runtime { .. } => Some(Remedy::NameRuntime),
            LoadError::Model(_) => Some(Remedy::CheckModel),
            LoadError::OtherRuntime { .. } => None,
        }
    }
}
