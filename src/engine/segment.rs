//! What was said around a time.
//!
//! In: a transcript's id, a time, how much before and after it. Out: the turns that touch that
//! stretch, whole, and how many there are on either side. Never here: a turn that is cut, or a
//! time where the file gives none.

use thiserror::Error;

use super::Catalogue;
use crate::feed::Chapter;
use crate::names::Names;
use crate::store::{ReadError, TranscriptSummary};
use crate::time::clock;
use crate::transcript::Turn;

/// How much is given before and after a time where nothing is said, in milliseconds.
pub const AROUND_MS: u64 = 60_000;

/// A stretch of a recording around a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The transcript's id.
    pub transcript_id: String,
    /// The time, in milliseconds from the start of the recording.
    pub at_ms: u64,
    /// How many milliseconds before it.
    pub before_ms: u64,
    /// How many milliseconds after it.
    pub after_ms: u64,
}

/// What was said in it.
#[derive(Debug, Clone)]
pub struct Segment {
    /// The transcript.
    pub summary: TranscriptSummary,
    /// The names that were given.
    pub names: Names,
    /// All its chapters, by time.
    pub chapters: Vec<Chapter>,
    /// The turns that touch the stretch, in order; none where nobody speaks.
    pub turns: Vec<Turn>,
    /// How many turns of the transcript end before it.
    pub turns_before: usize,
    /// How many turns of the transcript begin after it.
    pub turns_after: usize,
}

/// Why there is no such stretch.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SegmentError {
    /// There is no transcript of this id.
    #[error("there is no transcript {asked}")]
    NoSuchTranscript {
        /// What was asked for.
        asked: String,
        /// Ids that look like it.
        similar: Vec<String>,
    },
    /// The file gives no times.
    #[error("the transcript {id} has no times; it can only be read whole")]
    NoTimes {
        /// The transcript's id.
        id: String,
    },
    /// The recording is over by then.
    #[error("the transcript {id} ends at {}; {} is after that", clock(*end_ms), clock(*at_ms))]
    AfterTheEnd {
        /// The transcript's id.
        id: String,
        /// When its last turn ends, in milliseconds.
        end_ms: u64,
        /// The time that was asked for, in milliseconds.
        at_ms: u64,
    },
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl Moment {
    /// Returns the stretch of the default length around a time.
    pub fn around(transcript_id: String, at_ms: u64) -> Self {
        Self {
            transcript_id,
            at_ms,
            before_ms: AROUND_MS,
            after_ms: AROUND_MS,
        }
    }
}

impl Catalogue {
    /// Returns what was said around a time.
    ///
    /// # Errors
    /// No such transcript, one without times, a time after its end, or a store that cannot be read.
    pub fn segment(&self, moment: &Moment) -> Result<Segment, SegmentError> {
        let id = &moment.transcript_id;
        let Some(whole) = self.whole(id)? else {
            return Err(SegmentError::NoSuchTranscript {
                asked: id.clone(),
                similar: self.similar_ids(id)?,
            });
        };
        let at_ms = moment.at_ms;
        match whole.summary.duration_ms {
            None => return Err(SegmentError::NoTimes { id: id.clone() }),
            Some(end_ms) if at_ms > end_ms => {
                let id = id.clone();
                return Err(SegmentError::AfterTheEnd { id, end_ms, at_ms });
            }
            Some(_) => {}
        }
        let from_ms = at_ms.saturating_sub(moment.before_ms);
        let to_ms = at_ms.saturating_add(moment.after_ms);
        let (mut turns_before, mut turns_after) = (0, 0);
        let mut turns = whole.transcript.turns;
        turns.retain(|turn| match turn.span {
            Some(span) if span.end_ms < from_ms => {
                turns_before += 1;
                false
            }
            Some(span) if span.start_ms > to_ms => {
                turns_after += 1;
                false
            }
            span => span.is_some(),
        });
        Ok(Segment {
            summary: whole.summary,
            names: whole.names,
            chapters: whole.chapters,
            turns,
            turns_before,
            turns_after,
        })
    }
}
