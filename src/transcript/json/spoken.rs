//! One stretch of speech: its text, and the times of the words in it.
//!
//! In: a text with words that have times, or such words one by one. Out: a timed line of the
//! assembler, with a time for each word where the file has them and one for all where it has not.
//! Never here: a changed word; only line ends become spaces.

use super::super::assemble::{Assembler, Joins, Line, TimedWords, Word};
use super::super::moment::Moment;
use super::super::{Place, Warning};
use super::align::places;

/// When something was said, as the file gives it.
#[derive(Debug, Clone, Default)]
pub(super) struct Times {
    /// Its beginning.
    pub start: Moment,
    /// Its end.
    pub end: Moment,
}

impl Times {
    /// Returns the times of what begins at `start` and takes as long as `length` says.
    pub(super) fn lasting(start: Moment, length: Moment) -> Self {
        let end = match (&start, length) {
            (Moment::At(start_ms), Moment::At(length_ms)) => {
                Moment::of_ms(start_ms.saturating_add(length_ms))
            }
            (_, Moment::At(_)) => Moment::Absent,
            (_, length) => length,
        };
        Times { start, end }
    }

    /// Returns the first of the two that is no time.
    pub(super) fn unfit(&self) -> Option<&str> {
        [&self.start, &self.end]
            .into_iter()
            .find_map(|moment| match moment {
                Moment::Unfit(text) => Some(text.as_str()),
                _ => None,
            })
    }
}

/// A text under construction, with the times of its words.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    text: String,
    marks: Vec<Mark>,
    unfit: Option<String>,
}

/// Where a timed word begins in the text.
#[derive(Debug)]
struct Mark {
    at: usize,
    start_ms: u64,
    end_ms: Option<u64>,
    /// Whether words without a time follow it.
    open: bool,
}

impl Spoken {
    /// Returns a segment's text, with the times of those of its words that are found in it.
    pub(super) fn aligned(text: &str, words: &[(&str, Times)]) -> Self {
        let mut spoken = Spoken {
            text: one_line(text.trim()),
            ..Spoken::default()
        };
        let heard: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let mut end = 0;
        for (place, (_, times)) in places(&spoken.text, &heard).into_iter().zip(words) {
            let Some(place) = place else {
                spoken.note(times);
                continue;
            };
            let between = &spoken.text[end..place.start];
            let at = place.start - opening(between, end == 0).len();
            if between.contains(char::is_alphanumeric) {
                spoken.leave_open();
            }
            spoken.mark(at, times);
            end = place.end;
        }
        if spoken.text[end..].contains(char::is_alphanumeric) {
            spoken.leave_open();
        }
        spoken
    }

    /// Appends a word with the spaces that it is written with.
    pub(super) fn append(&mut self, text: &str, times: &Times) {
        let at = self.text.len() + text.len() - text.trim_start().len();
        if text.contains(char::is_alphanumeric) || times.start != Moment::Absent {
            self.mark(at, times);
        }
        self.text.push_str(&one_line(text));
    }

    fn mark(&mut self, at: usize, times: &Times) {
        self.note(times);
        match times.start.ms() {
            Some(start_ms) => self.marks.push(Mark {
                at,
                start_ms,
                end_ms: times.end.ms(),
                open: false,
            }),
            None => self.leave_open(),
        }
    }

    fn leave_open(&mut self) {
        if let Some(last) = self.marks.last_mut() {
            last.open = true;
        }
    }

    /// Remembers the first time that is none, for one warning a line.
    fn note(&mut self, times: &Times) {
        if self.unfit.is_none() {
            self.unfit = times.unfit().map(str::to_owned);
        }
    }

    /// Pushes it as one line. `times` are those of the whole line, where the file gives them.
    pub(super) fn push_to(
        mut self,
        assembler: &mut Assembler,
        place: Place,
        speaker: Option<&str>,
        times: &Times,
    ) {
        self.note(times);
        if let Some(unfit) = self.unfit.take() {
            assembler.note(Warning::unreadable_time(place, &unfit));
        }
        if self.marks.is_empty() {
            return assembler.push(Line {
                place,
                speaker,
                start_ms: times.start.ms(),
                end_ms: times.end.ms(),
                text: &self.text,
            });
        }
        assembler.push_words(TimedWords {
            place,
            speaker,
            words: &self.words(times),
        });
    }

