//! Lists, reads and removes transcripts, without a model.

mod excerpt;
mod listing;
mod shown;

pub use excerpt::{AROUND_MS, Excerpt, ExcerptError, ExcerptRequest};
pub use listing::{ListOrder, ListPage, ListPlace, Listing, ListingError, MOST_LISTED};
pub use shown::ShownTranscript;

use super::connections::StoreConnections;
use super::similar::similar_ids;
use crate::speakers::SpeakerNames;
use crate::store::{CommitError, Generation, PassageRecord, ReadError, TranscriptSummary};
use crate::transcript::Transcript;

/// How much there is of a transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Extent {
    /// Its turns.
    pub turns: usize,
    /// Its passages that can be found.
    pub passages: usize,
}

/// The transcripts of a catalogue.
#[derive(Clone, Copy)]
pub struct Library<'a>(pub(super) &'a StoreConnections);

impl Library<'_> {
    /// Returns all transcripts, by id.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn summaries(self) -> Result<Vec<TranscriptSummary>, ReadError> {
        self.0.reader().transcripts().summaries()
    }

    /// Returns one transcript's summary.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn summary(self, id: &str) -> Result<Option<TranscriptSummary>, ReadError> {
        self.0.reader().transcripts().summary(id)
    }

    /// Returns a page of the transcripts that a listing asks for.
    ///
    /// # Errors
    /// A limit out of range, days the wrong way round, or a store that cannot be read.
    pub fn list(self, listing: &Listing) -> Result<ListPage, ListingError> {
        listing::list(self.0, listing)
    }

    /// Returns one transcript.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn transcript(self, id: &str) -> Result<Option<Transcript>, ReadError> {
        self.0.reader().transcripts().transcript(id)
    }

    /// Returns a transcript with all that is shown of it; `None` where no transcript has this id.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn full_transcript(self, id: &str) -> Result<Option<ShownTranscript>, ReadError> {
        shown::read(self.0, id)
    }

    /// Returns what was said around a time.
    ///
    /// # Errors
    /// No such transcript, one without times, a time after its end, or a store that cannot be read.
    pub fn excerpt(self, request: &ExcerptRequest) -> Result<Excerpt, ExcerptError> {
        excerpt::cut(self.0, request)
    }

    /// Returns the passage at this place of a transcript, from 0.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn passage(self, id: &str, ordinal: u32) -> Result<Option<PassageRecord>, ReadError> {
        let store = self.0.reader();
        let mut record = store.passages().at(id, ordinal)?;
        let names = SpeakerNames::from_log(&store.name_changes()?);
        if let Some(record) = &mut record {
            let label = record.speaker.as_deref();
            record.name = label.and_then(|label| names.name_of(id, label));
        }
        Ok(record)
    }

    /// Returns how much there is of a transcript; nothing where it is unknown.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn extent(self, id: &str) -> Result<Extent, ReadError> {
        let extent = self.summary(id)?.map(|summary| Extent {
            turns: summary.turns as usize,
            passages: summary.passages as usize,
        });
        Ok(extent.unwrap_or_default())
    }

    /// Returns whether a transcript was read from this source.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn has_source(self, source: &str) -> Result<bool, ReadError> {
        self.0.reader().transcripts().has_source(source)
    }

    /// Returns the ids that look like one that was not found.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn similar_ids(self, id: &str) -> Result<Vec<String>, ReadError> {
        similar_ids(self.0, id)
    }

    /// Removes a transcript.
    ///
    /// # Errors
    /// No such transcript, or a store that cannot be written.
    pub fn remove(self, id: &str) -> Result<Generation, CommitError> {
        self.0.change(|store| store.remove(id))
    }

    /// Removes the transcripts that were read from a source, and returns their ids.
    ///
    /// # Errors
    /// A store that cannot be written.
    pub fn remove_from_source(self, source: &str) -> Result<Vec<String>, CommitError> {
        self.0.change(|store| store.remove_from_source(source))
    }
}
