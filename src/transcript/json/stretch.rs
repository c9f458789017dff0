//! Words of several channels become stretches of speech, so that what was heard at the same time can
//! be told one after the other.
//!
//! In: the words of one channel after the other, each with its speaker. Out: lines, cut where
//! somebody else speaks, pauses, or ends a sentence; those of several channels in order of time.
//! Never here: a word put before one that its own channel has earlier in the same stretch.

use super::super::Place;
use super::super::assemble::Assembler;
use super::spoken::{Spoken, Times};

/// A silence from which on words are no longer one stretch of speech.
const PAUSE_MS: u64 = 1000;

/// Stretches under construction.
#[derive(Default)]
pub(super) struct Stretches {
    all: Vec<Stretch>,
    /// Whether the next word begins a stretch whatever it is.
    cut: bool,
}

/// What one speaker says without a pause.
struct Stretch {
    place: Place,
    speaker: Option<String>,
    spoken: Spoken,
    times: Times,
}

impl Stretches {
    /// Adds words of one speaker: a word, or a whole sentence.
    pub(super) fn add(&mut self, place: Place, speaker: Option<String>, text: &str, times: Times) {
        let ends_sentence = text.ends_with(['.', '?', '!', '。', '？', '！']);
        match self.all.last_mut() {
            Some(last) if !self.cut && last.speaker == speaker && !last.pauses_before(&times) => {
                last.spoken.append(" ", &Times::default());
                last.spoken.append(text, &times);
                last.times.end = times.end;
            }
            _ => {
                let mut spoken = Spoken::default();
                spoken.append(text, &times);
                self.all.push(Stretch {
                    place,
                    speaker,
                    spoken,
                    times,
                });
            }
        }
        self.cut = ends_sentence;
    }

    /// Begins another channel.
    pub(super) fn next_channel(&mut self) {
        self.cut = true;
    }

    /// Pushes what was added, in the order in which it was said.
    pub(super) fn push_by_time(mut self, assembler: &mut Assembler) {
        self.all.sort_by_key(|stretch| stretch.times.start.ms());
        self.push_to(assembler);
    }

    /// Pushes what was added, in the order of the file.
    pub(super) fn push_to(self, assembler: &mut Assembler) {
        for stretch in self.all {
            let speaker = stretch.speaker.as_deref();
            stretch
                .spoken
                .push_to(assembler, stretch.place, speaker, &stretch.times);
        }
    }
}

impl Stretch {
    fn pauses_before(&self, next: &Times) -> bool {
        match (self.times.end.ms(), next.start.ms()) {
            (Some(end_ms), Some(start_ms)) => start_ms >= end_ms.saturating_add(PAUSE_MS),
            _ => false,
        }
    }
}
