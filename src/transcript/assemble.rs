//! Joins the lines of a file into turns.
//!
//! Consecutive lines of one speaker are one turn. A turn ends at a long silence, at a time that runs
//! backwards, and between a line with a time and a line without one. Lines and turns stay in file
//! order. Every line with words is kept, and only the file's own times are used.

use super::error::ParseError;
use super::model::{Cue, Detail, Turn};
use super::warning::{Place, Warning, WarningKind, Warnings};
use crate::language::LanguageTag;
use crate::time::Span;

/// The longest silence inside a turn. After a longer one the recording was paused or another session
/// began. A passage across it would point to a time at which nothing is said.
pub(super) const MOST_SILENCE_MS: u64 = 30_000;

/// How long one byte of words takes in slow speech: 10 bytes a second are about 100 English words a
/// minute, or three Chinese characters a second.
const SLOWEST_MS_PER_BYTE: u64 = 100;

/// The furthest step back in time inside a turn; overlapping captions step back a little. A longer
/// step means that a second recording was appended, and a quote across both would have the times of
/// neither.
pub(super) const MOST_STEP_BACK_MS: u64 = 1000;

/// How many turns any file may have. They take less than 40 MB.
pub(super) const MANY_TURNS: usize = 100_000;

/// The fewest bytes for each turn of a file with more turns. A turn takes about 230 bytes of memory
/// beside its words, so that all take less than 12 times the file. `[00:00:01] Ann: Yes, I do.` has
/// as many.
const FEWEST_BYTES_A_TURN: usize = 28;

/// Returns the most turns of a file with this many bytes of text.
fn most_turns(n_bytes: usize) -> usize {
    (n_bytes / FEWEST_BYTES_A_TURN).max(MANY_TURNS)
}

/// The start and end of a line or word as the file gives them, in milliseconds.
///
/// The end may lie before the start. A line with only a start ends where the next one with a time
/// begins.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Times {
    pub start_ms: Option<u64>,
    pub end_ms: Option<u64>,
}

impl Times {
    pub(super) fn new(start_ms: Option<u64>, end_ms: Option<u64>) -> Self {
        Self { start_ms, end_ms }
    }

    /// Returns the times of a line that has only a start.
    pub(super) fn from_start(start_ms: u64) -> Self {
        Self::new(Some(start_ms), None)
    }

    /// Returns the span of the times, which is empty where there is no end.
    pub(super) fn span(&self) -> Option<Span> {
        let start_ms = self.start_ms?;
        Some(Span::new(start_ms, self.end_ms.unwrap_or(start_ms)))
    }
}

impl From<(u64, u64)> for Times {
    fn from((start_ms, end_ms): (u64, u64)) -> Self {
        Self::new(Some(start_ms), Some(end_ms))
    }
}

/// One word of a line, for formats that give each word its own times.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word<'a> {
    /// The word as written, with its punctuation if that is not a word of its own.
    pub text: &'a str,
    /// A word without a time belongs to the word before it.
    pub times: Times,
    /// Whether a space precedes it, as before a word but not before a full stop.
    pub spaced: bool,
}

/// Turns under construction.
#[derive(Default)]
pub(super) struct Assembler {
    turns: Vec<Turn>,
    /// Where each turn begins in the file.
    pub(super) places: Vec<Place>,
    warnings: Warnings,
    previous_start_ms: u64,
    /// The latest start of a cue of the last turn; `None` where it has no cue.
    latest_start_ms: Option<u64>,
    /// The turn and the cue whose end is the start of the next cue.
    open: Option<(usize, usize)>,
    /// Whether the cues are lines or words.
    pub(super) detail: Detail,
    /// The language that the file states.
    pub(super) language: Option<LanguageTag>,
    /// How many turns the file may have, where its size is known; whether it has more, of which none
    /// is kept.
    most_turns: Option<usize>,
    is_too_dense: bool,
}

/// What begins a new turn although the speaker stays the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum TurnBreak {
    /// A silence, a step back in time, and a line with a time beside one without.
    BetweenLines,
    /// A silence or a step back in time.
    BetweenWords,
    /// Nothing: the file itself joins the words.
    Never,
    /// Always: the file says that the speaker changes, even if both are unknown.
    Always,
}

impl Assembler {
    /// Returns an assembler for the lines of a text, which keeps no more turns than a text of its size
    /// may have.
    pub(super) fn of_text(text: &str) -> Self {
        Self {
            most_turns: Some(most_turns(text.len())),
            ..Self::default()
        }
    }

