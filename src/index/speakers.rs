//! Who speaks in each passage, without asking the store.
//!
//! In: the store's passages in order. Out: a passage's [`Voice`]. Never here: a name that is not a
//! label in the file; names that were given change without the store's generation.

use std::collections::HashMap;

use crate::store::{PassageId, ReadError, StoreReader};

/// A label in a transcript: the same label in another transcript is another voice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// The transcript's id.
    pub transcript_id: String,
    /// The label in the file.
    pub label: String,
}

/// A voice's place in [`Speakers::voices`] of one snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VoiceId(pub u32);

/// The speakers of all passages.
#[derive(Debug, Default)]
pub struct Speakers {
    voices: Vec<Voice>,
    /// The first passage of each stretch with one speaker, and the voice, if there is one;
    /// ascending.
    stretches: Vec<(PassageId, Option<VoiceId>)>,
}

impl Speakers {
    pub(super) fn read(store: &StoreReader) -> Result<Self, ReadError> {
        let mut speakers = Self::default();
        // Transcripts come one after the other, so that the labels of one at a time are enough.
        let mut current = String::new();
        let mut places: HashMap<String, VoiceId> = HashMap::new();
        store.scan().speakers(&mut |id, transcript_id, label| {
            if transcript_id != current {
                places.clear();
                current = transcript_id.to_owned();
            }
            let voice = label.map(|label| match places.get(label) {
                Some(&voice) => voice,
                None => {
                    let voice = VoiceId(speakers.voices.len() as u32);
                    speakers.voices.push(Voice {
                        transcript_id: transcript_id.to_owned(),
                        label: label.to_owned(),
                    });
                    places.insert(label.to_owned(), voice);
                    voice
                }
            });
            if speakers.stretches.last().is_none_or(|last| last.1 != voice) {
                speakers.stretches.push((id, voice));
            }
        })?;
        Ok(speakers)
    }

    /// Returns who speaks in a passage of the snapshot.
    pub fn of(&self, id: PassageId) -> Option<VoiceId> {
        let after = self.stretches.partition_point(|&(first, _)| first <= id);
        self.stretches[..after].last()?.1
    }

    /// Returns the passages of these voices, ascending themselves, up to `last`; ascending,
    /// backchannels included.
    pub(super) fn passages_of(&self, wanted: &[VoiceId], last: PassageId) -> Vec<PassageId> {
        let ends = self.stretches.iter().skip(1).map(|(first, _)| first.0);
        let ends = ends.chain([last.0 + 1]);
        self.stretches
            .iter()
            .zip(ends)
            .filter(|((_, voice), _)| {
                voice.is_some_and(|voice| wanted.binary_search(&voice).is_ok())
            })
            .flat_map(|((first, _), end)| (first.0..end).map(PassageId))
            .collect()
    }

    /// Returns all voices, in the order in which they first speak.
    pub fn voices(&self) -> &[Voice] {
        &self.voices
    }
}
