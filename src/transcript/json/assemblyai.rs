//! Reads AssemblyAI's JSON.
//!
//! ```text
//! { "id": id, "text": all,
//!   "utterances": [ { "speaker": label, "start": ms, "end": ms, "text": text, "words": [ word ] } ],
//!   "words": [ word ] }
//! word = { "text": text, "start": ms, "end": ms, "speaker": label }
//! ```
//!
//! Example: `{"speaker": "A", "start": 480, "end": 3900, "text": "Welcome to the workshop."}`. Times
//! are whole milliseconds. `"A"` is read as `Speaker A`, as the service's own examples print it; an
//! identified name stays as it is. Without utterances, where no speakers were told apart, the words
//! are read, which have their punctuation.

use super::fields::{any_has, each, first_list, label, list, spelled_out, text, times};
use super::timed_text::TimedText;
use super::value::Value;
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::{RawTimes, TimeUnit};

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    ["utterances", "words"].iter().any(|field| {
        let items = list(value, field);
        any_has(items, &["text"]) && any_has(items, &["start", "end"])
    })
}

/// Reads every utterance, or the words where there is none.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    let are_words = list(value, "utterances").is_empty();
    let items = first_list(value, &["utterances", "words"]);
    each(assembler, items, |assembler, place, item| {
        let (text, times) = timed(item)?;
        let itself = are_words.then(|| (text, times.clone()));
        let words = list(item, "words").iter().filter_map(timed);
        let words = words.filter(|_| !are_words).chain(itself);
        let speaker = spelled_out(label(item, "speaker"));
        TimedText::align(text, words).push_to(assembler, place, speaker.as_deref(), &times);
        Some(())
    });
}

/// Returns the text and the times of an utterance or a word.
fn timed(item: Value<'_>) -> Option<(&str, RawTimes)> {
    let times = times(item, "start", "end", TimeUnit::Milliseconds);
    Some((text(item, "text")?, times))
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

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
