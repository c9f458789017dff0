//! Defines the numbers of passages and commits, and the identity of a store's embeddings.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::passage::PassageConfig;

/// A passage's number, unique in a store and never used again after a removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PassageId(pub u32);

/// How many commits a store has seen. Derived indexes carry the one they were built from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub struct Generation(pub u64);

/// One commit of one store: no other store, and no other history of this one, has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// How many commits there had been.
    pub generation: Generation,
    /// A random number drawn at the commit.
    pub token: i64,
}

/// The passages of one removed transcript, as a range of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removal {
    /// The first passage's number.
    pub first: PassageId,
    /// The last passage's number.
    pub last: PassageId,
    /// The commit that removed them.
    pub generation: Generation,
}

/// What a store's embeddings were made with. Two stores with different identities cannot be
/// searched with one model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The model's name and the hash of its weights.
    pub model: String,
    /// How turns were cut.
    pub passages: PassageConfig,
}

impl fmt::Display for Identity {
    /// Writes the identity as it is stored and compared.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}, passages of {} words and {} tokens, windows of {} tokens",
            self.model,
            self.passages.most_words,
            self.passages.most_passage_tokens,
            self.passages.most_window_tokens
        )
    }
}
