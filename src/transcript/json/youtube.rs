//! Reads YouTube's `json3` captions.
//!
//! ```text
//! { "events": [ { "tStartMs": ms, "dDurationMs": ms, "aAppend": 1,
//!                 "segs": [ { "utf8": text, "tOffsetMs": ms } ] } ] }
//! ```
//!
//! Example: `{"tStartMs": 480, "dDurationMs": 3420, "segs": [{"utf8": "welcome"}, {"utf8": " to",
//! "tOffsetMs": 320}]}`. An event is a line on the screen. In automatic captions its segments are
//! words, each with its offset from the event's start. A line stays on the screen while the next is
//! spoken, so an event ends where the next event with words begins, if that is sooner. An event
//! without words is ignored. A rolling window shows a line again, alone or before new words; that
//! line is read once. Nobody is named, and the `>> ` of a change of speaker stays in the words.

use super::fields::{any_has, each, list, time};
use super::timed_text::TimedText;
use super::value::Value;
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::{RawTime, RawTimes, TimeUnit};
use crate::transcript::warning::Place;

/// A repeated line with fewer words than this was said again; a longer one is still on the screen.
const LEAST_REPEATED_WORDS: usize = 3;

/// The most lines of a screen.
const MOST_LINES: usize = 8;

/// An event with words.
struct ScreenText<'a> {
    place: Place,
    times: RawTimes,
    /// The segments: words and their offset from the event's start.
    segments: Vec<(&'a str, RawTime)>,
}

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    any_has(list(value, "events"), &["tStartMs", "segs"])
}

/// Reads every event that has words.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    // Three events at a time are held: before, current and next.
    let mut before: Option<ScreenText<'_>> = None;
    let mut current: Option<ScreenText<'_>> = None;
    each(
        assembler,
        list(value, "events"),
        |assembler, place, event| {
            let next = ScreenText::read(place, event)?;
            if next
                .segments
                .iter()
                .any(|(words, _)| !words.trim().is_empty())
            {
                let next_ms = next.times.start.ms();
                if let Some(current) = current.replace(next) {
                    current.push_to(assembler, before.as_ref(), next_ms);
                    before = Some(current);
                }
            }
            Some(())
        },
    );
    if let Some(last) = current {
        last.push_to(assembler, before.as_ref(), None);
    }
}

impl<'a> ScreenText<'a> {
    /// Reads an event.
    fn read(place: Place, event: Value<'a>) -> Option<Self> {
        event.as_object()?;
        let ms = |item, field| time(item, field, TimeUnit::Milliseconds);
        let segments = list(event, "segs").iter();
        let segments = segments
            .filter_map(|segment| Some((segment.get("utf8")?.as_str()?, ms(segment, "tOffsetMs"))));
        Some(ScreenText {
            place,
            times: RawTimes::from_duration(ms(event, "tStartMs"), ms(event, "dDurationMs")),
            segments: segments.collect(),
        })
    }

    fn text(&self) -> String {
        self.segments.iter().map(|(words, _)| *words).collect()
    }

    /// Returns how many bytes at the start of its text are lines of the event before that are still
    /// on the screen.
    fn repeated_from(&self, before: &ScreenText<'_>) -> usize {
        let overlap = match (before.times.end.ms(), self.times.start.ms()) {
            (Some(end_ms), Some(start_ms)) => start_ms <= end_ms,
            _ => false,
        };
        if !overlap {
            return 0;
        }
        let (old, text) = (before.text(), self.text());
        let old: Vec<&str> = lines(&old).map(|(_, line)| line).collect();
        let new: Vec<(usize, &str)> = lines(&text).take(MOST_LINES).collect();
        let most = new.len().min(old.len());
        let n_repeated = (1..=most).rev().find(|&n| {
            let mut pairs = old[old.len() - n..].iter().zip(&new);
            pairs.all(|(old, (_, new))| old == new)
        });
        let repeated = &new[..n_repeated.unwrap_or(0)];
        let words = repeated
            .iter()
            .flat_map(|(_, line)| line.split_whitespace());
        match repeated.last() {
            Some(&(end, _)) if words.count() >= LEAST_REPEATED_WORDS => end,
            _ => 0,
        }
    }

    /// Adds the words that the event before it did not show. They end where the next event begins.
    fn push_to(
        &self,
        assembler: &mut Assembler,
        before: Option<&ScreenText<'_>>,
        next_ms: Option<u64>,
    ) {
        let repeated = before.map_or(0, |before| self.repeated_from(before));
        if self.text()[repeated..].trim().is_empty() {
            return;
        }
        let mut line = self.times.clone();
        if let (Some(start_ms), Some(next_ms)) = (line.start.ms(), next_ms)
            && start_ms < next_ms
            && line.end.ms().is_none_or(|end_ms| next_ms < end_ms)
        {
            line.end = RawTime::At(next_ms);
        }
        let mut offsets = self.segments.iter().map(|(_, offset)| offset);
        let has_offsets = offsets.any(|offset| *offset != RawTime::Absent);
        let mut timed = TimedText::default();
        let mut begin = 0;
        for (index, (words, offset)) in self.segments.iter().enumerate() {
            let skipped = repeated.saturating_sub(begin).min(words.len());
            let offset = match offset {
                RawTime::Absent if index == 0 && has_offsets => RawTime::At(0),
                offset => offset.clone(),
            };
            let times = RawTimes {
                start: RawTimes::from_duration(line.start.clone(), offset).end,
                end: RawTime::Absent,
            };
            timed.append(&words[skipped..], &times);
            begin += words.len();
        }
        timed.push_to(assembler, self.place, None, &line);
    }
}

/// Returns the lines that have words, each with its end in the text, behind its line end.
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
    use super::super::test_support::{read_turns, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;
    use crate::transcript::model::Turn;

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
