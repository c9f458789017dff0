//! The known transcripts that a question names by title, id or number.
//!
//! In: words and the known transcripts. Out: the place of the one transcript that is named. Never here: a
//! transcript of two that fit, or one named by a word that every title has.

use std::ops::Range;

use super::KnownTranscript;
use super::words::{Word, is_any, words};

/// What recordings are called.
pub(super) const RECORDINGS: [&str; 13] = [
    "episode",
    "podcast",
    "interview",
    "meeting",
    "call",
    "recording",
    "transcript",
    "session",
    "standup",
    "show",
    "conversation",
    "ep",
    "webinar",
];

/// Words that tell no title from another.
const GENERIC: [&str; 22] = [
    "the", "a", "an", "of", "and", "in", "on", "with", "to", "for", "part", "weekly", "daily",
    "monthly", "team", "our", "my", "talk", "chat", "notes", "txt", "srt",
];

/// From how many words on a title in small letters is no coincidence.
const UNMISTAKABLE: usize = 4;

fn is_generic(word: &str) -> bool {
    GENERIC.contains(&word)
        || RECORDINGS.contains(&word)
        || word.chars().all(|c| c.is_ascii_digit())
}

/// The words by which transcripts are known.
#[derive(Debug)]
pub(super) struct Titles {
    /// Of each transcript: the words of its id and those of its title.
    names: Vec<Vec<Vec<String>>>,
}

impl Titles {
    /// Returns the words of these ids and titles.
    pub(super) fn of(transcripts: &[KnownTranscript]) -> Self {
        let words_of = |name: &str| words(name, &[]).into_iter().map(|word| word.bare).collect();
        let names_of = |transcript: &KnownTranscript| {
            let title = transcript.title.as_deref().map(words_of);
            let id: Vec<String> = words_of(&transcript.id);
            let names = [Some(id), title].into_iter().flatten();
            names.filter(|name| !name.is_empty()).collect()
        };
        Self {
            names: transcripts.iter().map(names_of).collect(),
        }
    }

    /// Returns the transcript that "the … episode" names by two words of its title, or by all that
    /// tell it from others.
    pub(super) fn titled(&self, words: &[Word], range: Range<usize>) -> Option<usize> {
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
    pub(super) fn numbered(&self, words: &[Word], at: usize) -> Option<usize> {
        let number: u32 = words.get(at)?.bare.parse().ok()?;
        self.only(|name| name.iter().any(|word| number_in(word) == Some(number)))
    }

    /// Returns the transcript whose whole title or id begins at `at`, and how many words it takes.
    ///
    /// "In night trains" is a title only where a capital, an underscore or its length says so.
    pub(super) fn whole(&self, words: &[Word], at: usize) -> Option<(usize, usize)> {
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

fn is_same(words: &[Word], name: &[String]) -> bool {
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

    fn titles() -> Titles {
        let transcript = |id: &str, title: &str| KnownTranscript {
            id: id.to_owned(),
            title: Some(title.to_owned()),
            date: None,
        };
        Titles::of(&[
            transcript("night_trains", "Lower Berth: night trains"),
            transcript("ep012", "The Weekly Goat"),
            transcript("goat-two", "The other goat, episode 13"),
        ])
    }

    #[test]
    fn two_words_of_a_title_or_all_that_tell_it_apart_name_it() {
        for (text, expected) in [
            ("the lower berth", Some(0)),
            ("weekly goat", Some(1)),
            ("the other goat", Some(2)),
            ("the goat", Some(1)),
            ("berth", None),
            ("the weekly", None),
            ("boat", None),
        ] {
            let words = words(text, &[]);
            assert_eq!(titles().titled(&words, 0..words.len()), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_compared_as_numbers() {
        for (text, expected) in [("12", Some(1)), ("0013", Some(2)), ("1", None), ("x", None)] {
            assert_eq!(titles().numbered(&words(text, &[]), 0), expected, "{text}");
        }
    }

    #[test]
    fn a_whole_title_needs_a_mark_that_it_is_one() {
        for (text, expected) in [
            ("night trains are slow", None),
            ("night_trains they sleep", Some((0, 2))),
            ("Night Trains they sleep", Some((0, 2))),
            ("lower berth night trains", Some((0, 4))),
        ] {
            assert_eq!(titles().whole(&words(text, &[]), 0), expected, "{text}");
        }
    }
}
