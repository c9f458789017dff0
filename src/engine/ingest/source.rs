//! Defines a source, which goes into the store, and the outcome of storing it.

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::embed::EmbedError;
use crate::store::{CommitError, OpenError, ReadError, Replaced};
use crate::transcript::{Metadata, ParseError, ParseOptions, Warning};

/// One file to read.
#[derive(Debug, Clone)]
pub struct Source {
    /// The transcript's id.
    pub id: String,
    /// Its metadata. What is not given is kept from its former version.
    pub about: Metadata,
    /// How it is to be read.
    pub options: ParseOptions,
    /// Where it comes from: an absolute path, or `-`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What became of a source.
#[derive(Debug, Clone, PartialEq)]
pub enum Ingested {
    /// The store has this very file under this id; nothing was embedded.
    Unchanged,
    /// The store has this very file, and its metadata was changed; nothing was embedded.
    Described,
    /// It was read and stored.
    Stored(Stored),
}

/// What was stored of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Turns read.
    pub turns: usize,
    /// Passages embedded.
    pub passages: usize,
    /// What could not be read as it stood.
    pub warnings: Vec<Warning>,
    /// Whether it took the place of a former version.
    pub replaced: Replaced,
}

/// How far the embedding of sources is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// This many passages are about to be embedded.
    Begin(usize),
    /// This many more passages are embedded.
    Embedded(usize),
}

/// Why a source was not stored. The store is as it was.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IngestError {
    /// It cannot be read as a transcript.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// The model failed, or the caller asked to stop.
    #[error(transparent)]
    Embed(#[from] EmbedError),
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The store refused it.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

impl From<OpenError> for IngestError {
    fn from(error: OpenError) -> Self {
        Self::Commit(error.into())
    }
}

impl Ingested {
    /// Returns the outcome for a file that the store has.
    pub(super) fn known(metadata_changed: bool) -> Self {
        if metadata_changed {
            Self::Described
        } else {
            Self::Unchanged
        }
    }
}

impl Source {
    /// Returns a hash that two sources share whose bytes are the same and are read in the same way.
    pub(super) fn content_hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new_with_prefix(&self.bytes);
        if self.options != ParseOptions::default() {
            hash.update(format!("{:?}", self.options));
        }
        hash.finalize().into()
    }
}
