//! Reads the JSON of the BBC's Digital Paper Edit.
//!
//! ```text
//! { "words": [ { "id": n, "start": seconds, "end": seconds, "text": text } ],
//!   "paragraphs": [ { "id": n, "start": seconds, "end": seconds, "speaker": name } ] }
//! ```
//!
//! Example: `{"id": 0, "start": 0.48, "end": 0.9, "text": "Welcome"}`. A word belongs to the speaker of
//! the paragraph in which it begins.

use super::fields::{any_has, each, list, seconds, text};
use super::listed_word::ListedWord;
use super::speaker_spans::SpeakerSpans;
use super::value::Value;
use crate::transcript::assemble::Assembler;

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    any_has(list(value, "paragraphs"), &["start"]) && any_has(list(value, "words"), &["text"])
}

/// Reads every word.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    let paragraphs = list(value, "paragraphs").iter();
    let spans = paragraphs.map(|paragraph| {
        let times = seconds(paragraph, "start", "end");
        (times, paragraph.get("speaker"))
    });
    let spans = SpeakerSpans::new(spans);
    each(assembler, list(value, "words"), |assembler, place, word| {
        let times = seconds(word, "start", "end");
        let word = ListedWord {
            speaker: spans.speaker_of(&times),
            text: text(word, "text")?,
            times,
            spaced: true,
        };
        word.push_to(assembler, place);
        Some(())
    });
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, said, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

    #[test]
    fn a_word_belongs_to_its_paragraph() {
        let turns = read_turns(
            Format::PaperEdit,
            r#"{"words": [{"id": 0, "start": 0.5, "end": 0.7, "text": "It"}, {"id": 1, "start": 0.7, "end": 1, "text": "rang."},
                          {"id": 2, "start": 1, "end": 1.5, "text": "Twice?"}, {"id": 3, "start": 9, "end": 9.5, "text": "So."}],
                "paragraphs": [{"id": 0, "start": 0.5, "end": 1, "speaker": "Iris"},
                               {"id": 1, "start": 1, "end": 1.5, "speaker": "Tobias"}]}"#,
        );
        assert_eq!(
            said(&turns),
            [("Iris", "It rang."), ("Tobias", "Twice?"), ("-", "So.")]
        );
        assert_eq!(turns[0].span, Some(Span::new(500, 1000)));
    }

    #[test]
    fn what_cannot_be_read_is_a_warning() {
        let json = r#"{"paragraphs": [{"start": 0}, 5], "words": [{"text": "So.", "start": "soon"}, {"text": 7}, 5]}"#;
        assert_eq!(warnings_of(Format::PaperEdit, json).len(), 3);
    }
}
