//! A whole transcript with what is told of it.
//!
//! In: an id. Out: [`Whole`]: title, turns, chapters and names of one moment. Never here: a former
//! version's title over the turns of the next.

use super::Catalogue;
use crate::feed::Chapter;
use crate::speakers::SpeakerNames;
use crate::store::{ReadError, TranscriptSummary};
use crate::transcript::Transcript;

/// A transcript with all that is shown of it.
#[derive(Debug, Clone)]
pub struct Whole {
    /// What a listing says of it.
    pub summary: TranscriptSummary,
    /// The names that were given.
    pub names: SpeakerNames,
    /// Its chapters, by time.
    pub chapters: Vec<Chapter>,
    /// The transcript.
    pub transcript: Transcript,
}

impl Catalogue {
    /// Returns a whole transcript, however it is changed meanwhile; `None` where there is none of
    /// this id.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn whole(&self, id: &str) -> Result<Option<Whole>, ReadError> {
        let store = self.store();
        let _unchanging = store.begin_reading()?;
        let (Some(summary), Some(transcript)) = (store.summary(id)?, store.transcript(id)?) else {
            return Ok(None);
        };
        Ok(Some(Whole {
            summary,
            names: SpeakerNames::from_log(&store.name_changes()?),
            chapters: store.chapters(id)?,
            transcript,
        }))
    }
}
