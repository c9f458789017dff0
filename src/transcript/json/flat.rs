//! Reads the JSON of services that write one object for each line of speech, each with fields of its
//! own names.
//!
//! [`FAMILIES`] lists where the lines stand, what their fields are called, and in which unit their
//! times are. A family is known by fields that no other has. Example, of Sonix: `{"transcript":
//! [{"speaker": "Iris", "start_time": 0.48, "end_time": 3.9, "text": "Welcome.", "words": […]}]}`. A line
//! without a text is its words. A speaker that is a lone number or letter is read as `Speaker 1`.

use super::fields::{each, field, first_list, label_of, list, spelled_out, text, time_of};
use super::timed_text::TimedText;
use super::value::{List, Value};
use crate::transcript::assemble::Assembler;
use crate::transcript::format::Format;
use crate::transcript::raw_time::{RawTime, RawTimes, TimeUnit};

/// The names that a service gives to what it writes.
pub(super) struct Family {
    pub(super) format: Format,
    /// Where the lines stand, the first that is there. Empty is the whole file.
    lists: &'static [&'static str],
    /// Fields that some line has, all of them.
    marks: &'static [&'static str],
    /// Where the speaker of a line stands, the first that is there.
    speakers: &'static [&'static str],
    text: &'static str,
    start: &'static str,
    end: &'static str,
    clock: Clock,
    /// The list of words of a line, which have its names for start and end, and the name of their text.
    words: Option<(&'static str, &'static str)>,
}

/// How a family writes times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clock {
    In(TimeUnit),
    /// `00:00:04.3100000`
    Text,
}

/// Every such family.
const FAMILIES: [Family; 6] = [
    Family {
        format: Format::Sonix,
        lists: &["transcript"],
        marks: &["start_time", "end_time", "words"],
        speakers: &["speaker"],
        text: "text",
        start: "start_time",
        end: "end_time",
        clock: Clock::In(TimeUnit::Seconds),
        words: Some(("words", "text")),
    },
    Family {
        format: Format::PyannoteAi,
        lists: &[
            "output.turnLevelTranscription",
            "turnLevelTranscription",
            "output.wordLevelTranscription",
            "wordLevelTranscription",
        ],
        marks: &["text", "speaker"],
        speakers: &["speaker"],
        text: "text",
        start: "start",
        end: "end",
        clock: Clock::In(TimeUnit::Seconds),
        words: None,
    },
    Family {
        format: Format::MicrosoftStream,
        lists: &["entries"],
        marks: &["speakerDisplayName", "startOffset", "text"],
        speakers: &["speakerDisplayName"],
        text: "text",
        start: "startOffset",
        end: "endOffset",
        clock: Clock::Text,
        words: None,
    },
    Family {
        format: Format::AwsCallAnalytics,
        lists: &["Transcript"],
        marks: &["BeginOffsetMillis", "Content"],
        speakers: &["ParticipantRole", "ParticipantId"],
        text: "Content",
        start: "BeginOffsetMillis",
        end: "EndOffsetMillis",
        clock: Clock::In(TimeUnit::Milliseconds),
        words: Some(("Items", "Content")),
    },
    Family {
        format: Format::HappyScribe,
        lists: &[""],
        marks: &["words", "speaker"],
        speakers: &["speaker", "speaker_number"],
        text: "text",
        start: "data_start",
        end: "data_end",
        clock: Clock::In(TimeUnit::Seconds),
        words: Some(("words", "text")),
    },
    Family {
        format: Format::Chorus,
        lists: &[
            "utterances",
            "recording.utterances",
            "attributes.recording.utterances",
            "data.attributes.recording.utterances",
        ],
        marks: &["snippet", "snippet_time"],
        speakers: &["speaker_name"],
        text: "snippet",
        start: "snippet_time",
        end: "",
        clock: Clock::In(TimeUnit::Seconds),
        words: None,
    },
];

/// Returns the family of a format.
pub(super) fn named(format: Format) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| family.format == format)
}

/// Returns the family whose shape a value has.
pub(super) fn of(value: Value<'_>) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| family.fits(value))
}

