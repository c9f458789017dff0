//! Defines why a speaker's name was not given or taken back.

use thiserror::Error;

use crate::remedy::Remedy;
use crate::store::{CommitError, ReadError};

/// The longest name, in characters.
pub(super) const MOST_NAME_CHARACTERS: usize = 200;

/// The longest reason for a change, in characters.
pub(super) const MOST_REASON_CHARACTERS: usize = 1000;

/// The most spellings that are kept of one name.
pub(super) const MOST_SPELLINGS: usize = 50;

/// The most names of which spellings are kept.
pub(super) const MOST_NAMES_HEARD: usize = 1000;

/// Why a name was not given or taken back. The log is as it was.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum NamingError {
    /// No speaker has this label there.
    #[error("no speaker is labelled “{asked}”{}", there_is(similar))]
    NoSuchSpeaker {
        /// What was asked for.
        asked: String,
        /// Labels that look like it.
        similar: Vec<String>,
    },
    /// What was given as a label is a name.
    #[error("“{asked}” is a name, given to {label}; name that label, or merge the two names")]
    IsName {
        /// What was asked for.
        asked: String,
        /// A label that has the name.
        label: String,
    },
    /// There is no transcript of this id.
    #[error("there is no transcript {asked}{}", there_is(similar))]
    NoSuchTranscript {
        /// What was asked for.
        asked: String,
        /// Ids that look like it.
        similar: Vec<String>,
    },
    /// The name cannot be shown.
    #[error("a name has from 1 to {MOST_NAME_CHARACTERS} characters on one line")]
    NoName,
    /// The name has an invisible character, or one that changes the direction of writing.
    #[error(
        "a name has characters that can be seen, and U+{:04X} cannot; give the name without it",
        u32::from(*.0)
    )]
    HiddenInName(char),
    /// The reason is a text of its own.
    #[error("a reason has at most {MOST_REASON_CHARACTERS} characters, and this one has {0}")]
    LongReason(usize),
    /// The label is called so already.
    #[error("“{label}” is called “{name}” already")]
    AsBefore {
        /// The label.
        label: String,
        /// What it is called.
        name: String,
    },
    /// The log has no such change.
    #[error("there is no change {0}")]
    NoSuchChange(u64),
    /// The change does not hold any more.
    #[error("change {0} is undone already")]
    UndoneAlready(u64),
    /// No change holds.
    #[error("no name was given that could be taken back")]
    NothingToUndo,
    /// The name or spelling has function words alone.
    #[error("“{0}” has no word that can be searched for")]
    NothingToSearchFor(String),
    /// The spelling is the name.
    #[error("“{0}” is no other spelling of itself")]
    HeardAsItself(String),
    /// The spelling is kept already, or was given twice.
    #[error("“{spelling}” is kept already as a spelling of “{name}”")]
    HeardAlready {
        /// The name.
        name: String,
        /// The spelling.
        spelling: String,
    },
    /// The name would have too many spellings.
    #[error("at most {MOST_SPELLINGS} spellings are kept of one name, and “{0}” would have more")]
    TooManySpellings(String),
    /// Too many names have spellings.
    #[error("spellings are kept of at most {MOST_NAMES_HEARD} names")]
    TooManyHeard,
    /// No spelling of the name is kept.
    #[error("no spelling of “{0}” is kept")]
    NotHeard(String),
    /// The name has other spellings.
    #[error("“{spelling}” is not kept as a spelling of “{name}”")]
    NotHeardAs {
        /// The name.
        name: String,
        /// The spelling.
        spelling: String,
    },
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The store cannot be written.
    #[error(transparent)]
    Write(#[from] CommitError),
}

impl NamingError {
    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::NoSuchChange(_) | Self::UndoneAlready(_) => Some(Remedy::ListNameChanges),
            Self::NotHeard(_) | Self::NotHeardAs { .. } | Self::HeardAlready { .. } => {
                Some(Remedy::ListHeard)
            }
            Self::Read(error) => error.remedy(),
            Self::Write(error) => error.remedy(),
            _ => None,
        }
    }
}

fn there_is(similar: &[String]) -> String {
    match similar {
        [] => String::new(),
        names => format!(" (there is {})", names.join(", ")),
    }
}
