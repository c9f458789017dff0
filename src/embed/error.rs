//! Defines the errors of loading the model and of embedding a text.

use thiserror::Error;

use super::embedding::{DIMENSIONS, VectorError};
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
    /// The system does not give the memory that loading takes.
    #[error(
        "loading the model takes about {} MB of memory, and the system gives the process less",
        .needed >> 20
    )]
    Memory {
        /// What it takes, in bytes.
        needed: usize,
    },
    /// The tokenizer is not like BERT's.
    #[error("tokenizer.json cannot be used: {0}")]
    Tokenizer(String),
    /// A prefix leaves no room for a text.
    #[error(
        "longest_input = {longest_input} leaves {room} tokens beside {name} in whosaid.toml, which is \
         less than a sentence; give the longest input that the model was trained for, or a shorter \
         prefix"
    )]
    NoRoom {
        /// The prefix, as `whosaid.toml` calls it.
        name: &'static str,
        /// The longest input in tokens.
        longest_input: usize,
        /// The tokens that are left.
        room: usize,
    },
    /// The model's output is not what whosaid reads.
    #[error(transparent)]
    Output(#[from] OutputError),
}

/// What is wrong with a model's output.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum OutputError {
    /// There is no output of this name.
    #[error(
        "model.onnx has no output “{name}”, which `output` in whosaid.toml should name: {reason}"
    )]
    Missing {
        /// The name.
        name: String,
        /// What the runtime said.
        reason: String,
    },
    /// The vectors are longer or shorter.
    #[error(
        "model.onnx gives vectors of {received} numbers, and whosaid reads vectors of {DIMENSIONS}; \
         take a model of {DIMENSIONS} dimensions"
    )]
    Dimension {
        /// The numbers of a vector.
        received: usize,
    },
    /// It has no vector for each token.
    #[error(
        "model.onnx gives an output of the shape {0:?}, and [texts, tokens, {DIMENSIONS}] is needed; \
         `output` in whosaid.toml names the output with a vector for each token"
    )]
    Shape(Vec<usize>),
    /// The numbers cannot be used.
    #[error("model.onnx gives vectors that cannot be used: {0}; export the model anew")]
    Numbers(VectorError),
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
    /// The model's output is not what whosaid reads.
    #[error(transparent)]
    Output(#[from] OutputError),
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
            LoadError::Memory { .. } => Some(Remedy::MoreMemory),
            LoadError::OtherRuntime { .. }
            | LoadError::Tokenizer(_)
            | LoadError::NoRoom { .. }
            | LoadError::Output(_) => None,
        }
    }
}
