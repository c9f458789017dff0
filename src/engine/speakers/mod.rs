//! Lists speakers, gives them names and takes names back.
//!
//! Every change is appended to a log and stays there; an undo is another change.

mod error;
mod heard;
mod labels;
mod name_check;
mod suggest;
mod talk_cell;

use std::collections::BTreeSet;

use jiff::Timestamp;

pub use error::NamingError;
pub use labels::Speaker;
pub use suggest::{DoubtfulNames, EvidenceQuote, NameSuggestions, SuggestedName};
pub(super) use talk_cell::TalkCell;

use error::MOST_REASON_CHARACTERS;

use super::connections::StoreConnections;
use super::similar::similar_ids;
use crate::speakers::{
    Change, HeardName, HeardNames, NameAction, NameScope, SpeakerNames, is_undone,
};
use crate::store::{ReadError, StoreWriter, Talk};

/// Asks for a name of a label, or for two labels to be one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// In which transcripts.
    pub scope: NameScope,
    /// The label in the file; where it is merged also a name.
    pub label: String,
    /// The name; where it is merged also a label.
    pub name: String,
    /// Why, for the log.
    pub reason: Option<String>,
}

/// A change of the log, and whether it still holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedChange {
    /// The change.
    pub change: Change,
    /// Whether a later change undid it.
    pub undone: bool,
}

/// The speakers of a catalogue's transcripts, and the log of their names.
#[derive(Clone, Copy)]
pub struct SpeakerDirectory<'a> {
    pub(super) store: &'a StoreConnections,
    pub(super) talks: &'a TalkCell,
}

