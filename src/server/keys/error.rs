//! Defines the errors of reading and changing keys.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::token::MOST_BYTES;

/// Why keys cannot be read or changed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file exists and is no list of keys.
    #[error("{}: not a file of keys: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        reason: String,
    },
    /// The system has no random numbers.
    #[error("the system gave no random numbers, so no key was made")]
    NoRandomness,
    /// The name could not stand in a log as it is.
    #[error("a key's name has 1 to {MOST_BYTES} of the characters A-Z a-z 0-9 . _ -")]
    Name,
    /// There is a key of this name.
    #[error("there is a key {name} already; `whosaid keys revoke {name}` removes it")]
    Taken {
        /// The name.
        name: String,
    },
    /// There is no key of this name.
    #[error("there is no key {name}; `whosaid keys list` lists the keys")]
    Unknown {
        /// The name.
        name: String,
    },
}
