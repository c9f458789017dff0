//! YouTube's `json3` captions.
//!
//! ```text
//! { "events": [ { "tStartMs": ms, "dDurationMs": ms, "aAppend": 1,
//!                 "segs": [ { "utf8": text, "tOffsetMs": ms } ] } ] }
//! ```
//!
//! Example: `{"tStartMs": 480, "dDurationMs": 3420, "segs": [{"utf8": "welcome"}, {"utf8": " to",
//! "tOffsetMs": 320}]}`. An event is a line on the screen; in automatic captions its segments are
//! words, each so much later than the event. A line stays on the screen while the next is spoken,
//! so an event ends where the next with words begins, if that is sooner. Events that are a line end
//! alone, or open a window, say nothing. A rolling window that shows a line again, alone or before new
//! words, is read once. Nobody is named; a `>> ` at a change of speaker stays in the words.

use serde::Deserialize;
use serde_json::Value;

use super::super::Place;
use super::super::assemble::Assembler;
use super::super::moment::Moment;
use super::each;
use super::fields::{any_has, list, milliseconds};
use super::spoken::{Spoken, Times};

/// A repeated line of fewer words was said again; of so many, it is still on the screen.
const LEAST_REPEATED_WORDS: usize = 3;

/// No screen shows more lines.
const MOST_LINES: usize = 8;

#[derive(Deserialize)]
struct Event {
    #[serde(default, rename = "tStartMs", deserialize_with = "milliseconds")]
    start: Moment,
    #[serde(default, rename = "dDurationMs", deserialize_with = "milliseconds")]
    duration: Moment,
}

#[derive(Deserialize)]
struct Segment<'a> {
    utf8: &'a str,
    #[serde(default, rename = "tOffsetMs", deserialize_with = "milliseconds")]
    offset: Moment,
}

/// An event with words: what is put on the screen, and for how long.
struct Shown<'a> {
    place: Place,
    times: Times,
    segments: Vec<Segment<'a>>,
}

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: &Value) -> bool {
    any_has(list(value, "events"), &["tStartMs", "segs"])
}

/// Reads every event that has words.
pub(super) fn read(value: &Value) -> Assembler {
    let mut assembler = Assembler::default();
    let mut shown: Vec<Shown<'_>> = Vec::new();
    each(&mut assembler, list(value, "events"), |_, place, value| {
        let event = Event::deserialize(value)?;
        let segments = list(value, "segs").iter();
        let segments: Vec<Segment<'_>> = segments
            .filter_map(|segment| Segment::deserialize(segment).ok())
            .collect();
        if segments
            .iter()
            .any(|segment| !segment.utf8.trim().is_empty())
        {
            let times = Times::lasting(event.start, event.duration);
            shown.push(Shown {
                place,
                times,
                segments,
            });
        }
        Ok(())
    });
    for (index, event) in shown.iter().enumerate() {
        let repeated = index
            .checked_sub(1)
            .map_or(0, |before| event.repeats(&shown[before]));
        let next = shown.get(index + 1).map(|next| &next.times.start);
        event.push_to(&mut assembler, repeated, next.unwrap_or(&Moment::Absent));
    }
    assembler
}

impl Shown<'_> {
    fn text(&self) -> String {
        self.segments.iter().map(|segment| segment.utf8).collect()
    }

    /// Returns how many bytes at the start of its text are lines that the event before it has left
    /// on the screen.
    fn repeats(&self, before: &Shown<'_>) -> usize {
        let still_there = match (before.times.end.ms(), self.times.start.ms()) {
            (Some(end_ms), Some(start_ms)) => start_ms <= end_ms,
            _ => false,
        };
        let (old, text) = (before.text(), self.text());
        let old: Vec<&str> = lines(&old).map(|(_, line)| line).collect();
        let new: Vec<(usize, &str)> = lines(&text).take(MOST_LINES).collect();
        let same = (1..=new.len().min(old.len())).rev().find(|&count| {
            let mut pairs = old[old.len() - count..].iter().zip(&new);
            pairs.all(|(old, (_, new))| old == new)
        });
        let repeated = same
            .filter(|_| still_there)
            .map_or(&[][..], |count| &new[..count]);
        let words = repeated
            .iter()
            .flat_map(|(_, line)| line.split_whitespace());
        match repeated.last() {
            Some(&(end, _)) if words.count() >= LEAST_REPEATED_WORDS => end,
            _ => 0,
        }
    }

    /// Pushes its words after the first `repeated` bytes; they end where the next event begins.
    fn push_to(&self, assembler: &mut Assembler, repeated: usize, next: &Moment) {
        if self.text()[repeated..].trim().is_empty() {
            return;
        }
        let mut line = self.times.clone();
        if let (Some(start_ms), Some(next_ms)) = (line.start.ms(), next.ms())
            && start_ms < next_ms
            && line.end.ms().is_none_or(|end_ms| next_ms < end_ms)
        {
            line.end = Moment::At(next_ms);
        }
        let timed = self
            .segments
            .iter()
            .any(|segment| segment.offset != Moment::Absent);
        let mut spoken = Spoken::default();
        let mut begins = 0;
        for (index, segment) in self.segments.iter().enumerate() {
            let skipped = repeated.saturating_sub(begins).min(segment.utf8.len());
            let offset = match &segment.offset {
                Moment::Absent if index == 0 && timed => Moment::At(0),
                offset => offset.clone(),
            };
            let times = Times {
                start: Times::lasting(line.start.clone(), offset).end,
                end: Moment::Absent,
            };
            spoken.append(&segment.utf8[skipped..], &times);
            begins += segment.utf8.len();
        }
        spoken.push_to(assembler, self.place, None, &line);
    }
}

