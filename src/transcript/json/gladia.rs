//! Reads the JSON of Gladia.
//!
//! ```text
//! { "result": { "transcription": { "utterances": [
//!     { "speaker": n, "channel": n, "start": seconds, "end": seconds, "text": text, "words": [ word ] } ] } } }
//! word = { "word": text, "start": seconds, "end": seconds }
//! ```
//!
//! Example: `{"speaker": 0, "start": 0.48, "end": 3.9, "text": "Welcome to the workshop."}`. A callback
//! has `payload` for `result`, and the transcript of a live session is in `data`. `0` is read as `Speaker
//! 0`. Of several channels, each is a speaker.

use super::fields::{
    any_has, each, first_list, label, label_on_channel, list, seconds, spelled_out, text,
};
use super::timed_text::TimedText;
use super::value::{List, Value};
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::RawTimes;

/// Where the utterances stand.
pub(super) const UTTERANCES: [&str; 5] = [
    "result.transcription.utterances",
    "payload.transcription.utterances",
    "transcription.utterances",
    "result.utterances",
    "data.utterances",
];

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    any_has(first_list(value, &UTTERANCES), &["text"])
}

/// Reads every utterance.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    let utterances = first_list(value, &UTTERANCES);
    let several = has_several_channels(utterances);
    each(assembler, utterances, |assembler, place, utterance| {
        let words = list(utterance, "words").iter().filter_map(word);
        let text = TimedText::align(text(utterance, "text")?, words);
        let channel = channel(utterance).filter(|_| several);
        let speaker = label_on_channel(channel, spelled_out(label(utterance, "speaker")));
        let times = seconds(utterance, "start", "end");
        text.push_to(assembler, place, speaker.as_deref(), &times);
        Some(())
    });
}

fn has_several_channels(utterances: List<'_>) -> bool {
    let mut channels = utterances.iter().filter_map(channel);
    let first = channels.next();
    channels.any(|channel| Some(channel) != first)
}

fn channel(utterance: Value<'_>) -> Option<u64> {
    utterance.get("channel")?.as_u64()
}

fn word(word: Value<'_>) -> Option<(&str, RawTimes)> {
    Some((word.get("word")?.as_str()?, seconds(word, "start", "end")))
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, said, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

    #[test]
    fn an_utterance_is_a_line_with_the_times_of_its_words() {
        let turns = read_turns(
            Format::Gladia,
            r#"{"id": "x", "status": "done", "result": {"transcription": {"full_transcript": "It rang. Yes.", "utterances": [
                {"text": "It rang.", "language": "en", "start": 0.5, "end": 1.5, "channel": 0, "speaker": 0, "words": [
                 {"word": "It", "start": 0.5, "end": 0.75}, {"word": " rang.", "start": 0.75, "end": 1.5}]},
                {"text": "Yes.", "start": 2, "end": 2.5, "channel": 0, "speaker": 1, "words": []}]}}}"#,
        );
        assert_eq!(
            said(&turns),
            [("Speaker 0", "It rang."), ("Speaker 1", "Yes.")]
        );
        assert_eq!(turns[0].cues[1].span, Span::new(750, 1500));
    }

    #[test]
    fn channels_are_speakers_where_there_are_several() {
        let turns = read_turns(
            Format::Gladia,
            r#"{"transcription": {"utterances": [{"text": "One.", "channel": 0}, {"text": "Two.", "channel": 1, "speaker": 3}]}}"#,
        );
        assert_eq!(
            said(&turns),
            [("Channel 0", "One."), ("Channel 1, Speaker 3", "Two.")]
        );
    }

    #[test]
    fn what_cannot_be_read_is_a_warning() {
        let json =
            r#"{"result": {"utterances": [{"text": "So.", "start": "soon"}, {"text": 7}, 5]}}"#;
        assert_eq!(warnings_of(Format::Gladia, json).len(), 3);
    }
}