impl SpeakerDirectory<'_> {
    /// Returns the names that were given.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn names(self) -> Result<SpeakerNames, ReadError> {
        Ok(SpeakerNames::from_log(&self.store.reader().name_changes()?))
    }

    /// Returns the speakers of a transcript or of all, by transcript and label.
    ///
    /// # Errors
    /// No such transcript, or a store that cannot be read.
    pub fn list(self, transcript_id: Option<&str>) -> Result<Vec<Speaker>, NamingError> {
        self.expect_transcript(transcript_id)?;
        let names = self.names()?;
        let talks = self.talks.current(self.store)?;
        let is_in = |talk: &&Talk| transcript_id.is_none_or(|id| talk.transcript_id == id);
        let speakers = talks.iter().filter(is_in).map(|talk| Speaker {
            name: names.name_of(&talk.transcript_id, &talk.label),
            talk: talk.clone(),
        });
        Ok(speakers.collect())
    }

    /// Gives a name to a label. It is durable when this returns.
    ///
    /// # Errors
    /// A label that nobody has, a name that cannot be shown or is there already, or a store that
    /// cannot be written.
    pub fn name(self, naming: Naming) -> Result<Change, NamingError> {
        let name = name_check::checked_name(&naming.name)?;
        let speakers = self.list(naming.scope.transcript())?;
        let label = labels::label_like(&naming.label, &speakers)?;
        let is_other =
            |speaker: &Speaker| speaker.talk.label == label && speaker.name.as_ref() != Some(&name);
        if !speakers.iter().any(is_other) {
            return Err(NamingError::AsBefore { label, name });
        }
        let scope = naming.scope;
        self.append(NameAction::Name { scope, label, name }, naming.reason)
    }

    /// Makes two labels or names one person, who is called as the second is. It is durable when
    /// this returns.
    ///
    /// # Errors
    /// A label or name that nobody has, two that are one already, or a store that cannot be
    /// written.
    pub fn merge(self, naming: Naming) -> Result<Change, NamingError> {
        let speakers = self.list(naming.scope.transcript())?;
        let label = labels::called_like(&naming.label, &speakers)?;
        let into = labels::called_like(&naming.name, &speakers)?;
        let shown = |asked: &String| -> BTreeSet<(&str, &str)> {
            let is_called = |speaker: &&Speaker| {
                speaker.talk.label == *asked || speaker.name.as_ref() == Some(asked)
            };
            let found = speakers.iter().filter(is_called);
            found
                .map(|speaker| (&*speaker.talk.transcript_id, speaker.shown_name()))
                .collect()
        };
        if label == into || shown(&label) == shown(&into) {
            return Err(NamingError::AsBefore { label, name: into });
        }
        let scope = naming.scope;
        self.append(NameAction::Merge { scope, label, into }, naming.reason)
    }

    /// Takes a change back, by its number; without one, the last that gave or merged a name and
    /// still holds. Undoing an undo brings back what it undid.
    ///
    /// # Errors
    /// A change that is not there or undone already, none at all, or a store that cannot be
    /// written.
    pub fn undo(self, number: Option<u64>, reason: Option<String>) -> Result<Change, NamingError> {
        let log = self.store.reader().name_changes()?;
        let of = match number {
            Some(number) => match is_undone(&log, number) {
                None => return Err(NamingError::NoSuchChange(number)),
                Some(true) => return Err(NamingError::UndoneAlready(number)),
                Some(false) => number,
            },
            None => {
                let mut last = log.iter().rev().filter(|change| {
                    !matches!(change.action, NameAction::Undo { .. })
                        && is_undone(&log, change.number) == Some(false)
                });
                last.next().ok_or(NamingError::NothingToUndo)?.number
            }
        };
        self.append(NameAction::Undo { of }, reason)
    }

    /// Returns every change, the first one first.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn history(self) -> Result<Vec<LoggedChange>, ReadError> {
        let log = self.store.reader().name_changes()?;
        let logged = log.iter().map(|change| LoggedChange {
            undone: is_undone(&log, change.number) == Some(true),
            change: change.clone(),
        });
        Ok(logged.collect())
    }

    /// Suggests names for the labels of a transcript or of all that have none. Applies none.
    ///
    /// # Errors
    /// No such transcript, or a store that cannot be read.
    pub fn suggest(self, transcript_id: Option<&str>) -> Result<NameSuggestions, NamingError> {
        self.expect_transcript(transcript_id)?;
        Ok(suggest::suggest(self.store, transcript_id)?)
    }

    /// Gives each label of a transcript or of all the only name that fits, and says in the log
    /// which words it rests on.
    ///
    /// # Errors
    /// As [`SpeakerDirectory::suggest`] and [`SpeakerDirectory::name`].
    pub fn accept_suggestions(
        self,
        transcript_id: Option<&str>,
    ) -> Result<(NameSuggestions, Vec<Change>), NamingError> {
        let found = self.suggest(transcript_id)?;
        let accept = |suggested: &SuggestedName| {
            let words = suggested.evidence.first().map(|quote| &quote.text);
            self.name(Naming {
                scope: NameScope::Transcript(suggested.transcript_id.clone()),
                label: suggested.label.clone(),
                name: suggested.name.clone(),
                reason: words.map(|words| format!("suggested by “{words}”")),
            })
        };
        let changes: Result<_, _> = found.certain.iter().map(accept).collect();
        Ok((found, changes?))
    }

    /// Returns the names that were heard as something else, with the spellings that are kept.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn heard(self) -> Result<Vec<HeardName>, ReadError> {
        let log = self.store.reader().name_changes()?;
        Ok(HeardNames::from_log(&log).names().to_vec())
    }

    /// Adds spellings that a name was heard as: all, or none where one is refused. They are durable
    /// when this returns.
    ///
    /// # Errors
    /// A name or spelling that cannot be shown or searched for, or is kept already; too many of
    /// them; or a store that cannot be written.
    pub fn add_heard(self, name: &str, spellings: &[String]) -> Result<Vec<Change>, NamingError> {
        self.append_all(heard::adding(&self.heard()?, name, spellings)?)
    }

    /// Removes spellings of a name, or all where none is given: all of these, or none where one is
    /// refused. It is durable when this returns.
    ///
    /// # Errors
    /// A name or spelling that is not kept, or a store that cannot be written.
    pub fn remove_heard(
        self,
        name: &str,
        spellings: &[String],
    ) -> Result<Vec<Change>, NamingError> {
        self.append_all(heard::removing(&self.heard()?, name, spellings)?)
    }

    fn append_all(self, actions: Vec<NameAction>) -> Result<Vec<Change>, NamingError> {
        let at = Timestamp::now();
        let append = |store: &mut StoreWriter| store.append_name_changes(at, actions);
        Ok(self.store.change(append)?)
    }

    fn append(self, action: NameAction, reason: Option<String>) -> Result<Change, NamingError> {
        let characters = reason.as_ref().map_or(0, |reason| reason.chars().count());
        if characters > MOST_REASON_CHARACTERS {
            return Err(NamingError::LongReason(characters));
        }
        let at = Timestamp::now();
        let append = self
            .store
            .change(|store| store.append_name_change(at, action, reason));
        Ok(append?)
    }

    /// Refuses the id of a transcript that is not there.
    fn expect_transcript(self, id: Option<&str>) -> Result<(), NamingError> {
        let Some(id) = id else { return Ok(()) };
        let summary = self.store.reader().transcripts().summary(id)?;
        match summary {
            Some(_) => Ok(()),
            None => Err(NamingError::NoSuchTranscript {
                asked: id.to_owned(),
                similar: similar_ids(self.store, id)?,
            }),
        }
    }
}
