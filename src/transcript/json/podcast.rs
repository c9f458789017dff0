//! Reads Podcasting 2.0 JSON.
//!
//! ```text
//! { "version": "1.0.0",
//!   "segments": [ { "speaker": name, "startTime": seconds, "endTime": seconds, "body": text } ] }
//! ```
//!
//! Example: `{"speaker": "Sarah", "startTime": 0.5, "endTime": 2.76, "body": "Good evening."}`. A
//! segment is a caption or a single word. Without a `speaker` it names nobody. Where nearly every
//! segment is a word, each is a cue of its own. Some files write a segment for each space and each comma:
//! they are joined as they stand.

use super::fields::{any_has, each, label, list, seconds, text};
use super::listed_word::ListedWord;
use super::timed_text::TimedText;
use super::value::{List, Value};
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::RawTimes;

/// Marks that follow a word without a space.
const CLOSING_MARKS: [char; 12] = ['.', ',', ';', ':', '!', '?', '…', ')', ']', '}', '”', '’'];

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    any_has(list(value, "segments"), &["body", "startTime"])
}

/// Reads every segment.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    let segments = list(value, "segments");
    let are_words = are_words(segments);
    let mut joints = Joints::new(segments);
    // Nobody speaks before the first segment, who is not the same as somebody unknown.
    let mut before = Some(String::new());
    each(assembler, segments, |assembler, place, segment| {
        let said = text(segment, "body")?;
        let times = seconds(segment, "startTime", "endTime");
        let spaced = joints.pass(said);
        let speaker = label(segment, "speaker");
        let closes = said.trim_start().starts_with(CLOSING_MARKS);
        let is_mark = closes && !said.contains(char::is_alphanumeric) && speaker == before;
        before.clone_from(&speaker);
        if said.trim().is_empty() && !said.is_empty() {
            // A space, which is no words that are missing.
        } else if are_words || is_mark {
            let said = said.replace(['\n', '\r', '\t'], " ");
            let word = ListedWord {
                speaker,
                text: &said,
                times: if is_mark { RawTimes::default() } else { times },
                spaced,
            };
            word.push_to(assembler, place);
        } else {
            let said = TimedText::align(said, []);
            said.push_to(assembler, place, speaker.as_deref(), &times);
        }
        Some(())
    });
}

/// Where spaces stand between segments.
struct Joints {
    /// Whether the file writes the spaces between its words.
    writes_spaces: bool,
    /// Whether a space follows the last segment.
    spaced: bool,
}

impl Joints {
    fn new(segments: List<'_>) -> Self {
        let mut bodies = segments.iter().filter_map(|segment| text(segment, "body"));
        let writes_spaces = bodies.any(|body| !body.is_empty() && body.trim().is_empty());
        Joints {
            writes_spaces,
            spaced: true,
        }
    }

    /// Passes a segment. Returns whether a space stands before it: one that the file writes, or, in a
    /// file without any, one before each word and none before a mark that closes.
    fn pass(&mut self, said: &str) -> bool {
        let written = self.spaced || said.starts_with(char::is_whitespace);
        let is_space = said.trim().is_empty();
        self.spaced = said.ends_with(char::is_whitespace) || (is_space && written);
        written || !self.writes_spaces && !said.starts_with(CLOSING_MARKS)
    }
}

/// Returns whether segments are words. Of captions, only a few are a single word.
fn are_words(segments: List<'_>) -> bool {
    let (mut n_bodies, mut n_words) = (0, 0);
    for body in segments.iter().filter_map(|segment| text(segment, "body")) {
        let body = body.trim();
        n_bodies += usize::from(!body.is_empty());
        n_words += usize::from(!body.is_empty() && !body.contains(char::is_whitespace));
    }
    n_words * 10 > n_bodies * 9
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
    fn spaces_and_marks_that_are_segments_join_words_as_they_stand() {
        let json = |bodies: &[&str]| {
            let segments = bodies.iter().enumerate().map(|(at, body)| {
                format!(r#"{{"speaker": "Ana", "startTime": {at}, "endTime": {at}.5, "body": "{body}"}}"#)
            });
            let segments: Vec<String> = segments.collect();
            format!(r#"{{"segments": [{}]}}"#, segments.join(","))
        };
        let spaced = json(&["It's", " ", "Monday", ",", " ", "the", " ", "3rd", "."]);
        let turns = read_turns(Format::PodcastJson, &spaced);
        assert_eq!(
            (&*turns[0].text, turns[0].cues.len()),
            ("It's Monday, the 3rd.", 4)
        );
        assert_eq!(warnings_of(Format::PodcastJson, &spaced), []);
        let unspaced = json(&["It's", "Monday", ",", "the", "3rd", "."]);
        assert_eq!(
            read_turns(Format::PodcastJson, &unspaced)[0].text,
            turns[0].text
        );
        let lines = json(&["It is Monday", ",", " ", "the third of May", "."]);
        let turns = read_turns(Format::PodcastJson, &lines);
        assert_eq!(turns[0].text, "It is Monday, the third of May.");
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
        assert_eq!(told[2], "item 4: a time or a name without words, left out");
        assert!(
            told[3].starts_with("item 5: cannot read this time, the words are kept without it: -3"),
            "{told:?}"
        );
    }
}
