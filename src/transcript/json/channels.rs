//! Puts the speech of several channels in order of time.
//!
//! Files list one channel after the other, though all were recorded at the same time. So the words of
//! each channel become runs of speech, cut where the speaker changes, pauses or ends a sentence, and
//! the runs of all channels are sorted. Words of one run keep the order of the file.

use super::timed_text::TimedText;
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::RawTimes;
use crate::transcript::warning::Place;

/// The shortest silence that ends a run.
const PAUSE_MS: u64 = 1000;

/// Runs of speech under construction.
#[derive(Default)]
pub(super) struct ChannelSpeech {
    runs: Vec<SpeechRun>,
    /// Whether the next word begins a run in any case, as the first of a channel does.
    pub(super) cut: bool,
}

/// A run: the words of one speaker without a pause.
struct SpeechRun {
    place: Place,
    speaker: Option<String>,
    text: TimedText,
    times: RawTimes,
}

impl ChannelSpeech {
    /// Adds a word or a whole sentence of one speaker.
    pub(super) fn add(
        &mut self,
        place: Place,
        speaker: Option<String>,
        text: &str,
        times: RawTimes,
    ) {
        match self.runs.last_mut() {
            Some(run) if !self.cut && run.speaker == speaker && !run.pauses_before(&times) => {
                run.text.append(" ", &RawTimes::default());
                run.text.append(text, &times);
                run.times.end = times.end;
            }
            _ => {
                let mut timed = TimedText::default();
                timed.append(text, &times);
                self.runs.push(SpeechRun {
                    place,
                    speaker,
                    text: timed,
                    times,
                });
            }
        }
        self.cut = text.ends_with(['.', '?', '!', '。', '？', '！']);
    }

    /// Sorts the runs by their start.
    pub(super) fn sort_by_time(&mut self) {
        self.runs.sort_by_key(|run| run.times.start.ms());
    }

    /// Adds all runs to the assembler.
    pub(super) fn push_to(self, assembler: &mut Assembler) {
        for run in self.runs {
            let speaker = run.speaker.as_deref();
            run.text.push_to(assembler, run.place, speaker, &run.times);
        }
    }
}

impl SpeechRun {
    fn pauses_before(&self, next: &RawTimes) -> bool {
        match (self.times.end.ms(), next.start.ms()) {
            (Some(end_ms), Some(start_ms)) => start_ms >= end_ms.saturating_add(PAUSE_MS),
            _ => false,
        }
    }
}
