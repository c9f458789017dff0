//! Lists, reads and removes transcripts, without a model.

mod excerpt;
mod full;
mod listing;

pub use excerpt::{AROUND_MS, Excerpt, ExcerptError, ExcerptRequest};
pub use full::FullTranscript;
pub use listing::{ListOrder, ListPage, ListPlace, Listing, ListingError, MOST_LISTED};

use super::connections::StoreConnections;
use super::similar::similar;
use crate::speakers::SpeakerNames;
use crate::store::{
    CommitError, Generation, PassageRecord, PassageScope, ReadError, TranscriptSummary,
};
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
pub struct Library<'a> {
    store: &'a StoreConnections,
}

impl<'a> Library<'a> {
    pub(super) fn new(store: &'a StoreConnections) -> Self {
        Self { store }
    }

    /// Returns all transcripts, by id.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn summaries(self) -> Result<Vec<TranscriptSummary>, ReadError> {
        self.store.reader().transcripts().summaries()
    }

    /// Returns one transcript's summary.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn summary(self, id: &str) -> Result<Option<TranscriptSummary>, ReadError> {
        self.store.reader().transcripts().summary(id)
    }

    /// Returns a page of the transcripts that a listing asks for.
    ///
    /// # Errors
    /// A limit out of range, days the wrong way round, or a store that cannot be read.
    pub fn list(self, listing: &Listing) -> Result<ListPage, ListingError> {
        listing::list(self.store, listing)
    }

    /// Returns one transcript.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn transcript(self, id: &str) -> Result<Option<Transcript>, ReadError> {
        self.store.reader().transcripts().transcript(id)
    }

    /// Returns a transcript with all that is shown of it; `None` where no transcript has this id.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn full_transcript(self, id: &str) -> Result<Option<FullTranscript>, ReadError> {
        full::read(self.store, id)
    }

    /// Returns what was said around a time.
    ///
    /// # Errors
    /// No such transcript, one without times, a time after its end, or a store that cannot be read.
    pub fn excerpt(self, request: &ExcerptRequest) -> Result<Excerpt, ExcerptError> {
        excerpt::cut(self.store, request)
    }

    /// Returns the passage at this place of a transcript, from 0.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn passage(self, id: &str, ordinal: u32) -> Result<Option<PassageRecord>, ReadError> {
        let store = self.store.reader();
        let Some(mut record) = store.passages().at(id, ordinal)? else {
            return Ok(None);
        };
        let names = SpeakerNames::from_log(&store.name_changes()?);
        let label = record.speaker.as_deref();
        record.name = label.and_then(|label| names.name_of(id, label));
        Ok(Some(record))
    }

    /// Returns how much there is of a transcript; nothing where it is unknown.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn extent(self, id: &str) -> Result<Extent, ReadError> {
        let store = self.store.reader();
        let Some(summary) = store.transcripts().summary(id)? else {
            return Ok(Extent::default());
        };
        let findable = store.passages().in_scope(&PassageScope {
            transcripts: vec![id.to_owned()],
            ..PassageScope::default()
        })?;
        Ok(Extent {
            turns: summary.turns as usize,
            passages: findable.len(),
        })
    }

    /// Returns whether a transcript was read from this source.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn has_source(self, source: &str) -> Result<bool, ReadError> {
        self.store.reader().transcripts().has_source(source)
    }

    /// Returns the ids that look like one that was not found.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn similar_ids(self, id: &str) -> Result<Vec<String>, ReadError> {
        let summaries = self.summaries()?.into_iter();
        Ok(similar(id, summaries.map(|summary| summary.id)))
    }

    /// Removes a transcript.
    ///
    /// # Errors
    /// No such transcript, or a store that cannot be written.
    pub fn remove(self, id: &str) -> Result<Generation, CommitError> {
        self.store.change(|store| store.remove(id))
    }

    /// Removes the transcripts that were read from a source, and returns their ids.
    ///
    /// # Errors
    /// A store that cannot be written.
    pub fn remove_from_source(self, source: &str) -> Result<Vec<String>, CommitError> {
        self.store.change(|store| store.remove_from_source(source))
    }
}
