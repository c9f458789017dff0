//! Reads a question and a passage together: is the answer in it, and which words are it.
//!
//! The reader is a cross-encoder. It was made by training the embedding model's own weights
//! (`data/reader/README.md`). The program carries what training changed; the rest stands in the
//! embedding model's file.

mod error;
mod input;
mod model;
mod reading;
mod turn;

pub use error::{ReadFailure, ReaderError};
pub use input::ReaderInput;
pub use model::{Reader, ReaderPlace, SHIPPED, Stages};
pub use reading::{PassageReading, WordScore};
