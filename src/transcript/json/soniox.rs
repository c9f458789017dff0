//! Reads the JSON of Soniox.
//!
//! ```text
//! { "text": all, "tokens": [ { "text": text, "start_ms": ms, "end_ms": ms, "speaker": label,
//!                              "translation_status": "none" | "original" | "translation" } ] }
//! ```
//!
//! Example: `{"text": "Wel", "start_ms": 480, "end_ms": 600, "speaker": "1"}`. A token is a part of a
//! word with the spaces around it. A translation, which nobody said, and marks such as `<end>` are left
//! out. `1` is read as `Speaker 1`.

use super::fields::{any_has, each, label, list, spelled_out, text, times};
use super::pieces::Pieces;
use super::value::Value;
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::TimeUnit;

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    any_has(list(value, "tokens"), &["start_ms"])
}

/// Reads every token.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    let mut pieces = Pieces::default();
    each(
        assembler,
        list(value, "tokens"),
        |assembler, place, token| {
            let said = text(token, "text")?;
            let is_translation = text(token, "translation_status")? == "translation";
            if !is_translation && !matches!(said, "<end>" | "<fin>") {
                let speaker = spelled_out(label(token, "speaker"));
                let times = times(token, "start_ms", "end_ms", TimeUnit::Milliseconds);
                pieces.push_to(assembler, place, speaker, said, times);
            }
            Some(())
        },
    );
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, said, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

    #[test]
    fn tokens_are_joined_and_translations_are_left_out() {
        let turns = read_turns(
            Format::Soniox,
            r#"{"id": "x", "text": "Two bells. Yes", "tokens": [
                {"text": "Two", "start_ms": 300, "end_ms": 420, "speaker": "1"},
                {"text": " bel", "start_ms": 420, "end_ms": 540, "speaker": "1"},
                {"text": "ls", "start_ms": 540, "end_ms": 780, "speaker": "1"},
                {"text": ".", "start_ms": 780, "end_ms": 800, "speaker": "1"},
                {"text": " Deux", "speaker": "1", "translation_status": "translation"},
                {"text": "<end>", "start_ms": 900, "end_ms": 900},
                {"text": " Yes", "start_ms": 900, "end_ms": 1000, "speaker": "2"}]}"#,
        );
        assert_eq!(
            said(&turns),
            [("Speaker 1", "Two bells."), ("Speaker 2", "Yes")]
        );
        assert_eq!(turns[0].span, Some(Span::new(300, 780)));
    }

    #[test]
    fn what_cannot_be_read_is_a_warning() {
        let json = r#"{"tokens": [{"text": "So.", "start_ms": -1}, {"text": 7}, 5]}"#;
        assert_eq!(warnings_of(Format::Soniox, json).len(), 3);
    }
}
