//! Lines become turns: consecutive lines of one speaker are one turn, until a long silence.
//!
//! In: lines in file order, each with the times that the file gives: both, only a start, or none.
//! Out: turns in the same order, and warnings about times that run backwards. Never here: sorting,
//! dropping a line that has words, a time where the file gives none.

use super::{Cue, Detail, Place, Turn, Warning, WarningKind};
use crate::time::Span;

/// A silence longer than this ends a turn: the recording was paused, or another session begins,
/// and a passage across it would point to a moment at which nothing is said.
const MOST_SILENCE_MS: u64 = 30_000;

/// One line as a format's parser found it.
pub(super) struct Line<'a> {
    /// Where it stands in the file.
    pub place: Place,
    /// The label as written, if any.
    pub speaker: Option<&'a str>,
    /// As written; `None` where the file gives no time.
    pub start_ms: Option<u64>,
    /// As written; it may lie before the start. Where only a start is given, the line ends when the
    /// next one that has a time begins.
    pub end_ms: Option<u64>,
    /// The words.
    pub text: &'a str,
}

/// One word of a line, for formats that give each its own times.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word<'a> {
    /// The word as written, with its punctuation if that is not a word of its own.
    pub text: &'a str,
    /// As written; a word without one belongs to the word before it.
    pub start_ms: Option<u64>,
    /// As written.
    pub end_ms: Option<u64>,
    /// How it joins the words before it.
    pub joins: Joins,
}

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joins {
    /// A space.
    Spaced,
    /// Nothing, as before a full stop.
    Attached,
}

/// A line of several words, each with times of its own.
pub(super) struct TimedWords<'a> {
    /// Where it stands in the file.
    pub place: Place,
    /// The label as written, if any.
    pub speaker: Option<&'a str>,
    /// The words, in the order of the file.
    pub words: &'a [Word<'a>],
}

/// Turns under construction.
#[derive(Default)]
pub(super) struct Assembler {
    turns: Vec<Turn>,
    warnings: Vec<Warning>,
    previous_start_ms: u64,
    /// The turn and the cue that end when the next begins.
    open: Option<(usize, usize)>,
    detail: Detail,
}

impl Assembler {
    /// Adds a line that was read.
    pub(super) fn push(&mut self, line: Line<'_>) {
        let text = line.text.trim();
        if text.is_empty() {
            return self.warn(line.place, WarningKind::NoText);
        }
        self.check(line.place, line.start_ms, line.end_ms);
        let piece = Word {
            text,
            start_ms: line.start_ms,
            end_ms: line.end_ms,
            joins: Joins::Spaced,
        };
        self.append(line.speaker, &piece, Silence::Ends);
    }

    /// Adds a line whose words have times of their own; empty words are passed over.
    pub(super) fn push_words(&mut self, line: TimedWords<'_>) {
        let words = || {
            line.words
                .iter()
                .filter(|word| !word.text.trim().is_empty())
        };
        let Some(first) = words().next() else {
            return self.warn(line.place, WarningKind::NoText);
        };
        self.detail = Detail::Words;
        self.check(line.place, first.start_ms, None);
        let mut silence = Silence::Ends;
        for word in words() {
            self.append(line.speaker, word, silence);
            silence = Silence::Kept;
        }
    }

    /// Records a line that could not be read.
    pub(super) fn unreadable(&mut self, place: Place, text: &str) {
        self.warnings.push(Warning::unreadable(place, text));
    }

    /// Records what a format's reader has to say of a place.
    pub(super) fn note(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }

    /// Returns what the times are of.
    pub(super) fn detail(&self) -> Detail {
        self.detail
    }

    /// Returns what was assembled.
    pub(super) fn finish(self) -> (Vec<Turn>, Vec<Warning>) {
        (self.turns, self.warnings)
    }

    fn check(&mut self, place: Place, start_ms: Option<u64>, end_ms: Option<u64>) {
        let Some(start_ms) = start_ms else {
            return;
        };
        if end_ms.is_some_and(|end_ms| end_ms < start_ms) {
            self.warn(place, WarningKind::EndsBeforeStart);
        }
        if start_ms < self.previous_start_ms {
            self.warn(place, WarningKind::StartsBeforePrevious);
        }
        self.previous_start_ms = start_ms;
    }

