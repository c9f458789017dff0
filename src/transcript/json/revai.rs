//! Reads Rev.ai's JSON.
//!
//! ```text
//! { "monologues": [ { "speaker": n, "speaker_info": { "display_name": name }, "elements": [ element ] } ] }
//! element = { "type": "text", "value": word, "ts": seconds, "end_ts": seconds }
//!         | { "type": "punct", "value": marks and spaces }
//!         | { "type": "unknown", "value": "<unknown>" }
//! ```
//!
//! Example: `{"type": "text", "value": "Welcome", "ts": 0.48, "end_ts": 0.9}`. The values of a
//! monologue, side by side, are its text: spaces are elements too. `0` is read as `Speaker 0`, unless
//! the speaker has a name.

use super::fields::{each, field, label, label_of, list, seconds};
use super::timed_text::TimedText;
use super::value::Value;
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::RawTimes;

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    !list(value, "monologues").is_empty()
}

/// Reads every monologue.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    let monologues = list(value, "monologues");
    each(assembler, monologues, |assembler, place, monologue| {
        monologue.as_object()?;
        let mut text = TimedText::default();
        for element in list(monologue, "elements").iter() {
            if let Some(value) = element.get("value").and_then(Value::as_str) {
                text.append(value, &seconds(element, "ts", "end_ts"));
            }
        }
        let name = field(monologue, "speaker_info.display_name");
        let speaker = name.and_then(label_of).or(label(monologue, "speaker"));
        text.push_to(assembler, place, speaker.as_deref(), &RawTimes::default());
        Some(())
    });
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

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
