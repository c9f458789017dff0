//! Whisper's JSON, and that of what is built on it: `verbose_json` of the OpenAI API, WhisperX.
//!
//! ```text
//! { "language": code, "text": all,
//!   "segments": [ { "start": seconds, "end": seconds, "text": text, "speaker": label,
//!                   "words": [ { "word": text, "start": seconds, "end": seconds, "speaker": label } ] } ],
//!   "words": [ { "word": text, "start": seconds, "end": seconds } ],
//!   "word_segments": … }
//! ```
//!
//! Example: `{"start": 0.48, "end": 3.9, "text": " Welcome to the workshop."}`. Only a segment's
//! `text` must be there. A segment's text is taken as it stands, and its words give it times; a word
//! without a time (WhisperX has none for numbers) belongs to the word before it. The OpenAI API
//! lists the words of all segments once, at the top. WhisperX says who speaks, for the segment and
//! for each word: the segment's label counts, as in its own subtitles, and the words' where it has
//! none. `SPEAKER_00` stays as it is; the single letters of `diarized_json` are read as `Speaker A`.
//! What says the same again (`text`, `word_segments`) is read only where there are no segments.

use serde::Deserialize;
use serde_json::Value;

use super::super::Place;
use super::super::assemble::Assembler;
use super::super::moment::Moment;
use super::each;
use super::fields::{any_has, label, lettered, list, seconds};
use super::spoken::{Spoken, Times};

#[derive(Deserialize)]
struct Segment<'a> {
    #[serde(default, deserialize_with = "seconds")]
    start: Moment,
    #[serde(default, deserialize_with = "seconds")]
    end: Moment,
    text: Option<&'a str>,
    #[serde(default, deserialize_with = "label")]
    speaker: Option<String>,
}

#[derive(Deserialize)]
struct Word<'a> {
    word: &'a str,
    #[serde(default, deserialize_with = "seconds")]
    start: Moment,
    #[serde(default, deserialize_with = "seconds")]
    end: Moment,
    #[serde(default, deserialize_with = "label")]
    speaker: Option<String>,
}

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: &Value) -> bool {
    let segments = list(value, "segments");
    any_has(segments, &["text"]) && any_has(segments, &["start", "end"])
        || ["words", "word_segments"]
            .iter()
            .any(|field| any_has(list(value, field), &["word"]))
}

/// Reads every segment; the words where there is none.
pub(super) fn read(value: &Value) -> Assembler {
    let mut assembler = Assembler::default();
    let segments = list(value, "segments");
    if segments.is_empty() {
        read_words(&mut assembler, value);
        return assembler;
    }
    let of_each = any_has(segments, &["words"]);
    let mut of_all = timed(list(value, "words")).into_iter().peekable();
    each(&mut assembler, segments, |assembler, place, value| {
        let segment = Segment::deserialize(value)?;
        let times = Times {
            start: segment.start,
            end: segment.end,
        };
        let words = if of_each {
            timed(list(value, "words"))
        } else {
            let end_ms = times.end.ms();
            std::iter::from_fn(|| of_all.next_if(|(_, word)| word.start.ms() < end_ms)).collect()
        };
        let spoken = Spoken::aligned(segment.text.unwrap_or_default(), &words);
        spoken.push_to(
            assembler,
            place,
            lettered(segment.speaker).as_deref(),
            &times,
        );
        Ok(())
    });
    assembler
}

/// Returns the words that can be read, with their times.
fn timed(words: &[Value]) -> Vec<(&str, Times)> {
    let words = words.iter().filter_map(|word| Word::deserialize(word).ok());
    words
        .map(|word| {
            let times = Times {
                start: word.start,
                end: word.end,
            };
            (word.word, times)
        })
        .collect()
}

/// Reads a list of words without segments. Where the whole text is there too, it has the
/// punctuation.
fn read_words(assembler: &mut Assembler, value: &Value) {
    let words = match list(value, "words") {
        [] => list(value, "word_segments"),
        words => words,
    };
    if let Some(text) = value.get("text").and_then(Value::as_str) {
        let spoken = Spoken::aligned(text, &timed(words));
        return spoken.push_to(assembler, Place::Item(1), None, &Times::default());
    }
    let mut speaker = None;
    each(assembler, words, |assembler, place, value| {
        let word = Word::deserialize(value)?;
        let times = Times {
            start: word.start,
            end: word.end,
        };
        speaker = lettered(word.speaker).or(speaker.take());
        let mut spoken = Spoken::default();
        spoken.append(word.word, &times);
        spoken.push_to(assembler, place, speaker.as_deref(), &Times::default());
        Ok(())
    });
}

