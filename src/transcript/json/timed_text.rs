//! Builds the text of one line of speech, with the times of the words in it.
//!
//! The words keep their spelling; only line ends become spaces. A line becomes one cue for each timed
//! word, and one cue for all where no word has a time.

use super::align::WordFinder;
use crate::transcript::assemble::{Assembler, Times, TurnBreak, Word};
use crate::transcript::raw_time::{RawTime, RawTimes};
use crate::transcript::warning::{Place, Warning};

/// A text under construction, with the times of its words.
#[derive(Debug, Default)]
pub(super) struct TimedText {
    text: String,
    words: Vec<WordStart>,
    /// The first time that cannot be read.
    invalid: Option<String>,
}

/// Where a timed word begins in the text.
#[derive(Debug)]
struct WordStart {
    at: usize,
    times: Times,
    /// Whether words without a time follow it, so that its end is unknown.
    open: bool,
}

impl TimedText {
    /// Returns the text of a line, with the times of those of its words that are found in it.
    pub(super) fn align<'a>(
        text: &str,
        words: impl IntoIterator<Item = (&'a str, RawTimes)>,
    ) -> Self {
        let text = one_line(text.trim());
        let mut timed = TimedText::default();
        let mut finder = WordFinder::new(&text);
        let mut end = 0;
        for (word, times) in words {
            let Some(place) = finder.find(word) else {
                timed.note_invalid(&times);
                continue;
            };
            let between = &text[end..place.start];
            let at = place.start - opening_marks(between, end == 0).len();
            if between.contains(char::is_alphanumeric) {
                timed.leave_open();
            }
            timed.begin_word(at, &times);
            end = place.end;
        }
        if text[end..].contains(char::is_alphanumeric) {
            timed.leave_open();
        }
        timed.text = text;
        timed
    }

    /// Appends a word with the spaces around it.
    pub(super) fn append(&mut self, text: &str, times: &RawTimes) {
        let at = self.text.len() + text.len() - text.trim_start().len();
        if text.contains(char::is_alphanumeric) || times.start != RawTime::Absent {
            self.begin_word(at, times);
        }
        self.text.push_str(&one_line(text));
    }

    fn begin_word(&mut self, at: usize, times: &RawTimes) {
        self.note_invalid(times);
        let times = times.readable();
        if times.start_ms.is_some() {
            let open = false;
            self.words.push(WordStart { at, times, open });
        } else {
            self.leave_open();
        }
    }

    fn leave_open(&mut self) {
        if let Some(last) = self.words.last_mut() {
            last.open = true;
        }
    }

    /// Remembers the first time that cannot be read, for one warning a line.
    fn note_invalid(&mut self, times: &RawTimes) {
        if self.invalid.is_none() {
            self.invalid = times.invalid().next().map(str::to_owned);
        }
    }

    /// Adds it as one line. `times` are those of the whole line.
    pub(super) fn push_to(
        mut self,
        assembler: &mut Assembler,
        place: Place,
        speaker: Option<&str>,
        times: &RawTimes,
    ) {
        self.note_invalid(times);
        if let Some(invalid) = &self.invalid {
            assembler.warn(Warning::unreadable_time(place, invalid));
        }
        if self.words.is_empty() {
            assembler.push(place, speaker, times.readable(), &self.text);
        } else {
            let words = self.split(times.readable());
            assembler.push_words(place, speaker, &words, TurnBreak::BetweenLines);
        }
    }

    /// Cuts the text where its timed words begin.
    fn split(&self, line: Times) -> Vec<Word<'_>> {
        let first = self.words.first();
        let first_ms = first.and_then(|word| word.times.start_ms);
        let before_first = Word {
            text: &self.text[..first.map_or(0, |word| word.at)],
            times: Times::new(line.start_ms, first_ms),
            spaced: true,
        };
        let mut words = vec![before_first];
        for (index, word) in self.words.iter().enumerate() {
            let next = self.words.get(index + 1);
            let until = next.map_or(self.text.len(), |next| next.at);
            let next_ms = next.map_or(line.end_ms, |next| next.times.start_ms);
            let end_ms = match word.times.end_ms {
                Some(end_ms) if !word.open => Some(end_ms),
                end_ms => end_ms.max(next_ms),
            };
            words.push(Word {
                text: &self.text[word.at..until],
                times: Times::new(word.times.start_ms, end_ms),
                spaced: word.at == 0 || self.text[..word.at].ends_with(char::is_whitespace),
            });
        }
        words
    }
}

