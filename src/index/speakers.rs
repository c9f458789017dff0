//! Who speaks in each passage, without asking the store.
//!
//! In: the store's passages in order. Out: a passage's speaker. Never here: a name that is not a
//! label in the file.

use std::collections::HashMap;

use crate::store::{PassageId, ReadError, Store};

/// The speakers of all passages.
#[derive(Debug, Default)]
pub struct Speakers {
    labels: Vec<String>,
    /// The first passage of each stretch with one speaker, and the place of the label, if there is
    /// one; ascending.
    stretches: Vec<(PassageId, Option<u32>)>,
}

impl Speakers {
    pub(super) fn read(store: &Store) -> Result<Self, ReadError> {
        let mut speakers = Self::default();
        let mut places: HashMap<String, u32> = HashMap::new();
        store.passage_speakers(&mut |id, label| {
            let place = label.map(|label| match places.get(label) {
                Some(&place) => place,
                None => {
                    let place = speakers.labels.len() as u32;
                    speakers.labels.push(label.to_owned());
                    places.insert(label.to_owned(), place);
                    place
                }
            });
            if speakers.stretches.last().is_none_or(|last| last.1 != place) {
                speakers.stretches.push((id, place));
            }
        })?;
        Ok(speakers)
    }

    /// Returns the label of whoever speaks in a passage of the snapshot.
    pub fn of(&self, id: PassageId) -> Option<&str> {
        let after = self.stretches.partition_point(|&(first, _)| first <= id);
        let (_, place) = self.stretches[..after].last()?;
        Some(&self.labels[(*place)? as usize])
    }

    /// Returns the passages of these speakers up to `last`, ascending, acknowledgements included.
    pub(super) fn passages_of(&self, labels: &[String], last: PassageId) -> Vec<PassageId> {
        let wanted: Vec<u32> = (0..)
            .zip(&self.labels)
            .filter(|(_, label)| labels.contains(label))
            .map(|(place, _)| place)
            .collect();
        let ends = self.stretches.iter().skip(1).map(|(first, _)| first.0);
        let ends = ends.chain([last.0 + 1]);
        self.stretches
            .iter()
            .zip(ends)
            .filter(|((_, place), _)| place.is_some_and(|place| wanted.contains(&place)))
            .flat_map(|((first, _), end)| (first.0..end).map(PassageId))
            .collect()
    }

    /// Returns all labels, in the order in which they first speak.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }
}
