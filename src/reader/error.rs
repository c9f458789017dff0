//! Defines why a reader cannot be loaded, and why a passage was not read.

use std::io;
use std::path::PathBuf;

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
    /// A reader's file cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The files do not make a reader.
    #[error("the reader cannot be loaded: {0}")]
    Model(String),
}

impl ReaderError {
    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            ReaderError::Runtime(error) => error.remedy(),
            ReaderError::File { .. } | ReaderError::Model(_) => None,
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