/// Returns the opening marks, such as quotation marks, at the end of the text between two words.
/// They belong to the second word: a space separates them from the first word, or `is_first` says
/// that there is no first word.
fn opening_marks(between: &str, is_first: bool) -> &str {
    let marks = match between.rsplit_once(char::is_whitespace) {
        Some((_, marks)) => marks,
        None if is_first => between,
        None => "",
    };
    if marks.contains(char::is_alphanumeric) {
        ""
    } else {
        marks
    }
}

/// Returns the text with spaces for line ends and tabs.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::model::Turn;
    use crate::transcript::warning::WarningKind;

    fn at(start_ms: u64, end_ms: u64) -> RawTimes {
        RawTimes {
            start: RawTime::At(start_ms),
            end: RawTime::At(end_ms),
        }
    }

    fn read(timed: TimedText, times: &RawTimes) -> (Turn, Vec<Warning>) {
        let mut assembler = Assembler::default();
        timed.push_to(&mut assembler, Place::Item(1), None, times);
        let (mut turns, warnings) = assembler.finish();
        (turns.remove(0), warnings)
    }

    /// Returns each timed piece of a turn with its times.
    fn pieces(turn: &Turn) -> Vec<(&str, u64, u64)> {
        let ends = turn.cues.iter().skip(1).map(|cue| cue.text_start);
        let ends = ends.chain([turn.text.len()]);
        let pieces = turn.cues.iter().zip(ends).map(|(cue, end)| {
            let text = turn.text[cue.text_start..end].trim();
            (text, cue.span.start_ms, cue.span.end_ms)
        });
        pieces.collect()
    }

    #[test]
    fn a_text_keeps_its_punctuation_and_gets_the_times_of_its_words() {
        let words = [("i", at(0, 10)), ("said", at(10, 30)), ("no", at(40, 50))];
        let (turn, warnings) = read(TimedText::align(" I said:\n“No!” ", words), &at(0, 60));
        assert_eq!(turn.text, "I said: “No!”");
        assert_eq!(
            pieces(&turn),
            [("I", 0, 10), ("said:", 10, 30), ("“No!”", 40, 50)]
        );
        assert!(warnings.is_empty());
    }

    #[test]
    fn a_word_without_a_time_is_said_within_the_one_before_it() {
        let words = [
            ("in", at(0, 10)),
            ("1961", RawTimes::default()),
            ("she", at(40, 50)),
        ];
        let (turn, _) = read(TimedText::align("In 1961 she sank.", words), &at(0, 90));
        assert_eq!(pieces(&turn), [("In 1961", 0, 40), ("she sank.", 40, 90)]);
    }

    #[test]
    fn words_before_the_first_time_begin_with_the_line() {
        let (turn, _) = read(
            TimedText::align("Two bells", [("bells", at(40, 50))]),
            &at(10, 50),
        );
        assert_eq!(pieces(&turn), [("Two", 10, 40), ("bells", 40, 50)]);
    }

    #[test]
    fn pieces_with_their_own_spaces_are_joined_as_they_are_written() {
        let mut timed = TimedText::default();
        for (text, times) in [
            ("Yes", at(0, 10)),
            (", ", RawTimes::default()),
            ("the", at(10, 20)),
            ("re", at(20, 30)),
            (".", RawTimes::default()),
        ] {
            timed.append(text, &times);
        }
        let (turn, _) = read(timed, &RawTimes::default());
        assert_eq!(turn.text, "Yes, there.");
        assert_eq!(
            pieces(&turn),
            [("Yes,", 0, 10), ("the", 10, 20), ("re.", 20, 30)]
        );
    }

    #[test]
    fn a_time_that_is_none_is_one_warning() {
        let invalid = || RawTimes {
            start: RawTime::invalid("NaN"),
            end: RawTime::invalid("-1"),
        };
        let words = [("one", invalid()), ("two", invalid())];
        let (turn, warnings) = read(TimedText::align("one two", words), &RawTimes::default());
        assert_eq!((turn.span, &*turn.text), (None, "one two"));
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].kind, WarningKind::UnreadableTime("NaN".into()));
    }
}
