//! What was said around a time.
//!
//! In: a transcript's id, a time, how much before and after it. Out: the turns that touch that
//! stretch, whole, those without a time that stand between them, and how many there are on either
//! side. Never here: a turn that is cut, or a time where the file gives none.

use thiserror::Error;

use super::Catalogue;
use crate::feed::Chapter;
use crate::speakers::SpeakerNames;
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
    pub names: SpeakerNames,
    /// All its chapters, by time.
    pub chapters: Vec<Chapter>,
    /// The turns that touch the stretch, and those without a time between them, in order; none where
    /// nobody speaks.
    pub turns: Vec<Turn>,
    /// How many turns of the transcript are before it.
    pub turns_before: usize,
    /// How many turns of the transcript are after it.
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
        let (turns, turns_before, turns_after) = divided(whole.transcript.turns, from_ms, to_ms);
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

/// Where a turn stands to a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    In,
    After,
}

/// Returns the turns in a stretch, and how many there are before and after it. A turn without a time
/// is where its neighbours are: in the stretch only between two turns that are.
fn divided(turns: Vec<Turn>, from_ms: u64, to_ms: u64) -> (Vec<Turn>, usize, usize) {
    let place_of = |turn: &Turn| {
        turn.span.map(|span| match span {
            span if span.end_ms < from_ms => Place::Before,
            span if span.start_ms > to_ms => Place::After,
            _ => Place::In,
        })
    };
    let timed: Vec<Option<Place>> = turns.iter().map(place_of).collect();
    let is_in = |place: &Option<Place>| *place == Some(Place::In);
    // Where nobody speaks in it, what comes before the first turn after it is before it.
    let is_after = |place: &Option<Place>| *place == Some(Place::After);
    let end = || timed.iter().position(is_after).unwrap_or(timed.len());
    let first = timed.iter().position(is_in).unwrap_or_else(end);
    let after = timed.iter().rposition(is_in).map_or(first, |last| last + 1);
    let (mut turns_before, mut turns_after) = (0, 0);
    let mut kept = Vec::with_capacity(after - first);
    for (at, (turn, place)) in turns.into_iter().zip(timed).enumerate() {
        let place = place.unwrap_or(match at {
            at if at < first => Place::Before,
            at if at < after => Place::In,
            _ => Place::After,
        });
        match place {
            Place::Before => turns_before += 1,
            Place::In => kept.push(turn),
            Place::After => turns_after += 1,
        }
    }
    (kept, turns_before, turns_after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;

    /// A turn that begins at this second, and lasts one; its words are its number.
    fn turn((at, start_s): (usize, &Option<u64>)) -> Turn {
        Turn {
            speaker: None,
            span: start_s.map(|start_s| Span::new(start_s * 1000, start_s * 1000 + 1000)),
            text: at.to_string(),
            cues: Vec::new(),
        }
    }

    /// Returns which turns are in the stretch from 50 s to 150 s, and how many are around it.
    fn around(starts_s: &[Option<u64>]) -> (String, usize, usize) {
        let turns = starts_s.iter().enumerate().map(turn).collect();
        let (kept, before, after) = divided(turns, 50_000, 150_000);
        assert_eq!(kept.len() + before + after, starts_s.len());
        (
            kept.into_iter().map(|turn| turn.text).collect(),
            before,
            after,
        )
    }

    #[test]
    fn a_turn_without_a_time_between_two_of_the_stretch_is_in_it() {
        let starts_s = [Some(55), None, Some(110)];
        assert_eq!(around(&starts_s), ("012".into(), 0, 0));
    }

    #[test]
    fn turns_without_times_beside_the_stretch_are_counted_on_their_side() {
        let starts_s = [None, Some(5), None, Some(60), None, Some(200), None];
        assert_eq!(around(&starts_s), ("3".into(), 3, 3));
        let nobody_speaks = [Some(5), None, Some(200), None];
        assert_eq!(around(&nobody_speaks), (String::new(), 2, 2));
        assert_eq!(around(&[Some(5), None]), (String::new(), 2, 0));
    }
}
