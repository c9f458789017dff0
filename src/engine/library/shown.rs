//! Reads a whole transcript with its summary, names and chapters, all from one snapshot.

use crate::engine::connections::StoreConnections;
use crate::feed::Chapter;
use crate::speakers::SpeakerNames;
use crate::store::{ReadError, TranscriptSummary};
use crate::transcript::Turn;

/// A transcript, or a part of it, with all that is shown of it.
#[derive(Debug, Clone)]
pub struct ShownTranscript {
    /// What a listing says of it.
    pub summary: TranscriptSummary,
    /// The names that were given.
    pub names: SpeakerNames,
    /// All its chapters, by time.
    pub chapters: Vec<Chapter>,
    /// The turns, in order.
    pub turns: Vec<Turn>,
}

/// Returns a whole transcript as of one moment, or `None` where no transcript has this id.
pub(super) fn read(
    store: &StoreConnections,
    id: &str,
) -> Result<Option<ShownTranscript>, ReadError> {
    let store = store.reader();
    let _unchanging = store.begin_reading()?;
    let transcripts = store.transcripts();
    let (Some(summary), Some(transcript)) = (transcripts.summary(id)?, transcripts.transcript(id)?)
    else {
        return Ok(None);
    };
    Ok(Some(ShownTranscript {
        summary,
        names: SpeakerNames::from_log(&store.name_changes()?),
        chapters: transcripts.chapters(id)?,
        turns: transcript.turns,
    }))
}
