//! Embeds passages and questions with one of two models, or with one that the user brings.
//!
//! A window of passages is read in one forward pass, and each passage gets its own embedding from it
//! (late chunking) and the vectors of its tokens, one bit a dimension. Questions that wait at the same
//! time are read in one batch.

mod batch;
mod embedder;
mod embedding;
mod encode;
mod encoded;
mod error;
mod gate;
mod identity;
mod inference;
mod memory;
mod model;
mod rules;
mod runtime;
mod tokenizer;
mod tokens;

pub use batch::window_batches;
pub use embedder::{Embedder, ModelFiles};
pub use embedding::{DIMENSIONS, Embedding, VectorError};
pub use encoded::{Encoded, EncodedQuestion, ReadQuestion};
pub use error::{EmbedError, LoadError, MOST_QUESTION_BYTES, OutputError};
pub use identity::{ModelIdentity, hex, shortened};
pub use memory::LoadingMemory;
pub use model::Model;
pub use rules::{InputRules, Pooling, USUAL_OUTPUT};
pub use runtime::environment;
pub use tokens::{MOST_TOKEN_IDS, QuestionToken, SIGN_BYTES, TokenVectors};
