//! Reads the JSON of IBM Watson Speech to Text.
//!
//! ```text
//! { "result_index": n,
//!   "results": [ { "final": true, "alternatives": [ { "transcript": text,
//!                                                     "timestamps": [ [ word, seconds, seconds ] ] } ] } ],
//!   "speaker_labels": [ { "from": seconds, "to": seconds, "speaker": n } ] }
//! ```
//!
//! Example: `["welcome", 0.48, 0.9]`. The first alternative is read. A label belongs to the word that
//! begins with it; `0` is read as `Speaker 0`. A result of one speaker is read as its transcript, which
//! may have punctuation; others are read word by word. `%HESITATION` stands for a sound and is left
//! out. Several responses may stand in a list.

use super::fields::{any_has, each, list, roots, seconds, time_of};
use super::listed_word::ListedWord;
use super::speaker_spans::SpeakerSpans;
use super::timed_text::TimedText;
use super::value::{List, Value};
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::{RawTime, RawTimes, TimeUnit};
use crate::transcript::warning::Place;

/// What the service writes for a sound such as "um".
const HESITATION: &str = "%HESITATION";

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    roots(value).any(|response| {
        let results = list(response, "results");
        let mut alternatives = results.iter().map(|result| list(result, "alternatives"));
        let timed = alternatives.any(|list| any_has(list, &["timestamps"]));
        let says_so = ["result_index", "speaker_labels"];
        timed || (!results.is_empty() && says_so.iter().any(|name| response.get(name).is_some()))
    })
}

/// Reads every result.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    for response in roots(value) {
        let labels = list(response, "speaker_labels").iter();
        let spans = labels.map(|label| (seconds(label, "from", "to"), label.get("speaker")));
        let spans = SpeakerSpans::new(spans);
        let results = list(response, "results");
        each(assembler, results, |assembler, place, result| {
            result.as_object()?;
            if let Some(best) = list(result, "alternatives").first() {
                read_alternative(best, &spans, assembler, place);
            }
            Some(())
        });
    }
}

fn read_alternative(
    best: Value<'_>,
    spans: &SpeakerSpans,
    assembler: &mut Assembler,
    place: Place,
) {
    let timestamps = list(best, "timestamps");
    let mut speakers = words(timestamps).map(|(_, times)| spans.speaker_of(&times));
    let first = speakers.next().flatten();
    let said = best.get("transcript").and_then(Value::as_str);
    match said {
        Some(said) if speakers.all(|speaker| speaker == first) => {
            let said = said.replace(HESITATION, "");
            let text = TimedText::align(&said, words(timestamps));
            text.push_to(assembler, place, first.as_deref(), &RawTimes::default());
        }
        _ => {
            for (text, times) in words(timestamps) {
                ListedWord::spoken(text, times, spans).push_to(assembler, place);
            }
        }
    }
}

/// Returns the words that can be read, with their times.
fn words(timestamps: List<'_>) -> impl Iterator<Item = (&str, RawTimes)> {
    let words = timestamps.iter().filter_map(|word| {
        let mut parts = word.as_list()?.iter();
        let text = parts.next()?.as_str()?;
        let mut time = || {
            let part = parts.next();
            part.map_or(RawTime::Absent, |part| time_of(part, TimeUnit::Seconds))
        };
        let (start, end) = (time(), time());
        Some((text, RawTimes { start, end }))
    });
    words.filter(|(text, _)| *text != HESITATION)
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, said, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

    #[test]
    fn labels_say_who_speaks_each_word() {
        let turns = read_turns(
            Format::Watson,
            r#"{"result_index": 0, "results": [{"final": true, "alternatives": [{"transcript": "is it safe yes ",
                "timestamps": [["is", 0.5, 0.6], ["it", 0.6, 0.7], ["safe", 0.7, 1.1], ["yes", 1.4, 1.6]]}]}],
                "speaker_labels": [{"from": 0.5, "to": 0.6, "speaker": 0}, {"from": 0.6, "to": 0.7, "speaker": 0},
                 {"from": 0.7, "to": 1.1, "speaker": 0}, {"from": 1.4, "to": 1.6, "speaker": 1}]}"#,
        );
        assert_eq!(
            said(&turns),
            [("Speaker 0", "is it safe"), ("Speaker 1", "yes")]
        );
        assert_eq!(turns[1].span, Some(Span::new(1400, 1600)));
    }

    #[test]
    fn a_result_of_one_speaker_is_its_transcript_without_hesitations() {
        let turns = read_turns(
            Format::Watson,
            r#"[{"results": [{"alternatives": [{"transcript": "It is %HESITATION safe. ",
                "timestamps": [["It", 0.5, 0.6], ["is", 0.6, 0.7], ["%HESITATION", 0.7, 0.8], ["safe.", 0.9, 1.1]]}]}]}]"#,
        );
        assert_eq!(said(&turns), [("-", "It is safe.")]);
        assert_eq!(turns[0].cues.len(), 3);
    }

    #[test]
    fn what_cannot_be_read_is_a_warning() {
        let json = r#"{"result_index": 0, "results": [5, {"alternatives": [{"transcript": "so", "timestamps": [["so", "x"]]}]}]}"#;
        assert_eq!(warnings_of(Format::Watson, json).len(), 2);
    }
}
