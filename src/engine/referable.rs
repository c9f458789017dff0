//! What a question can refer to: speakers by all they are called, recordings, today.
//!
//! In: a snapshot, titles and the log of names. Out: [`Referable`], read once for each commit,
//! described title, change of a name, and day. Never here: a name of one transcript that means a
//! label of another.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Catalogue;
use crate::index::{Index, VoiceId};
use crate::question::{KnownTranscript, Referents};
use crate::speakers::{SpeakerNames, meant};
use crate::store::{Generation, ReadError};

/// What a question can refer to.
#[derive(Debug)]
pub(super) struct Referable {
    generation: Generation,
    /// The version of the store's data, as the connection of the questions sees it: it changes with
    /// every commit, since that connection makes none.
    version: i64,
    /// As the rules want it.
    pub(super) known: Referents,
    /// The names that were given.
    pub(super) names: SpeakerNames,
    /// What each voice is called, by its number: its label first, the name that is shown last.
    called: Vec<Vec<String>>,
}

impl Catalogue {
    /// Returns what a question can refer to.
    pub(super) fn referable(&self, index: &Index) -> Result<Arc<Referable>, ReadError> {
        let version = self.store().data_version()?;
        let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
        let mut current = self
            .referable
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let is_current = |referable: &&Arc<Referable>| {
            referable.generation == index.generation
                && referable.version == version
                && referable.known.today == today
        };
        if let Some(referable) = current.as_ref().filter(is_current) {
            return Ok(referable.clone());
        }
        let titles = self.store().titles()?.into_iter();
        let names = SpeakerNames::from_log(&self.store().name_changes()?);
        let called = called(index, &names);
        let fresh = Arc::new(Referable {
            generation: index.generation,
            version,
            known: Referents {
                speakers: once_each(&called),
                transcripts: titles
                    .map(|(id, title, date)| KnownTranscript {
                        id,
                        title: Some(title),
                        date,
                    })
                    .collect(),
                today,
            },
            names,
            called,
        });
        *current = Some(fresh.clone());
        Ok(fresh)
    }
}

impl Referable {
    /// Returns the voices that are called so, ascending: by label or name, capitals and accents
    /// aside; else by a
    /// part of a name that only one person has.
    pub(super) fn voices_called(&self, asked: &str) -> Vec<VoiceId> {
        let found = meant(asked, &self.called).into_iter();
        found.map(|place| VoiceId(place as u32)).collect()
    }
}

fn called(index: &Index, names: &SpeakerNames) -> Vec<Vec<String>> {
    let voices = index.speakers.voices().iter();
    let called = voices.map(|voice| names.path_of(&voice.transcript_id, &voice.label));
    called
        .map(|path| path.into_iter().map(str::to_owned).collect())
        .collect()
}

/// Returns everything that somebody is called, in the order in which they first speak.
fn once_each(called: &[Vec<String>]) -> Vec<String> {
    let mut seen = HashSet::new();
    let all = called.iter().flatten();
    all.filter(|name| seen.insert(name.as_str()))
        .cloned()
        .collect()
}
