//! Reads the JSON of Otter.
//!
//! ```text
//! { "speech": { "transcripts": [ line ], "speakers": [ { "id": n, "speaker_name": name } ] } }
//! line = { "transcript": text, "start_offset": samples, "end_offset": samples, "speaker_id": n }
//! ```
//!
//! Example: `{"transcript": "Welcome.", "start_offset": 7680, "end_offset": 62400, "speaker_id": 4}`. A
//! second has 16,000 samples, whatever the recording has. The outer object may be missing. A line has
//! the name of the speaker with its id; of an id without a name, the id.

use std::collections::HashMap;

use super::fields::{any_has, each, field, first_list, label, label_of, text};
use super::timed_text::TimedText;
use super::value::{Kind, List, Value};
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::{RawTime, RawTimes, TimeUnit};

/// How many samples of Otter's a second has.
const SAMPLES_PER_SECOND: f64 = 16_000.0;

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    let lines = lines(value);
    any_has(lines, &["start_offset"]) && any_has(lines, &["transcript"])
}

/// Reads every line.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    let speakers = first_list(value, &["speech.speakers", "speakers"]).iter();
    let named = speakers
        .filter_map(|speaker| Some((label(speaker, "id")?, label(speaker, "speaker_name")?)));
    let names: HashMap<String, String> = named.collect();
    each(assembler, lines(value), |assembler, place, line| {
        let said = TimedText::align(text(line, "transcript")?, []);
        let own = field(line, "speaker.speaker_name").and_then(label_of);
        let id = label(line, "speaker_id");
        let known = id.as_ref().and_then(|id| names.get(id).cloned());
        let speaker = own.or(known).or(id);
        let times = RawTimes {
            start: samples(line, "start_offset"),
            end: samples(line, "end_offset"),
        };
        said.push_to(assembler, place, speaker.as_deref(), &times);
        Some(())
    });
}

fn lines(value: Value<'_>) -> List<'_> {
    first_list(value, &["speech.transcripts", "transcripts"])
}

fn samples(line: Value<'_>, name: &str) -> RawTime {
    match line.get(name).map(Value::kind) {
        None | Some(Kind::Null) => RawTime::Absent,
        Some(Kind::Whole(samples)) => {
            RawTime::from_number(samples as f64 / SAMPLES_PER_SECOND, TimeUnit::Seconds)
        }
        Some(_) => RawTime::invalid("no whole number of samples"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, said, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

    #[test]
    fn offsets_are_samples_and_ids_have_their_names() {
        let turns = read_turns(
            Format::OtterJson,
            r#"{"speech": {"transcripts": [
                {"transcript": "It rang.", "start_offset": 8000, "end_offset": 36000, "speaker_id": 4, "label": "1"},
                {"transcript": "Twice?", "start_offset": 40000, "end_offset": 48000, "speaker_id": 5},
                {"transcript": "No.", "start_offset": 50000, "end_offset": 52000, "speaker_id": null}],
               "speakers": [{"id": 4, "speaker_name": "Iris"}]}}"#,
        );
        let expected = [("Iris", "It rang."), ("Speaker 5", "Twice?"), ("-", "No.")];
        assert_eq!(said(&turns), expected);
        assert_eq!(turns[0].span, Some(Span::new(500, 2250)));
    }

    #[test]
    fn what_cannot_be_read_is_a_warning() {
        let json = r#"{"transcripts": [{"transcript": "So.", "start_offset": "soon"}, {"transcript": 5}]}"#;
        assert_eq!(warnings_of(Format::OtterJson, json).len(), 2);
    }
}