    fn append(&mut self, speaker: Option<&str>, piece: &Word<'_>, silence: Silence) {
        let text = piece.text.trim();
        if let Some(start_ms) = piece.start_ms {
            self.close(start_ms);
        }
        let span = piece
            .start_ms
            .map(|start_ms| Span::new(start_ms, piece.end_ms.unwrap_or(start_ms)));
        if !self.continues(speaker, span, silence) {
            self.turns.push(Turn {
                speaker: speaker.map(str::to_owned),
                span: None,
                text: String::new(),
                cues: Vec::new(),
            });
        }
        let place = self.turns.len() - 1;
        let turn = &mut self.turns[place];
        if !turn.text.is_empty() && piece.joins == Joins::Spaced {
            turn.text.push(' ');
        }
        if let Some(span) = span {
            if piece.end_ms.is_none() {
                self.open = Some((place, turn.cues.len()));
            }
            turn.cues.push(Cue {
                text_start: turn.text.len(),
                span,
            });
            turn.span = Some(turn.span.map_or(span, |all| all.around(&span)));
        }
        turn.text.push_str(text);
    }

    /// Returns whether words belong to the last turn.
    fn continues(&self, speaker: Option<&str>, span: Option<Span>, silence: Silence) -> bool {
        let Some(last) = self.turns.last() else {
            return false;
        };
        let silent_ms = match (last.span, span) {
            (Some(before), Some(now)) if silence == Silence::Ends => {
                now.start_ms.saturating_sub(before.end_ms)
            }
            _ => 0,
        };
        last.speaker.as_deref() == speaker && silent_ms <= MOST_SILENCE_MS
    }

    /// Ends the cue that has no end of its own.
    fn close(&mut self, end_ms: u64) {
        let Some((turn, cue)) = self.open.take() else {
            return;
        };
        let turn = &mut self.turns[turn];
        let span = &mut turn.cues[cue].span;
        *span = Span::new(span.start_ms, end_ms);
        turn.span = turn.span.map(|all| all.around(span));
    }

    fn warn(&mut self, place: Place, kind: WarningKind) {
        self.warnings.push(Warning { place, kind });
    }
}

/// Whether a long silence before words ends the turn.
#[derive(Clone, Copy, PartialEq)]
enum Silence {
    Ends,
    /// Inside a line the writer joined the words, and knew better.
    Kept,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: usize, start_ms: u64, text: &str) -> Line<'_> {
        Line {
            place: Place::Line(number),
            speaker: Some("Ana"),
            start_ms: Some(start_ms),
            end_ms: Some(start_ms + 1000),
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

    #[test]
    fn lines_without_times_make_turns_without_times() {
        let mut assembler = Assembler::default();
        for text in ["one", "two"] {
            assembler.push(Line {
                start_ms: None,
                end_ms: None,
                ..line(1, 0, text)
            });
        }
        let (turns, warnings) = assembler.finish();
        assert_eq!((turns.len(), &*turns[0].text), (1, "one two"));
        assert_eq!((turns[0].span, turns[0].cues.len()), (None, 0));
        assert!(warnings.is_empty());
    }

    #[test]
    fn a_line_with_a_start_alone_ends_where_the_next_begins() {
        let mut assembler = Assembler::default();
        for (speaker, start_ms) in [("Ana", 1000), ("Ben", 4000)] {
            assembler.push(Line {
                speaker: Some(speaker),
                end_ms: None,
                ..line(1, start_ms, "words")
            });
        }
        let (turns, _) = assembler.finish();
        assert_eq!(turns[0].span, Some(Span::new(1000, 4000)));
        assert_eq!(turns[1].span, Some(Span::new(4000, 4000)));
    }

    #[test]
    fn words_with_times_are_cues_and_punctuation_joins_the_word_before() {
        let word = |text, start_ms, joins| Word {
            text,
            start_ms: Some(start_ms),
            end_ms: Some(start_ms + 10),
            joins,
        };
        let unplaced = Word {
            text: ".",
            start_ms: None,
            end_ms: None,
            joins: Joins::Attached,
        };
        let mut assembler = Assembler::default();
        assembler.push_words(TimedWords {
            place: Place::Item(1),
            speaker: None,
            words: &[
                word("So", 0, Joins::Spaced),
                word("be it", 90_000, Joins::Spaced),
                unplaced,
            ],
        });
        let (turns, _) = assembler.finish();
        assert_eq!((turns.len(), &*turns[0].text), (1, "So be it."));
        assert_eq!(turns[0].span, Some(Span::new(0, 90_010)));
        assert_eq!(turns[0].cues.len(), 2);
        assert_eq!(turns[0].cues[1].text_start, 3);
    }
}
