//! Interpolates when parts of a turn were said, inside its timed lines.

use std::ops::Range;

use crate::time::Span;
use crate::transcript::Turn;

/// The bytes of a block; at most one block is counted again for each time.
const BLOCK_BYTES: usize = 1024;

/// Returns when the bytes `range` of a turn's text were said, and whether either time is
/// interpolated between the ends of a timed line, in proportion to characters; `None` where the
/// file gives no time.
pub fn span_of(turn: &Turn, range: &Range<usize>) -> (Option<Span>, bool) {
    TurnTimes::new(turn).span_of(range)
}

/// The times of a turn, with how many characters stand before each block of its text.
pub(super) struct TurnTimes<'a> {
    turn: &'a Turn,
    before_blocks: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq)]
enum Boundary {
    Start,
    End,
}

impl<'a> TurnTimes<'a> {
    /// Counts the characters of this turn.
    pub(super) fn new(turn: &'a Turn) -> Self {
        let mut before = 0;
        let blocks = turn.text.as_bytes().chunks(BLOCK_BYTES);
        let before_blocks = blocks.map(|block| {
            let own = before;
            before += characters(block);
            own
        });
        Self {
            turn,
            before_blocks: before_blocks.collect(),
        }
    }

    /// Returns what [`span_of`] does.
    pub(super) fn span_of(&self, range: &Range<usize>) -> (Option<Span>, bool) {
        if self.turn.cues.is_empty() {
            return (None, false);
        }
        let (start_ms, start_estimated) = self.time_at(range.start, Boundary::Start);
        let (end_ms, end_estimated) = self.time_at(range.end, Boundary::End);
        let span = Span::new(start_ms, end_ms);
        (Some(span), start_estimated || end_estimated)
    }

    fn time_at(&self, at: usize, boundary: Boundary) -> (u64, bool) {
        let turn = self.turn;
        // An end belongs to the line that holds the last character before it.
        let inside = at.saturating_sub(usize::from(boundary == Boundary::End));
        let following = turn.cues.partition_point(|cue| cue.text_start <= inside);
        let cue = turn.cues[following.saturating_sub(1)];
        if at < cue.text_start {
            // Words without a time stand before the first that has one.
            return (cue.span.start_ms, true);
        }
        let next = turn.cues.get(following);
        let text_end = next.map_or(turn.text.len(), |next| next.text_start);
        if boundary == Boundary::Start && at == cue.text_start {
            return (cue.span.start_ms, false);
        }
        if boundary == Boundary::End && turn.text[at..text_end].trim_start().is_empty() {
            return (cue.span.end_ms, false);
        }
        let before = (self.before(at) - self.before(cue.text_start)) as u128;
        let all = (self.before(text_end) - self.before(cue.text_start)).max(1) as u128;
        // At most the line's own length, so it fits again.
        let inside_ms = u128::from(cue.span.length_ms()) * before / all;
        (cue.span.start_ms + inside_ms as u64, true)
    }

    /// Returns how many characters stand before this byte.
    fn before(&self, at: usize) -> usize {
        // Where the text ends with a block, its end belongs to that block.
        let last = self.before_blocks.len().saturating_sub(1);
        let block = (at / BLOCK_BYTES).min(last);
        let before = self.before_blocks.get(block).copied().unwrap_or(0);
        before + characters(&self.turn.text.as_bytes()[block * BLOCK_BYTES..at])
    }
}

/// Returns how many characters begin in these bytes of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    let begins = |byte: &&u8| **byte & 0b1100_0000 != 0b1000_0000;
    bytes.iter().filter(begins).count()
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
            ..Turn::default()
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
    fn times_inside_a_line_are_interpolated_and_flagged() {
        let turn = turn(&[("abcdefghij", 1000, 2000)]);
        assert_eq!(
            span_of(&turn, &(5..10)),
            (Some(Span::new(1500, 2000)), true)
        );
        assert_eq!(span_of(&turn, &(0..5)), (Some(Span::new(1000, 1500)), true));
    }

    #[test]
    fn characters_before_a_byte_are_counted_over_blocks() {
        let words = "Fünf Gänse — 日本. ".repeat(300);
        let turn = turn(&[
            (words.trim(), 0, 1_000_000),
            (words.trim(), 1_000_000, 2_000_000),
        ]);
        let times = TurnTimes::new(&turn);
        for (at, _) in turn.text.char_indices().chain([(turn.text.len(), ' ')]) {
            assert_eq!(times.before(at), turn.text[..at].chars().count(), "{at}");
        }
    }
}
