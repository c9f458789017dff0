//! Adds the words and punctuation marks that a service lists one by one.

use super::speaker_spans::SpeakerSpans;
use crate::transcript::assemble::{Assembler, TurnBreak, Word};
use crate::transcript::raw_time::RawTimes;
use crate::transcript::warning::{Place, Warning};

/// A word or a mark.
pub(super) struct ListedWord<'a> {
    /// The speaker label.
    pub speaker: Option<String>,
    /// The word as written.
    pub text: &'a str,
    pub times: RawTimes,
    /// Whether a space stands before it.
    pub spaced: bool,
}

impl<'a> ListedWord<'a> {
    /// Returns a word with a space before it, of whoever speaks where it begins.
    pub(super) fn spoken(text: &'a str, times: RawTimes, spans: &SpeakerSpans) -> Self {
        Self {
            speaker: spans.speaker_of(&times),
            text,
            times,
            spaced: true,
        }
    }

    /// Adds it as a line of its own, so that a long silence before it ends the turn.
    pub(super) fn push_to(&self, assembler: &mut Assembler, place: Place) {
        if let Some(invalid) = self.times.invalid().next() {
            assembler.warn(Warning::unreadable_time(place, invalid));
        }
        let word = Word {
            text: self.text,
            times: self.times.readable(),
            spaced: self.spaced,
        };
        let speaker = self.speaker.as_deref();
        assembler.push_words(place, speaker, &[word], TurnBreak::BetweenWords);
    }
}