    /// Adds the lines of a text with one line of speech a line. Blank lines are ignored, and lines that
    /// `read` cannot read are warnings.
    pub(super) fn with_lines<'a>(
        mut self,
        lines: impl Iterator<Item = (usize, &'a str)>,
        read: impl Fn(&'a str) -> Option<(Times, Option<&'a str>, &'a str)>,
    ) -> Self {
        for (index, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let place = Place::Line(index + 1);
            match read(line) {
                Some((times, speaker, words)) => self.push(place, speaker, times, words),
                None => self.unreadable(place, line),
            }
        }
        self
    }

    /// Adds a line, with a turn break [`TurnBreak::BetweenLines`].
    pub(super) fn push(&mut self, place: Place, speaker: Option<&str>, times: Times, text: &str) {
        self.push_line(place, speaker, times, text, TurnBreak::BetweenLines);
    }

    /// Adds a line.
    pub(super) fn push_line(
        &mut self,
        place: Place,
        speaker: Option<&str>,
        times: Times,
        text: &str,
        turn_break: TurnBreak,
    ) {
        let text = text.trim();
        if text.is_empty() {
            return self.warn(Warning::new(place, WarningKind::NoText));
        }
        if self.is_full() {
            return;
        }
        self.check_times(place, times);
        self.begin(place, speaker, times.start_ms, turn_break);
        self.append(&Word {
            text,
            times,
            spaced: true,
        });
    }

    /// Adds a line of nobody's: what stands before it as a label would is not understood, or a line
    /// like that goes on. The caller warns of the label.
    pub(super) fn push_not_understood(
        &mut self,
        place: Place,
        times: Times,
        text: &str,
        turn_break: TurnBreak,
    ) {
        let understood = |turn: &Turn| !turn.label_not_understood;
        let is_first = self.turns.last().is_none_or(understood);
        let turn_break = if is_first {
            TurnBreak::Always
        } else {
            turn_break
        };
        self.push_line(place, None, times, text, turn_break);
        if let Some(turn) = self.turns.last_mut().filter(|_| !text.trim().is_empty()) {
            turn.label_not_understood = true;
        }
    }

    /// Adds a line of words with times of their own. Empty words are ignored.
    pub(super) fn push_words(
        &mut self,
        place: Place,
        speaker: Option<&str>,
        words: &[Word<'_>],
        turn_break: TurnBreak,
    ) {
        let words = || words.iter().filter(|word| !word.text.trim().is_empty());
        let Some(first) = words().next() else {
            return self.warn(Warning::new(place, WarningKind::NoText));
        };
        if self.is_full() {
            return;
        }
        self.detail = Detail::Words;
        if let Some(start_ms) = first.times.start_ms {
            self.check_times(place, Times::from_start(start_ms));
        }
        let start_ms = words().find_map(|word| word.times.start_ms);
        self.begin(place, speaker, start_ms, turn_break);
        for word in words() {
            self.append(word);
        }
    }

    /// Records a warning.
    pub(super) fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }

    /// Records that a line cannot be read.
    pub(super) fn unreadable(&mut self, place: Place, text: &str) {
        self.warn(Warning::unreadable(place, text));
    }

    /// Refuses the file, since its turns are too many and too short, and frees them.
    pub(super) fn refuse_density(&mut self) {
        *self = Self {
            is_too_dense: true,
            ..Self::default()
        };
    }

    /// Checks that a file of this many bytes may have so many turns.
    ///
    /// # Errors
    /// Fails where it has more than [`MANY_TURNS`], of fewer than [`FEWEST_BYTES_A_TURN`] each.
    pub(super) fn check_density(&self, n_bytes: usize) -> Result<(), ParseError> {
        let turns = most_turns(n_bytes);
        if self.is_too_dense || self.turns.len() > turns {
            let bytes = n_bytes;
            return Err(ParseError::TooDense { turns, bytes });
        }
        Ok(())
    }

    /// Returns whether no more turns are kept.
    fn is_full(&mut self) -> bool {
        let most = self.most_turns;
        if most.is_some_and(|most| self.turns.len() > most) {
            self.refuse_density();
        }
        self.is_too_dense
    }

    /// Returns the turns and the warnings.
    pub(super) fn finish(self) -> (Vec<Turn>, Vec<Warning>) {
        (self.turns, self.warnings.finish())
    }

    /// Warns of times that run backwards.
    fn check_times(&mut self, place: Place, times: Times) {
        let Some(start_ms) = times.start_ms else {
            return;
        };
        if times.end_ms.is_some_and(|end_ms| end_ms < start_ms) {
            self.warn(Warning::new(place, WarningKind::EndsBeforeStart));
        }
        if start_ms < self.previous_start_ms {
            self.warn(Warning::new(place, WarningKind::StartsBeforePrevious));
        }
        self.previous_start_ms = start_ms;
    }

    /// Begins a new turn, unless the words that follow belong to the last one.
    fn begin(
        &mut self,
        place: Place,
        speaker: Option<&str>,
        start_ms: Option<u64>,
        turn_break: TurnBreak,
    ) {
        if let Some(start_ms) = start_ms {
            self.end_open_cue(start_ms);
        }
        if !self.continues(speaker, start_ms, turn_break) {
            self.turns.push(Turn {
                speaker: speaker.map(str::to_owned),
                ..Turn::default()
            });
            self.places.push(place);
            self.latest_start_ms = None;
        }
    }

    /// Appends a word or a whole line to the last turn.
    fn append(&mut self, word: &Word<'_>) {
        if let Some(start_ms) = word.times.start_ms {
            self.end_open_cue(start_ms);
        }
        let turn_idx = self.turns.len() - 1;
        let turn = &mut self.turns[turn_idx];
        if !turn.text.is_empty() && word.spaced {
            turn.text.push(' ');
        }
        if let Some(span) = word.times.span() {
            if word.times.end_ms.is_none() {
                self.open = Some((turn_idx, turn.cues.len()));
            }
            if turn.cues.is_empty() {
                // Room for four, the default, counts where millions of turns have one.
                turn.cues.reserve_exact(1);
            }
            turn.cues.push(Cue {
                text_start: turn.text.len(),
                span,
            });
            turn.span = Some(turn.span.map_or(span, |all| all.around(&span)));
            self.latest_start_ms = self.latest_start_ms.max(Some(span.start_ms));
        }
        turn.text.push_str(word.text.trim());
    }

    /// Returns whether words belong to the last turn.
    fn continues(
        &self,
        speaker: Option<&str>,
        start_ms: Option<u64>,
        turn_break: TurnBreak,
    ) -> bool {
        let Some(last) = self.turns.last() else {
            return false;
        };
        if turn_break == TurnBreak::Always || last.speaker.as_deref() != speaker {
            return false;
        }
        match (last.span.zip(self.latest_start_ms), start_ms) {
            _ if turn_break == TurnBreak::Never => true,
            (Some((before, latest_start_ms)), Some(start_ms)) => {
                let silent_ms = start_ms.saturating_sub(before.end_ms);
                let back_ms = latest_start_ms.saturating_sub(start_ms);
                silent_ms <= MOST_SILENCE_MS && back_ms <= MOST_STEP_BACK_MS
            }
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => turn_break == TurnBreak::BetweenWords,
        }
    }

    /// Ends the cue that has no end of its own: where the next one begins, or after the longest
    /// time that its words can last.
    fn end_open_cue(&mut self, next_start_ms: u64) {
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
}

/// Returns the longest time that words without an end can last: spoken slowly, with the longest
/// silence inside a turn. "Thanks." does not last an hour because nobody spoke after it.
fn longest_ms(words: &str) -> u64 {
    MOST_SILENCE_MS + SLOWEST_MS_PER_BYTE * words.len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_TIMES: Times = Times {
        start_ms: None,
        end_ms: None,
    };

    fn second_from(start_ms: u64) -> Times {
        (start_ms, start_ms + 1000).into()
    }

    /// Assembles lines of one speaker.
    fn assemble(lines: &[(Times, &str)]) -> Assembler {
        let mut assembler = Assembler::default();
        for (index, (times, text)) in lines.iter().enumerate() {
            assembler.push(Place::Line(index + 1), Some("Ana"), *times, text);
        }
        assembler
    }

    fn n_turns(starts: &[u64]) -> usize {
        let lines: Vec<_> = starts
            .iter()
            .map(|&ms| (second_from(ms), "words"))
            .collect();
        assemble(&lines).finish().0.len()
    }

    #[test]
    fn words_without_an_end_last_until_the_next_or_as_long_as_they_can() {
        let end_ms = |next_start_ms| {
            let lines = [
                (Times::from_start(5000), "Thanks."),
                (Times::from_start(next_start_ms), "End."),
            ];
            assemble(&lines).finish().0[0].cues[0].span.end_ms
        };
        assert_eq!(end_ms(20_000), 20_000);
        assert_eq!(end_ms(35_000), 35_000);
        assert_eq!(end_ms(3_725_000), 35_700);
    }

    #[test]
    fn lines_of_one_speaker_are_one_turn_until_a_long_silence() {
        assert_eq!(n_turns(&[0, 1000, 31_000]), 1);
        assert_eq!(n_turns(&[0, 1000, 40_000]), 2);
    }

    #[test]
    fn a_time_that_runs_backwards_ends_a_turn_beyond_the_disorder_of_captions() {
        assert_eq!(n_turns(&[50_000, 0, 1000]), 2);
        assert_eq!(n_turns(&[50_000, 49_000, 50_000]), 1);
    }

    #[test]
    fn a_time_that_runs_backwards_in_small_steps_ends_a_turn_too() {
        assert_eq!(n_turns(&[5000, 4200, 3400, 2600]), 2);
    }

    #[test]
    fn a_line_without_a_time_is_no_part_of_a_turn_with_times() {
        let assembler = assemble(&[
            (second_from(0), "one"),
            (NO_TIMES, "two"),
            (NO_TIMES, "three"),
            (second_from(2000), "four"),
        ]);
        assert_eq!(assembler.places, [1, 2, 4].map(Place::Line));
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
    fn a_line_under_the_time_of_the_one_before_it_continues_it() {
        let mut assembler = assemble(&[(second_from(0), "one")]);
        let (place, joined) = (Place::Line(2), TurnBreak::Never);
        assembler.push_line(place, Some("Ana"), NO_TIMES, "two", joined);
        assembler.push(Place::Line(3), Some("Ana"), second_from(2000), "three");
        let (turns, _) = assembler.finish();
        assert_eq!((turns.len(), &*turns[0].text), (1, "one two three"));
        assert_eq!(turns[0].cues.len(), 2);
    }

    #[test]
    fn a_word_without_a_time_in_a_list_of_words_belongs_to_its_neighbours() {
        let mut assembler = Assembler::default();
        for start_ms in [None, Some(100), None, Some(300)] {
            let word = Word {
                text: "so",
                times: Times {
                    start_ms,
                    end_ms: start_ms,
                },
                spaced: true,
            };
            assembler.push_words(Place::Item(1), None, &[word], TurnBreak::BetweenWords);
        }
        let (turns, _) = assembler.finish();
        assert_eq!((turns.len(), turns[0].cues.len()), (1, 2));
    }

    #[test]
    fn lines_without_times_make_turns_without_times() {
        let (turns, warnings) = assemble(&[(NO_TIMES, "one"), (NO_TIMES, "two")]).finish();
        assert_eq!((turns.len(), &*turns[0].text), (1, "one two"));
        assert_eq!((turns[0].span, turns[0].cues.len()), (None, 0));
        assert!(warnings.is_empty());
    }

    /// Assembles a text in which this many speakers say one word each.
    fn assemble_text(text: &str, n_turns: usize) -> Assembler {
        let mut assembler = Assembler::of_text(text);
        for index in 0..n_turns {
            let speaker = if index % 2 == 0 { "Ana" } else { "Ben" };
            assembler.push(Place::Line(index + 1), Some(speaker), NO_TIMES, "so");
        }
        assembler
    }

    #[test]
    fn many_turns_of_a_few_bytes_are_refused_and_not_kept() {
        let text = "A: so\n".repeat(MANY_TURNS + 10);
        let assembler = assemble_text(&text, MANY_TURNS + 10);
        assert!(assembler.turns.is_empty());
        let refused = assembler.check_density(text.len()).unwrap_err();
        let (turns, bytes) = (MANY_TURNS, text.len());
        assert_eq!(refused, ParseError::TooDense { turns, bytes });
        assert!(refused.remedy().is_some());
    }

    #[test]
    fn many_turns_are_kept_in_a_text_of_their_size() {
        let text = " ".repeat(FEWEST_BYTES_A_TURN * (MANY_TURNS + 10));
        let assembler = assemble_text(&text, MANY_TURNS + 10);
        assert_eq!(assembler.check_density(text.len()), Ok(()));
        assert_eq!(assembler.finish().0.len(), MANY_TURNS + 10);
    }

    #[test]
    fn a_line_with_a_start_alone_ends_where_the_next_begins() {
        let mut assembler = Assembler::default();
        for (speaker, start_ms) in [("Ana", 1000), ("Ben", 4000)] {
            let place = Place::Line(1);
            assembler.push(place, Some(speaker), Times::from_start(start_ms), "words");
        }
        let (turns, _) = assembler.finish();
        assert_eq!(turns[0].span, Some(Span::new(1000, 4000)));
        assert_eq!(turns[1].span, Some(Span::new(4000, 4000)));
    }

    #[test]
    fn words_with_times_are_cues_and_punctuation_joins_the_word_before() {
        let word = |text, times, spaced| Word {
            text,
            times,
            spaced,
        };
        let words = [
            word("So", (0, 10).into(), true),
            word("be it", (90_000, 90_010).into(), true),
            word(".", NO_TIMES, false),
        ];
        let mut assembler = Assembler::default();
        assembler.push_words(Place::Item(1), None, &words, TurnBreak::BetweenLines);
        let (turns, _) = assembler.finish();
        assert_eq!((turns.len(), &*turns[0].text), (1, "So be it."));
        assert_eq!(turns[0].span, Some(Span::new(0, 90_010)));
        assert_eq!(turns[0].cues.len(), 2);
        assert_eq!(turns[0].cues[1].text_start, 3);
    }
}
