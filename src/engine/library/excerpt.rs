//! Cuts the excerpt around a time out of a transcript.
//!
//! The turns of an excerpt are whole. A turn without a time belongs to it only between two turns
//! that do.

use std::cmp::Ordering;

use thiserror::Error;

use super::shown::{self, ShownTranscript};
use crate::engine::connections::StoreConnections;
use crate::engine::similar::similar_ids;
use crate::store::ReadError;
use crate::time::clock;
use crate::transcript::Turn;

/// How much is given before and after a time where nothing is said, in milliseconds.
pub const AROUND_MS: u64 = 60_000;

/// Asks for what was said around a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcerptRequest {
    /// The transcript's id.
    pub transcript_id: String,
    /// The time, in milliseconds from the start of the recording.
    pub at_ms: u64,
    /// How many milliseconds before it.
    pub before_ms: u64,
    /// How many milliseconds after it.
    pub after_ms: u64,
}

/// What was said around a time.
#[derive(Debug, Clone)]
pub struct Excerpt {
    /// The transcript with the turns that touch it, and those without a time between them; none
    /// where nobody speaks.
    pub part: ShownTranscript,
    /// How many turns of the transcript are before it.
    pub turns_before: usize,
    /// How many turns of the transcript are after it.
    pub turns_after: usize,
}

/// Why there is no excerpt.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ExcerptError {
    /// There is no transcript of this id.
    #[error("there is no transcript {asked}")]
    NoSuchTranscript {
        /// What was asked for.
        asked: String,
        /// Ids that look like it.
        similar: Vec<String>,
    },
    /// The file gives no times.
    #[error("the transcript {0} has no times; it can only be read whole")]
    NoTimes(String),
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

impl ExcerptRequest {
    /// Asks for an excerpt of the default length around a time.
    pub fn around(transcript_id: String, at_ms: u64) -> Self {
        Self {
            transcript_id,
            at_ms,
            before_ms: AROUND_MS,
            after_ms: AROUND_MS,
        }
    }
}

/// Returns what was said around a time.
pub(super) fn cut(
    store: &StoreConnections,
    request: &ExcerptRequest,
) -> Result<Excerpt, ExcerptError> {
    let id = &request.transcript_id;
    let Some(mut part) = shown::read(store, id)? else {
        return Err(ExcerptError::NoSuchTranscript {
            asked: id.clone(),
            similar: similar_ids(store, id)?,
        });
    };
    let at_ms = request.at_ms;
    let end_ms = part.summary.duration_ms;
    let end_ms = end_ms.ok_or_else(|| ExcerptError::NoTimes(id.clone()))?;
    if at_ms > end_ms {
        let id = id.clone();
        return Err(ExcerptError::AfterTheEnd { id, end_ms, at_ms });
    }
    let from_ms = at_ms.saturating_sub(request.before_ms);
    let to_ms = at_ms.saturating_add(request.after_ms);
    let (turns, turns_before, turns_after) = split(part.turns, from_ms, to_ms);
    part.turns = turns;
    Ok(Excerpt {
        part,
        turns_before,
        turns_after,
    })
}

/// Returns the turns between two times, and how many there are before and after. A turn without a
/// time is where its neighbours are: inside only between two turns that are.
fn split(turns: Vec<Turn>, from_ms: u64, to_ms: u64) -> (Vec<Turn>, usize, usize) {
    let side_of = |turn: &Turn| {
        turn.span.map(|span| match span {
            span if span.end_ms < from_ms => Ordering::Less,
            span if span.start_ms > to_ms => Ordering::Greater,
            _ => Ordering::Equal,
        })
    };
    let sides: Vec<Option<Ordering>> = turns.iter().map(side_of).collect();
    let is_inside = |side: &Option<Ordering>| *side == Some(Ordering::Equal);
    // Where nobody speaks inside, what comes before the first turn after it is before it.
    let is_after = |side: &Option<Ordering>| *side == Some(Ordering::Greater);
    let end = || sides.iter().position(is_after).unwrap_or(sides.len());
    let first = sides.iter().position(is_inside).unwrap_or_else(end);
    let last = sides.iter().rposition(is_inside);
    let after = last.map_or(first, |last| last + 1);
    let (mut inside, mut before) = (Vec::new(), 0);
    for (at, (turn, side)) in turns.into_iter().zip(&sides).enumerate() {
        match side {
            Some(Ordering::Less) => before += 1,
            None if at < first => before += 1,
            Some(Ordering::Equal) => inside.push(turn),
            None if at < after => inside.push(turn),
            _ => {}
        }
    }
    let turns_after = sides.len() - before - inside.len();
    (inside, before, turns_after)
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
            ..Turn::default()
        }
    }

    /// Returns which turns are in the excerpt from 50 s to 150 s, and how many are around it.
    fn around(starts_s: &[Option<u64>]) -> (String, usize, usize) {
        let turns = starts_s.iter().enumerate().map(turn).collect();
        let (kept, before, after) = split(turns, 50_000, 150_000);
        assert_eq!(kept.len() + before + after, starts_s.len());
        (
            kept.into_iter().map(|turn| turn.text).collect(),
            before,
            after,
        )
    }

    #[test]
    fn untimed_turn_between_two_of_the_excerpt_is_in_it() {
        let starts_s = [Some(55), None, Some(110)];
        assert_eq!(around(&starts_s), ("012".into(), 0, 0));
    }

    #[test]
    fn untimed_turns_beside_the_excerpt_count_on_their_side() {
        let starts_s = [None, Some(5), None, Some(60), None, Some(200), None];
        assert_eq!(around(&starts_s), ("3".into(), 3, 3));
        let nobody_speaks = [Some(5), None, Some(200), None];
        assert_eq!(around(&nobody_speaks), (String::new(), 2, 2));
        assert_eq!(around(&[Some(5), None]), (String::new(), 2, 0));
    }
}
