//! Timed lines become turns: consecutive lines of one speaker are one turn.
//!
//! In: lines in file order. Out: turns in the same order, and warnings about times that run
//! backwards. Never here: sorting or dropping a line that has words.

use super::{Cue, Turn, Warning, WarningKind};
use crate::time::Span;

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
        match self.turns.last_mut() {
            Some(turn) if turn.speaker.as_deref() == speaker => {
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
            _ => self.turns.push(Turn {
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