#[cfg(test)]
mod tests {
    use super::super::super::Format;
    use super::super::tests::{read_turns, warnings_of};
    use crate::time::Span;

    #[test]
    fn a_segment_is_a_line_with_its_times() {
        let turns = read_turns(
            Format::Whisper,
            r#"{"segments": [{"start": 0.5, "end": 2.76, "text": " Good evening."}]}"#,
        );
        assert_eq!(
            (turns[0].speaker.as_deref(), &*turns[0].text),
            (None, "Good evening.")
        );
        assert_eq!(turns[0].span, Some(Span::new(500, 2760)));
    }

    #[test]
    fn a_segment_without_times_has_none_beside_those_of_its_speaker() {
        let turns = read_turns(
            Format::Whisper,
            r#"{"segments": [{"start": 1.0, "end": 5.0, "speaker": "SPEAKER_00", "text": "One."},
                {"start": null, "end": null, "speaker": "SPEAKER_00", "text": "Two."},
                {"start": 20.0, "end": 25.0, "speaker": "SPEAKER_00", "text": "Three."}]}"#,
        );
        let said: Vec<_> = turns.iter().map(|turn| (&*turn.text, turn.span)).collect();
        let timed = |start_ms, end_ms| Some(Span::new(start_ms, end_ms));
        let expected = [
            ("One.", timed(1000, 5000)),
            ("Two.", None),
            ("Three.", timed(20_000, 25_000)),
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn words_without_times_are_within_the_word_before() {
        let turns = read_turns(
            Format::Whisper,
            r#"{"segments": [{"start": 0.1, "end": 3.0, "text": "In 1961 she sank.", "speaker": "SPEAKER_01",
                "words": [{"word": "In", "start": 0.1, "end": 0.3, "score": 0.9}, {"word": "1961"},
                          {"word": "she", "start": 1.5, "end": 1.8}, {"word": "sank.", "start": 1.9, "end": 2.4}]}],
                "word_segments": [{"word": "In"}], "language": "en"}"#,
        );
        assert_eq!(turns[0].speaker.as_deref(), Some("SPEAKER_01"));
        assert_eq!(turns[0].text, "In 1961 she sank.");
        let spans: Vec<Span> = turns[0].cues.iter().map(|cue| cue.span).collect();
        assert_eq!(
            spans,
            [
                Span::new(100, 1500),
                Span::new(1500, 1800),
                Span::new(1900, 2400)
            ]
        );
    }

    #[test]
    fn words_listed_at_the_top_are_shared_out_by_time() {
        let turns = read_turns(
            Format::Whisper,
            r#"{"task": "transcribe", "text": "Well, no. Yes!", "segments": [
                {"start": 0, "end": 1.0, "text": " Well, no.", "speaker": "A"},
                {"start": 1.0, "end": 2.0, "text": " Yes!", "speaker": "B"}],
                "words": [{"word": "Well", "start": 0.1, "end": 0.4}, {"word": "no", "start": 0.5, "end": 0.8},
                          {"word": "Yes", "start": 1.2, "end": 1.5}]}"#,
        );
        assert_eq!(turns[0].speaker.as_deref(), Some("Speaker A"));
        assert_eq!((turns[0].cues.len(), turns[1].cues.len()), (2, 1));
        assert_eq!(turns[1].span, Some(Span::new(1200, 1500)));
    }

    #[test]
    fn words_alone_take_their_punctuation_from_the_whole_text() {
        let turns = read_turns(
            Format::Whisper,
            r#"{"text": "Well, no.", "words": [{"word": "Well", "start": 0.1, "end": 0.4},
                                              {"word": "no", "start": 0.5, "end": 0.8}]}"#,
        );
        assert_eq!((&*turns[0].text, turns[0].cues.len()), ("Well, no.", 2));
    }

    #[test]
    fn a_broken_segment_and_an_impossible_time_are_warnings() {
        let warnings = warnings_of(
            Format::Whisper,
            r#"{"segments": [{"start": NaN, "end": 1e999, "text": " One."}, null,
                             {"start": 3, "end": 2, "text": " Two.", "words": {}}]}"#,
        );
        let told: Vec<String> = warnings
            .iter()
            .map(|w| format!("{}: {w}", w.place))
            .collect();
        assert!(
            told[0]
                .starts_with("item 1: cannot read this time, the words are kept without it: NaN"),
            "{told:?}"
        );
        assert!(told[1].starts_with("item 2: cannot read"), "{told:?}");
        assert_eq!(
            told[2],
            "item 3: ends before it starts; kept, with no length"
        );
    }
}
