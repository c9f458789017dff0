//! Reads the JSON of Fireflies.
//!
//! ```text
//! { "data": { "transcript": { "sentences": [ sentence ] } } }, without its outer objects, or a list
//! sentence = { "text" | "sentence": text, "speaker_name": name, "speaker_id": n,
//!              "start_time" | "startTime": time, "end_time" | "endTime": time }
//! time     = seconds | clock text
//! ```
//!
//! Example: `{"index": 0, "speaker_name": "Iris", "text": "Welcome.", "start_time": 0.48, "end_time":
//! 3.9}`. A sentence without a name has the number of its speaker.

use super::fields::{any_has, each, first_list, label, text, time};
use super::timed_text::TimedText;
use super::value::{List, Value};
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::{RawTime, RawTimes, TimeUnit};

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    let sentences = sentences(value);
    any_has(sentences, &["speaker_name", "raw_text"])
        && any_has(sentences, &["sentence", "raw_text"])
        || any_has(sentences, &["speaker_name"]) && value.as_list().is_none()
}

/// Reads every sentence.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    each(assembler, sentences(value), |assembler, place, sentence| {
        let said = match text(sentence, "text")? {
            "" => text(sentence, "sentence")?,
            said => said,
        };
        let speaker = label(sentence, "speaker_name").or(label(sentence, "speaker_id"));
        let times = RawTimes {
            start: either_time(sentence, ["start_time", "startTime"]),
            end: either_time(sentence, ["end_time", "endTime"]),
        };
        TimedText::align(said, []).push_to(assembler, place, speaker.as_deref(), &times);
        Some(())
    });
}

fn sentences(value: Value<'_>) -> List<'_> {
    let paths = [
        "data.transcript.sentences",
        "transcript.sentences",
        "sentences",
    ];
    value.as_list().unwrap_or(first_list(value, &paths))
}

fn either_time(sentence: Value<'_>, names: [&str; 2]) -> RawTime {
    let mut fields = names.into_iter();
    let Some(name) = fields.find(|name| sentence.get(name).is_some()) else {
        return RawTime::Absent;
    };
    match sentence.get(name).and_then(Value::as_str) {
        Some(clock) if clock.contains(':') => RawTime::from_clock(clock),
        _ => time(sentence, name, TimeUnit::Seconds),
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, said, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

    #[test]
    fn a_sentence_is_a_line() {
        let turns = read_turns(
            Format::Fireflies,
            r#"{"data": {"transcript": {"id": "x", "title": "Bells", "sentences": [
                {"index": 0, "speaker_name": "Iris", "speaker_id": 0, "text": "It rang.", "raw_text": "it rang",
                 "start_time": 0.5, "end_time": 2.25},
                {"index": 1, "speaker_name": null, "speaker_id": 1, "text": "Twice?", "start_time": 2.5, "end_time": 3}]}}}"#,
        );
        assert_eq!(
            said(&turns),
            [("Iris", "It rang."), ("Speaker 1", "Twice?")]
        );
        assert_eq!(turns[0].span, Some(Span::new(500, 2250)));
    }

    #[test]
    fn a_list_with_clock_times_is_read() {
        let turns = read_turns(
            Format::Fireflies,
            r#"[{"sentence": "It rang.", "speaker_name": "Iris", "startTime": "01:02.5", "endTime": "01:04"}]"#,
        );
        assert_eq!(turns[0].span, Some(Span::new(62_500, 64_000)));
    }

    #[test]
    fn what_cannot_be_read_is_a_warning() {
        let json = r#"{"sentences": [{"speaker_name": "Iris", "text": "So.", "start_time": "soon"}, {"text": 5}]}"#;
        assert_eq!(warnings_of(Format::Fireflies, json).len(), 2);
    }
}
