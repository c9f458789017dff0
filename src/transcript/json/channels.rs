//! Puts the speech of several channels in order of time.
//!
//! Files list one channel after the other, though all were recorded at the same time. So the words of
//! each channel become runs of speech, cut where the speaker changes, pauses or ends a sentence, and
//! the runs of all channels are sorted. Words of one run keep the order of the file. A word is held by
//! its place in the document, in 32 bytes.

use std::num::NonZeroU64;

use super::fields::{label, label_on_channel, seconds, text};
use super::timed_text::TimedText;
use super::value::{Value, ValueId};
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::RawTimes;
use crate::transcript::warning::Place;

/// The shortest silence that ends a run.
const PAUSE_MS: u64 = 1000;

/// The fields of a word or a sentence that may hold its text, the one with punctuation first.
const TEXTS: [&str; 4] = ["punctuated_word", "word", "text", "transcript"];

/// The speech of all channels under construction.
pub(super) struct ChannelSpeech<'d> {
    document: Value<'d>,
    words: Vec<ChannelWord>,
    /// Ends before the next word.
    run: Option<SpeechRun>,
}

/// A word or a whole sentence.
struct ChannelWord {
    /// The start of its run in milliseconds, and one more.
    run_start: Option<NonZeroU64>,
    begins_run: bool,
    /// Which one of its list it is, counted from 1.
    item: u32,
    channel: u32,
    spoken: ValueId,
    /// What says who speaks: the word, or the paragraph of the sentence.
    labelled: ValueId,
}

/// The words of one speaker without a pause.
struct SpeechRun {
    /// In milliseconds, and one more.
    start: Option<NonZeroU64>,
    end_ms: Option<u64>,
    speaker: Option<String>,
}

impl<'d> ChannelSpeech<'d> {
    /// Makes the speech of a document, of which any value is given.
    pub(super) fn new(document: Value<'d>) -> Self {
        let (words, run) = (Vec::new(), None);
        ChannelSpeech {
            document,
            words,
            run,
        }
    }

    /// Ends a channel, so that the next word begins a run.
    pub(super) fn end_channel(&mut self) {
        self.run = None;
    }

    /// Adds a word or a whole sentence. `item` is its number in its list, and `labelled` has the
    /// `speaker`. Returns `None` where it cannot be read.
    pub(super) fn add(
        &mut self,
        channel: usize,
        item: usize,
        labelled: Value<'d>,
        spoken: Value<'d>,
    ) -> Option<()> {
        let (text, times) = timed(spoken)?;
        let speaker = label(labelled, "speaker");
        let run = self.run.take();
        let run = run.filter(|run| run.speaker == speaker && !run.pauses_before(&times));
        let begins_run = run.is_none();
        let own_start = || NonZeroU64::new(times.start.ms()?.saturating_add(1));
        let start = run.map_or_else(own_start, |run| run.start);
        self.words.push(ChannelWord {
            run_start: start,
            begins_run,
            item: u32::try_from(item).unwrap_or(u32::MAX),
            channel: u32::try_from(channel).unwrap_or(u32::MAX),
            spoken: spoken.id(),
            labelled: labelled.id(),
        });
        self.run = (!text.ends_with(['.', '?', '!', '。', '？', '！'])).then(|| SpeechRun {
            start,
            end_ms: times.end.ms(),
            speaker,
        });
        Some(())
    }

    /// Adds all runs of the only channel to the assembler.
    pub(super) fn push_to(self, assembler: &mut Assembler) {
        self.push_as(assembler, |_| None);
    }

    /// Adds all runs of several channels to the assembler, in order of time.
    pub(super) fn push_sorted_to(mut self, assembler: &mut Assembler) {
        self.words.sort_by_key(|word| word.run_start);
        self.push_as(assembler, |word| Some(word.channel.into()));
    }

    fn push_as(self, assembler: &mut Assembler, channel: fn(&ChannelWord) -> Option<u64>) {
        let document = self.document;
        for run in self.words.chunk_by(|_, next| !next.begins_run) {
            let mut text = TimedText::default();
            let mut line = RawTimes::default();
            for (index, word) in run.iter().enumerate() {
                let Some((words, times)) = timed(document.other(word.spoken)) else {
                    continue;
                };
                if index == 0 {
                    line.start = times.start.clone();
                } else {
                    text.append(" ", &RawTimes::default());
                }
                text.append(words, &times);
                line.end = times.end;
            }
            let speaker = label(document.other(run[0].labelled), "speaker");
            let speaker = label_on_channel(channel(&run[0]), speaker);
            let place = Place::Item(run[0].item as usize);
            text.push_to(assembler, place, speaker.as_deref(), &line);
        }
    }
}

impl SpeechRun {
    fn pauses_before(&self, next: &RawTimes) -> bool {
        match (self.end_ms, next.start.ms()) {
            (Some(end_ms), Some(start_ms)) => start_ms >= end_ms.saturating_add(PAUSE_MS),
            _ => false,
        }
    }
}

/// Returns the text of a word or a sentence, and its times.
pub(super) fn timed(spoken: Value<'_>) -> Option<(&str, RawTimes)> {
    let mut words = "";
    for field in TEXTS {
        words = text(spoken, field)?;
        if !words.is_empty() {
            break;
        }
    }
    Some((words, seconds(spoken, "start", "end")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_takes_thirty_two_bytes() {
        assert_eq!(size_of::<ChannelWord>(), 32);
    }
}
