//! Amazon Transcribe.
//!
//! ```text
//! { "results": { "items": [ item ],
//!                "speaker_labels": { "segments": [ { "start_time": "s", "end_time": "s", "speaker_label": label } ] } } }
//! item = { "type": "pronunciation" | "punctuation", "start_time": "s", "end_time": "s",
//!          "speaker_label": label, "channel_label": label, "alternatives": [ { "content": text } ] }
//! ```
//!
//! Example: `{"type": "pronunciation", "start_time": "0.48", "end_time": "0.9", "alternatives":
//! [{"content": "Welcome"}], "speaker_label": "spk_0"}`. Times are seconds in quotation marks;
//! punctuation has none and follows its word closely. `spk_0` and `ch_0` stay as they are. Where an
//! item has no label, the segment of `speaker_labels` in which it begins has one; where there are no
//! speakers, a channel is one.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::super::assemble::{Assembler, Joins};
use super::super::moment::Moment;
use super::each;
use super::fields::{label, list, seconds};
use super::heard::Heard;
use super::spoken::Times;

#[derive(Deserialize)]
struct Item<'a> {
    #[serde(rename = "type")]
    kind: Option<&'a str>,
    #[serde(default, deserialize_with = "seconds")]
    start_time: Moment,
    #[serde(default, deserialize_with = "seconds")]
    end_time: Moment,
    #[serde(default, deserialize_with = "label")]
    speaker_label: Option<String>,
    #[serde(default, deserialize_with = "label")]
    channel_label: Option<String>,
    #[serde(default)]
    alternatives: Vec<Alternative<'a>>,
}

#[derive(Deserialize)]
struct Alternative<'a> {
    #[serde(default, borrow)]
    content: Option<&'a str>,
}

#[derive(Deserialize)]
struct Segment {
    #[serde(default, deserialize_with = "seconds")]
    start_time: Moment,
    #[serde(default, deserialize_with = "seconds")]
    end_time: Moment,
    #[serde(default, deserialize_with = "label")]
    speaker_label: Option<String>,
}

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: &Value) -> bool {
    value
        .get("results")
        .is_some_and(|results| !list(results, "items").is_empty())
}

/// Reads every item.
pub(super) fn read(value: &Value) -> Assembler {
    let mut assembler = Assembler::default();
    let results = value.get("results").unwrap_or(&Value::Null);
    let labels = results.get("speaker_labels").unwrap_or(&Value::Null);
    let segments = Segments::of(list(labels, "segments"));
    let mut speaker: Option<String> = None;
    each(
        &mut assembler,
        list(results, "items"),
        |assembler, place, value| {
            let item = Item::deserialize(value)?;
            let is_word = item.kind != Some("punctuation");
            if is_word {
                let segment = item
                    .start_time
                    .ms()
                    .and_then(|start_ms| segments.at(start_ms));
                let said = item.speaker_label.or(segment.map(str::to_owned));
                speaker = said.or(item.channel_label);
            }
            let best = item.alternatives.first().and_then(|best| best.content);
            Heard {
                place,
                speaker: speaker.as_deref(),
                text: best.unwrap_or_default(),
                times: Times {
                    start: item.start_time,
                    end: item.end_time,
                },
                joins: if is_word {
                    Joins::Spaced
                } else {
                    Joins::Attached
                },
            }
            .push_to(assembler);
            Ok(())
        },
    );
    assembler
}

/// Who speaks from when until when.
struct Segments(BTreeMap<u64, (u64, String)>);

impl Segments {
    fn of(segments: &[Value]) -> Self {
        let read = segments
            .iter()
            .filter_map(|segment| Segment::deserialize(segment).ok());
        let known = read.filter_map(|segment| {
            let until_ms = segment.end_time.ms()?;
            Some((segment.start_time.ms()?, (until_ms, segment.speaker_label?)))
        });
        Self(known.collect())
    }

    /// Returns who speaks in the last segment that has begun, if it goes on.
    fn at(&self, time_ms: u64) -> Option<&str> {
        let (_, (until_ms, label)) = self.0.range(..=time_ms).next_back()?;
        (time_ms <= *until_ms).then_some(label)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Format;
    use super::super::tests::{read_turns, warnings_of};
    use crate::time::Span;

    #[test]
    fn items_are_words_and_punctuation_follows_closely() {
        let turns = read_turns(
            Format::AwsTranscribe,
            r#"{"jobName": "x", "results": {"transcripts": [{"transcript": "Well, no."}], "items": [
                {"type": "pronunciation", "start_time": "0.5", "end_time": "0.75", "speaker_label": "spk_0",
                 "alternatives": [{"confidence": "1.0", "content": "Well"}]},
                {"type": "punctuation", "alternatives": [{"confidence": "0.0", "content": ","}]},
                {"type": "pronunciation", "start_time": "0.8", "end_time": "1.0", "speaker_label": "spk_0",
                 "alternatives": [{"content": "no"}]},
                {"type": "punctuation", "speaker_label": "spk_0", "alternatives": [{"content": "."}]}]}}"#,
        );
        assert_eq!(
            (turns[0].speaker.as_deref(), &*turns[0].text),
            (Some("spk_0"), "Well, no.")
        );
        assert_eq!(turns[0].cues.len(), 2);
        assert_eq!(turns[0].span, Some(Span::new(500, 1000)));
    }

    #[test]
    fn segments_say_who_speaks_where_items_do_not() {
        let turns = read_turns(
            Format::AwsTranscribe,
            r#"{"results": {"speaker_labels": {"segments": [
                 {"start_time": "0.5", "end_time": "1.0", "speaker_label": "spk_0"},
                 {"start_time": "1.0", "end_time": "2.0", "speaker_label": "spk_1"}]}, "items": [
                {"type": "pronunciation", "start_time": "0.8", "end_time": "1.0", "alternatives": [{"content": "No"}]},
                {"type": "pronunciation", "start_time": "1.0", "end_time": "1.4", "alternatives": [{"content": "Yes"}]},
                {"type": "pronunciation", "start_time": "5.0", "end_time": "5.4", "channel_label": "ch_1",
                 "alternatives": [{"content": "Hm"}]}]}}"#,
        );
        let speakers: Vec<_> = turns.iter().map(|turn| turn.speaker.as_deref()).collect();
        assert_eq!(speakers, [Some("spk_0"), Some("spk_1"), Some("ch_1")]);
    }

    #[test]
    fn what_cannot_be_read_is_a_warning() {
        let warnings = warnings_of(
            Format::AwsTranscribe,
            r#"{"results": {"items": [{"start_time": "soon", "alternatives": [{"content": "Yes"}]},
                                      {"alternatives": []}, {"alternatives": 5}]}}"#,
        );
        let told: Vec<String> = warnings
            .iter()
            .map(|w| format!("{}: {w}", w.place))
            .collect();
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(
            told[0]
                .starts_with("item 1: cannot read this time, the words are kept without it: soon"),
            "{told:?}"
        );
    }
}
