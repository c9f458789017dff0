//! Stage 4: the durable truth — transcripts, turns, passages and their embeddings — in one
//! SQLite file.
//!
//! In: whole transcripts with their passages and embeddings. Out: the same, unchanged, and the
//! order of changes as generation numbers. After a crash each transcript is wholly there or wholly
//! absent.
//! Never here: anything that can be made again from what is here (see [`crate::index`]).

mod blob;
mod error;
mod feeds;
mod names;
mod passages;
mod people;
mod read;
mod schema;
mod talk;
mod totals;
mod verify;
mod walk;
mod write;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

pub use error::{CommitError, DAMAGE_REMEDY, OpenError, ReadError};
pub use feeds::{FeedItem, ItemVersion, StoredFeed};
pub use passages::PassageRecord;
pub use read::{PassageScope, TranscriptSummary};
pub use talk::Talk;
pub use totals::Totals;
pub use verify::Finding;
pub use write::{Commit, Described, Record, Replaced};

/// A passage's number, unique in a store and never used again after a removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PassageId(pub u32);

/// How many commits a store has seen. Derived indexes carry the one they were built from.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
pub struct Generation(pub u64);

/// One commit of one store: no other store, and no other history of this one, has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stamp {
    /// How many commits there had been.
    pub generation: Generation,
    /// A random number drawn at the commit.
    pub token: i64,
}

/// Passages that are no longer there: the numbers of one removed transcript, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removal {
    /// The first passage's number.
    pub first: PassageId,
    /// The last passage's number.
    pub last: PassageId,
    /// The commit that removed them.
    pub generation: Generation,
}

/// What a store's embeddings were made with; two stores with different identities cannot be
/// searched with one model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The model's name and the hash of its weights.
    pub model: String,
    /// How turns were cut.
    pub passages: crate::passage::PassageConfig,
}

/// An open store.
pub struct Store {
    connection: Connection,
    path: PathBuf,
    identity: Identity,
}

impl Store {
    /// Opens the store at `path`, making it where there is none.
    ///
    /// # Errors
    /// A path that cannot be opened, a file that is no store or of another version or damaged,
    /// and a store made with another identity.
    pub fn open(path: &Path, identity: Identity) -> Result<Self, OpenError> {
        schema::open(path, identity)
    }

    /// Opens the store at `path` only where there is one.
    ///
    /// # Errors
    /// As [`Store::open`], and [`OpenError::Missing`].
    pub fn open_existing(path: &Path, identity: Identity) -> Result<Self, OpenError> {
        if path.exists() {
            Self::open(path, identity)
        } else {
            Err(OpenError::Missing { path: path.into() })
        }
    }

    /// Returns the store's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns what the store's embeddings were made with.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }
}

#[cfg(test)]
mod tests;
