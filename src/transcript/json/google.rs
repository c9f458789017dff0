//! Reads Google Speech-to-Text's JSON.
//!
//! ```text
//! { "results": [ { "alternatives": [ { "transcript": text, "words": [ word ] } ], "channelTag": n } ] }
//! word = { "word": text, "startTime": time, "endTime": time, "speakerTag": n, "speakerLabel": label }
//! time = "12.340s" | { "seconds": n, "nanos": n }
//! ```
//!
//! Example: `{"word": "Welcome", "startTime": "0.480s", "endTime": "0.900s", "speakerTag": 1}`. The
//! first alternative is read. Version 2 writes `startOffset` and `endOffset`, and a long-running job
//! puts all of it under `response`. Where speakers were told apart, the last result repeats all words
//! of the recording with their speakers; then it alone is read. `1` is read as `Speaker 1`; 0 is
//! protobuf's value for no speaker. NVIDIA Riva writes the same, with `audioProcessed` beside
//! `alternatives`, and its times are milliseconds.

use std::collections::BTreeSet;

use super::fields::{any_has, each, label_of, label_on_channel, list, spelled_out, time_of};
use super::listed_word::ListedWord;
use super::timed_text::TimedText;
use super::value::{Kind, List, Value};
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::{RawTime, RawTimes, TimeUnit};
use crate::transcript::warning::Place;

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    let mut results = results(value).iter();
    results.any(|result| any_has(list(result, "alternatives"), &["transcript", "words"]))
}

/// Reads every result, or only the last where it repeats them all.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    let results = results(value);
    let unit = number_unit(results);
    let n_skipped = if last_repeats_all(results, unit) {
        results.iter().count() - 1
    } else {
        0
    };
    let channel = |result: Value<'_>| first_field(result, &["channelTag", "channel_tag"])?.as_u64();
    let channels: BTreeSet<u64> = results.iter().filter_map(channel).collect();
    each(assembler, results, |assembler, place, result| {
        let Some(best) = list(result, "alternatives").first() else {
            return Some(());
        };
        if place <= Place::Item(n_skipped) {
            return Some(());
        }
        let words = words(best, unit);
        let channel = channel(result).filter(|_| channels.len() > 1);
        if words.clone().any(|word| word.speaker.is_some()) {
            for word in words {
                let speaker = label_on_channel(channel, word.speaker);
                ListedWord { speaker, ..word }.push_to(assembler, place);
            }
        } else {
            let words = words.into_iter().map(|word| (word.text, word.times));
            let transcript = best.get("transcript").and_then(Value::as_str);
            let text = TimedText::align(transcript.unwrap_or_default(), words);
            let speaker = label_on_channel(channel, None);
            text.push_to(assembler, place, speaker.as_deref(), &RawTimes::default());
        }
        Some(())
    });
}

fn results(value: Value<'_>) -> List<'_> {
    list(value.get("response").unwrap_or(value), "results")
}

/// Returns the unit of times that are bare numbers.
fn number_unit(results: List<'_>) -> TimeUnit {
    if any_has(results, &["audioProcessed", "audio_processed"]) {
        TimeUnit::Milliseconds
    } else {
        TimeUnit::Seconds
    }
}

/// Returns the first of these fields that an item has.
fn first_field<'a>(item: Value<'a>, names: &[&str]) -> Option<Value<'a>> {
    names.iter().find_map(|name| item.get(name))
}

/// Returns the words that can be read.
fn words(alternative: Value<'_>, unit: TimeUnit) -> impl Iterator<Item = ListedWord<'_>> + Clone {
    list(alternative, "words").iter().filter_map(move |word| {
        let start = first_field(word, &["startTime", "start_time", "startOffset"]);
        let end = first_field(word, &["endTime", "end_time", "endOffset"]);
        let tag = first_field(word, &["speakerTag", "speaker_tag"]);
        let tag = tag.filter(|tag| tag.as_u64() != Some(0));
        let label = first_field(word, &["speakerLabel", "speaker_label"]);
        Some(ListedWord {
            text: word.get("word")?.as_str()?,
            speaker: spelled_out(label.and_then(label_of).or(tag.and_then(label_of))),
            times: RawTimes {
                start: duration(start, unit),
                end: duration(end, unit),
            },
            spaced: true,
        })
    })
}

/// Returns a protobuf duration: a number in this unit, `"12.340s"`, or `{"seconds": 12, "nanos": 340000000}`, where either
/// field may be missing and the seconds may be a string.
fn duration(value: Option<Value<'_>>, unit: TimeUnit) -> RawTime {
    let Some(value) = value else {
        return RawTime::Absent;
    };
    let number = |name: &str| match value.get(name).map(Value::kind) {
        Some(Kind::Text(text)) => text.trim().parse().unwrap_or(f64::NAN),
        Some(Kind::Whole(number)) => number as f64,
        Some(Kind::Float(number)) => number,
        Some(_) => f64::NAN,
        None => 0.0,
    };
    match value.kind() {
        Kind::Text(text) => match text.trim().strip_suffix('s') {
            Some(seconds) => RawTime::from_number_text(seconds, TimeUnit::Seconds),
            None => RawTime::invalid(text),
        },
        Kind::Object(_) => {
            RawTime::from_number(number("seconds") + number("nanos") / 1e9, TimeUnit::Seconds)
        }
        _ => time_of(value, unit),
    }
}

/// Returns whether the last result repeats the words of all results, with their speakers: it has
/// speakers, and no result before it has any, or it begins no later than the first that does.
fn last_repeats_all(results: List<'_>, unit: TimeUnit) -> bool {
    // The start of a result with speakers.
    let start_ms = |result: Value<'_>| {
        let best = list(result, "alternatives").first()?;
        let mut words = words(best, unit);
        let first_ms = words.clone().next()?.times.start.ms();
        let has_speakers = words.any(|word| word.speaker.is_some());
        has_speakers.then_some(first_ms)
    };
    let n_before = results.iter().count().saturating_sub(1);
    let last = results.iter().nth(n_before).and_then(start_ms);
    last.is_some_and(|last_ms| {
        let first_ms = results.iter().take(n_before).find_map(start_ms);
        first_ms.is_none_or(|first_ms| last_ms <= first_ms)
    })
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, said, warnings_of};
    use super::super::value::Document;
    use super::*;
    use crate::time::Span;
    use crate::transcript::format::Format;

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

    #[test]
    fn durations_are_text_or_an_object() {
        let duration = |json: &str| {
            let document = Document::read(json).unwrap();
            super::duration(Some(document.root()), TimeUnit::Seconds)
        };
        for (json, time) in [
            (r#""1.500s""#, RawTime::At(1500)),
            (r#"{"seconds": 1, "nanos": 500000000}"#, RawTime::At(1500)),
            (r#"{"seconds": "61"}"#, RawTime::At(61_000)),
            ("{}", RawTime::At(0)),
            (r#""1.5""#, RawTime::invalid("1.5")),
            ("null", RawTime::Absent),
        ] {
            assert_eq!(duration(json), time, "{json}");
        }
        assert_eq!(duration(r#"{"seconds": "x"}"#).ms(), None);
    }

    #[test]
    fn the_bare_numbers_of_riva_are_milliseconds() {
        let turns = read_turns(
            Format::Google,
            r#"{"results": [{"alternatives": [{"transcript": "Yes.", "confidence": 0.9, "words": [
                {"startTime": 1240, "endTime": 1880, "word": "Yes.", "confidence": 0.9}]}],
                "channelTag": 1, "audioProcessed": 2.5}]}"#,
        );
        assert_eq!(turns[0].span, Some(Span::new(1240, 1880)));
    }
}
