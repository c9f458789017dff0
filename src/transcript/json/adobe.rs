//! Reads the transcripts of Adobe Premiere Pro.
//!
//! ```text
//! { "language": code, "speakers": [ { "id": id, "name": name } ],
//!   "segments": [ { "speaker": id, "start": seconds, "duration": seconds, "words": [ word ] } ] }
//! word = { "text": text, "type": "word" | "punctuation", "start": seconds, "duration": seconds }
//! ```
//!
//! Example: `{"text": "Welcome", "type": "word", "start": 0.48, "duration": 0.42, "eos": false}`. The words
//! of a segment are its text; a mark directly follows its word. A speaker without a name has the id.

use std::collections::HashMap;

use super::fields::{any_has, each, label, list, text, time};
use super::timed_text::TimedText;
use super::value::Value;
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::{RawTimes, TimeUnit};

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    let segments = list(value, "segments");
    let timed = |segment| any_has(list(segment, "words"), &["eos", "duration"]);
    any_has(segments, &["duration"]) && segments.iter().any(timed)
}

/// Reads every segment.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    let speakers = list(value, "speakers").iter();
    let named =
        speakers.filter_map(|speaker| Some((label(speaker, "id")?, label(speaker, "name")?)));
    let names: HashMap<String, String> = named.collect();
    let segments = list(value, "segments");
    each(assembler, segments, |assembler, place, segment| {
        segment.as_object()?;
        let id = label(segment, "speaker");
        let known = id.as_ref().and_then(|id| names.get(id).cloned());
        let mut said = TimedText::default();
        for word in list(segment, "words").iter() {
            let Some(written) = text(word, "text") else {
                continue;
            };
            if text(word, "type") != Some("punctuation") {
                said.append(" ", &RawTimes::default());
            }
            said.append(written.trim(), &times(word));
        }
        said.push_to(assembler, place, known.or(id).as_deref(), &times(segment));
        Some(())
    });
}

fn times(item: Value<'_>) -> RawTimes {
    let time = |name| time(item, name, TimeUnit::Seconds);
    RawTimes::from_duration(time("start"), time("duration"))
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, said};
    use crate::time::Span;
    use crate::transcript::format::Format;

    #[test]
    fn segments_have_the_names_of_their_speakers() {
        let turns = read_turns(
            Format::Adobe,
            r#"{"language": "en-us", "segments": [{"duration": 1.75, "speaker": "a-1", "start": 0.5, "words": [
                {"text": "It", "type": "word", "start": 0.5, "duration": 0.25, "eos": false},
                {"text": "rang", "type": "word", "start": 1, "duration": 1.25, "eos": true},
                {"text": ".", "type": "punctuation", "eos": true}]},
               {"duration": 1, "speaker": "b-2", "start": 3, "words": [{"text": "No.", "type": "word", "start": 3, "duration": 1}]}],
               "speakers": [{"id": "a-1", "name": "Iris"}]}"#,
        );
        assert_eq!(said(&turns), [("Iris", "It rang."), ("b-2", "No.")]);
        assert_eq!(turns[0].span, Some(Span::new(500, 2250)));
    }
}
