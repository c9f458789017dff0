//! Google Speech-to-Text.
//!
//! ```text
//! { "results": [ { "alternatives": [ { "transcript": text, "words": [ word ] } ], "channelTag": n } ] }
//! word = { "word": text, "startTime": time, "endTime": time, "speakerTag": n, "speakerLabel": label }
//! time = "12.340s" | { "seconds": n, "nanos": n }
//! ```
//!
//! Example: `{"word": "Welcome", "startTime": "0.480s", "endTime": "0.900s", "speakerTag": 1}`. The
//! first alternative is read; version 2 writes `startOffset` and `endOffset`, and a long-running job
//! puts all of it under `response`. Where speakers were told apart, the last result repeats all words
//! of the recording with their speakers: then it alone is read. `1` is read as `Speaker 1`; 0 is what
//! protobuf writes for none.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::super::Place;
use super::super::assemble::{Assembler, Joins};
use super::super::moment::Moment;
use super::each;
use super::fields::{any_has, duration, heard_on, label, lettered, list, numbered};
use super::heard::Heard;
use super::spoken::{Spoken, Times};

#[derive(Deserialize)]
struct Word<'a> {
    word: &'a str,
    #[serde(
        default,
        rename = "startTime",
        alias = "start_time",
        alias = "startOffset",
        deserialize_with = "duration"
    )]
    start: Moment,
    #[serde(
        default,
        rename = "endTime",
        alias = "end_time",
        alias = "endOffset",
        deserialize_with = "duration"
    )]
    end: Moment,
    #[serde(
        default,
        rename = "speakerTag",
        alias = "speaker_tag",
        deserialize_with = "label"
    )]
    tag: Option<String>,
    #[serde(
        default,
        rename = "speakerLabel",
        alias = "speaker_label",
        deserialize_with = "label"
    )]
    label: Option<String>,
}

impl Word<'_> {
    fn times(&self) -> Times {
        Times {
            start: self.start.clone(),
            end: self.end.clone(),
        }
    }

    /// Returns who says it.
    fn speaker(&self) -> Option<String> {
        let tag = self.tag.clone().filter(|tag| *tag != numbered(0));
        lettered(self.label.clone().or(tag))
    }
}

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: &Value) -> bool {
    let results = results(value);
    results
        .iter()
        .any(|result| any_has(list(result, "alternatives"), &["transcript", "words"]))
}

/// Reads every result; only the last where it repeats them all.
pub(super) fn read(value: &Value) -> Assembler {
    let mut assembler = Assembler::default();
    let results = results(value);
    let first = if repeats_all(results) {
        results.len() - 1
    } else {
        0
    };
    let channel = |result: &Value| {
        result
            .get("channelTag")
            .or(result.get("channel_tag"))?
            .as_u64()
    };
    let channels: BTreeSet<u64> = results.iter().filter_map(channel).collect();
    each(&mut assembler, results, |assembler, place, result| {
        if place < Place::Item(first + 1) {
            return Ok(());
        }
        let Some(best) = list(result, "alternatives").first() else {
            return Ok(());
        };
        let words: Vec<Word<'_>> = words_of(best).collect();
        let channel = channel(result).filter(|_| channels.len() > 1);
        if words.iter().any(|word| word.speaker().is_some()) {
            push_words(assembler, place, channel, &words);
        } else {
            let timed: Vec<(&str, Times)> =
                words.iter().map(|word| (word.word, word.times())).collect();
            let said = best
                .get("transcript")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let spoken = Spoken::aligned(said, &timed);
            let speaker = heard_on(channel, None);
            spoken.push_to(assembler, place, speaker.as_deref(), &Times::default());
        }
        Ok(())
    });
    assembler
}

fn results(value: &Value) -> &[Value] {
    list(value.get("response").unwrap_or(value), "results")
}

/// Returns the words that can be read.
fn words_of(alternative: &Value) -> impl Iterator<Item = Word<'_>> {
    list(alternative, "words")
        .iter()
        .filter_map(|word| Word::deserialize(word).ok())
}

