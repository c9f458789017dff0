//! Finds the one known transcript that a question names by title, id or number.
//!
//! Words that many titles have are ignored, and so is a name that two transcripts share.

use std::ops::Range;

use crate::english::lexicon::{ARTICLES, RECORDINGS};
use crate::english::{self, HasWord, is_any, word_classes};
use crate::question::grammar::words::QuestionWord;
use crate::question::referents::KnownTranscript;

word_classes! {
    /// What recordings are called where a question points to one.
    pub(super) RECORDING_NAMES = [RECORDINGS] "transcript standup ep webinar";

    /// Words that do not distinguish titles.
    GENERIC = [ARTICLES RECORDING_NAMES]
        "of and in on with to for part weekly daily monthly team our my talk chat notes txt srt";
}

/// The least number of words with which a title in small letters counts as a title.
const UNMISTAKABLE: usize = 4;

fn is_generic(word: &str) -> bool {
    GENERIC.has(word) || word.chars().all(|c| c.is_ascii_digit())
}

/// The titles and ids by which transcripts are known.
#[derive(Debug)]
pub(super) struct TranscriptTitles {
    /// Of each transcript: the words of its id and those of its title.
    names: Vec<Vec<Vec<String>>>,
}

impl TranscriptTitles {
    /// Reads the ids and titles of these transcripts.
    pub(super) fn new(transcripts: &[KnownTranscript]) -> Self {
        let words_of = |name: &String| {
            let words = english::words(name);
            words.map(|word| word.bare().to_owned()).collect()
        };
        let names_of = |transcript: &KnownTranscript| {
            let mut names: Vec<Vec<String>> =
                [&transcript.id, &transcript.title].map(words_of).into();
            names.retain(|name| !name.is_empty());
            names
        };
        Self {
            names: transcripts.iter().map(names_of).collect(),
        }
    }

    /// Returns the transcript that "the … episode" names by two words of its title, or by all that
    /// tell it from others.
    pub(super) fn by_phrase(&self, words: &[QuestionWord], range: Range<usize>) -> Option<usize> {
        let start = range.start + usize::from(is_any(words, range.start, &["the"]));
        let phrase = words.get(start..range.end)?;
        let telling = count_telling(phrase.iter().map(|word| &word.bare));
        if telling == 0 {
            return None;
        }
        self.only(|name| {
            let is_part = name.windows(phrase.len()).any(|part| is_same(phrase, part));
            is_part && (phrase.len() > 1 || telling == count_telling(name))
        })
    }

    /// Returns the transcript whose title or id has the number at `at`.
    pub(super) fn by_number(&self, words: &[QuestionWord], at: usize) -> Option<usize> {
        let number: u32 = words.get(at)?.bare.parse().ok()?;
        self.only(|name| name.iter().any(|word| number_in(word) == Some(number)))
    }

    /// Returns the transcript whose whole title or id begins at `at`, and how many words it takes.
    ///
    /// "In night trains" is a title only with a capital, an underscore or enough words.
    pub(super) fn by_whole_name(
        &self,
        words: &[QuestionWord],
        at: usize,
    ) -> Option<(usize, usize)> {
        let here = |name: &[String]| {
            let here = words.get(at..at + name.len())?;
            (is_same(here, name) && name.len() > 1 && count_telling(name) > 0).then_some(here)
        };
        let is_here = |name: &[String]| {
            here(name).is_some_and(|here| {
                let is_marked = here.iter().any(|word| word.capital)
                    || here[1..].iter().any(|word| word.underscored);
                is_marked || here.len() >= UNMISTAKABLE
            })
        };
        let transcript = self.only(is_here)?;
        let names = self.names[transcript].iter().filter(|name| is_here(name));
        Some((transcript, names.map(Vec::len).max()?))
    }

    /// Returns the transcript with a name that fits, unless two have one.
    fn only(&self, fits: impl Fn(&[String]) -> bool) -> Option<usize> {
        let mut fitting = (0..self.names.len())
            .filter(|&transcript| self.names[transcript].iter().any(|name| fits(name)));
        fitting.next().filter(|_| fitting.next().is_none())
    }
}

fn is_same(words: &[QuestionWord], name: &[String]) -> bool {
    words.iter().map(|word| &word.bare).eq(name)
}

fn count_telling<'a>(words: impl IntoIterator<Item = &'a String>) -> usize {
    words.into_iter().filter(|word| !is_generic(word)).count()
}

/// Returns the number of `12`, `012` or `ep12`.
fn number_in(word: &str) -> Option<u32> {
    let figures = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let before = &word[..word.len() - figures.len()];
    let leads = ["", "ep", "e", "episode", "session"].contains(&before);
    figures.parse().ok().filter(|_| leads)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::grammar::words::question_words;

    fn titles() -> TranscriptTitles {
        let transcript = |id: &str, title: &str| KnownTranscript {
            id: id.to_owned(),
            title: title.to_owned(),
            date: None,
        };
        TranscriptTitles::new(&[
            transcript("night_trains", "Lower Berth: night trains"),
            transcript("ep012", "The Weekly Goat"),
            transcript("goat-two", "The other goat, episode 13"),
        ])
    }

    #[test]
    fn two_words_of_a_title_or_its_only_distinctive_one_name_it() {
        for (text, expected) in [
            ("the lower berth", Some(0)),
            ("weekly goat", Some(1)),
            ("the other goat", Some(2)),
            ("the goat", Some(1)),
            ("berth", None),
            ("the weekly", None),
            ("boat", None),
        ] {
            let words = question_words(text, &[]);
            assert_eq!(
                titles().by_phrase(&words, 0..words.len()),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn numbers_are_compared_as_numbers() {
        for (text, expected) in [("12", Some(1)), ("0013", Some(2)), ("1", None), ("x", None)] {
            assert_eq!(
                titles().by_number(&question_words(text, &[]), 0),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn whole_title_needs_a_capital_an_underscore_or_length() {
        for (text, expected) in [
            ("night trains are slow", None),
            ("night_trains they sleep", Some((0, 2))),
            ("Night Trains they sleep", Some((0, 2))),
            ("lower berth night trains", Some((0, 4))),
        ] {
            assert_eq!(
                titles().by_whole_name(&question_words(text, &[]), 0),
                expected,
                "{text}"
            );
        }
    }
}
