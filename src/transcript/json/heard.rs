//! One word as services list it on its own, beside marks that are not spoken.
//!
//! In: a word or a mark with its speaker and times. Out: a timed word of the assembler. Never here:
//! a time for a mark that the file gives none.

use super::super::assemble::{Assembler, Joins, TimedWords, Word};
use super::super::{Place, Warning};
use super::spoken::Times;

/// A word or a mark.
pub(super) struct Heard<'a> {
    /// Where it stands in the file.
    pub place: Place,
    /// Who says it.
    pub speaker: Option<&'a str>,
    /// As written.
    pub text: &'a str,
    /// When.
    pub times: Times,
    /// How it joins what is before it.
    pub joins: Joins,
}

impl Heard<'_> {
    /// Pushes it as a line of its own, so that a long silence before it ends the turn.
    pub(super) fn push_to(self, assembler: &mut Assembler) {
        if let Some(unfit) = self.times.unfit() {
            assembler.note(Warning::unreadable_time(self.place, unfit));
        }
        assembler.push_listed(TimedWords {
            place: self.place,
            speaker: self.speaker,
            words: &[Word {
                text: self.text,
                start_ms: self.times.start.ms(),
                end_ms: self.times.end.ms(),
                joins: self.joins,
            }],
        });
    }
}
