//! Defines the errors of opening an index.

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::remedy::Remedy;
use crate::store::ReadError;

/// Why an index cannot be opened.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IndexError {
    /// A derived file cannot be read or written.
    #[error("{path}: {reason}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A folder has the name of one of the index's files.
    #[error(
        "{0} is a folder, and the index needs a file of that name; delete it, and the index is \
         rebuilt from the store"
    )]
    FolderInTheWay(PathBuf),
    /// A file has the name of one of the index's folders.
    #[error(
        "{0} is a file, and the index needs a folder of that name; delete it, and the index is \
         rebuilt from the store"
    )]
    FileInTheWay(PathBuf),
    /// The lexical index cannot be made.
    #[error(
        "the lexical index in {path} cannot be used: {reason}; delete the folder, and it is rebuilt \
         from the store"
    )]
    Lexical {
        /// Its folder.
        path: PathBuf,
        /// What tantivy said.
        reason: String,
    },
    /// Another process has embedded the store's passages anew with another model.
    #[error("the store has been embedded anew with {0} meanwhile")]
    Reembedded(String),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] ReadError),
}

impl IndexError {
    /// Returns what helps, besides what the message says.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Store(error) => error.remedy(),
            Self::Reembedded(_) => Some(Remedy::StartAgain),
            _ => None,
        }
    }

    pub(super) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |error| Self::File {
            path: path.to_owned(),
            reason: error.to_string(),
        }
    }
}
