//! Stage 3: windows become embeddings, one for each passage in them (late chunking), and with each
//! the vectors of its tokens.
//!
//! In: the text of windows and of questions. Out: [`Embedding`]s: unit length, finite, of
//! [`DIMENSIONS`] numbers; [`TokenVectors`], one bit a dimension. Never here: a vector that was not
//! checked.

mod batch;
mod minilm;
mod tokens;

use thiserror::Error;

pub use batch::{BATCH_TOKENS, batches};
pub use minilm::{Embedder, MODEL_ID, ModelFiles, environment};
pub use tokens::{QuestionToken, SIGN_BYTES, TokenVectors, keeps};

/// How many numbers an embedding of all-MiniLM-L6-v2 has.
pub const DIMENSIONS: usize = 384;

/// The longest question that is read, in bytes. A tokenizer reads all of a text before it cuts
/// it, so the text is bounded first; the model reads about a thousand bytes of it.
pub const MOST_QUESTION_BYTES: usize = 4096;

/// A unit vector of [`DIMENSIONS`] finite numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding(Vec<f32>);

impl Embedding {
    /// Returns the vector scaled to unit length.
    ///
    /// # Errors
    /// A vector of another dimension, with a number that is not finite, or without length.
    pub fn new(mut vector: Vec<f32>) -> Result<Self, VectorError> {
        if vector.len() != DIMENSIONS {
            return Err(VectorError::Dimensions {
                expected: DIMENSIONS,
                received: vector.len(),
            });
        }
        if let Some(at) = vector.iter().position(|number| !number.is_finite()) {
            return Err(VectorError::NotFinite { at });
        }
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        if !(length.is_finite() && length > f32::EPSILON) {
            return Err(VectorError::NoLength);
        }
        vector.iter_mut().for_each(|x| *x /= length);
        Ok(Self(vector))
    }

    /// Returns the numbers.
    pub fn as_slice(&self) -> &[f32] {
        &self.0
    }
}

/// What the model makes of a passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Encoded {
    /// The passage's embedding.
    pub embedding: Embedding,
    /// Its tokens, as [`keeps`] chooses them.
    pub tokens: TokenVectors,
}

/// What the model makes of a question.
#[derive(Debug, Clone, PartialEq)]
pub struct EncodedQuestion {
    /// The question's embedding.
    pub embedding: Embedding,
    /// Its tokens, as [`keeps`] chooses them.
    pub tokens: Vec<QuestionToken>,
}

/// Why numbers are no embedding.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum VectorError {
    /// Too few or too many numbers.
    #[error("expected {expected} dimensions, received {received}")]
    Dimensions {
        /// What the model gives.
        expected: usize,
        /// What came.
        received: usize,
    },
    /// Not a number, or infinite.
    #[error("dimension {at} is not a finite number")]
    NotFinite {
        /// The first such dimension, from 0.
        at: usize,
    },
    /// All zeros, or too large to measure.
    #[error("the vector has no length")]
    NoLength,
}

/// Why the model cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The runtime library is there and cannot be loaded.
    #[error(
        "cannot load ONNX Runtime from {path}: {reason}; version 1.24 or later is needed, and \
         --onnxruntime or ORT_DYLIB_PATH names it where you have your own"
    )]
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
    #[error("cannot load the model: {0}; `whosaid doctor` checks its files")]
    Model(String),
}

/// Why a text could not be embedded.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EmbedError {
    /// Nothing to embed; the model would give a vector all the same.
    #[error("the text is empty")]
    Empty,
    /// The question is longer than [`MOST_QUESTION_BYTES`].
    #[error("the text has {bytes} bytes; at most {MOST_QUESTION_BYTES} are read")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// The model gave something that is no embedding.
    #[error("the model gave a vector that cannot be used: {0}")]
    Vector(#[from] VectorError),
    /// Inference failed.
    #[error("inference failed: {0}")]
    Inference(String),
    /// The caller asked to stop.
    #[error("interrupted")]
    Cancelled,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_of_another_dimension_or_without_length_are_refused() {
        assert_eq!(
            Embedding::new(vec![1.0; 100]),
            Err(VectorError::Dimensions {
                expected: DIMENSIONS,
                received: 100
            })
        );
        assert_eq!(
            Embedding::new(vec![0.0; DIMENSIONS]),
            Err(VectorError::NoLength)
        );
    }

    #[test]
    fn vectors_that_are_not_finite_are_refused() {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let mut vector = vec![1.0; DIMENSIONS];
            vector[7] = bad;
            assert_eq!(
                Embedding::new(vector),
                Err(VectorError::NotFinite { at: 7 })
            );
        }
    }

    #[test]
    fn an_embedding_has_unit_length() {
        let embedding = Embedding::new(vec![3.0; DIMENSIONS]).unwrap();
        let length: f32 = embedding.as_slice().iter().map(|x| x * x).sum();
        assert!((length - 1.0).abs() < 1e-5);
    }
}
