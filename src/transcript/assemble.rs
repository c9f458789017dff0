//! Timed lines become turns: consecutive lines of one speaker are one turn, until a long silence.
//!
//! In: lines in file order. Out: turns in the same order, and warnings about times that run
//! backwards. Never here: sorting or dropping a line that has words.

use super::{Cue, Turn, Warning, WarningKind};
use crate::time::Span;

/// A silence longer than this ends a turn: the recording was paused, or another session begins,
/// and a passage across it would point to a moment at which nothing is said.
const MOST_SILENCE_MS: u64 = 30_000;

/// One timed line as a format's parser found it.
pub(super) struct Line<'a> {
    /// Where it stands in the file, counted from 1.
    pub number: usize,
    /// The label as written, if any.
    pub speaker: Option<&'a str>,
    /// As written; the end may lie before the start.
    pub start_ms: u64,
    /// As written.
    pub end_ms: u64,
    /// The words.
    pub text: &'a str,
}

/// Turns under construction.
#[derive(Default)]
pub(super) struct Assembler {
    turns: Vec<Turn>,
    warnings: Vec<Warning>,
    previous_start_ms: u64,
}

impl Assembler {
    /// Adds a line that was read.
    pub(super) fn push(&mut self, line: Line<'_>) {
        let text = line.text.trim();
        if text.is_empty() {
            return self.warn(line.number, WarningKind::NoText);
        }
        if line.end_ms < line.start_ms {
            self.warn(line.number, WarningKind::EndsBeforeStart);
        }
        if line.start_ms < self.previous_start_ms {
            self.warn(line.number, WarningKind::StartsBeforePrevious);
        }
        self.previous_start_ms = line.start_ms;
        self.append(line.speaker, Span::new(line.start_ms, line.end_ms), text);
    }

    /// Records a line that could not be read.
    pub(super) fn unreadable(&mut self, number: usize, text: &str) {
        self.warnings.push(Warning::unreadable(number, text));
    }

    /// Returns what was assembled.
    pub(super) fn finish(self) -> (Vec<Turn>, Vec<Warning>) {
        (self.turns, self.warnings)
    }

    fn append(&mut self, speaker: Option<&str>, span: Span, text: &str) {
        let continues = |turn: &&mut Turn| {
            turn.speaker.as_deref() == speaker
                && span.start_ms.saturating_sub(turn.span.end_ms) <= MOST_SILENCE_MS
        };
        match self.turns.last_mut().filter(continues) {
            Some(turn) => {
                turn.text.push(' ');
                turn.cues.push(Cue {
                    text_start: turn.text.len(),
                    span,
                });
                turn.text.push_str(text);
                turn.span = Span::new(
                    turn.span.start_ms.min(span.start_ms),
                    turn.span.end_ms.max(span.end_ms),
                );
            }
            None => self.turns.push(Turn {
                speaker: speaker.map(str::to_owned),
                span,
                text: text.to_owned(),
                cues: vec![Cue {
                    text_start: 0,
                    span,
                }],
            }),
        }
    }

    fn warn(&mut self, line: usize, kind: WarningKind) {
        self.warnings.push(Warning { line, kind });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: usize, start_ms: u64, text: &str) -> Line<'_> {
        Line {
            number,
            speaker: Some("Ana"),
            start_ms,
            end_ms: start_ms + 1000,
            text,
        }
    }

    fn turns(starts: &[u64]) -> usize {
        let mut assembler = Assembler::default();
        for (place, &start_ms) in starts.iter().enumerate() {
            assembler.push(line(place + 1, start_ms, "words"));
        }
        assembler.finish().0.len()
    }

    #[test]
    fn lines_of_one_speaker_are_one_turn_until_a_long_silence() {
        assert_eq!(turns(&[0, 1000, 31_000]), 1);
        assert_eq!(turns(&[0, 1000, 40_000]), 2);
    }

    #[test]
    fn a_time_that_runs_backwards_is_no_silence() {
        assert_eq!(turns(&[50_000, 0, 52_000]), 1);
    }
}
