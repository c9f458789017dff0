//! Reads the JSON of the recognisers Vosk and Kaldi, as the BBC runs it.
//!
//! ```text
//! Vosk: { "result": [ word ], "text": text }, alone or in a list
//! BBC:  { "retval": { "words": [ word ], "segmentation": { "segments": [
//!           { "start": seconds, "duration": seconds, "speaker": { "@id": label } } ] } } }
//! word = { "word": text, "punct": text with capitals and marks, "start": seconds, "end": seconds }
//! ```
//!
//! Example: `{"conf": 1.0, "start": 0.48, "end": 0.9, "word": "welcome"}`. A word belongs to the speaker
//! of the segment in which it begins. Vosk names nobody. Of several guesses the first is read.

use super::fields::{any_has, each, field, first_list, list, roots, seconds, text, time};
use super::listed_word::ListedWord;
use super::speaker_spans::SpeakerSpans;
use super::value::{List, Value};
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::{RawTimes, TimeUnit};

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    roots(value)
        .any(|part| any_has(vosk_words(part), &["word"]) || any_has(bbc_words(part), &["punct"]))
}

/// Reads every word.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    for part in roots(value) {
        let segments = first_list(
            part,
            &["retval.segmentation.segments", "segmentation.segments"],
        );
        let spans = segments.iter().map(|segment| {
            let part = |name| time(segment, name, TimeUnit::Seconds);
            let times = RawTimes::from_duration(part("start"), part("duration"));
            (times, field(segment, "speaker.@id"))
        });
        let spans = SpeakerSpans::new(spans);
        let vosk = vosk_words(part);
        let words = if vosk.is_empty() {
            bbc_words(part)
        } else {
            vosk
        };
        each(assembler, words, |assembler, place, word| {
            let text = match text(word, "punct")? {
                "" => text(word, "word")?,
                text => text,
            };
            let times = seconds(word, "start", "end");
            ListedWord::spoken(text, times, &spans).push_to(assembler, place);
            Some(())
        });
    }
}

fn vosk_words(part: Value<'_>) -> List<'_> {
    let best = list(part, "alternatives").first().unwrap_or(part);
    list(best, "result")
}

fn bbc_words(part: Value<'_>) -> List<'_> {
    first_list(part, &["retval.words", "words"])
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, said, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

    #[test]
    fn the_results_of_vosk_are_words_of_nobody() {
        let turns = read_turns(
            Format::Kaldi,
            r#"[{"result": [{"conf": 1.0, "start": 0.5, "end": 0.75, "word": "two"}], "text": "two"}, {"text": ""},
                {"result": [{"conf": 0.9, "start": 1.0, "end": 1.5, "word": "bells"}], "text": "bells"}]"#,
        );
        assert_eq!(said(&turns), [("-", "two bells")]);
        assert_eq!(turns[0].cues[1].span, Span::new(1000, 1500));
    }

    #[test]
    fn segments_say_who_speaks() {
        let turns = read_turns(
            Format::Kaldi,
            r#"{"retval": {"words": [
                 {"start": 0.5, "end": 0.7, "word": "is", "punct": "Is", "index": 0},
                 {"start": 0.7, "end": 0.9, "word": "it", "punct": "it?", "index": 1},
                 {"start": 1.2, "end": 1.5, "word": "yes", "punct": "Yes.", "index": 2},
                 {"start": 9.0, "end": 9.5, "word": "so", "punct": "So.", "index": 3}],
                "segmentation": {"segments": [
                 {"@type": "Segment", "start": 0.4, "duration": 0.6, "speaker": {"@id": "S0", "gender": "F"}},
                 {"@type": "Segment", "start": 1.1, "duration": 1.0, "speaker": {"@id": "S1", "gender": "M"}}]}}}"#,
        );
        assert_eq!(
            said(&turns),
            [("S0", "Is it?"), ("S1", "Yes."), ("-", "So.")]
        );
    }

    #[test]
    fn what_cannot_be_read_is_a_warning() {
        let json = r#"{"result": [{"word": "so", "start": -1}, 7, {"word": ["x"]}]}"#;
        assert_eq!(warnings_of(Format::Kaldi, json).len(), 3);
    }
}
