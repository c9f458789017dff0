//! Holds who speaks when, for formats that list speakers apart from the words.

use super::fields::label_of;
use super::value::Value;
use crate::transcript::raw_time::RawTimes;

/// Who speaks when.
#[derive(Default)]
pub(super) struct SpeakerSpans(Vec<SpeakerSpan>);

struct SpeakerSpan {
    start_ms: u64,
    end_ms: u64,
    speaker: String,
    /// Until when somebody else speaks who began earlier.
    others_until_ms: u64,
}

impl SpeakerSpans {
    /// Makes spans of these times and speakers. One without a time or a speaker says nothing.
    pub(super) fn new<'d>(
        spans: impl Iterator<Item = (RawTimes, Option<Value<'d>>)>,
    ) -> SpeakerSpans {
        let spans = spans.filter_map(|(times, speaker)| {
            let times = times.readable();
            Some(SpeakerSpan {
                start_ms: times.start_ms?,
                end_ms: times.end_ms?,
                speaker: label_of(speaker?)?,
                others_until_ms: 0,
            })
        });
        let mut spans: Vec<SpeakerSpan> = spans.collect();
        spans.sort_by_key(|span| span.start_ms);
        note_others(&mut spans);
        SpeakerSpans(spans)
    }

    /// Returns who speaks in the last span that begins no later than a time, if it lasts beyond it.
    /// Where somebody else still speaks who began earlier, nobody knows who does, unless the span
    /// begins at this very time.
    pub(super) fn speaker_at(&self, time_ms: u64) -> Option<&str> {
        let n_begun = self.0.partition_point(|span| span.start_ms <= time_ms);
        let last = &self.0[n_begun.checked_sub(1)?];
        let is_its_own =
            time_ms == last.start_ms || (last.others_until_ms..last.end_ms).contains(&time_ms);
        is_its_own.then_some(&last.speaker)
    }

    /// Returns who speaks where a word with these times begins.
    pub(super) fn speaker_of(&self, times: &RawTimes) -> Option<String> {
        let speaker = self.speaker_at(times.start.ms()?);
        speaker.map(str::to_owned)
    }
}

/// Takes note of the spans of other speakers that overlap each span.
fn note_others(spans: &mut [SpeakerSpan]) {
    // The latest ends so far: of one speaker, and of all others.
    let (mut one, mut one_ms, mut others_ms) = (String::new(), 0, 0);
    for span in spans {
        span.others_until_ms = if span.speaker == one {
            others_ms
        } else {
            one_ms
        };
        if span.speaker == one {
            one_ms = span.end_ms.max(one_ms);
        } else if span.end_ms > one_ms {
            (one, others_ms, one_ms) = (span.speaker.clone(), one_ms, span.end_ms);
        } else {
            others_ms = span.end_ms.max(others_ms);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields::{roots, seconds};
    use super::super::value::Document;
    use super::*;

    #[test]
    fn a_word_in_two_speakers_spans_is_nobodys() {
        let text = r#"[{"s": 0, "e": 4, "who": "Ann"}, {"s": 2, "e": 3, "who": "Bo"},
            {"s": 3.5, "e": 5, "who": "Ann"}, {"s": 6, "e": 7, "who": "Bo"}]"#;
        let document = Document::read(text).unwrap();
        let spans = roots(document.root()).map(|span| (seconds(span, "s", "e"), span.get("who")));
        let spans = SpeakerSpans::new(spans);
        for (time_ms, speaker) in [
            (1000, Some("Ann")),
            (2000, Some("Bo")),
            (2500, None),
            (3700, Some("Ann")),
            (6500, Some("Bo")),
            (7500, None),
        ] {
            assert_eq!(spans.speaker_at(time_ms), speaker, "{time_ms}");
        }
    }
}
