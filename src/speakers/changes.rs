//! Defines the log of changes of speaker names.
//!
//! Every change stays in the log, with when and why; a mistake is undone by another change.

use std::collections::BTreeSet;

use jiff::Timestamp;

/// Where a change holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameScope {
    /// In every transcript without a change of its own on the label.
    All,
    /// In the transcript of this id.
    Transcript(String),
}

impl NameScope {
    /// Returns the id of the one transcript; `None` for all.
    pub fn transcript(&self) -> Option<&str> {
        match self {
            Self::All => None,
            Self::Transcript(id) => Some(id),
        }
    }
}

/// What a change does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameAction {
    /// The label is this person.
    Name {
        /// Where the name holds.
        scope: NameScope,
        /// The label in the file.
        label: String,
        /// The name, as it is shown.
        name: String,
    },
    /// Two labels or names are one person, who keeps the name of the second.
    Merge {
        /// Where the name holds.
        scope: NameScope,
        /// A label or a name.
        label: String,
        /// The label or name that stays; a label's name where it has one.
        into: String,
    },
    /// A speech recogniser spells the name so.
    Hear {
        /// The spelling in the transcripts.
        spelling: String,
        /// The name.
        name: String,
    },
    /// An earlier change no longer holds. An undo can be undone.
    Undo {
        /// The number of the earlier change.
        of: u64,
    },
}

/// A scope, a label in it, and what it is called.
type GivenName<'a> = (&'a NameScope, &'a str, &'a str);

impl NameAction {
    /// Returns its stable name; the scope, the label or spelling and what it is called then, unless
    /// it is an undo; and the number of the change that it undoes.
    pub fn parts(&self) -> (&'static str, Option<GivenName<'_>>, Option<u64>) {
        match self {
            Self::Name { scope, label, name } => ("name", Some((scope, label, name)), None),
            Self::Merge { scope, label, into } => ("merge", Some((scope, label, into)), None),
            Self::Hear { spelling, name } => {
                ("hear", Some((&NameScope::All, spelling, name)), None)
            }
            Self::Undo { of } => ("undo", None, Some(*of)),
        }
    }
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its number in the log; numbers rise and are never used again.
    pub number: u64,
    /// When it was made.
    pub at: Timestamp,
    /// What it does.
    pub action: NameAction,
    /// Why, in the words of whoever made it.
    pub reason: Option<String>,
}

/// Returns the changes that are not undone, in order.
pub(super) fn in_force(log: &[Change]) -> impl Iterator<Item = &Change> {
    let mut undone = BTreeSet::new();
    for change in log.iter().rev() {
        if let NameAction::Undo { of } = change.action
            && of < change.number
            && !undone.contains(&change.number)
        {
            undone.insert(of);
        }
    }
    let changes = log.iter();
    changes.filter(move |change| !undone.contains(&change.number))
}

/// Returns whether a change of the log is undone; nothing where the log does not have it.
pub fn is_undone(log: &[Change], number: u64) -> Option<bool> {
    log.iter().find(|change| change.number == number)?;
    Some(in_force(log).all(|change| change.number != number))
}
