//! Finds the speaker label or name that a text refers to.

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
