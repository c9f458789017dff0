//! Tests JSON of services: no word of a generated conversation is lost or moved to another speaker.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use whosaid::transcript::{Format, ParseOptions, Parsed, parse};

/// Words as services write them, with what JSON escapes.
const WORDS: [&str; 12] = [
    "bell",
    "It's",
    "3.5%",
    "“No,”",
    "été",
    "今日",
    "a\"b\"",
    "x\\y",
    "A.",
    "so",
    "so",
    "Why?",
];

/// What one speaker says: the words, each with its start in milliseconds. A word lasts 50 ms.
struct Said {
    speaker: usize,
    words: Vec<(&'static str, u64)>,
}

impl Said {
    fn text(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|(word, _)| *word).collect();
        words.join(" ")
    }

    fn start(&self) -> f64 {
        seconds(self.words[0].1)
    }

    fn end(&self) -> f64 {
        seconds(self.words[self.words.len() - 1].1 + 50)
    }
}

fn seconds(time_ms: u64) -> f64 {
    time_ms as f64 / 1000.0
}

/// Returns a list with what `write` makes of each word of each speech.
fn each_word(all: &[Said], write: impl Fn(&Said, &str, u64) -> Value) -> Value {
    let words = all.iter().flat_map(|said| {
        let words = said.words.iter();
        words.map(|(word, at_ms)| write(said, word, *at_ms))
    });
    words.collect()
}

fn each_speech(all: &[Said], write: impl Fn(&Said) -> Value) -> Value {
    all.iter().map(write).collect()
}

fn word_list(said: &Said, write: impl Fn(&str, f64, f64) -> Value) -> Value {
    let words = said.words.iter();
    words
        .map(|(word, at_ms)| write(word, seconds(*at_ms), seconds(at_ms + 50)))
        .collect()
}

/// Returns the conversation in a format whose label for the speaker is `S0` or `Speaker 0`.
fn written(format: Format, all: &[Said]) -> Value {
    match format {
        Format::Watson => json!({
            "result_index": 0,
            "results": [{"alternatives": [{
                "timestamps": each_word(all, |_, word, at| json!([word, seconds(at), seconds(at + 50)]))
            }]}],
            "speaker_labels": each_word(all, |said, _, at| {
                json!({"from": seconds(at), "to": seconds(at + 50), "speaker": said.speaker})
            }),
        }),
        Format::Kaldi => json!({"retval": {
            "words": each_word(all, |_, word, at| {
                json!({"word": "x", "punct": word, "start": seconds(at), "end": seconds(at + 50)})
            }),
            "segmentation": {"segments": each_speech(all, |said| {
                let speaker = json!({"@id": format!("S{}", said.speaker)});
                json!({"start": said.start(), "duration": said.end() - said.start(), "speaker": speaker})
            })},
        }}),
        Format::PaperEdit => json!({
            "words": each_word(all, |_, word, at| {
                json!({"text": word, "start": seconds(at), "end": seconds(at + 50)})
            }),
            "paragraphs": each_speech(all, |said| {
                json!({"start": said.start(), "end": said.end(), "speaker": said.speaker})
            }),
        }),
        Format::Fireflies => json!({"sentences": each_speech(all, |said| {
            json!({"speaker_name": null, "speaker_id": said.speaker, "raw_text": "x", "text": said.text(),
                   "start_time": said.start(), "end_time": said.end()})
        })}),
        Format::Oyez => json!({"sections": [{"turns": each_speech(all, |said| {
            let speaker = json!({"name": format!("S{}", said.speaker)});
            let block = json!({"start": said.start(), "stop": said.end(), "text": said.text()});
            json!({"speaker": speaker, "text_blocks": [block]})
        })}]}),
        Format::Recall => each_speech(all, |said| {
            let words = word_list(
                said,
                |word, start, end| json!({"text": word, "start_timestamp": {"relative": start}, "end_timestamp": {"relative": end}}),
            );
            json!({"participant": {"id": said.speaker, "name": null}, "words": words})
        }),
        Format::Gladia => {
            json!({"result": {"transcription": {"utterances": each_speech(all, |said| {
                let words = word_list(said, |word, start, end| json!({"word": word, "start": start, "end": end}));
                json!({"speaker": said.speaker, "text": said.text(), "start": said.start(), "end": said.end(), "words": words})
            })}}})
        }
        Format::Soniox => json!({"tokens": each_word(all, |said, word, at| {
            json!({"text": format!(" {word}"), "start_ms": at, "end_ms": at + 50, "speaker": said.speaker.to_string()})
        })}),
        Format::ElevenLabs => json!({"words": each_word(all, |said, word, at| {
            json!({"type": "word", "text": format!("{word} "), "start": seconds(at), "end": seconds(at + 50),
                   "speaker_id": format!("S{}", said.speaker)})
        })}),
        Format::HuggingFace => json!({"chunks": [], "speakers": each_speech(all, |said| {
            let timestamp = [said.start(), said.end()];
            json!({"speaker": format!("S{}", said.speaker), "timestamp": timestamp, "text": format!(" {}", said.text())})
        })}),
        Format::WhisperCpp => json!({"transcription": each_speech(all, |said| {
            let offsets = json!({"from": said.words[0].1, "to": said.words[said.words.len() - 1].1 + 50});
            json!({"speaker": said.speaker.to_string(), "offsets": offsets, "text": said.text()})
        })}),
        format => panic!("{format} is not written here"),
    }
}

