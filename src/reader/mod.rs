//! Reads a question and a passage together: is the answer in it, and which words are it.
//!
//! The reader is a cross-encoder. It was made by training the embedding model's own weights
//! (`data/reader/README.md`). The program carries what training changed; the rest stands in the
//! embedding model's file.

mod error;
mod input;
mod model;
mod turn;

pub use error::{ReadFailure, ReaderError};
pub use model::{PassageReading, Reader};

/// A passage that is to be read, with the words before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderInput<'a> {
    /// Who says the passage, as the transcript labels them.
    pub speaker: Option<&'a str>,
    /// The words of the passage.
    pub text: &'a str,
    /// The words right before it, with the labels of their speakers.
    pub before: String,
}
