//! Defines passages, which are ranked, quoted and shown, and their limits.

use std::ops::Range;

use crate::time::Span;
use crate::transcript::Turn;

/// Limits of passages and windows. Part of a store's identity: passages cut otherwise are not
/// comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassageConfig {
    /// The most words of a passage, unless it is one sentence.
    pub most_words: usize,
    /// The most tokens of a passage, with its speaker's label; a longer sentence is cut at words.
    pub most_passage_tokens: usize,
    /// The most tokens of a window, which the model reads in one pass.
    pub most_window_tokens: usize,
}

impl Default for PassageConfig {
    /// Chosen on the labelled sets (`benches/README.md`): passages of 60 to 140 words rank within a
    /// point or two of each other there, and longer windows give short turns more context. English
    /// speech has about 1.3 tokens a word; the model reads 256.
    fn default() -> Self {
        Self {
            most_words: 130,
            most_passage_tokens: 200,
            most_window_tokens: 200,
        }
    }
}

/// Whole sentences of one turn: what is ranked and returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The turn's place in the transcript, from 0.
    pub turn: usize,
    /// The passage's bytes of [`Turn::text`].
    pub text_range: Range<usize>,
    /// When it was said; `None` where the file gives no time.
    pub span: Option<Span>,
    /// Whether a time was interpolated inside a timed line, by characters.
    pub estimated_times: bool,
    /// Whether it is only a backchannel ("yeah", "right"): read with its neighbours by the model,
    /// kept in the store, but no hit.
    pub backchannel: bool,
}

impl Passage {
    /// Returns the passage's words, verbatim.
    pub fn text<'a>(&self, turns: &'a [Turn]) -> &'a str {
        &turns[self.turn].text[self.text_range.clone()]
    }
}