const FORMATS: [Format; 11] = [
    Format::Watson,
    Format::Kaldi,
    Format::PaperEdit,
    Format::Fireflies,
    Format::Oyez,
    Format::Recall,
    Format::Gladia,
    Format::Soniox,
    Format::ElevenLabs,
    Format::HuggingFace,
    Format::WhisperCpp,
];

/// Returns every word with its speaker's number.
fn words_of(parsed: &Parsed) -> Vec<(usize, &str)> {
    let turns = parsed.turns.iter();
    let words = turns.flat_map(|turn| {
        let label = turn.speaker.as_deref().unwrap_or_default();
        let number = label.trim_start_matches(|c: char| !c.is_ascii_digit());
        let number = number.parse().unwrap_or(usize::MAX);
        turn.text.split(' ').map(move |word| (number, word))
    });
    words.collect()
}

/// Words with pauses before them, of a speaker each.
fn conversations() -> impl Strategy<Value = Vec<(usize, Vec<(&'static str, u64)>)>> {
    let word = (select(&WORDS[..]), prop_oneof![0..2000_u64, 0..40_000_u64]);
    vec((0..3_usize, vec(word, 1..8)), 1..8)
}

proptest! {
    #![proptest_config(super::settings())]

    #[test]
    fn no_word_is_lost_or_moved_to_another_speaker(spoken in conversations(), format in select(&FORMATS[..])) {
        let mut now_ms = 0;
        let said = spoken.into_iter().map(|(speaker, words)| {
            let words = words.into_iter().map(|(word, pause_ms)| {
                let start_ms = now_ms + pause_ms;
                now_ms = start_ms + 60;
                (word, start_ms)
            });
            Said { speaker, words: words.collect() }
        });
        let said: Vec<Said> = said.collect();
        let json = written(format, &said).to_string();
        let parsed = parse(json.as_bytes(), &ParseOptions::default()).unwrap();
        prop_assert_eq!(parsed.format, format);
        let expected: Vec<(usize, &str)> = said
            .iter()
            .flat_map(|said| said.words.iter().map(|(word, _)| (said.speaker, *word)))
            .collect();
        prop_assert_eq!(words_of(&parsed), expected);
        let first = parsed.turns[0].span.map(|span| span.start_ms);
        prop_assert_eq!(first, Some(said[0].words[0].1));
        prop_assert!(parsed.warnings.is_empty(), "{:?}", parsed.warnings);
    }
}
