//! Reads the JSON of Whisper, WhisperX and the OpenAI API (`verbose_json`).
//!
//! ```text
//! { "language": code, "text": all,
//!   "segments": [ { "start": seconds, "end": seconds, "text": text, "speaker": label,
//!                   "words": [ { "word": text, "start": seconds, "end": seconds, "speaker": label } ] } ],
//!   "words": [ { "word": text, "start": seconds, "end": seconds } ],
//!   "word_segments": … }
//! ```
//!
//! Example: `{"start": 0.48, "end": 3.9, "text": " Welcome to the workshop."}`. Only the `text` of a
//! segment is required. It is taken as it stands, and the words give it times. A word without a time
//! (WhisperX has none for numbers) belongs to the word before it. The OpenAI API lists the words of
//! all segments once, at the top. WhisperX names the speaker of the segment and of each word. The
//! segment's label counts, as in its own subtitles. `SPEAKER_00` stays as it is; the single letters
//! of `diarized_json` are read as `Speaker A`. Where there are no segments, `words` or `word_segments`
//! are read; elsewhere they only repeat the segments.

use std::iter;

use super::fields::{any_has, each, first_list, label, list, seconds, spelled_out, text};
use super::timed_text::TimedText;
use super::value::{List, Value};
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::RawTimes;
use crate::transcript::warning::Place;

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    let segments = list(value, "segments");
    any_has(segments, &["text"]) && any_has(segments, &["start", "end"])
        || ["words", "word_segments"]
            .iter()
            .any(|field| any_has(list(value, field), &["word"]))
}

/// Reads every segment, or the words where there is none.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    let segments = list(value, "segments");
    if segments.is_empty() {
        return read_words(value, assembler);
    }
    let have_words = any_has(segments, &["words"]);
    let mut all_words = timed(list(value, "words")).peekable();
    each(assembler, segments, |assembler, place, segment| {
        let times = seconds(segment, "start", "end");
        let speaker = spelled_out(label(segment, "speaker"));
        let text = text(segment, "text")?;
        let text = if have_words {
            TimedText::align(text, timed(list(segment, "words")))
        } else {
            let end_ms = times.end.ms();
            let within = |(_, word): &(_, RawTimes)| word.start.ms() < end_ms;
            TimedText::align(text, iter::from_fn(|| all_words.next_if(within)))
        };
        text.push_to(assembler, place, speaker.as_deref(), &times);
        Some(())
    });
}

/// Returns the words that can be read.
fn timed(words: List<'_>) -> impl Iterator<Item = (&str, RawTimes)> {
    words.iter().filter_map(word)
}

fn word(word: Value<'_>) -> Option<(&str, RawTimes)> {
    Some((word.get("word")?.as_str()?, seconds(word, "start", "end")))
}

/// Reads a list of words without segments. The whole text, where it is there, has the punctuation.
fn read_words(value: Value<'_>, assembler: &mut Assembler) {
    let words = first_list(value, &["words", "word_segments"]);
    let line = RawTimes::default();
    if let Some(text) = value.get("text").and_then(Value::as_str) {
        let text = TimedText::align(text, timed(words));
        return text.push_to(assembler, Place::Item(1), None, &line);
    }
    let mut speaker = None;
    each(assembler, words, |assembler, place, value| {
        let (word, times) = word(value)?;
        speaker = spelled_out(label(value, "speaker")).or(speaker.take());
        let mut text = TimedText::default();
        text.append(word, &times);
        text.push_to(assembler, place, speaker.as_deref(), &line);
        Some(())
    });
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

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
