//! Who speaks: how much, under which names, and who gave them when and why.
//!
//! In: labels, names, reasons. Out: speakers, and the changes that were made. Every change is
//! appended to the log; nothing of it is ever removed. Never here: a name that nobody asked for; a
//! change of a label that does not exist.

mod suggesting;

use jiff::Timestamp;
use thiserror::Error;

pub use suggesting::{DoubtfulNames, EvidenceQuote, NameSuggestions, SuggestedName};

use super::Catalogue;
use super::catalogue::similar;
use crate::speakers::{Change, NameAction, NameScope, SpeakerNames, is_undone};
use crate::store::{CommitError, ReadError, Talk};
use crate::transcript::is_invisible;

/// The longest name, in characters; a longer one is no name.
pub const MOST_NAME_CHARACTERS: usize = 200;

/// The longest reason for a change, in characters.
pub const MOST_REASON_CHARACTERS: usize = 1000;

/// A label of a transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// The label, and how much it talks.
    pub talk: Talk,
    /// The name that was given to it.
    pub name: Option<String>,
}

/// What somebody wants a label to be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// In which transcripts.
    pub scope: NameScope,
    /// The label in the file; where it is merged also a name.
    pub label: String,
    /// The name; where it is merged also a label.
    pub name: String,
    /// Why, as it is to stand in the log.
    pub reason: Option<String>,
}

/// A change of the log, and whether it still holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// The change.
    pub change: Change,
    /// Whether a later change undid it.
    pub undone: bool,
}

/// Why a name was not given or taken back. The log is as it was.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum NamingError {
    /// Nobody is labelled so where it was looked for.
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
    /// The name has a character that nobody sees, or that turns the direction of writing.
    #[error(
        "a name has characters that can be seen, and U+{:04X} cannot; give the name without it",
        u32::from(*character)
    )]
    HiddenInName {
        /// The character.
        character: char,
    },
    /// The reason is a text of its own.
    #[error(
        "a reason has at most {MOST_REASON_CHARACTERS} characters, and this one has {characters}"
    )]
    LongReason {
        /// How many it has.
        characters: usize,
    },
    /// The label is called so already.
    #[error("“{label}” is called “{name}” already")]
    AsBefore {
        /// The label.
        label: String,
        /// What it is called.
        name: String,
    },
    /// The log has no such change.
    #[error("there is no change {number}; `whosaid speakers history` lists them")]
    NoSuchChange {
        /// Its number.
        number: u64,
    },
    /// The change does not hold any more.
    #[error("change {number} is undone already; `whosaid speakers history` says by which")]
    UndoneAlready {
        /// Its number.
        number: u64,
    },
    /// No change holds.
    #[error("no name was given that could be taken back")]
    NothingToUndo,
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The store cannot be written.
    #[error(transparent)]
    Write(#[from] CommitError),
}

fn there_is(similar: &[String]) -> String {
    match similar {
        [] => String::new(),
        names => format!(" (there is {})", names.join(", ")),
    }
}

