//! Reads the JSON of Azure's batch transcription.
//!
//! ```text
//! { "recognizedPhrases": [ { "speaker": n, "channel": n, "offsetInTicks": ticks, "durationInTicks": ticks,
//!     "nBest": [ { "display": text, "lexical": text, "words": [ word ], "displayWords": [ word ] } ] } ] }
//! word = { "word" | "displayText": text, "offsetInTicks": ticks, "durationInTicks": ticks }
//! ```
//!
//! Example: `{"speaker": 1, "offsetInTicks": 4800000, "durationInTicks": 34200000, "nBest": [{"display":
//! "Welcome to the workshop."}]}`. A tick is 100 nanoseconds. The first of `nBest` is read: its
//! `display` with punctuation, or its `lexical` words. `1` is read as `Speaker 1`. Of several
//! channels, each is a speaker.

use std::collections::BTreeSet;

use super::fields::{each, first_list, label, label_on_channel, list, time};
use super::timed_text::TimedText;
use super::value::Value;
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::{RawTimes, TimeUnit};

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    !list(value, "recognizedPhrases").is_empty()
}

/// Reads every phrase.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    let phrases = list(value, "recognizedPhrases");
    let channel = |phrase: Value<'_>| phrase.get("channel")?.as_u64();
    let channels: BTreeSet<u64> = phrases.iter().filter_map(channel).collect();
    each(assembler, phrases, |assembler, place, phrase| {
        phrase.as_object()?;
        // Without a best guess, the phrase itself has none of these fields.
        let best = list(phrase, "nBest").first().unwrap_or(phrase);
        let text = |field: &str| best.get(field).and_then(Value::as_str);
        let said = text("display").or(text("lexical")).unwrap_or_default();
        let words = first_list(best, &["displayWords", "words"]);

        let channel = channel(phrase).filter(|_| channels.len() > 1);
        let speaker = label_on_channel(channel, label(phrase, "speaker"));
        let text = TimedText::align(said, words.iter().filter_map(word));
        text.push_to(assembler, place, speaker.as_deref(), &times(phrase));
        Some(())
    });
}

fn word(word: Value<'_>) -> Option<(&str, RawTimes)> {
    let text = word.get("word").or(word.get("displayText"))?;
    Some((text.as_str()?, times(word)))
}

fn times(item: Value<'_>) -> RawTimes {
    let ticks = |field| time(item, field, TimeUnit::Ticks);
    RawTimes::from_duration(ticks("offsetInTicks"), ticks("durationInTicks"))
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

    #[test]
    fn a_phrase_is_a_line_in_ticks() {
        let turns = read_turns(
            Format::Azure,
            r#"{"recognizedPhrases": [{"speaker": 1, "offsetInTicks": 4800000, "durationInTicks": 34200000.0,
                "nBest": [{"display": "Welcome."}]}]}"#,
        );
        assert_eq!(turns[0].speaker.as_deref(), Some("Speaker 1"));
        assert_eq!(turns[0].span, Some(Span::new(480, 3900)));
    }

    #[test]
    fn words_time_the_display_text_also_where_it_writes_them_otherwise() {
        let turns = read_turns(
            Format::Azure,
            r#"{"source": "x", "combinedRecognizedPhrases": [], "recognizedPhrases": [
                {"recognitionStatus": "Success", "channel": 0, "offsetInTicks": 10000000, "durationInTicks": 20000000,
                 "nBest": [{"confidence": 0.9, "lexical": "in nineteen it sank", "display": "In '19 it sank.", "words": [
                  {"word": "in", "offsetInTicks": 10000000, "durationInTicks": 2000000},
                  {"word": "nineteen", "offsetInTicks": 12000000, "durationInTicks": 5000000},
                  {"word": "it", "offsetInTicks": 17000000, "durationInTicks": 2000000},
                  {"word": "sank", "offsetInTicks": 19000000, "durationInTicks": 9000000}]}, {"display": "Wrong."}]}]}"#,
        );
        assert_eq!(turns[0].text, "In '19 it sank.");
        let spans: Vec<Span> = turns[0].cues.iter().map(|cue| cue.span).collect();
        assert_eq!(
            spans,
            [
                Span::new(1000, 1700),
                Span::new(1700, 1900),
                Span::new(1900, 2800)
            ]
        );
    }

    #[test]
    fn channels_are_speakers_where_there_are_several() {
        let turns = read_turns(
            Format::Azure,
            r#"{"recognizedPhrases": [{"channel": 0, "nBest": [{"lexical": "one"}]},
                                      {"channel": 1, "speaker": 2, "nBest": [{"display": "Two."}]}]}"#,
        );
        let speakers: Vec<_> = turns.iter().map(|turn| turn.speaker.as_deref()).collect();
        assert_eq!(speakers, [Some("Channel 0"), Some("Channel 1, Speaker 2")]);
    }

    #[test]
    fn phrases_without_words_or_shape_are_warnings() {
        let warnings = warnings_of(
            Format::Azure,
            r#"{"recognizedPhrases": [{"recognitionStatus": "NoMatch", "offsetInTicks": -5}, true,
                                      {"offsetInTicks": 1e30, "nBest": [{"display": "Yes."}]}]}"#,
        );
        assert_eq!(warnings.len(), 4, "{warnings:?}");
    }
}
