//! Stage 2: turns become passages, and passages become the windows that a model reads.
//!
//! In: turns and a way to count a model's tokens. Out: [`Passage`]s, which are ranked and shown,
//! and [`Window`]s, which are embedded and never shown. Pure functions.
//! Never here: a passage with words of two speakers, a word in two passages, a word in none.

mod divide;
mod doubt;
mod sentence;
mod shape;
mod window;

use std::ops::Range;

pub use divide::{divide, line};
pub use doubt::{Doubt, Doubts, doubts};
pub use sentence::sentences;
pub use shape::Shape;
pub use window::{Window, WindowPart, pack};

use crate::time::Span;
use crate::transcript::Turn;

/// How turns are cut. Part of a store's identity: passages cut otherwise are not comparable.
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
    /// Whether it is only an acknowledgement ("yeah", "right"): read with its neighbours by the
    /// model, kept in the store, and never a hit.
    pub backchannel: bool,
}

impl Passage {
    /// Returns what a ranking wants to know of it beside its topic.
    pub fn shape(&self, turns: &[Turn]) -> Shape {
        Shape::of(self.text(turns))
    }

    /// Returns the passage's words, verbatim.
    pub fn text<'a>(&self, turns: &'a [Turn]) -> &'a str {
        &turns[self.turn].text[self.text_range.clone()]
    }
}

/// Returns when the bytes `range` of a turn's text were said, and whether either time is
/// interpolated between the ends of a timed line, in proportion to characters; `None` where the
/// file gives no time.
pub fn span_of(turn: &Turn, range: &Range<usize>) -> (Option<Span>, bool) {
    if turn.cues.is_empty() {
        return (None, false);
    }
    let (start_ms, start_estimated) = time_at(turn, range.start, Edge::Start);
    let (end_ms, end_estimated) = time_at(turn, range.end, Edge::End);
    (
        Some(Span::new(start_ms, end_ms)),
        start_estimated || end_estimated,
    )
}

#[derive(Clone, Copy, PartialEq)]
enum Edge {
    Start,
    End,
}

fn time_at(turn: &Turn, at: usize, edge: Edge) -> (u64, bool) {
    // An end belongs to the line that holds the last character before it.
    let inside = at.saturating_sub(usize::from(edge == Edge::End));
    let following = turn.cues.partition_point(|cue| cue.text_start <= inside);
    let cue = turn.cues[following.saturating_sub(1)];
    if at < cue.text_start {
        // Words without a time stand before the first that has one.
        return (cue.span.start_ms, true);
    }
    let text_end = turn
        .cues
        .get(following)
        .map_or(turn.text.len(), |next| next.text_start);
    if edge == Edge::Start && at == cue.text_start {
        return (cue.span.start_ms, false);
    }
    if edge == Edge::End && turn.text[at..text_end].trim().is_empty() {
        return (cue.span.end_ms, false);
    }
    let before = turn.text[cue.text_start..at].chars().count() as u128;
    let all = turn.text[cue.text_start..text_end].chars().count().max(1) as u128;
    // At most the line's own length, so it fits again.
    let inside_ms = u128::from(cue.span.length_ms()) * before / all;
    (cue.span.start_ms + inside_ms as u64, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::Cue;

    fn turn(cues: &[(&str, u64, u64)]) -> Turn {
        let mut text = String::new();
        let mut made = Vec::new();
        for &(words, start_ms, end_ms) in cues {
            if !text.is_empty() {
                text.push(' ');
            }
            made.push(Cue {
                text_start: text.len(),
                span: Span::new(start_ms, end_ms),
            });
            text.push_str(words);
        }
        Turn {
            speaker: None,
            span: Some(Span::new(cues[0].1, cues[cues.len() - 1].2)),
            text,
            cues: made,
        }
    }

    #[test]
    fn whole_lines_have_the_times_of_the_file() {
        let turn = turn(&[("one two", 0, 1000), ("three", 1500, 2000)]);
        assert_eq!(span_of(&turn, &(0..7)), (Some(Span::new(0, 1000)), false));
        assert_eq!(
            span_of(&turn, &(8..13)),
            (Some(Span::new(1500, 2000)), false)
        );
        assert_eq!(span_of(&turn, &(0..13)), (Some(Span::new(0, 2000)), false));
    }

    #[test]
    fn words_of_a_file_without_times_have_none() {
        let untimed = Turn {
            span: None,
            cues: Vec::new(),
            ..turn(&[("one two", 0, 1000)])
        };
        assert_eq!(span_of(&untimed, &(0..3)), (None, false));
    }

    #[test]
    fn parts_of_a_line_are_interpolated_by_characters_and_say_so() {
        let turn = turn(&[("abcdefghij", 1000, 2000)]);
        assert_eq!(
            span_of(&turn, &(5..10)),
            (Some(Span::new(1500, 2000)), true)
        );
        assert_eq!(span_of(&turn, &(0..5)), (Some(Span::new(1000, 1500)), true));
    }
}