    /// Returns the text cut where its timed words begin.
    fn words(&self, whole: &Times) -> Vec<Word<'_>> {
        let first = self.marks.first().map_or(0, |mark| mark.at);
        let before = Word {
            text: &self.text[..first],
            start_ms: whole.start.ms(),
            end_ms: self.marks.first().map(|mark| mark.start_ms),
            joins: Joins::Spaced,
        };
        let mut words = vec![before];
        for (index, mark) in self.marks.iter().enumerate() {
            let next = self.marks.get(index + 1);
            let until = next.map_or(self.text.len(), |next| next.at);
            let next_ms = next.map_or(whole.end.ms(), |next| Some(next.start_ms));
            let spaced = mark.at == 0 || self.text[..mark.at].ends_with(char::is_whitespace);
            words.push(Word {
                text: &self.text[mark.at..until],
                start_ms: Some(mark.start_ms),
                end_ms: match mark.end_ms {
                    Some(end_ms) if !mark.open => Some(end_ms),
                    end_ms => end_ms.max(next_ms),
                },
                joins: if spaced {
                    Joins::Spaced
                } else {
                    Joins::Attached
                },
            });
        }
        words
    }
}

/// Returns the quotation marks and the like at the end of what stands between two words: they belong
/// to the second where a space parts them from the first, or where it is the first of all.
fn opening(between: &str, first: bool) -> &str {
    let marks = match between.rsplit_once(char::is_whitespace) {
        Some((_, marks)) => marks,
        None if first => between,
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
    use super::super::super::{Turn, WarningKind};
    use super::*;

    fn at(start_ms: u64, end_ms: u64) -> Times {
        Times {
            start: Moment::At(start_ms),
            end: Moment::At(end_ms),
        }
    }

    fn read(spoken: Spoken, times: &Times) -> (Turn, Vec<Warning>) {
        let mut assembler = Assembler::default();
        spoken.push_to(&mut assembler, Place::Item(1), None, times);
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
        let (turn, warnings) = read(Spoken::aligned(" I said:\n“No!” ", &words), &at(0, 60));
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
            ("1961", Times::default()),
            ("she", at(40, 50)),
        ];
        let (turn, _) = read(Spoken::aligned("In 1961 she sank.", &words), &at(0, 90));
        assert_eq!(pieces(&turn), [("In 1961", 0, 40), ("she sank.", 40, 90)]);
    }

    #[test]
    fn words_before_the_first_time_begin_with_the_line() {
        let (turn, _) = read(
            Spoken::aligned("Two bells", &[("bells", at(40, 50))]),
            &at(10, 50),
        );
        assert_eq!(pieces(&turn), [("Two", 10, 40), ("bells", 40, 50)]);
    }

    #[test]
    fn pieces_with_their_own_spaces_are_joined_as_they_are_written() {
        let mut spoken = Spoken::default();
        for (text, times) in [
            ("Yes", at(0, 10)),
            (", ", Times::default()),
            ("the", at(10, 20)),
            ("re", at(20, 30)),
            (".", Times::default()),
        ] {
            spoken.append(text, &times);
        }
        let (turn, _) = read(spoken, &Times::default());
        assert_eq!(turn.text, "Yes, there.");
        assert_eq!(
            pieces(&turn),
            [("Yes,", 0, 10), ("the", 10, 20), ("re.", 20, 30)]
        );
    }

    #[test]
    fn a_time_that_is_none_is_one_warning() {
        let unfit = || Times {
            start: Moment::unfit("NaN"),
            end: Moment::unfit("-1"),
        };
        let words = [("one", unfit()), ("two", unfit())];
        let (turn, warnings) = read(Spoken::aligned("one two", &words), &Times::default());
        assert_eq!((turn.span, &*turn.text), (None, "one two"));
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].kind, WarningKind::UnreadableTime("NaN".into()));
    }
}