impl Catalogue {
    /// Returns the names that were given.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn names(&self) -> Result<SpeakerNames, ReadError> {
        Ok(SpeakerNames::from_log(&self.store().name_changes()?))
    }

    /// Returns the speakers of a transcript or of all, by transcript and label.
    ///
    /// # Errors
    /// No such transcript, or a store that cannot be read.
    pub fn speakers(&self, transcript_id: Option<&str>) -> Result<Vec<Speaker>, NamingError> {
        self.expect_transcript(transcript_id)?;
        let names = self.names()?;
        let talks = self.talks()?;
        let of = |talk: &&Talk| transcript_id.is_none_or(|id| talk.transcript_id == id);
        let speakers = talks.iter().filter(of).map(|talk| Speaker {
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
    pub fn name_speaker(&self, naming: Naming) -> Result<Change, NamingError> {
        let name = shown(&naming.name)?;
        let speakers = self.speakers(id_of(&naming.scope))?;
        let label = label_like(&naming.label, &speakers)?;
        let mut labelled = speakers
            .iter()
            .filter(|speaker| speaker.talk.label == label);
        if labelled.all(|speaker| speaker.name.as_ref() == Some(&name)) {
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
    pub fn merge_speakers(&self, naming: Naming) -> Result<Change, NamingError> {
        let speakers = self.speakers(id_of(&naming.scope))?;
        let label = called_like(&naming.label, &speakers)?;
        let into = called_like(&naming.name, &speakers)?;
        let called = |asked: &String| -> Vec<(&str, &str)> {
            let of = |speaker: &&Speaker| {
                speaker.talk.label == *asked || speaker.name.as_ref() == Some(asked)
            };
            let found = speakers.iter().filter(of);
            let mut called: Vec<(&str, &str)> = found
                .map(|speaker| {
                    let label = &speaker.talk.label;
                    let id = speaker.talk.transcript_id.as_str();
                    (id, speaker.name.as_ref().unwrap_or(label).as_str())
                })
                .collect();
            called.sort_unstable();
            called.dedup();
            called
        };
        if label == into || called(&label) == called(&into) {
            return Err(NamingError::AsBefore { label, name: into });
        }
        let scope = naming.scope;
        self.append(NameAction::Merge { scope, label, into }, naming.reason)
    }

    /// Takes a change back, by its number; without one, the last that gave or merged a name and
    /// still holds. Taking back an undoing brings back what it undid.
    ///
    /// # Errors
    /// A change that is not there or undone already, none at all, or a store that cannot be
    /// written.
    pub fn undo_naming(
        &self,
        number: Option<u64>,
        reason: Option<String>,
    ) -> Result<Change, NamingError> {
        let log = self.store().name_changes()?;
        let of = match number {
            Some(number) => match is_undone(&log, number) {
                None => return Err(NamingError::NoSuchChange { number }),
                Some(true) => return Err(NamingError::UndoneAlready { number }),
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
    pub fn naming_history(&self) -> Result<Vec<Logged>, ReadError> {
        let log = self.store().name_changes()?;
        let undone = |change: &Change| is_undone(&log, change.number) == Some(true);
        let logged = log.iter().map(|change| Logged {
            undone: undone(change),
            change: change.clone(),
        });
        Ok(logged.collect())
    }

    fn append(&self, action: NameAction, reason: Option<String>) -> Result<Change, NamingError> {
        let characters = reason.as_ref().map_or(0, |reason| reason.chars().count());
        if characters > MOST_REASON_CHARACTERS {
            return Err(NamingError::LongReason { characters });
        }
        let at = Timestamp::now();
        Ok(self.change(|store| store.append_name_change(at, action, reason))?)
    }

    /// Refuses the id of a transcript that is not there.
    fn expect_transcript(&self, id: Option<&str>) -> Result<(), NamingError> {
        match id {
            Some(id) if self.summary(id)?.is_none() => Err(NamingError::NoSuchTranscript {
                asked: id.to_owned(),
                similar: self.similar_ids(id)?,
            }),
            _ => Ok(()),
        }
    }
}

fn id_of(scope: &NameScope) -> Option<&str> {
    match scope {
        NameScope::All => None,
        NameScope::Transcript(id) => Some(id),
    }
}

/// Returns a name as it is shown, or refuses it.
fn shown(name: &str) -> Result<String, NamingError> {
    let name = name.trim();
    let is_name = (1..=MOST_NAME_CHARACTERS).contains(&name.chars().count())
        && !name.contains(char::is_control);
    if !is_name {
        return Err(NamingError::NoName);
    }
    match hidden_in(name) {
        Some(character) => Err(NamingError::HiddenInName { character }),
        None => Ok(name.to_owned()),
    }
}

/// Returns the first character of a name that nobody sees. Joiners between letters of scripts that
/// write names with them are seen: they shape the letters.
fn hidden_in(name: &str) -> Option<char> {
    let is_joined = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && c.is_alphanumeric());
    let mut before = None;
    let mut rest = name.chars();
    while let Some(c) = rest.next() {
        let is_joiner = matches!(c, '\u{200c}' | '\u{200d}');
        let after = rest.clone().next();
        if is_invisible(c) && !(is_joiner && is_joined(before) && is_joined(after)) {
            return Some(c);
        }
        before = Some(c);
    }
    None
}

/// Returns the label that is written so, capitals aside where only one is.
fn label_like(asked: &str, speakers: &[Speaker]) -> Result<String, NamingError> {
    let labels = || speakers.iter().map(|speaker| &speaker.talk.label);
    if let Some(label) = written_like(asked, labels()) {
        return Ok(label);
    }
    let named = speakers
        .iter()
        .find(|speaker| speaker.name.as_deref() == Some(asked));
    if let Some(speaker) = named {
        return Err(NamingError::IsName {
            asked: asked.to_owned(),
            label: speaker.talk.label.clone(),
        });
    }
    Err(nobody(asked, labels()))
}

/// Returns the label or name that is written so, capitals aside where only one is.
fn called_like(asked: &str, speakers: &[Speaker]) -> Result<String, NamingError> {
    let called = || {
        let names = speakers.iter().filter_map(|speaker| speaker.name.as_ref());
        let labels = speakers.iter().map(|speaker| &speaker.talk.label);
        labels.chain(names)
    };
    written_like(asked, called()).ok_or_else(|| nobody(asked, called()))
}

fn written_like<'a>(asked: &str, names: impl Iterator<Item = &'a String>) -> Option<String> {
    let mut alike: Vec<&String> = Vec::new();
    for name in names {
        if name == asked {
            return Some(name.clone());
        }
        if name.to_lowercase() == asked.to_lowercase() && !alike.contains(&name) {
            alike.push(name);
        }
    }
    match alike[..] {
        [one] => Some(one.clone()),
        _ => None,
    }
}

fn nobody<'a>(asked: &str, names: impl Iterator<Item = &'a String>) -> NamingError {
    let mut names: Vec<String> = names.cloned().collect();
    names.sort_unstable();
    names.dedup();
    NamingError::NoSuchSpeaker {
        asked: asked.to_owned(),
        similar: similar(asked, names),
    }
}
