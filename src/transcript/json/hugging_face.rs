//! Reads the JSON of Hugging Face's pipelines: transformers, insanely-fast-whisper, distil-whisper.
//!
//! ```text
//! { "text": all, "chunks": [ chunk ], "speakers": [ chunk with "speaker": label ] }
//! chunk = { "timestamp": [ seconds, seconds | null ], "text": text }
//! ```
//!
//! Example: `{"timestamp": [0.48, 3.9], "text": " Welcome to the workshop."}`. A chunk is a line, or a
//! word. `speakers` says the same with labels and is read in its place, unless it has fewer words: then
//! each chunk has the label of the same words in `speakers`, in order. `SPEAKER_00` stays as it is.

use super::fields::{any_has, each, label, list, text, time_of};
use super::pieces::Pieces;
use super::timed_text::TimedText;
use super::value::{List, Value};
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::{RawTime, RawTimes, TimeUnit};

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    let lists = ["chunks", "speakers"].map(|name| list(value, name));
    lists.iter().any(|list| any_has(*list, &["timestamp"]))
}

/// Reads every chunk.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    let (chunks, speakers) = (list(value, "chunks"), list(value, "speakers"));
    let all_labelled = n_letters(speakers) >= n_letters(chunks);
    let read = if all_labelled { speakers } else { chunks };
    let mut labelled = speakers.iter().filter(|_| !all_labelled).peekable();
    let are_words = are_words(read);
    let mut pieces = Pieces::default();
    each(assembler, read, |assembler, place, chunk| {
        let said = text(chunk, "text")?;
        let same = labelled.next_if(|labelled| text(*labelled, "text") == Some(said));
        let speaker = label(same.unwrap_or(chunk), "speaker");
        let times = times(chunk);
        if are_words {
            pieces.push_to(assembler, place, speaker, said, times);
        } else {
            let said = TimedText::align(said, []);
            said.push_to(assembler, place, speaker.as_deref(), &times);
        }
        Some(())
    });
}

/// Returns how many bytes of words a list has, without the spaces between them.
fn n_letters(chunks: List<'_>) -> usize {
    let texts = chunks.iter().filter_map(|chunk| text(chunk, "text"));
    let words = texts.flat_map(str::split_whitespace);
    words.map(str::len).sum()
}

/// Returns whether chunks are words: nearly all have one, and words begin with a space.
fn are_words(chunks: List<'_>) -> bool {
    let (mut n_chunks, mut n_words, mut n_spaced) = (0, 0, 0);
    for said in chunks.iter().filter_map(|chunk| text(chunk, "text")) {
        n_chunks += 1;
        n_words += usize::from(!said.trim().contains(char::is_whitespace));
        n_spaced += usize::from(said.starts_with(char::is_whitespace));
    }
    n_words * 10 > n_chunks * 9 && n_spaced * 2 > n_chunks
}

fn times(chunk: Value<'_>) -> RawTimes {
    let Some(timestamp) = chunk.get("timestamp").filter(|value| !value.is_null()) else {
        return RawTimes::default();
    };
    let Some(list) = timestamp.as_list() else {
        return RawTimes {
            start: time_of(timestamp, TimeUnit::Seconds),
            end: RawTime::Absent,
        };
    };
    let mut parts = list.iter();
    let mut time = || {
        let part = parts.next();
        part.map_or(RawTime::Absent, |part| time_of(part, TimeUnit::Seconds))
    };
    let (start, end) = (time(), time());
    RawTimes { start, end }
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, said, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

    #[test]
    fn a_chunk_is_a_line_and_the_last_may_have_no_end() {
        let turns = read_turns(
            Format::HuggingFace,
            r#"{"speakers": [], "chunks": [{"timestamp": [0.5, 2.0], "text": " It rang."},
                {"timestamp": [2.0, null], "text": " Twice, she said."}], "text": " It rang. Twice, she said."}"#,
        );
        assert_eq!(said(&turns), [("-", "It rang. Twice, she said.")]);
        assert_eq!(turns[0].cues[0].span, Span::new(500, 2000));
        assert_eq!(turns[0].cues[1].span.start_ms, 2000);
    }

    #[test]
    fn speakers_are_read_in_the_place_of_chunks() {
        let turns = read_turns(
            Format::HuggingFace,
            r#"{"speakers": [{"speaker": "SPEAKER_00", "timestamp": [0.5, 2.0], "text": " It rang."},
                             {"speaker": "SPEAKER_01", "timestamp": [2.0, 3.0], "text": " Twice?"}],
                "chunks": [{"timestamp": [0.5, 2.0], "text": " It rang."}, {"timestamp": [2.0, 3.0], "text": " Twice?"}]}"#,
        );
        assert_eq!(
            said(&turns),
            [("SPEAKER_00", "It rang."), ("SPEAKER_01", "Twice?")]
        );
    }

    #[test]
    fn words_that_nobody_is_known_to_say_are_not_lost() {
        let turns = read_turns(
            Format::HuggingFace,
            r#"{"speakers": [{"speaker": "SPEAKER_00", "timestamp": [0.5, 2.0], "text": " It rang."}],
                "chunks": [{"timestamp": [0.5, 2.0], "text": " It rang."}, {"timestamp": [2.0, 3.0], "text": " Twice?"}]}"#,
        );
        assert_eq!(said(&turns), [("SPEAKER_00", "It rang."), ("-", "Twice?")]);
    }

    #[test]
    fn chunks_that_are_words_have_a_time_each() {
        let turns = read_turns(
            Format::HuggingFace,
            r#"{"chunks": [{"text": " Two", "timestamp": [0.5, 0.75]}, {"text": " bells", "timestamp": [0.75, 1.0]},
                {"text": ".", "timestamp": [1.0, 1.0]}]}"#,
        );
        assert_eq!(said(&turns), [("-", "Two bells.")]);
        assert_eq!(turns[0].cues.len(), 2);
    }

    #[test]
    fn what_cannot_be_read_is_a_warning() {
        let json =
            r#"{"chunks": [{"text": "So it is.", "timestamp": ["soon", 2]}, {"text": 7}, 5]}"#;
        assert_eq!(warnings_of(Format::HuggingFace, json).len(), 3);
    }
}
