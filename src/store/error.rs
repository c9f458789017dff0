//! Defines why a store could not be opened, read or written, and what helps.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use thiserror::Error;

use super::model::{Identity, PassageId};
use crate::embed::{Model, shortened};
use crate::remedy::Remedy;

/// Why a store cannot be opened.
#[derive(Debug, Clone, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// There is no file.
    #[error("there is no store at {0}")]
    Missing(PathBuf),
    /// The folder cannot be made, or the file not be opened.
    #[error("cannot open the store {path}: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system or SQLite said.
        reason: String,
    },
    /// Another process has kept the store to itself for too long.
    #[error("the store {0} cannot be opened while another process writes it")]
    Busy(PathBuf),
    /// The file is a damaged store.
    #[error("the store {path} is damaged: {reason}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        reason: String,
    },
    /// The file is not a store.
    #[error("{0} is not a whosaid store")]
    NotAStore(PathBuf),
    /// The store was written by another version of whosaid.
    #[error("the store {path} has format {found}, and this version reads format {expected}")]
    Format {
        /// The file.
        path: PathBuf,
        /// The format in the file.
        found: i64,
        /// The format that can be read.
        expected: i64,
    },
    /// The store was made for another model than is wanted.
    #[error("the store {path} was made with the model {found}, and {wanted} is wanted")]
    Model {
        /// The file.
        path: PathBuf,
        /// Its model.
        found: String,
        /// What names the other: its name, or its folder.
        wanted: String,
    },
    /// The store's embeddings are another model's, or of another version of it.
    #[error("the store {path} was made with {found}, and this program has {expected}")]
    Identity {
        /// The file.
        path: PathBuf,
        /// What it was made with.
        found: String,
        /// What is in use.
        expected: String,
        /// The model to embed its passages with anew; `None` where they were cut otherwise too.
        model: Option<String>,
    },
}

impl OpenError {
    /// Returns the error of a store that was made with something else than `expected`.
    pub(super) fn identity(path: &Path, made_with: &str, expected: &Identity) -> Self {
        let of_name = |model: &Model| made_with.starts_with(model.id());
        let model = Model::ALL.into_iter().find(of_name);
        let can_be_kept = Identity::recorded(made_with).is_some();
        Self::Identity {
            path: path.into(),
            found: shortened(made_with),
            expected: shortened(&expected.to_string()),
            model: can_be_kept.then(|| model.unwrap_or(Model::English).name().to_owned()),
        }
    }

    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        let reembed = |path: &Path, model: &str| Remedy::Reembed {
            store: path.to_owned(),
            model: model.to_owned(),
        };
        Some(match self {
            Self::Missing(_) => Remedy::IndexFirst,
            Self::Unreadable { .. } => Remedy::WritableFolder,
            Self::NotAStore(_) => Remedy::OtherStore,
            Self::Busy(_) => Remedy::TryLater,
            Self::Damaged { .. } => Remedy::RestoreStore,
            Self::Model { path, wanted, .. } => reembed(path, wanted),
            Self::Identity {
                path,
                model: Some(model),
                ..
            } => reembed(path, model),
            Self::Format { .. } | Self::Identity { .. } => Remedy::IndexIntoNewStore,
        })
    }
}

/// Why a store could not be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// SQLite could not read it.
    #[error("cannot read the store: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A value in it is damaged.
    #[error("the store is damaged: {what} of {whose} cannot be read")]
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

    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        Some(Remedy::CheckStore)
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
    /// The file that holds a long transcript's vectors until they are stored cannot be used.
    #[error("cannot keep the vectors of a long transcript beside the store: {0}")]
    Spill(#[from] std::io::Error),
    /// A value that is to be changed cannot be read.
    #[error(transparent)]
    Damaged(ReadError),
    /// Another file already has this id.
    #[error("the id {id} already belongs to {source_path}")]
    IdTaken {
        /// The id.
        id: String,
        /// Where the transcript of that id came from.
        source_path: String,
    },
    /// No transcript of this id.
    #[error("there is no transcript {0}")]
    Unknown(String),
    /// The store was embedded anew with another model meanwhile.
    #[error("the store has been embedded anew with {0} meanwhile")]
    Reembedded(String),
    /// Passages and embeddings do not belong together.
    #[error("{passages} passages came with {embeddings} embeddings")]
    Mismatch {
        /// Passages that need one.
        passages: usize,
        /// Embeddings that came.
        embeddings: usize,
    },
    /// The store has held more passages than it can number.
    #[error("the store has used all {} passage numbers", u32::MAX)]
    Full,
}

/// Returns whether SQLite gave up waiting for another process.
pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(
        code,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}

impl CommitError {
    /// Returns whether another process has been writing for too long, so that trying again later
    /// helps.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Sqlite(error) | Self::Damaged(ReadError::Sqlite(error)) => is_busy(error),
            Self::Open(error) => matches!(error, OpenError::Busy(_)),
            _ => false,
        }
    }

    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Open(error) => error.remedy(),
            Self::Damaged(error) => error.remedy(),
            Self::IdTaken { id, .. } => Some(Remedy::OtherIdOrRemove(id.clone())),
            Self::Unknown(_) => Some(Remedy::ListTranscripts),
            Self::Full => Some(Remedy::OtherStore),
            Self::Sqlite(error) if is_busy(error) => Some(Remedy::TryLater),
            Self::Reembedded(_) => Some(Remedy::StartAgain),
            Self::Sqlite(_) | Self::Spill(_) | Self::Mismatch { .. } => None,
        }
    }
}
