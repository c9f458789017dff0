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
            })
        });
        let mut spans: Vec<SpeakerSpan> = spans.collect();
        spans.sort_by_key(|span| span.start_ms);
        SpeakerSpans(spans)
    }

    /// Returns who speaks in the last span that begins no later than a time, if it lasts beyond it.
    pub(super) fn speaker_at(&self, time_ms: u64) -> Option<&str> {
        let n_begun = self.0.partition_point(|span| span.start_ms <= time_ms);
        let last = &self.0[n_begun.checked_sub(1)?];
        (time_ms == last.start_ms || time_ms < last.end_ms).then_some(&last.speaker)
    }

    /// Returns who speaks where a word with these times begins.
    pub(super) fn speaker_of(&self, times: &RawTimes) -> Option<String> {
        let speaker = self.speaker_at(times.start.ms()?);
        speaker.map(str::to_owned)
    }
}
