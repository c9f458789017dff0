//! Lines become turns: consecutive lines of one speaker are one turn, until a long silence, a time
//! that runs backwards, or a line without a time beside one that has it.
//!
//! In: lines in file order, each with the times that the file gives: both, only a start, or none.
//! Out: turns in the same order, and warnings about times that run backwards. Never here: sorting,
//! dropping a line that has words, a time where the file gives none.

use super::{Cue, Detail, Place, Turn, Warning, WarningKind};
use crate::time::Span;

/// A silence longer than this ends a turn: the recording was paused, or another session begins,
/// and a passage across it would point to a moment at which nothing is said.
pub(super) const MOST_SILENCE_MS: u64 = 30_000;

/// How long a byte of words lasts where somebody speaks slowly: 10 bytes a second are about 100
/// English words a minute, or three Chinese characters a second.
const SLOWEST_MS_PER_BYTE: u64 = 100;

/// A line that begins earlier than this before another of its turn begins a new one: a second
/// recording was appended, and a quote across both would have the times of neither. Less is the
/// disorder of captions that overlap.
pub(super) const MOST_STEP_BACK_MS: u64 = 1000;

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
    /// Where each turn begins.
    places: Vec<Place>,
    warnings: Vec<Warning>,
    previous_start_ms: u64,
    /// The latest time at which something in the last turn begins; `None` where nothing has a time.
    latest_start_ms: Option<u64>,
    /// The turn and the cue that end when the next begins.
    open: Option<(usize, usize)>,
    detail: Detail,
}

impl Assembler {
    /// Adds a line that was read.
    pub(super) fn push(&mut self, line: Line<'_>) {
        self.push_line(&line, Seam::Line);
    }

    /// Adds a line that stands under the speaker and the time of the line before it.
    pub(super) fn push_on(&mut self, line: Line<'_>) {
        self.push_line(&line, Seam::Joined);
    }

    /// Adds a line that begins a turn, whoever spoke before.
    pub(super) fn push_apart(&mut self, line: Line<'_>) {
        self.push_line(&line, Seam::Apart);
    }

    fn push_line(&mut self, line: &Line<'_>, seam: Seam) {
        let text = line.text.trim();
        if text.is_empty() {
            return self.warn(line.place, WarningKind::NoText);
        }
        self.check(line.place, line.start_ms, line.end_ms);
        self.begin(line.place, line.speaker, line.start_ms, seam);
        self.append(&Word {
            text,
            start_ms: line.start_ms,
            end_ms: line.end_ms,
            joins: Joins::Spaced,
        });
    }

    /// Adds a line whose words have times of their own; empty words are passed over.
    pub(super) fn push_words(&mut self, line: TimedWords<'_>) {
        self.push_all(&line, Seam::Line);
    }

    /// Adds words that a file lists one by one; those without a time belong to their neighbours.
    pub(super) fn push_listed(&mut self, words: TimedWords<'_>) {
        self.push_all(&words, Seam::Word);
    }

