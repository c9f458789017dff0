//! AssemblyAI.
//!
//! ```text
//! { "id": id, "text": all,
//!   "utterances": [ { "speaker": label, "start": ms, "end": ms, "text": text, "words": [ word ] } ],
//!   "words": [ word ] }
//! word = { "text": text, "start": ms, "end": ms, "speaker": label }
//! ```
//!
//! Example: `{"speaker": "A", "start": 480, "end": 3900, "text": "Welcome to the workshop."}`. Times
//! are whole milliseconds. `"A"` is read as `Speaker A`, as the service's own examples print it; a
//! name that was identified stays as it is. Without utterances (nobody was told apart) the words are
//! read, which have their punctuation.

use serde::Deserialize;
use serde_json::Value;

use super::super::assemble::Assembler;
use super::super::moment::Moment;
use super::each;
use super::fields::{any_has, label, lettered, list, milliseconds};
use super::spoken::{Spoken, Times};

/// An utterance or a word.
#[derive(Deserialize)]
struct Utterance<'a> {
    text: Option<&'a str>,
    #[serde(default, deserialize_with = "milliseconds")]
    start: Moment,
    #[serde(default, deserialize_with = "milliseconds")]
    end: Moment,
    #[serde(default, deserialize_with = "label")]
    speaker: Option<String>,
}

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: &Value) -> bool {
    ["utterances", "words"].iter().any(|field| {
        let items = list(value, field);
        any_has(items, &["text"]) && any_has(items, &["start", "end"])
    })
}

/// Reads every utterance; the words where there is none.
pub(super) fn read(value: &Value) -> Assembler {
    let mut assembler = Assembler::default();
    let utterances = list(value, "utterances");
    let items = if utterances.is_empty() {
        list(value, "words")
    } else {
        utterances
    };
    each(&mut assembler, items, |assembler, place, value| {
        let item = Utterance::deserialize(value)?;
        let text = item.text.unwrap_or_default();
        let times = Times {
            start: item.start,
            end: item.end,
        };
        let mut words = timed(list(value, "words"));
        if utterances.is_empty() {
            words.push((text, times.clone()));
        }
        let spoken = Spoken::aligned(text, &words);
        spoken.push_to(assembler, place, lettered(item.speaker).as_deref(), &times);
        Ok(())
    });
    assembler
}

/// Returns the words that can be read, with their times.
fn timed(words: &[Value]) -> Vec<(&str, Times)> {
    let words = words
        .iter()
        .filter_map(|word| Utterance::deserialize(word).ok());
    words
        .map(|word| {
            let times = Times {
                start: word.start,
                end: word.end,
            };
            (word.text.unwrap_or_default(), times)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::Format;
    use super::super::tests::{read_turns, warnings_of};
    use crate::time::Span;

    #[test]
    fn an_utterance_is_a_line_in_milliseconds() {
        let turns = read_turns(
            Format::AssemblyAi,
            r#"{"utterances": [{"speaker": "A", "start": 480, "end": 3900, "text": "Welcome."}]}"#,
        );
        assert_eq!(turns[0].speaker.as_deref(), Some("Speaker A"));
        assert_eq!(turns[0].span, Some(Span::new(480, 3900)));
    }

    #[test]
    fn the_words_of_an_utterance_time_its_text() {
        let turns = read_turns(
            Format::AssemblyAi,
            r#"{"id": "x", "text": "It rang.", "audio_duration": 2, "utterances": [
                {"speaker": "Iris", "confidence": 0.9, "start": 10, "end": 900, "text": "It rang.", "words": [
                 {"text": "It", "start": 10, "end": 200, "confidence": 0.9, "speaker": "A"},
                 {"text": "rang.", "start": 240, "end": 900, "confidence": 0.9, "speaker": "A"}]}],
                "words": [{"text": "It", "start": 10, "end": 200}]}"#,
        );
        assert_eq!(
            (turns[0].speaker.as_deref(), turns[0].cues.len()),
            (Some("Iris"), 2)
        );
        assert_eq!(turns[0].cues[1].span, Span::new(240, 900));
    }

    #[test]
    fn words_are_read_where_nobody_was_told_apart() {
        let turns = read_turns(
            Format::AssemblyAi,
            r#"{"utterances": null, "words": [
                {"text": "It", "start": 10, "end": 200, "speaker": null},
                {"text": "rang.", "start": 240, "end": 900, "speaker": null}]}"#,
        );
        assert_eq!(
            (turns.len(), &*turns[0].text, turns[0].cues.len()),
            (1, "It rang.", 2)
        );
    }

    #[test]
    fn what_has_no_text_or_no_shape_is_a_warning() {
        let warnings = warnings_of(
            Format::AssemblyAi,
            r#"{"utterances": [{"text": "Yes.", "start": "soon"}, {"text": null}, "no"]}"#,
        );
        assert_eq!(warnings.len(), 3, "{warnings:?}");
    }
}
