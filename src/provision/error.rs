//! Defines the errors of finding, fetching and checking the model and ONNX Runtime.

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::remedy::Remedy;

/// Why the model or ONNX Runtime cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProvisionError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of the model is missing from the folder that the user names.
    #[error("{path} is missing, and the folder of the model must hold {file}")]
    NotThere {
        /// The file.
        path: PathBuf,
        /// Its name.
        file: &'static str,
    },
    /// The folder of a model that the user brings is not there.
    #[error("the folder of the model {0} is not there")]
    NoFolder(PathBuf),
    /// A file of a model that the user brings cannot be used.
    #[error("{path}: {reason}")]
    OfModel {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// The library that the user names is not a regular file.
    #[error(
        "{path} is {found}, and should be ONNX Runtime's shared library, version 1.24 or later; \
         without one of your own, whosaid fetches it"
    )]
    NoLibrary {
        /// The library.
        path: PathBuf,
        /// What is there instead.
        found: &'static str,
    },
    /// A file differs from the pinned one.
    #[error(
        "{path} is damaged or another version: its SHA-256 is {received}, expected {expected}; \
         delete it and run the command again"
    )]
    Hash {
        /// The file.
        path: PathBuf,
        /// The pinned hash.
        expected: &'static str,
        /// The file's hash.
        received: String,
    },
    /// The library that the user names is no shared library, or is cut off.
    #[error(
        "{path} is not a whole shared library: {reason}; it should be ONNX Runtime's, version 1.24 or \
         later; without one of your own, whosaid fetches it"
    )]
    Library {
        /// The library.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No library is pinned for this system.
    #[error("no ONNX Runtime is pinned for {0}; install version 1.24 or later")]
    System(String),
    /// A package could not be fetched: no network, no pip, or an unexpected package.
    #[error("cannot fetch {what}: {reason}\n{by_hand}")]
    Fetch {
        /// What was wanted.
        what: &'static str,
        /// What went wrong.
        reason: String,
        /// How to put the files in place by hand.
        by_hand: String,
    },
}

impl ProvisionError {
    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::NotThere { .. } => Some(Remedy::NameModel),
            Self::NoFolder(_) => Some(Remedy::NameBroughtModel),
            Self::OfModel { .. } => Some(Remedy::DescribeModel),
            Self::NoLibrary { .. } | Self::Library { .. } | Self::System(_) => {
                Some(Remedy::NameRuntime)
            }
            Self::Fetch { .. } => Some(Remedy::NameModelAndRuntime),
            Self::Io { .. } | Self::Hash { .. } => None,
        }
    }

    pub(super) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Io {
            path: path.to_owned(),
            source,
        }
    }
}
