//! Maps each passage to its speaker, in memory.
//!
//! Speakers are known by the labels of the files. Speaker names are not here, since a change of
//! names does not change the store's generation.

use std::collections::HashMap;

use crate::store::{PassageId, ReadError, StoreReader};

/// A label in one transcript; the same label in another transcript is another speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeakerLabel {
    /// The transcript's id.
    pub transcript_id: String,
    /// The label in the file.
    pub label: String,
}

/// The place of a label in [`Speakers::labels`] of one snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LabelId(pub u32);

/// The speakers of all passages.
#[derive(Debug, Default)]
pub struct Speakers {
    labels: Vec<SpeakerLabel>,
    /// The first passage of each stretch with one speaker, and the label, if it has one; ascending.
    stretches: Vec<(PassageId, Option<LabelId>)>,
}

impl Speakers {
    pub(super) fn read(store: &StoreReader) -> Result<Self, ReadError> {
        let mut speakers = Self::default();
        // The passages of a transcript are consecutive, so the labels of one transcript at a time
        // are enough.
        let mut current = String::new();
        let mut places: HashMap<String, LabelId> = HashMap::new();
        store.scan().speakers(&mut |id, transcript_id, label| {
            if transcript_id != current {
                places.clear();
                current = transcript_id.to_owned();
            }
            let speaker = label.map(|label| {
                *places.entry(label.to_owned()).or_insert_with(|| {
                    speakers.labels.push(SpeakerLabel {
                        transcript_id: transcript_id.to_owned(),
                        label: label.to_owned(),
                    });
                    LabelId(speakers.labels.len() as u32 - 1)
                })
            });
            let last = speakers.stretches.last();
            if last.is_none_or(|(_, last)| *last != speaker) {
                speakers.stretches.push((id, speaker));
            }
        })?;
        Ok(speakers)
    }

    /// Returns who speaks in a passage of the snapshot.
    pub fn of(&self, id: PassageId) -> Option<LabelId> {
        let after = self.stretches.partition_point(|&(first, _)| first <= id);
        self.stretches[..after].last()?.1
    }

    /// Returns the passages of these labels up to `last`, ascending, backchannels included. The
    /// labels ascend as well.
    pub(super) fn passages_of(&self, wanted: &[LabelId], last: PassageId) -> Vec<PassageId> {
        let ends = self.stretches.iter().skip(1).map(|(first, _)| first.0);
        let ends = ends.chain([last.0 + 1]);
        let is_wanted = |label: LabelId| wanted.binary_search(&label).is_ok();
        let stretches = self.stretches.iter().zip(ends);
        let wanted = stretches.filter(|((_, label), _)| label.is_some_and(is_wanted));
        wanted
            .flat_map(|((first, _), end)| (first.0..end).map(PassageId))
            .collect()
    }

    /// Returns all labels, in the order in which they first speak.
    pub fn labels(&self) -> &[SpeakerLabel] {
        &self.labels
    }
}
