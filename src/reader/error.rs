//! Defines why a reader cannot be loaded, and why a passage was not read.

use thiserror::Error;

use crate::embed::LoadError;
use crate::remedy::Remedy;

/// Why a reader cannot be loaded.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReaderError {
    /// ONNX Runtime cannot be loaded.
    #[error(transparent)]
    Runtime(#[from] LoadError),
    /// The files do not make a reader.
    #[error("the reader cannot be loaded: {0}")]
    Model(String),
}

impl ReaderError {
    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            ReaderError::Runtime(error) => error.remedy(),
            ReaderError::Model(_) => None,
        }
    }
}

/// Why passages were not read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadFailure {
    /// The question has to be read, and there is no reader.
    #[error("no reader is loaded")]
    Absent,
    /// The runtime failed.
    #[error("the reader failed: {0}")]
    Inference(String),
}
