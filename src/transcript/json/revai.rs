//! Rev.ai.
//!
//! ```text
//! { "monologues": [ { "speaker": n, "speaker_info": { "display_name": name }, "elements": [ element ] } ] }
//! element = { "type": "text", "value": word, "ts": seconds, "end_ts": seconds }
//!         | { "type": "punct", "value": marks and spaces }
//!         | { "type": "unknown", "value": "<unknown>" }
//! ```
//!
//! Example: `{"type": "text", "value": "Welcome", "ts": 0.48, "end_ts": 0.9}`. The values of a
//! monologue put side by side are its text: spaces are elements too. `0` is read as `Speaker 0`,
//! unless the speaker has a name.

use serde::Deserialize;
use serde_json::Value;

use super::super::assemble::Assembler;
use super::super::moment::Moment;
use super::each;
use super::fields::{label, label_of, list, seconds};
use super::spoken::{Spoken, Times};

#[derive(Deserialize)]
struct Monologue {
    #[serde(default, deserialize_with = "label")]
    speaker: Option<String>,
}

#[derive(Deserialize)]
struct Element<'a> {
    value: &'a str,
    #[serde(default, deserialize_with = "seconds")]
    ts: Moment,
    #[serde(default, deserialize_with = "seconds")]
    end_ts: Moment,
}

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: &Value) -> bool {
    !list(value, "monologues").is_empty()
}

/// Reads every monologue.
pub(super) fn read(value: &Value) -> Assembler {
    let mut assembler = Assembler::default();
    each(
        &mut assembler,
        list(value, "monologues"),
        |assembler, place, value| {
            let monologue = Monologue::deserialize(value)?;
            let name = value
                .pointer("/speaker_info/display_name")
                .and_then(label_of);
            let mut spoken = Spoken::default();
            for element in list(value, "elements") {
                let Ok(element) = Element::deserialize(element) else {
                    continue;
                };
                let times = Times {
                    start: element.ts,
                    end: element.end_ts,
                };
                spoken.append(element.value, &times);
            }
            let speaker = name.or(monologue.speaker);
            spoken.push_to(assembler, place, speaker.as_deref(), &Times::default());
            Ok(())
        },
    );
    assembler
}

#[cfg(test)]
mod tests {
    use super::super::super::Format;
    use super::super::tests::{read_turns, warnings_of};
    use crate::time::Span;

    #[test]
    fn values_side_by_side_are_the_text() {
        let turns = read_turns(
            Format::RevAi,
            r#"{"monologues": [{"speaker": 0, "elements": [
                {"type": "text", "value": "Well", "ts": 0.5, "end_ts": 0.75, "confidence": 1},
                {"type": "punct", "value": ", "},
                {"type": "text", "value": "no", "ts": 0.75, "end_ts": 1.1},
                {"type": "punct", "value": "."}]}]}"#,
        );
        assert_eq!(turns[0].speaker.as_deref(), Some("Speaker 0"));
        assert_eq!(turns[0].text, "Well, no.");
        assert_eq!(turns[0].cues[1].span, Span::new(750, 1100));
    }

    #[test]
    fn a_speaker_with_a_name_has_it() {
        let turns = read_turns(
            Format::RevAi,
            r#"{"monologues": [{"speaker": 1, "speaker_info": {"id": "x", "display_name": "Iris"},
                "elements": [{"type": "text", "value": "Yes", "ts": 1, "end_ts": 2}]}]}"#,
        );
        assert_eq!(turns[0].speaker.as_deref(), Some("Iris"));
    }

    #[test]
    fn a_monologue_without_words_is_a_warning_and_a_broken_element_costs_no_other() {
        let json = r#"{"monologues": [{"elements": [7, {"value": "Yes", "ts": -1}]}, {"speaker": 2}, "x"]}"#;
        assert_eq!(read_turns(Format::RevAi, json)[0].text, "Yes");
        assert_eq!(warnings_of(Format::RevAi, json).len(), 3);
    }
}