/// Returns the lines that have words, each with where it ends, its line end included.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = 0;
    let all = text.split_inclusive('\n').map(move |line| {
        end += line.len();
        (end, line.trim())
    });
    all.filter(|(_, line)| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::super::{Format, Turn};
    use super::super::tests::{read_turns, warnings_of};
    use crate::time::Span;

    fn spans(turn: &Turn) -> Vec<Span> {
        turn.cues.iter().map(|cue| cue.span).collect()
    }

    #[test]
    fn an_event_is_a_line_that_ends_where_the_next_begins() {
        let turns = read_turns(
            Format::YouTube,
            r#"{"events": [{"tStartMs": 480, "dDurationMs": 9000, "segs": [{"utf8": "Two\nbells"}]},
                           {"tStartMs": 2000, "dDurationMs": 1000, "segs": [{"utf8": "rang."}]}]}"#,
        );
        assert_eq!(
            (turns[0].speaker.as_deref(), &*turns[0].text),
            (None, "Two bells rang.")
        );
        assert_eq!(
            spans(&turns[0]),
            [Span::new(480, 2000), Span::new(2000, 3000)]
        );
    }

    #[test]
    fn segments_with_offsets_are_words() {
        let turns = read_turns(
            Format::YouTube,
            r#"{"wireMagic": "pb3", "events": [{"tStartMs": 0, "dDurationMs": 60000, "id": 1},
                {"tStartMs": 480, "dDurationMs": 4000, "wWinId": 1, "segs": [
                 {"utf8": "two", "acAsrConf": 0}, {"utf8": " bells", "tOffsetMs": 320}]},
                {"tStartMs": 1900, "dDurationMs": 2580, "wWinId": 1, "aAppend": 1, "segs": [{"utf8": "\n"}]},
                {"tStartMs": 2000, "dDurationMs": 4000, "segs": [{"utf8": "rang"}, {"utf8": " twice", "tOffsetMs": 500}]}]}"#,
        );
        assert_eq!(turns[0].text, "two bells rang twice");
        assert_eq!(
            spans(&turns[0]),
            [
                Span::new(480, 800),
                Span::new(800, 2000),
                Span::new(2000, 2500),
                Span::new(2500, 6000)
            ]
        );
    }

    #[test]
    fn a_line_still_on_the_screen_is_read_once_and_a_short_one_said_again_twice() {
        let turns = read_turns(
            Format::YouTube,
            r#"{"events": [
                {"tStartMs": 0, "dDurationMs": 4000, "segs": [{"utf8": "the bell of the ferry"}]},
                {"tStartMs": 2000, "dDurationMs": 4000, "segs": [{"utf8": "the bell of the ferry\nis green"}]},
                {"tStartMs": 4000, "dDurationMs": 4000, "segs": [{"utf8": "no"}]},
                {"tStartMs": 5000, "dDurationMs": 4000, "segs": [{"utf8": "no"}]}]}"#,
        );
        assert_eq!(turns[0].text, "the bell of the ferry is green no no");
    }

    #[test]
    fn what_cannot_be_read_is_a_warning() {
        let warnings = warnings_of(
            Format::YouTube,
            r#"{"events": [{"tStartMs": -1, "segs": [{"utf8": "yes"}, {"utf8": 7}]}, "x",
                           {"tStartMs": 1e300, "segs": [{"utf8": "no"}]}]}"#,
        );
        let told: Vec<String> = warnings
            .iter()
            .map(|w| format!("{}: {w}", w.place))
            .collect();
        assert_eq!(told.len(), 3, "{told:?}");
    }
}