impl Family {
    fn fits(&self, value: Value<'_>) -> bool {
        let has_words_with_times = |line: Value<'_>| match self.words {
            Some((words, _)) if line.get(words).is_some() => {
                let mut words = list(line, words).iter();
                words.any(|word| word.get(self.start).is_some())
            }
            _ => line.get(self.start).is_some(),
        };
        let mut lines = self.lines(value).iter();
        lines.any(|line| {
            let mut marks = self.marks.iter();
            marks.all(|mark| line.get(mark).is_some()) && has_words_with_times(line)
        })
    }

    fn lines<'a>(&self, value: Value<'a>) -> List<'a> {
        match self.lists {
            [""] => value.as_list().unwrap_or(value.no_values()),
            lists => first_list(value, lists),
        }
    }

    /// Reads every line.
    pub(super) fn read(&self, value: Value<'_>, assembler: &mut Assembler) {
        each(assembler, self.lines(value), |assembler, place, line| {
            let said = text(line, self.text)?;
            let mut speakers = self.speakers.iter();
            let speaker = speakers.find_map(|path| label_of(field(line, path)?));
            let words = self.words(line);
            let said = if said.trim().is_empty() {
                joined(words)
            } else {
                TimedText::align(said, words)
            };
            let times = self.times(line);
            said.push_to(assembler, place, spelled_out(speaker).as_deref(), &times);
            Some(())
        });
    }

    /// Returns the words of a line that can be read, with their times.
    fn words<'a>(&self, line: Value<'a>) -> impl Iterator<Item = (&'a str, RawTimes)> {
        let (words, name) = self.words.unwrap_or(("", ""));
        let words = list(line, words).iter();
        words.filter_map(move |word| Some((text(word, name)?, self.times(word))))
    }

    fn times(&self, item: Value<'_>) -> RawTimes {
        let time = |name: &str| match (item.get(name), self.clock) {
            (None, _) => RawTime::Absent,
            (Some(value), Clock::In(unit)) => time_of(value, unit),
            (Some(value), Clock::Text) => match value.as_str() {
                Some(clock) => RawTime::from_clock(without_finer_digits(clock)),
                None => time_of(value, TimeUnit::Seconds),
            },
        };
        RawTimes {
            start: time(self.start),
            end: time(self.end),
        }
    }
}

/// Returns the words of a line with a space before each that is no mark.
fn joined<'a>(words: impl Iterator<Item = (&'a str, RawTimes)>) -> TimedText {
    let mut said = TimedText::default();
    for (word, times) in words {
        if word.contains(char::is_alphanumeric) {
            said.append(" ", &RawTimes::default());
            said.append(word.trim(), &times);
        } else {
            said.append(word, &RawTimes::default());
        }
    }
    said
}

/// Returns clock text without the digits that are finer than a millisecond.
fn without_finer_digits(clock: &str) -> &str {
    let end = clock.find('.').map_or(clock.len(), |point| point + 4);
    clock.get(..end).unwrap_or(clock)
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, said, warnings_of};
    use super::*;
    use crate::time::Span;

    #[test]
    fn each_service_is_read_in_its_own_unit() {
        for (format, json) in [
            (
                Format::Sonix,
                r#"{"name": "Bells", "transcript": [{"speaker": "Iris", "start_time": 0.5, "end_time": 2.25,
                    "text": "It rang.", "words": [{"text": "It", "start_time": 0.5, "end_time": 1},
                    {"text": " rang.", "start_time": 1, "end_time": 2.25}]}]}"#,
            ),
            (
                Format::PyannoteAi,
                r#"{"jobId": "x", "status": "succeeded", "output": {"diarization": [{"speaker": "Iris", "start": 0, "end": 9}],
                    "turnLevelTranscription": [{"speaker": "Iris", "start": 0.5, "end": 2.25, "text": "It rang."}]}}"#,
            ),
            (
                Format::MicrosoftStream,
                r#"{"entries": [{"id": "x", "text": "It rang.", "speakerId": "y", "speakerDisplayName": "Iris",
                    "startOffset": "00:00:00.5000000", "endOffset": "00:00:02.2500000"}], "type": "Transcript"}"#,
            ),
            (
                Format::AwsCallAnalytics,
                r#"{"JobStatus": "COMPLETED", "Transcript": [{"ParticipantRole": "Iris", "BeginOffsetMillis": 500,
                    "EndOffsetMillis": 2250, "Content": "It rang.", "Items": [{"Content": "It", "BeginOffsetMillis": 500}]}]}"#,
            ),
            (
                Format::HappyScribe,
                r#"[{"speaker": "Iris", "words": [{"text": "It", "data_start": 0.5, "data_end": 1},
                    {"text": "rang", "data_start": 1, "data_end": 2.25}, {"text": "."}]}]"#,
            ),
        ] {
            let turns = read_turns(format, json);
            assert_eq!(said(&turns), [("Iris", "It rang.")], "{format}");
            assert_eq!(turns[0].span, Some(Span::new(500, 2250)), "{format}");
        }
    }

    #[test]
    fn a_start_alone_is_enough_and_a_line_without_a_speaker_is_nobodys() {
        let turns = read_turns(
            Format::Chorus,
            r#"{"recording": {"utterances": [{"snippet": "It rang.", "snippet_time": 0.5, "speaker_name": "Iris"},
                {"snippet": "Twice?", "snippet_time": 2.25, "speaker_name": null}]}}"#,
        );
        assert_eq!(said(&turns), [("Iris", "It rang."), ("-", "Twice?")]);
        assert_eq!(turns[0].span, Some(Span::new(500, 2250)));
    }

    #[test]
    fn what_cannot_be_read_is_a_warning() {
        let json = r#"{"transcript": [{"speaker": 1, "start_time": "soon", "end_time": 1, "text": "So.",
            "words": [{"text": "So.", "start_time": -1}]}, {"text": 5}]}"#;
        assert_eq!(warnings_of(Format::Sonix, json).len(), 2);
    }
}
