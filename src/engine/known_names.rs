//! Collects what a question can refer to: speakers (names and labels), recordings, and today's
//! date.
//!
//! The collection is rebuilt when the store changes or the day does. A name that was given in one
//! transcript does not apply to other transcripts.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::connections::StoreConnections;
use crate::index::{Index, LabelId, SpeakerLabel};
use crate::question::{KnownTranscript, Referents};
use crate::speakers::{HeardNames, SpeakerNames, meant};
use crate::store::{Generation, ReadError};

/// What a question can refer to.
#[derive(Debug)]
pub(super) struct KnownNames {
    generation: Generation,
    /// The store's data version as the reading connection sees it. It changes with every commit,
    /// since that connection makes none.
    data_version: i64,
    /// As the rules for questions take it.
    pub(super) known: Referents,
    /// The names that were given.
    pub(super) names: SpeakerNames,
    /// What names were heard as.
    pub(super) heard: HeardNames,
    /// What each label is called, by its number: its label first, the name that is shown last.
    called: Vec<Vec<String>>,
}

/// The current [`KnownNames`].
#[derive(Default)]
pub(super) struct KnownNamesCell(Mutex<Option<Arc<KnownNames>>>);

impl KnownNamesCell {
    /// Returns what a question can refer to, collecting it again after a change.
    pub(super) fn current(
        &self,
        store: &StoreConnections,
        index: &Index,
    ) -> Result<Arc<KnownNames>, ReadError> {
        let data_version = store.reader().commits().data_version()?;
        let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_current = |names: &&Arc<KnownNames>| {
            names.generation == index.generation
                && names.data_version == data_version
                && names.known.today == today
        };
        if let Some(names) = current.as_ref().filter(is_current) {
            return Ok(names.clone());
        }
        let titles = store.reader().transcripts().titles()?.into_iter();
        let log = store.reader().name_changes()?;
        let names = SpeakerNames::from_log(&log);
        let called = |label: &SpeakerLabel| -> Vec<String> {
            let path = names.path_of(&label.transcript_id, &label.label);
            path.into_iter().map(str::to_owned).collect()
        };
        let called: Vec<_> = index.speakers.labels().iter().map(called).collect();
        let fresh = Arc::new(KnownNames {
            generation: index.generation,
            data_version,
            known: Referents {
                speakers: once_each(&called),
                transcripts: titles
                    .map(|(id, title, date)| KnownTranscript { id, title, date })
                    .collect(),
                today,
            },
            names,
            heard: HeardNames::from_log(&log),
            called,
        });
        *current = Some(fresh.clone());
        Ok(fresh)
    }
}

impl KnownNames {
    /// Returns the labels that are called so, ascending: by label or name, capitals and accents
    /// aside, else by a part of a name that only one person has.
    pub(super) fn labels_called(&self, asked: &str) -> Vec<LabelId> {
        let found = meant(asked, &self.called).into_iter();
        found.map(|place| LabelId(place as u32)).collect()
    }
}

/// Returns everything that somebody is called, in the order in which they first speak.
fn once_each(called: &[Vec<String>]) -> Vec<String> {
    let mut seen = HashSet::new();
    let all = called.iter().flatten();
    let new = all.filter(|name| seen.insert(name.as_str()));
    new.cloned().collect()
}
