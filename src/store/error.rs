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
    /// The file has no bytes.
    #[error(
        "the store {0} is empty: its file has 0 bytes, and a store has more even without transcripts"
    )]
    Emptied(PathBuf),
    /// There is no file, though its index is there.
    #[error(
        "there is no store at {path}, though its index lies in {index}: the store was removed or moved"
    )]
    Lost {
        /// The store's file.
        path: PathBuf,
        /// The index's folder.
        index: PathBuf,
    },
    /// The index shows commits that the store does not have.
    #[error(
        "the store {path} lacks commits: it has {has}, and its index in {index} shows {shown}; an older \
         copy was put in its place, or its log was lost"
    )]
    Behind {
        /// The store's file.
        path: PathBuf,
        /// The index's folder.
        index: PathBuf,
        /// How many commits the store has seen.
        has: u64,
        /// How many its index has.
        shown: u64,
    },
    /// The write-ahead log beside it is of another file.
    #[error(
        "the log {log} is not of the store {path}: another file was put in its place while the log held \
         changes of the former one"
    )]
    ForeignLog {
        /// The store's file.
        path: PathBuf,
        /// The log.
        log: PathBuf,
    },
    /// Another process writes it.
    #[error("another process is writing the store {0}, and did not end within 30 s")]
    Busy(PathBuf),
    /// The folder cannot be made, or the file not be opened.
    #[error("cannot open the store {path}: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system or SQLite said.
        reason: String,
    },
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
        found: u32,
        /// The format that can be read.
        expected: u32,
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
            Self::Emptied(_) => Remedy::RestoreStore,
            Self::Lost { index, .. } | Self::Behind { index, .. } => {
                Remedy::RemoveIndex(index.clone())
            }
            Self::ForeignLog { log, .. } => Remedy::SetLogAside(log.clone()),
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
            Self::Format {
                found, expected, ..
            } if found > expected => Remedy::UpdateProgram,
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
    /// The file was there when it was opened.
    #[error("the store {0} is gone: its file was removed or moved while it was in use")]
    Gone(PathBuf),
    /// Another file lies in its place.
    #[error("the store {0} was replaced: another file was put in its place while it was in use")]
    Replaced(PathBuf),
    /// A row in it is not what was stored.
    #[error("the store is damaged: {0} is not as it was stored, and is not shown")]
    Changed(String),
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
        Some(match self {
            Self::Gone(_) => Remedy::RestoreStore,
            Self::Replaced(_) => Remedy::StartAgain,
            _ => Remedy::CheckStore,
        })
    }

    /// Returns whether the store is not the one that was opened.
    pub fn is_elsewhere(&self) -> bool {
        matches!(self, Self::Gone(_) | Self::Replaced(_))
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
    /// What is to be changed cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
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
            Self::Sqlite(error) | Self::Read(ReadError::Sqlite(error)) => is_busy(error),
            Self::Open(error) => matches!(error, OpenError::Busy(_)),
            _ => false,
        }
    }

    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Open(error) => error.remedy(),
            Self::Read(error) => error.remedy(),
            Self::IdTaken { id, .. } => Some(Remedy::OtherIdOrRemove(id.clone())),
            Self::Unknown(_) => Some(Remedy::ListTranscripts),
            Self::Full => Some(Remedy::OtherStore),
            Self::Sqlite(error) if is_busy(error) => Some(Remedy::TryLater),
            Self::Reembedded(_) => Some(Remedy::StartAgain),
            Self::Sqlite(_) | Self::Spill(_) | Self::Mismatch { .. } => None,
        }
    }
}
