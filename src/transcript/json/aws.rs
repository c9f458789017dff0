//! Reads Amazon Transcribe's JSON.
//!
//! ```text
//! { "results": { "items": [ item ],
//!                "speaker_labels": { "segments": [ { "start_time": "s", "end_time": "s", "speaker_label": label } ] } } }
//! item = { "type": "pronunciation" | "punctuation", "start_time": "s", "end_time": "s",
//!          "speaker_label": label, "channel_label": label, "alternatives": [ { "content": text } ] }
//! ```
//!
//! Example: `{"type": "pronunciation", "start_time": "0.48", "end_time": "0.9", "alternatives":
//! [{"content": "Welcome"}], "speaker_label": "spk_0"}`. Times are seconds in quotation marks. A mark
//! has none, and directly follows its word. `spk_0` and `ch_0` stay as they are. An item without a
//! label has that of the segment of `speaker_labels` in which it begins. Without speakers, a channel
//! is a speaker.

use super::fields::{each, label, list, seconds, text};
use super::listed_word::ListedWord;
use super::speaker_spans::SpeakerSpans;
use super::value::Value;
use crate::transcript::assemble::Assembler;

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    !list(value, "results.items").is_empty()
}

/// Reads every item.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    let segments = list(value, "results.speaker_labels.segments").iter();
    let spans = segments.map(|segment| {
        let times = seconds(segment, "start_time", "end_time");
        (times, segment.get("speaker_label"))
    });
    let spans = SpeakerSpans::new(spans);
    let items = list(value, "results.items");
    let mut speaker: Option<String> = None;
    each(assembler, items, |assembler, place, item| {
        let is_word = text(item, "type")? != "punctuation";
        let times = seconds(item, "start_time", "end_time");
        if is_word {
            let named = label(item, "speaker_label").or_else(|| spans.speaker_of(&times));
            speaker = named.or(label(item, "channel_label"));
        }
        let best = match item.get("alternatives") {
            Some(alternatives) => alternatives.as_list()?.first(),
            None => None,
        };
        let word = ListedWord {
            speaker: speaker.clone(),
            text: best.map_or(Some(""), |best| text(best, "content"))?,
            times,
            spaced: is_word,
        };
        word.push_to(assembler, place);
        Some(())
    });
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

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
