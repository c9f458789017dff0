//! Adds pieces of text that bring their own spaces, such as tokens.
//!
//! A piece is a word, a part of a word, a mark, or the space between two of them.

use super::listed_word::ListedWord;
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::RawTimes;
use crate::transcript::warning::Place;

/// Pieces that are added one by one.
#[derive(Default)]
pub(super) struct Pieces {
    /// Whether the last piece ended with a space.
    spaced: bool,
}

impl Pieces {
    /// Adds a piece. A piece without letters and digits belongs to the word before it, whatever its
    /// times.
    pub(super) fn push_to(
        &mut self,
        assembler: &mut Assembler,
        place: Place,
        speaker: Option<String>,
        text: &str,
        times: RawTimes,
    ) {
        let spaced = self.spaced || text.starts_with(char::is_whitespace);
        let words = text.trim();
        self.spaced = text.ends_with(char::is_whitespace) || (words.is_empty() && spaced);
        if words.is_empty() {
            return;
        }
        let is_word = words.contains(char::is_alphanumeric);
        let word = ListedWord {
            speaker,
            text: words,
            times: if is_word { times } else { RawTimes::default() },
            spaced,
        };
        word.push_to(assembler, place);
    }
}
