//! Reads the JSON of Oyez: oral arguments of the Supreme Court of the United States.
//!
//! ```text
//! { "transcript": { "sections": [ { "turns": [ { "speaker": { "name": name } | null,
//!     "text_blocks": [ { "start": seconds, "stop": seconds, "text": text } ] } ] } ] } }
//! ```
//!
//! Example: `{"start": 0.48, "stop": 3.9, "text": "We will hear argument next."}`. The number of a
//! place is that of the turn in its section. A turn without a speaker is nobody's.

use super::fields::{
    MOST_QUOTED_BYTES, any_has, each, field, first_list, label_of, list, seconds, text,
};
use super::timed_text::TimedText;
use super::value::{List, Value};
use crate::transcript::assemble::Assembler;

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    let mut sections = sections(value).iter();
    sections.any(|section| any_has(list(section, "turns"), &["text_blocks"]))
}

/// Reads every turn.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    for section in sections(value).iter() {
        each(
            assembler,
            list(section, "turns"),
            |assembler, place, turn| {
                turn.as_object()?;
                let speaker = field(turn, "speaker.name").and_then(label_of);
                for block in list(turn, "text_blocks").iter() {
                    let Some(words) = text(block, "text") else {
                        assembler.unreadable(place, &block.beginning(MOST_QUOTED_BYTES));
                        continue;
                    };
                    let times = seconds(block, "start", "stop");
                    let text = TimedText::align(words, []);
                    text.push_to(assembler, place, speaker.as_deref(), &times);
                }
                Some(())
            },
        );
    }
}

fn sections(value: Value<'_>) -> List<'_> {
    first_list(value, &["transcript.sections", "sections"])
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, said, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

    #[test]
    fn the_blocks_of_a_turn_are_its_speakers() {
        let turns = read_turns(
            Format::Oyez,
            r#"{"title": "Bell v. Ferry", "transcript": {"duration": 9.5, "sections": [{"start": 0, "stop": 9.5, "turns": [
                {"start": 0, "stop": 4, "speaker": {"ID": 1, "name": "Iris Vane", "roles": null}, "text_blocks": [
                 {"start": 0, "stop": 2.5, "text": "Who owns the bell?"}, {"start": 2.5, "stop": 4, "text": "Mr. Eck?"}]},
                {"start": 4, "stop": 9.5, "speaker": null, "text_blocks": [{"start": 4, "stop": 9.5, "text": "The ferry."}]}]}]}}"#,
        );
        assert_eq!(
            said(&turns),
            [
                ("Iris Vane", "Who owns the bell? Mr. Eck?"),
                ("-", "The ferry.")
            ]
        );
        assert_eq!(turns[0].cues[1].span, Span::new(2500, 4000));
    }

    #[test]
    fn what_cannot_be_read_is_a_warning() {
        let json = r#"{"sections": [{"turns": ["x", {"text_blocks": [{"text": "So."}, {"text": 5}, {"start": 1}]}]}]}"#;
        assert_eq!(warnings_of(Format::Oyez, json).len(), 3);
    }
}