    fn push_all(&mut self, line: &TimedWords<'_>, seam: Seam) {
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
        let start_ms = words().find_map(|word| word.start_ms);
        self.begin(line.place, line.speaker, start_ms, seam);
        for word in words() {
            self.append(word);
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

    /// Returns where each turn begins, in their order.
    pub(super) fn places(&self) -> Vec<Place> {
        self.places.clone()
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

    /// Begins a new turn, unless words with this beginning belong to the last one.
    fn begin(&mut self, place: Place, speaker: Option<&str>, start_ms: Option<u64>, seam: Seam) {
        if let Some(start_ms) = start_ms {
            self.close(start_ms);
        }
        if !self.continues(speaker, start_ms, seam) {
            self.turns.push(Turn {
                speaker: speaker.map(str::to_owned),
                span: None,
                text: String::new(),
                cues: Vec::new(),
            });
            self.places.push(place);
            self.latest_start_ms = None;
        }
    }

    /// Appends a piece to the last turn.
    fn append(&mut self, piece: &Word<'_>) {
        if let Some(start_ms) = piece.start_ms {
            self.close(start_ms);
        }
        let place = self.turns.len() - 1;
        let turn = &mut self.turns[place];
        if !turn.text.is_empty() && piece.joins == Joins::Spaced {
            turn.text.push(' ');
        }
        if let Some(start_ms) = piece.start_ms {
            let span = Span::new(start_ms, piece.end_ms.unwrap_or(start_ms));
            if piece.end_ms.is_none() {
                self.open = Some((place, turn.cues.len()));
            }
            turn.cues.push(Cue {
                text_start: turn.text.len(),
                span,
            });
            turn.span = Some(turn.span.map_or(span, |all| all.around(&span)));
            self.latest_start_ms = self.latest_start_ms.max(Some(start_ms));
        }
        turn.text.push_str(piece.text.trim());
    }

    /// Returns whether words belong to the last turn.
    fn continues(&self, speaker: Option<&str>, start_ms: Option<u64>, seam: Seam) -> bool {
        let Some(last) = self.turns.last() else {
            return false;
        };
        if seam == Seam::Apart || last.speaker.as_deref() != speaker {
            return false;
        }
        match (last.span.zip(self.latest_start_ms), start_ms) {
            _ if seam == Seam::Joined => true,
            (Some((before, latest_start_ms)), Some(start_ms)) => {
                let silent_ms = start_ms.saturating_sub(before.end_ms);
                let back_ms = latest_start_ms.saturating_sub(start_ms);
                silent_ms <= MOST_SILENCE_MS && back_ms <= MOST_STEP_BACK_MS
            }
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => seam == Seam::Word,
        }
    }

    /// Ends the cue that has no end of its own, where the next one begins or its words must be over.
    fn close(&mut self, next_start_ms: u64) {
        let Some((turn, cue)) = self.open.take() else {
            return;
        };
        let turn = &mut self.turns[turn];
        let Cue { text_start, span } = &mut turn.cues[cue];
        let longest_ms = longest_ms(&turn.text[*text_start..]);
        let over_ms = span.start_ms.saturating_add(longest_ms);
        *span = Span::new(span.start_ms, next_start_ms.min(over_ms));
        turn.span = turn.span.map(|all| all.around(span));
    }

    fn warn(&mut self, place: Place, kind: WarningKind) {
        self.warnings.push(Warning { place, kind });
    }
}

/// Returns how long words last at most of which only the beginning is told: slowly said, with the
/// longest silence that a turn may have. "Thanks." does not last an hour because nobody spoke after.
fn longest_ms(words: &str) -> u64 {
    MOST_SILENCE_MS + SLOWEST_MS_PER_BYTE * words.len() as u64
}

/// What may end a turn before words of its speaker.
#[derive(Clone, Copy, PartialEq)]
enum Seam {
    /// A silence, a time that runs backwards, and a line with a time beside one without.
    Line,
    /// The first two.
    Word,
    /// Nothing: the writer joined the words, and knew better.
    Joined,
    /// Anything: a sign says that another speaks, who may be nameless too.
    Apart,
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
    fn words_without_an_end_last_until_the_next_or_as_long_as_they_can() {
        let ends = |next_start_ms| {
            let mut assembler = Assembler::default();
            for (start_ms, text) in [(5000, "Thanks."), (next_start_ms, "End.")] {
                assembler.push(Line {
                    end_ms: None,
                    ..line(1, start_ms, text)
                });
            }
            assembler.finish().0[0].cues[0].span.end_ms
        };
        assert_eq!(ends(20_000), 20_000);
        assert_eq!(ends(35_000), 35_000);
        assert_eq!(ends(3_725_000), 35_700);
    }

    #[test]
    fn lines_of_one_speaker_are_one_turn_until_a_long_silence() {
        assert_eq!(turns(&[0, 1000, 31_000]), 1);
        assert_eq!(turns(&[0, 1000, 40_000]), 2);
    }

    #[test]
    fn a_time_that_runs_backwards_ends_a_turn_beyond_the_disorder_of_captions() {
        assert_eq!(turns(&[50_000, 0, 1000]), 2);
        assert_eq!(turns(&[50_000, 49_000, 50_000]), 1);
    }

    #[test]
    fn a_time_that_runs_backwards_in_small_steps_ends_a_turn_too() {
        assert_eq!(turns(&[5000, 4200, 3400, 2600]), 2);
    }

    fn untimed(text: &str) -> Line<'_> {
        Line {
            start_ms: None,
            end_ms: None,
            ..line(1, 0, text)
        }
    }

    #[test]
    fn a_line_without_a_time_is_no_part_of_a_turn_with_times() {
        let mut assembler = Assembler::default();
        for line in [
            line(1, 0, "one"),
            untimed("two"),
            untimed("three"),
            line(4, 2000, "four"),
        ] {
            assembler.push(line);
        }
        assert_eq!(assembler.places(), [1, 1, 4].map(Place::Line));
        let (turns, _) = assembler.finish();
        let said: Vec<_> = turns.iter().map(|turn| (&*turn.text, turn.span)).collect();
        let timed = |start_ms| Some(Span::new(start_ms, start_ms + 1000));
        let expected = [
            ("one", timed(0)),
            ("two three", None),
            ("four", timed(2000)),
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn a_line_under_the_time_of_the_one_before_it_goes_on_with_it() {
        let mut assembler = Assembler::default();
        assembler.push(line(1, 0, "one"));
        assembler.push_on(untimed("two"));
        assembler.push(line(3, 2000, "three"));
        let (turns, _) = assembler.finish();
        assert_eq!((turns.len(), &*turns[0].text), (1, "one two three"));
        assert_eq!(turns[0].cues.len(), 2);
    }

    #[test]
    fn a_word_without_a_time_in_a_list_of_words_belongs_to_its_neighbours() {
        let mut assembler = Assembler::default();
        for start_ms in [None, Some(100), None, Some(300)] {
            assembler.push_listed(TimedWords {
                place: Place::Item(1),
                speaker: None,
                words: &[Word {
                    text: "so",
                    start_ms,
                    end_ms: start_ms,
                    joins: Joins::Spaced,
                }],
            });
        }
        let (turns, _) = assembler.finish();
        assert_eq!((turns.len(), turns[0].cues.len()), (1, 2));
    }

    #[test]
    fn lines_without_times_make_turns_without_times() {
        let mut assembler = Assembler::default();
        for text in ["one", "two"] {
            assembler.push(untimed(text));
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
