//! Reads the JSON of Recall.ai.
//!
//! ```text
//! [ { "participant": { "id": n, "name": name }, "words": [ word ] } ]
//! word = { "text": text, "start_timestamp": { "relative": seconds }, "end_timestamp": { "relative": seconds } }
//! ```
//!
//! Example: `{"text": "Welcome", "start_timestamp": {"relative": 0.48, "absolute": "2026-02-03T10:00:00Z"}}`.
//! The first version writes `"speaker": name`, and the seconds as the timestamps themselves. A speaker
//! without a name has the number of the participant.

use super::fields::{any_has, each, field, label, label_of, list, text, time, time_of};
use super::timed_text::TimedText;
use super::value::{List, Value};
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::{RawTime, RawTimes, TimeUnit};

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    let mut entries = entries(value).iter();
    entries.any(|entry| any_has(list(entry, "words"), &["start_timestamp"]))
}

/// Reads the words of every entry.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    each(assembler, entries(value), |assembler, place, entry| {
        entry.as_object()?;
        let name = field(entry, "participant.name").and_then(label_of);
        let number = || field(entry, "participant.id").and_then(label_of);
        let speaker = name.or(label(entry, "speaker")).or_else(number);
        let mut said = TimedText::default();
        for word in list(entry, "words").iter() {
            if let Some(text) = text(word, "text") {
                said.append(" ", &RawTimes::default());
                said.append(text.trim(), &times(word));
            }
        }
        said.push_to(assembler, place, speaker.as_deref(), &RawTimes::default());
        Some(())
    });
}

fn entries(value: Value<'_>) -> List<'_> {
    value.as_list().unwrap_or(list(value, "transcript"))
}

fn times(word: Value<'_>) -> RawTimes {
    RawTimes {
        start: timestamp(word, "start_timestamp"),
        end: timestamp(word, "end_timestamp"),
    }
}

fn timestamp(word: Value<'_>, name: &str) -> RawTime {
    match word.get(name) {
        Some(timestamp) if timestamp.as_object().is_some() => {
            time(timestamp, "relative", TimeUnit::Seconds)
        }
        Some(seconds) => time_of(seconds, TimeUnit::Seconds),
        None => RawTime::Absent,
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, said, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

    #[test]
    fn an_entry_is_what_a_participant_says() {
        let turns = read_turns(
            Format::Recall,
            r#"[{"participant": {"id": 100, "name": "Iris", "is_host": true, "extra_data": null}, "language_code": "en",
                 "words": [{"text": "It", "start_timestamp": {"relative": 0.5, "absolute": "2026-02-03T10:00:00Z"},
                            "end_timestamp": {"relative": 0.75}},
                           {"text": "rang.", "start_timestamp": {"relative": 0.75}, "end_timestamp": {"relative": 1.5}}]},
                {"participant": {"id": 200, "name": null}, "words": [
                 {"text": "Twice?", "start_timestamp": {"relative": 2}, "end_timestamp": {"relative": 3}}]}]"#,
        );
        assert_eq!(
            said(&turns),
            [("Iris", "It rang."), ("Speaker 200", "Twice?")]
        );
        assert_eq!(turns[0].cues[1].span, Span::new(750, 1500));
    }

    #[test]
    fn the_first_version_is_read() {
        let turns = read_turns(
            Format::Recall,
            r#"[{"speaker": "Iris", "speaker_id": 1, "words": [
                {"text": "So.", "start_timestamp": 0.5, "end_timestamp": 0.75}]}]"#,
        );
        assert_eq!(said(&turns), [("Iris", "So.")]);
        assert_eq!(turns[0].span, Some(Span::new(500, 750)));
    }

    #[test]
    fn what_cannot_be_read_is_a_warning() {
        let json = r#"[{"words": [{"text": "So.", "start_timestamp": {"relative": -1}}, {"text": 7}]}, 5, {"words": []}]"#;
        assert_eq!(warnings_of(Format::Recall, json).len(), 3);
    }
}
