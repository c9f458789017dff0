//! Reads the JSON of whisper.cpp, which `-oj` and `-ojf` write.
//!
//! ```text
//! { "result": { "language": code }, "transcription": [
//!     { "timestamps": { "from": clock, "to": clock }, "offsets": { "from": ms, "to": ms },
//!       "text": text, "speaker": label, "tokens": [ token ] } ] }
//! token = { "text": text, "offsets": { "from": ms, "to": ms } }
//! ```
//!
//! Example: `{"offsets": {"from": 480, "to": 3900}, "text": " Welcome to the workshop."}`. A token is a
//! part of a word; one that begins with a space begins a word and gives it its time. Tokens such as
//! `[_BEG_]` are no words. The number of a channel, `0`, is read as `Speaker 0`, and `?` names nobody.

use super::fields::{any_has, each, field, label, list, spelled_out, text, time_of};
use super::timed_text::TimedText;
use super::value::Value;
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::{RawTime, RawTimes, TimeUnit};

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    any_has(list(value, "transcription"), &["offsets", "timestamps"])
}

/// Reads every segment.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    let segments = list(value, "transcription");
    each(assembler, segments, |assembler, place, segment| {
        let words = list(segment, "tokens").iter().filter_map(word);
        let said = TimedText::align(text(segment, "text")?, words);
        let speaker = spelled_out(label(segment, "speaker").filter(|label| label != "?"));
        said.push_to(assembler, place, speaker.as_deref(), &times(segment));
        Some(())
    });
}

/// Returns a token that begins a word, and its times.
fn word(token: Value<'_>) -> Option<(&str, RawTimes)> {
    let text = token.get("text")?.as_str()?;
    (text.starts_with(' ')).then(|| (text, times(token)))
}

fn times(item: Value<'_>) -> RawTimes {
    RawTimes {
        start: time(item, "from"),
        end: time(item, "to"),
    }
}

/// Returns a time: the offset, or the clock text where there is none.
fn time(item: Value<'_>, edge: &str) -> RawTime {
    let part = |name| item.get(name).and_then(|times| field(times, edge));
    match (part("offsets"), part("timestamps")) {
        (Some(offset), _) => time_of(offset, TimeUnit::Milliseconds),
        (None, Some(clock)) => match clock.as_str() {
            Some(clock) => RawTime::from_clock(clock),
            None => RawTime::invalid("no clock time"),
        },
        (None, None) => RawTime::Absent,
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, said, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

    #[test]
    fn a_segment_is_a_line_in_milliseconds() {
        let turns = read_turns(
            Format::WhisperCpp,
            r#"{"systeminfo": "x", "model": {"type": "base"}, "result": {"language": "en"}, "transcription": [
                {"timestamps": {"from": "00:00:00,500", "to": "00:00:02,760"}, "offsets": {"from": 500, "to": 2760},
                 "text": " Good evening.", "speaker": "0"},
                {"timestamps": {"from": "00:00:03,000", "to": "00:00:04,000"}, "text": " So.", "speaker": "?"}]}"#,
        );
        assert_eq!(said(&turns), [("Speaker 0", "Good evening."), ("-", "So.")]);
        assert_eq!(turns[0].span, Some(Span::new(500, 2760)));
        assert_eq!(turns[1].span, Some(Span::new(3000, 4000)));
    }

    #[test]
    fn tokens_time_the_words_that_they_begin() {
        let turns = read_turns(
            Format::WhisperCpp,
            r#"{"transcription": [{"offsets": {"from": 0, "to": 2000}, "text": " Two bells.", "tokens": [
                {"text": "[_BEG_]", "offsets": {"from": 0, "to": 0}},
                {"text": " Two", "offsets": {"from": 100, "to": 600}},
                {"text": " bel", "offsets": {"from": 700, "to": 900}},
                {"text": "ls", "offsets": {"from": 900, "to": 1500}},
                {"text": ".", "offsets": {"from": 1500, "to": 1600}}]}]}"#,
        );
        let spans: Vec<Span> = turns[0].cues.iter().map(|cue| cue.span).collect();
        assert_eq!(said(&turns), [("-", "Two bells.")]);
        assert_eq!(spans, [Span::new(100, 600), Span::new(700, 2000)]);
    }

    #[test]
    fn what_cannot_be_read_is_a_warning() {
        let json =
            r#"{"transcription": [{"text": "So.", "offsets": {"from": -1}}, {"text": 7}, 5]}"#;
        assert_eq!(warnings_of(Format::WhisperCpp, json).len(), 3);
    }
}
