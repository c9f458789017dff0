//! Reads the JSON of ElevenLabs Scribe.
//!
//! ```text
//! { "language_code": code, "text": all, "words": [
//!     { "type": "word" | "spacing" | "audio_event", "text": text, "start": seconds, "end": seconds,
//!       "speaker_id": label } ] }
//! ```
//!
//! Example: `{"text": "Welcome", "start": 0.48, "end": 0.9, "type": "word", "speaker_id": "speaker_0"}`.
//! The texts, side by side, are what was said: spaces are words too. A sound, such as `(laughter)`, is
//! left out. `speaker_0` stays as it is.

use super::fields::{each, label, list, seconds, text};
use super::pieces::Pieces;
use super::value::Value;
use crate::transcript::assemble::Assembler;
use crate::transcript::warning::Warning;

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    let types = ["word", "spacing", "audio_event"];
    let mut words = list(value, "words").iter();
    words.any(|word| text(word, "type").is_some_and(|one| types.contains(&one)))
}

/// Reads every word.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    let mut pieces = Pieces::default();
    each(assembler, list(value, "words"), |assembler, place, word| {
        let said = text(word, "text")?;
        if text(word, "type")? == "audio_event" {
            assembler.warn(Warning::not_speech(place, said));
            return Some(());
        }
        let speaker = label(word, "speaker_id");
        pieces.push_to(
            assembler,
            place,
            speaker,
            said,
            seconds(word, "start", "end"),
        );
        Some(())
    });
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, said, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

    #[test]
    fn texts_side_by_side_are_what_was_said() {
        let json = r#"{"language_code": "eng", "text": "It's off. (laughs) No!", "words": [
            {"text": "It's", "start": 0.5, "end": 0.75, "type": "word", "speaker_id": "speaker_0"},
            {"text": " ", "start": 0.75, "end": 0.8, "type": "spacing", "speaker_id": "speaker_0"},
            {"text": "off.", "start": 0.8, "end": 1.0, "type": "word", "speaker_id": "speaker_0"},
            {"text": " ", "start": 1.0, "end": 1.1, "type": "spacing", "speaker_id": "speaker_0"},
            {"text": "(laughs)", "start": 1.1, "end": 1.9, "type": "audio_event", "speaker_id": "speaker_1"},
            {"text": "No!", "start": 2.0, "end": 2.5, "type": "word", "speaker_id": "speaker_1"}]}"#;
        let turns = read_turns(Format::ElevenLabs, json);
        assert_eq!(
            said(&turns),
            [("speaker_0", "It's off."), ("speaker_1", "No!")]
        );
        assert_eq!(turns[0].cues[1].span, Span::new(800, 1000));
        let warnings = warnings_of(Format::ElevenLabs, json);
        assert_eq!(warnings[0].to_string(), "not speech, left out: (laughs)");
    }

    #[test]
    fn what_cannot_be_read_is_a_warning() {
        let json =
            r#"{"words": [{"text": "So.", "type": "word", "start": "soon"}, {"text": 7}, 5]}"#;
        assert_eq!(warnings_of(Format::ElevenLabs, json).len(), 3);
    }
}
