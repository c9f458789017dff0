//! Finds the speaker label or name that a text refers to.

use std::collections::BTreeSet;

use super::error::NamingError;
use crate::engine::similar::similar;
use crate::store::Talk;

/// A label of a transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// The label, and how much it talks.
    pub talk: Talk,
    /// The name that was given to it.
    pub name: Option<String>,
}

impl Speaker {
    /// Returns the name that was given, else the label.
    pub(super) fn shown_name(&self) -> &str {
        self.name.as_ref().unwrap_or(&self.talk.label)
    }
}

/// Returns the label that is written so; capitals are ignored where only one label fits.
pub(super) fn label_like(asked: &str, speakers: &[Speaker]) -> Result<String, NamingError> {
    let labels = || speakers.iter().map(|speaker| &speaker.talk.label);
    if let Some(label) = written_like(asked, labels()) {
        return Ok(label);
    }
    let mut named = speakers.iter();
    if let Some(speaker) = named.find(|speaker| speaker.name.as_deref() == Some(asked)) {
        return Err(NamingError::IsName {
            asked: asked.to_owned(),
            label: speaker.talk.label.clone(),
        });
    }
    Err(nobody(asked, labels()))
}

/// Returns the label or name that is written so; capitals are ignored where only one fits.
pub(super) fn called_like(asked: &str, speakers: &[Speaker]) -> Result<String, NamingError> {
    let called = || {
        let names = speakers.iter().filter_map(|speaker| speaker.name.as_ref());
        let labels = speakers.iter().map(|speaker| &speaker.talk.label);
        labels.chain(names)
    };
    written_like(asked, called()).ok_or_else(|| nobody(asked, called()))
}

fn written_like<'a>(asked: &str, names: impl Iterator<Item = &'a String>) -> Option<String> {
    let folded = asked.to_lowercase();
    let alike = names.filter(|name| name.to_lowercase() == folded);
    let alike: BTreeSet<&str> = alike.map(String::as_str).collect();
    let only = alike.first().filter(|_| alike.len() == 1);
    let found = alike.get(asked).or(only);
    found.map(|name| (*name).to_owned())
}

fn nobody<'a>(asked: &str, names: impl Iterator<Item = &'a String>) -> NamingError {
    let names: BTreeSet<String> = names.cloned().collect();
    NamingError::NoSuchSpeaker {
        asked: asked.to_owned(),
        similar: similar(asked, names),
    }
}
