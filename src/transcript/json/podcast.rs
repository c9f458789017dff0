//! Reads Podcasting 2.0 JSON.
//!
//! ```text
//! { "version": "1.0.0",
//!   "segments": [ { "speaker": name, "startTime": seconds, "endTime": seconds, "body": text } ] }
//! ```
//!
//! Example: `{"speaker": "Sarah", "startTime": 0.5, "endTime": 2.76, "body": "Good evening."}`. A
//! segment is a caption or a single word. Without a `speaker` it names nobody. Where nearly every
//! segment is a word, each is a cue of its own.

use serde_json::Value;

use super::fields::{any_has, each, label, list, seconds, text};
use super::timed_text::TimedText;
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::RawTimes;

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: &Value) -> bool {
    any_has(list(value, "segments"), &["body", "startTime"])
}

/// Reads every segment.
pub(super) fn read(value: &Value, assembler: &mut Assembler) {
    let segments = list(value, "segments");
    let are_words = are_words(segments);
    each(assembler, segments, |assembler, place, segment| {
        let times = seconds(segment, "startTime", "endTime");
        let word = if are_words {
            times.clone()
        } else {
            RawTimes::default()
        };
        let mut timed = TimedText::default();
        timed.append(text(segment, "body")?, &word);
        let speaker = label(segment, "speaker");
        timed.push_to(assembler, place, speaker.as_deref(), &times);
        Some(())
    });
}

/// Returns whether segments are words. Of captions, only a few are a single word.
fn are_words(segments: &[Value]) -> bool {
    let segments = segments.iter();
    let bodies = segments.filter_map(|segment| Some(segment.get("body")?.as_str()?.trim()));
    let bodies: Vec<&str> = bodies.filter(|body| !body.is_empty()).collect();
    let is_word = |body: &&&str| !body.contains(char::is_whitespace);
    bodies.iter().filter(is_word).count() * 10 > bodies.len() * 9
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

    #[test]
    fn a_segment_is_a_line() {
        let turns = read_turns(
            Format::PodcastJson,
            r#"{"segments": [{"speaker": "Ana", "startTime": 0.5, "endTime": 0.75, "body": "Hi there."}]}"#,
        );
        assert_eq!(turns[0].speaker.as_deref(), Some("Ana"));
        assert_eq!(turns[0].span, Some(Span::new(500, 750)));
    }

    #[test]
    fn words_are_joined_to_turns_with_a_time_each() {
        let turns = read_turns(
            Format::PodcastJson,
            r#"{"version": "1.0.0", "segments": [
                {"speaker": "Ana", "startTime": 0.5, "endTime": 0.75, "body": "The"},
                {"speaker": "Ana", "startTime": 0.75, "endTime": 1.1, "body": "bell."},
                {"speaker": "Ben", "startTime": 1.2, "endTime": 1.3, "body": "Ah."},
                {"startTime": 1.4, "endTime": 1.5, "body": "Hm."}]}"#,
        );
        let said: Vec<_> = turns
            .iter()
            .map(|turn| (turn.speaker.as_deref(), &*turn.text))
            .collect();
        assert_eq!(
            said,
            [
                (Some("Ana"), "The bell."),
                (Some("Ben"), "Ah."),
                (None, "Hm.")
            ]
        );
        assert_eq!(turns[0].cues.len(), 2);
    }

    #[test]
    fn segments_that_cannot_be_read_are_warnings_with_their_number() {
        let warnings = warnings_of(
            Format::PodcastJson,
            r#"{"segments": [{"startTime": 1, "endTime": 2, "body": "Hi."}, 7, {"body": ["x"]},
                {"startTime": 3}, {"startTime": -3, "body": "Late."}]}"#,
        );
        let told: Vec<String> = warnings
            .iter()
            .map(|w| format!("{}: {w}", w.place))
            .collect();
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(
            told[0].starts_with("item 2: cannot read this item, left out: "),
            "{told:?}"
        );
        assert!(
            told[1].starts_with("item 3: cannot read this item"),
            "{told:?}"
        );
        assert_eq!(told[2], "item 4: a timed line without words, left out");
        assert!(
            told[3].starts_with("item 5: cannot read this time, the words are kept without it: -3"),
            "{told:?}"
        );
    }
}
