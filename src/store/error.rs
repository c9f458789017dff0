//! Defines the errors of opening, reading and committing to a store.

use std::path::PathBuf;

use thiserror::Error;

use super::model::PassageId;

/// Why a store cannot be opened.
#[derive(Debug, Clone, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// There is no file.
    #[error("there is no store at {path}; `whosaid index PATH…` makes one")]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The folder cannot be made, or the file not be opened.
    #[error(
        "cannot open the store {path}: {reason}; see that its folder can be written, or choose another file with --store PATH"
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system or SQLite said.
        reason: String,
    },
    /// The file is a store that something broke.
    #[error("the store {path} is damaged: {reason}; {DAMAGE_REMEDY}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        reason: String,
    },
    /// The file is something else.
    #[error("{path} is not a whosaid store; choose another file with --store")]
    NotAStore {
        /// The file.
        path: PathBuf,
    },
    /// The store was written by another version of whosaid.
    #[error(
        "the store {path} has format {found}, and this version reads format {expected}; index the transcripts again into a new store with --store PATH"
    )]
    Format {
        /// The file.
        path: PathBuf,
        /// The format in the file.
        found: i64,
        /// The format that can be read.
        expected: i64,
    },
    /// The store's embeddings are another model's, or of passages cut otherwise.
    #[error(
        "the store {path} was made with {found}, and this version uses {expected}; index the transcripts again into a new store with --store PATH"
    )]
    Identity {
        /// The file.
        path: PathBuf,
        /// What it was made with.
        found: String,
        /// What is in use.
        expected: String,
    },
}

/// What helps against damage, which nothing mends.
pub const DAMAGE_REMEDY: &str =
    "put a copy of it back, or index the transcripts again into a new store with --store PATH";

/// Why a store could not be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// SQLite could not read it.
    #[error("{}; `whosaid doctor` checks it", self.finding())]
    Sqlite(#[from] rusqlite::Error),
    /// A value in it is not what was written.
    #[error("{}; `whosaid doctor` checks it", self.finding())]
    Damaged {
        /// The value.
        what: &'static str,
        /// The row it belongs to.
        whose: String,
    },
}

impl ReadError {
    pub(super) fn damaged(what: &'static str, whose: &str) -> Self {
        Self::Damaged {
            what,
            whose: whose.into(),
        }
    }

    pub(super) fn damaged_passage(what: &'static str, id: PassageId) -> Self {
        Self::damaged(what, &format!("passage {}", id.0))
    }

    /// Returns what is wrong, for whoever checks the store already.
    pub fn finding(&self) -> String {
        match self {
            Self::Sqlite(error) => format!("cannot read the store: {error}"),
            Self::Damaged { what, whose } => {
                format!("the store is damaged: {what} of {whose} cannot be read")
            }
        }
    }
}

/// Why a commit was refused. Nothing of it is in the store.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CommitError {
    /// SQLite could not write it.
    #[error("cannot write the store: {0}; nothing of this transcript was stored")]
    Sqlite(#[from] rusqlite::Error),
    /// The store cannot be opened for writing.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Another file already has this id.
    #[error(
        "the id {id} already belongs to {source_path}; index this one alone with --id NAME, or remove that one with `whosaid remove {id}`"
    )]
    IdTaken {
        /// The id.
        id: String,
        /// Where the transcript of that id came from.
        source_path: String,
    },
    /// No transcript of this id.
    #[error("there is no transcript {id}; `whosaid list` shows what there is")]
    Unknown {
        /// The id.
        id: String,
    },
    /// Passages and embeddings do not belong together.
    #[error("{passages} passages came with {embeddings} embeddings")]
    Mismatch {
        /// Passages that need one.
        passages: usize,
        /// Embeddings that came.
        embeddings: usize,
    },
    /// The store has held more passages than it can number.
    #[error(
        "the store has used all {} passage numbers; start a new one with --store PATH",
        u32::MAX
    )]
    Full,
}
