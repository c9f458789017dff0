//! Reads Deepgram's JSON.
//!
//! ```text
//! { "results": { "utterances": [ { "speaker": n, "channel": n, "start": seconds, "end": seconds,
//!                                  "transcript": text, "words": [ word ] } ],
//!                "channels": [ { "alternatives": [ { "transcript": text, "words": [ word ],
//!                                "paragraphs": { "paragraphs": [ { "speaker": n,
//!                                  "sentences": [ { "text": text, "start": …, "end": … } ] } ] } } ] } ] } }
//! word = { "word": text, "punctuated_word": text, "start": seconds, "end": seconds, "speaker": n }
//! ```
//!
//! Example: `{"speaker": 0, "start": 0.48, "end": 3.9, "transcript": "Welcome to the workshop."}`.
//! The most detailed part is read: the utterances; or the words of each channel's first alternative;
//! or the sentences of its paragraphs; or its transcript, which has no times. `0` is read as `Speaker
//! 0`. Of several channels, each is a speaker: `Channel 0`, or `Channel 0, Speaker 1` where speakers
//! are told apart too. Channels are put in order of time (see `channels.rs`).

use super::channels::{ChannelSpeech, timed};
use super::fields::{each, label, label_on_channel, list, seconds, text};
use super::timed_text::TimedText;
use super::value::{List, Value};
use crate::transcript::assemble::Assembler;

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    let lists = ["results.channels", "results.utterances"];
    lists.iter().any(|path| !list(value, path).is_empty())
}

/// Reads the most detailed part.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    let channels = list(value, "results.channels");
    let utterances = list(value, "results.utterances");
    if utterances.is_empty() {
        read_channels(channels, assembler);
    } else {
        read_utterances(utterances, channels.iter().count(), assembler);
    }
}

fn read_utterances(utterances: List<'_>, n_channels: usize, assembler: &mut Assembler) {
    each(assembler, utterances, |assembler, place, utterance| {
        let words = list(utterance, "words").iter().filter_map(timed);
        let channel = utterance.get("channel").and_then(Value::as_u64);
        let channel = channel.filter(|_| n_channels > 1);
        let speaker = label_on_channel(channel, label(utterance, "speaker"));
        let times = seconds(utterance, "start", "end");
        let text = TimedText::align(text(utterance, "transcript")?, words);
        text.push_to(assembler, place, speaker.as_deref(), &times);
        Some(())
    });
}

fn read_channels(channels: List<'_>, assembler: &mut Assembler) {
    let Some(first) = channels.first() else {
        return;
    };
    let mut speech = ChannelSpeech::new(first);
    for (index, channel) in channels.iter().enumerate() {
        speech.end_channel();
        let Some(best) = list(channel, "alternatives").first() else {
            continue;
        };
        let words = list(best, "words");
        if words.is_empty() {
            add_sentences(&mut speech, best, index);
        }
        let mut item = 0;
        each(assembler, words, |_, _, word| {
            item += 1;
            speech.add(index, item, word, word)
        });
    }
    if channels.iter().nth(1).is_some() {
        speech.push_sorted_to(assembler);
    } else {
        speech.push_to(assembler);
    }
}

/// Adds the sentences of an alternative without words, or its transcript where it has none.
fn add_sentences<'d>(speech: &mut ChannelSpeech<'d>, alternative: Value<'d>, channel: usize) {
    let mut has_sentences = false;
    let paragraphs = list(alternative, "paragraphs.paragraphs");
    for (index, paragraph) in paragraphs.iter().enumerate() {
        for sentence in list(paragraph, "sentences").iter() {
            let added = speech.add(channel, index + 1, paragraph, sentence);
            has_sentences |= added.is_some();
        }
    }
    if !has_sentences {
        speech.add(channel, 1, alternative, alternative);
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, said, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

    #[test]
    fn an_utterance_is_a_line_of_a_numbered_speaker() {
        let turns = read_turns(
            Format::Deepgram,
            r#"{"results": {"utterances": [{"speaker": 0, "start": 0.48, "end": 3.9, "transcript": "Welcome."}]}}"#,
        );
        assert_eq!(said(&turns), [("Speaker 0", "Welcome.")]);
        assert_eq!(turns[0].span, Some(Span::new(480, 3900)));
    }

    #[test]
    fn words_are_read_before_paragraphs_and_have_their_punctuation() {
        let turns = read_turns(
            Format::Deepgram,
            r#"{"metadata": {}, "results": {"channels": [{"alternatives": [{"transcript": "It rang. Did it?",
                "words": [
                 {"word": "it", "start": 0.1, "end": 0.2, "speaker": 0, "punctuated_word": "It"},
                 {"word": "rang", "start": 0.3, "end": 0.9, "speaker": 0, "punctuated_word": "rang."},
                 {"word": "did", "start": 1.1, "end": 1.2, "speaker": 1, "punctuated_word": "Did"},
                 {"word": "it", "start": 1.3, "end": 1.4, "speaker": 1, "punctuated_word": "it?"}],
                "paragraphs": {"paragraphs": [{"speaker": 7, "sentences": [{"text": "No."}]}]}}]}]}}"#,
        );
        assert_eq!(
            said(&turns),
            [("Speaker 0", "It rang."), ("Speaker 1", "Did it?")]
        );
        assert_eq!(turns[0].cues[1].span, Span::new(300, 900));
    }

    #[test]
    fn sentences_of_paragraphs_are_lines() {
        let turns = read_turns(
            Format::Deepgram,
            r#"{"results": {"channels": [{"alternatives": [{"transcript": "x", "paragraphs": {"paragraphs": [
                {"speaker": 1, "sentences": [{"text": "It rang.", "start": 0.1, "end": 0.9},
                                             {"text": "Twice.", "start": 1.0, "end": 1.4}]}]}}]}]}}"#,
        );
        assert_eq!(said(&turns), [("Speaker 1", "It rang. Twice.")]);
        assert_eq!(turns[0].cues.len(), 2);
    }

    #[test]
    fn channels_are_speakers_and_are_told_in_order_of_time() {
        let turns = read_turns(
            Format::Deepgram,
            r#"{"results": {"channels": [
                {"alternatives": [{"words": [{"word": "one", "start": 1, "end": 1.5},
                                             {"word": "three", "start": 9, "end": 9.5}]}]},
                {"alternatives": [{"words": [{"word": "two", "start": 5, "end": 5.5}]}]}]}}"#,
        );
        assert_eq!(
            said(&turns),
            [
                ("Channel 0", "one"),
                ("Channel 1", "two"),
                ("Channel 0", "three")
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_is_a_warning() {
        let warnings = warnings_of(
            Format::Deepgram,
            r#"{"results": {"utterances": [{"speaker": {}, "start": [], "transcript": "Yes."}, 3]}}"#,
        );
        let told: Vec<String> = warnings
            .iter()
            .map(|w| format!("{}: {w}", w.place))
            .collect();
        assert!(
            told[0].starts_with(
                "item 1: cannot read this time, the words are kept without it: a list"
            ),
            "{told:?}"
        );
        assert!(told[1].starts_with("item 2: cannot read"), "{told:?}");
    }
}