/// Returns whether the last result has the words of all, with their speakers: none before it has
/// speakers, or it begins no later than they do.
fn repeats_all(results: &[Value]) -> bool {
    let start_of_told = |result: &Value| {
        let best = list(result, "alternatives").first()?;
        let mut words = words_of(best).peekable();
        let start_ms = words.peek()?.start.ms();
        words
            .any(|word| word.speaker().is_some())
            .then_some(start_ms)
    };
    let Some((last, before)) = results.split_last() else {
        return false;
    };
    let Some(last_start_ms) = start_of_told(last) else {
        return false;
    };
    before
        .iter()
        .find_map(start_of_told)
        .is_none_or(|start_ms| last_start_ms <= start_ms)
}

/// Pushes words one by one, each with its speaker.
fn push_words(assembler: &mut Assembler, place: Place, channel: Option<u64>, words: &[Word<'_>]) {
    for word in words {
        let speaker = heard_on(channel, word.speaker());
        Heard {
            place,
            speaker: speaker.as_deref(),
            text: word.word,
            times: word.times(),
            joins: Joins::Spaced,
        }
        .push_to(assembler);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Format, Turn};
    use super::super::tests::{read_turns, warnings_of};
    use crate::time::Span;

    fn said(turns: &[Turn]) -> Vec<(&str, &str)> {
        let said = turns.iter();
        said.map(|turn| (turn.speaker.as_deref().unwrap_or("-"), &*turn.text))
            .collect()
    }

    #[test]
    fn a_result_is_a_line_timed_by_its_words() {
        let turns = read_turns(
            Format::Google,
            r#"{"results": [{"alternatives": [{"transcript": "It rang.", "confidence": 0.9, "words": [
                {"startTime": "0.100s", "endTime": "0.400s", "word": "It"},
                {"startTime": {"nanos": 500000000}, "endTime": {"seconds": "1"}, "word": "rang."}]}]}]}"#,
        );
        assert_eq!(said(&turns), [("-", "It rang.")]);
        assert_eq!(turns[0].cues[1].span, Span::new(500, 1000));
    }

    #[test]
    fn the_last_result_that_repeats_all_with_speakers_is_read_alone() {
        let turns = read_turns(
            Format::Google,
            r#"{"response": {"results": [
                {"alternatives": [{"transcript": "Did it?", "words": [{"startTime": "0s", "word": "Did"}]}]},
                {"alternatives": [{"transcript": "Yes.", "words": [{"startTime": "2s", "word": "Yes."}]}]},
                {"alternatives": [{"words": [
                  {"startTime": "0s", "endTime": "0.4s", "word": "Did", "speakerTag": 1},
                  {"startTime": "0.5s", "endTime": "0.9s", "word": "it?", "speakerTag": 1},
                  {"startTime": "2s", "endTime": "2.4s", "word": "Yes.", "speakerTag": 2}]}]}]}}"#,
        );
        assert_eq!(
            said(&turns),
            [("Speaker 1", "Did it?"), ("Speaker 2", "Yes.")]
        );
    }

    #[test]
    fn results_that_each_have_their_own_words_are_all_read() {
        let turns = read_turns(
            Format::Google,
            r#"{"results": [
                {"alternatives": [{"words": [{"startOffset": "0.5s", "word": "Did", "speakerLabel": "1"}]}]},
                {"alternatives": [{"words": [{"startOffset": "2s", "word": "Yes.", "speakerLabel": "2"}]}]}]}"#,
        );
        assert_eq!(said(&turns), [("Speaker 1", "Did"), ("Speaker 2", "Yes.")]);
    }

    #[test]
    fn channels_are_speakers_where_there_are_several() {
        let turns = read_turns(
            Format::Google,
            r#"{"results": [{"channelTag": 1, "alternatives": [{"transcript": "One."}]},
                            {"channelTag": 2, "alternatives": [{"transcript": "Two."}]}]}"#,
        );
        assert_eq!(said(&turns), [("Channel 1", "One."), ("Channel 2", "Two.")]);
        assert_eq!(turns[0].span, None);
    }

    #[test]
    fn times_that_are_none_and_results_without_words_are_warnings() {
        let warnings = warnings_of(
            Format::Google,
            r#"{"results": [{"alternatives": [{"transcript": "Yes.", "words": [{"word": "Yes.", "startTime": "soon"}, 4]}]},
                            {"alternatives": [{"transcript": " "}]}, {"alternatives": 3}, 9]}"#,
        );
        assert_eq!(warnings.len(), 2, "{warnings:?}");
    }
}
