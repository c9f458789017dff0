//! Deepgram.
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
//! What says most is read: utterances; else the words of each channel's first alternative; else the
//! sentences of its paragraphs; else its transcript, which has no times. `0` is read as `Speaker 0`;
//! where a recording has several channels and nobody is told apart in them, a channel is a speaker,
//! `Channel 0`, and where both are told, `Channel 0, Speaker 1`. Channels are told one after the other
//! in the file and were heard at the same time: what is said in them is put in order of time.

use serde::Deserialize;
use serde_json::Value;

use super::super::Place;
use super::super::assemble::Assembler;
use super::super::moment::Moment;
use super::each;
use super::fields::{heard_on, label, label_of, list, seconds};
use super::spoken::{Spoken, Times};
use super::stretch::Stretches;

#[derive(Deserialize)]
struct Utterance<'a> {
    #[serde(default, deserialize_with = "label")]
    speaker: Option<String>,
    channel: Option<u64>,
    #[serde(default, deserialize_with = "seconds")]
    start: Moment,
    #[serde(default, deserialize_with = "seconds")]
    end: Moment,
    transcript: Option<&'a str>,
}

#[derive(Deserialize)]
struct Word<'a> {
    #[serde(default, deserialize_with = "label")]
    speaker: Option<String>,
    #[serde(default, deserialize_with = "seconds")]
    start: Moment,
    #[serde(default, deserialize_with = "seconds")]
    end: Moment,
    word: Option<&'a str>,
    punctuated_word: Option<&'a str>,
}

#[derive(Deserialize)]
struct Sentence<'a> {
    #[serde(default, deserialize_with = "seconds")]
    start: Moment,
    #[serde(default, deserialize_with = "seconds")]
    end: Moment,
    text: Option<&'a str>,
}

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: &Value) -> bool {
    value.get("results").is_some_and(|results| {
        ["channels", "utterances"]
            .iter()
            .any(|field| !list(results, field).is_empty())
    })
}

/// Reads what says most.
pub(super) fn read(value: &Value) -> Assembler {
    let results = value.get("results").unwrap_or(&Value::Null);
    let channels = list(results, "channels");
    let utterances = list(results, "utterances");
    if utterances.is_empty() {
        read_channels(channels)
    } else {
        read_utterances(utterances, channels.len())
    }
}

fn read_utterances(utterances: &[Value], n_channels: usize) -> Assembler {
    let mut assembler = Assembler::default();
    each(&mut assembler, utterances, |assembler, place, value| {
        let utterance = Utterance::deserialize(value)?;
        let times = Times {
            start: utterance.start,
            end: utterance.end,
        };
        let words: Vec<Word<'_>> = list(value, "words")
            .iter()
            .filter_map(|word| Word::deserialize(word).ok())
            .collect();
        let words: Vec<(&str, Times)> = words.into_iter().map(Word::timed).collect();
        let channel = utterance.channel.filter(|_| n_channels > 1);
        let speaker = heard_on(channel, utterance.speaker);
        Spoken::aligned(utterance.transcript.unwrap_or_default(), &words).push_to(
            assembler,
            place,
            speaker.as_deref(),
            &times,
        );
        Ok(())
    });
    assembler
}

impl<'a> Word<'a> {
    /// Returns its text as it is to be shown, with its times.
    fn timed(self) -> (&'a str, Times) {
        let text = self.punctuated_word.or(self.word).unwrap_or_default();
        let times = Times {
            start: self.start,
            end: self.end,
        };
        (text, times)
    }
}

fn read_channels(channels: &[Value]) -> Assembler {
    let mut assembler = Assembler::default();
    let mut stretches = Stretches::default();
    for (index, channel) in channels.iter().enumerate() {
        let number = (channels.len() > 1).then_some(index as u64);
        stretches.next_channel();
        let Some(best) = list(channel, "alternatives").first() else {
            continue;
        };
        if list(best, "words").is_empty() {
            add_sentences(&mut stretches, best, number);
        } else {
            each(&mut assembler, list(best, "words"), |_, place, value| {
                let mut word = Word::deserialize(value)?;
                let speaker = heard_on(number, word.speaker.take());
                let (text, times) = word.timed();
                stretches.add(place, speaker, text, times);
                Ok(())
            });
        }
    }
    if channels.len() > 1 {
        stretches.push_by_time(&mut assembler);
    } else {
        stretches.push_to(&mut assembler);
    }
    assembler
}

/// Adds the sentences of an alternative without words; its transcript where it has none either.
fn add_sentences(stretches: &mut Stretches, alternative: &Value, channel: Option<u64>) {
    let mut found = false;
    let paragraphs = alternative.get("paragraphs").unwrap_or(&Value::Null);
    for (index, paragraph) in list(paragraphs, "paragraphs").iter().enumerate() {
        let speaker = heard_on(channel, paragraph.get("speaker").and_then(label_of));
        for sentence in list(paragraph, "sentences") {
            let Ok(sentence) = Sentence::deserialize(sentence) else {
                continue;
            };
            let times = Times {
                start: sentence.start,
                end: sentence.end,
            };
            let text = sentence.text.unwrap_or_default();
            stretches.add(Place::Item(index + 1), speaker.clone(), text, times);
            found = true;
        }
    }
    if let Some(text) = alternative.get("transcript").and_then(Value::as_str)
        && !found
    {
        stretches.add(
            Place::Item(1),
            heard_on(channel, None),
            text,
            Times::default(),
        );
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
