//! Defines the notices that opening an index may print.

use std::fmt;

/// Something that happened to the index, worth a line to the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A part was damaged or of another version, and is made again from the store.
    Rebuilding {
        /// The part.
        part: &'static str,
        /// What was wrong with it.
        reason: String,
    },
    /// Another process is writing the folder, and this one waits for it.
    Waiting,
    /// Questions read an index that is older than the store, and it could not be made newer.
    Behind(String),
    /// Questions read an older index: another process has embedded the store anew with this model.
    Reembedded(String),
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::Rebuilding { part, reason } => {
                write!(f, "rebuilding the {part} from the store: {reason}")
            }
            Notice::Behind(reason) => {
                write!(f, "the index cannot be brought up to date: {reason}")
            }
            Notice::Reembedded(model) => write!(
                f,
                "the store has been embedded anew with {model}; questions are answered from what was \
                 there before, until this program is started again"
            ),
            Notice::Waiting => {
                f.write_str("waiting for another process that is bringing the index up to date")
            }
        }
    }
}
