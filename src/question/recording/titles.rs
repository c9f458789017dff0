//! Finds the one known transcript that a question names by title, id or number.
//!
//! Words that many titles have are ignored, and so is a name that two transcripts share. Capitals,
//! hyphens and underscores do not count, but they mark what is a name: the transcript
//! `mill-talk-552` is also "mill talk 552", "Mill Talk episode 552" and "episode 552 of mill talk",
//! and "the mill talk" where there is one only.

use std::ops::Range;

use crate::english::lexicon::{ARTICLES, AUXILIARIES, QUESTION_WORDS, RECORDINGS};
use crate::english::{self, HasWord, follows_any, is_any, word_classes};
use crate::question::grammar::words::QuestionWord;
use crate::question::referents::KnownTranscript;

word_classes! {
    /// What recordings are called where a question points to one.
    pub(super) RECORDING_NAMES = [RECORDINGS] "transcript standup ep webinar";

    /// Words that do not distinguish titles.
    GENERIC = [ARTICLES RECORDING_NAMES]
        "of and in on with to for part weekly daily monthly team our my talk chat notes txt srt";
}

/// Nouns at the end of a name that make it a recording's in small letters: `in the mill talk`.
const TALKS: [&str; 3] = ["talk", "talks", "chat"];

/// The least number of words with which a title in small letters counts as a title.
const UNMISTAKABLE: usize = 4;

/// The fewest words of an id with hyphens that is no ordinary compound (`follow-up`).
const FEWEST_HYPHENED: usize = 3;

/// The fewest characters of an id that is one word of letters and figures (`ep12`).
const FEWEST_OF_CODE: usize = 4;

fn is_generic(word: &str) -> bool {
    GENERIC.has(word) || word.chars().all(|c| c.is_ascii_digit())
}

/// A name of a transcript: its title or its id.
#[derive(Debug)]
struct TranscriptName {
    words: Vec<String>,
    /// The words before its number, without "episode": all of them where it has no number.
    series: Vec<String>,
    /// Its first number that has a word before it.
    number: Option<u32>,
}

impl TranscriptName {
    /// Returns nothing for a name without words.
    fn new(name: &str) -> Option<Self> {
        let words = english::words(name).map(|word| word.bare().to_owned());
        let words: Vec<String> = words.collect();
        let numbers = words.iter().enumerate().skip(1);
        let mut numbers = numbers.filter_map(|(at, word)| Some((at, number_in(word)?)));
        let (end, number) = match numbers.next() {
            Some((at, number)) => (at, Some(number)),
            None => (words.len(), None),
        };
        let mut series = words[..end].to_vec();
        if number.is_some() {
            while series.last().is_some_and(|word| is_filler(word)) {
                series.pop();
            }
        }
        (!words.is_empty()).then_some(Self {
            words,
            series,
            number,
        })
    }

    /// Returns how many words from `at` on are this name as nothing but a recording is called.
    fn length_at(&self, words: &[QuestionWord], at: usize) -> Option<usize> {
        let lengths = [
            self.whole_at(words, at),
            self.numbered_at(words, at),
            self.series_at(words, at),
        ];
        lengths.into_iter().flatten().max()
    }

    /// "In night trains" is a title only with a capital, an underscore, a number or enough words.
    fn whole_at(&self, words: &[QuestionWord], at: usize) -> Option<usize> {
        let here = words_here(words, at, &self.words)?;
        let is_code = here.len() == 1 && is_code(&here[0].bare);
        let is_whole = here.len() > 1 && count_telling(&self.words) > 0;
        let is_long = here.len() >= UNMISTAKABLE;
        let is_marked = is_code || (is_whole && (is_long || is_marked(words, at, here.len())));
        (is_marked && ends_at(words, at + here.len())).then_some(here.len())
    }

    /// Returns the length of the series with the number: `mill talk 552`, `Mill Talk episode 552`.
    fn numbered_at(&self, words: &[QuestionWord], at: usize) -> Option<usize> {
        let series = words_here(words, at, &self.series)?;
        let number_at = after_fillers(words, at + series.len());
        if number_at_place(words, number_at) != Some(self.number?) {
            return None;
        }
        let end = number_at + 1;
        let is_marked =
            series.len() > 1 || number_at > at + series.len() || is_marked(words, at, end - at);
        let is_name = count_telling(&self.series) > 0 && is_marked;
        (is_name && ends_at(words, end)).then_some(end - at)
    }

    /// Returns the length of the series alone: `the mill talk`.
    fn series_at(&self, words: &[QuestionWord], at: usize) -> Option<usize> {
        let here = words_here(words, at, &self.series)?;
        let end = at + here.len();
        // "On small talk" is about something else.
        let is_the = follows_any(words, at, &["the", "our"]) || self.series[0] == "the";
        let is_talk = is_the && here.last().is_some_and(|word| TALKS.has(&word.bare));
        let is_name = here.len() > 1 && count_telling(&self.series) > 0;
        let is_alone = number_at_place(words, after_fillers(words, end)).is_none();
        let is_marked = is_talk || is_marked(words, at, here.len());
        (is_name && is_alone && is_marked && ends_at(words, end)).then_some(here.len())
    }
}

/// The titles and ids by which transcripts are known.
#[derive(Debug)]
pub(super) struct TranscriptTitles {
    /// Of each transcript: its id and its title.
    names: Vec<Vec<TranscriptName>>,
}

impl TranscriptTitles {
    /// Reads the ids and titles of these transcripts.
    pub(super) fn new(transcripts: &[KnownTranscript]) -> Self {
        let names_of = |transcript: &KnownTranscript| {
            let names = [&transcript.id, &transcript.title].into_iter();
            names.filter_map(|name| TranscriptName::new(name)).collect()
        };
        Self {
            names: transcripts.iter().map(names_of).collect(),
        }
    }

    /// Returns the transcript that "the … episode" names by two words of its title, or by all that
    /// tell it from others. Where a number follows, the number decides.
    pub(super) fn by_phrase(&self, words: &[QuestionWord], range: Range<usize>) -> Option<usize> {
        let start = range.start + usize::from(is_any(words, range.start, &["the"]));
        let phrase = words.get(start..range.end)?;
        let telling = count_telling(phrase.iter().map(|word| &word.bare));
        let is_numbered = number_at_place(words, after_fillers(words, range.end)).is_some();
        if telling == 0 || is_numbered {
            return None;
        }
        let fits = |name: &TranscriptName| {
            let mut parts = name.words.windows(phrase.len());
            let is_part = parts.any(|part| is_same(phrase, part));
            is_part && (phrase.len() > 1 || telling == count_telling(&name.words))
        };
        self.only(|names| names.iter().any(fits))
    }

    /// Returns the transcript that "episode 12" at `at` names, whose number stands at `number`, and
    /// where its words end.
    ///
    /// A series that is named before it or behind it (`of mill talk`) must be the transcript's.
    pub(super) fn by_number(
        &self,
        words: &[QuestionWord],
        at: usize,
        number: usize,
    ) -> Option<(usize, usize)> {
        let wanted: u32 = words.get(number)?.bare.parse().ok()?;
        let has_number = |name: &TranscriptName| {
            let mut numbers = name.words.iter().filter_map(|word| number_in(word));
            numbers.any(|number| number == wanted)
        };
        let behind = number + 2 + usize::from(is_any(words, number + 2, &["the"]));
        let follows = is_any(words, number + 1, &["of", "from", "in"]);
        let of_series = |name: &TranscriptName| {
            let length = name.series.len();
            let is_behind = follows && words_here(words, behind, &name.series).is_some();
            let is_before = at >= length && words_here(words, at - length, &name.series).is_some();
            let is_series = count_telling(&name.series) > 0 && (is_behind || is_before);
            is_series.then_some(if is_behind {
                behind + length
            } else {
                number + 1
            })
        };
        let end_of = |names: &[TranscriptName]| names.iter().filter_map(of_series).max();
        let longest = self.names.iter().filter_map(|names| end_of(names)).max();
        let fits = |names: &[TranscriptName]| {
            let is_of_series = longest.is_none() || end_of(names) == longest;
            is_of_series && names.iter().any(has_number)
        };
        let transcript = self.only(fits)?;
        let end = longest.unwrap_or(number + 1);
        let is_called = end > number + 1 && is_any(words, end, &RECORDING_NAMES);
        Some((transcript, end + usize::from(is_called)))
    }

    /// Returns the transcript whose title, id or series begins at `at`, and how many words it
    /// takes. The longest name counts.
    pub(super) fn by_name(&self, words: &[QuestionWord], at: usize) -> Option<(usize, usize)> {
        let lengths = |names: &[TranscriptName]| {
            let lengths = names.iter().filter_map(|name| name.length_at(words, at));
            lengths.max()
        };
        let longest = self.names.iter().filter_map(|names| lengths(names)).max()?;
        let transcript = self.only(|names| lengths(names) == Some(longest))?;
        let is_called = is_any(words, at + longest, &RECORDING_NAMES);
        Some((transcript, longest + usize::from(is_called)))
    }

    /// Returns the transcript whose names fit, unless those of two do.
    fn only(&self, fits: impl Fn(&[TranscriptName]) -> bool) -> Option<usize> {
        let transcripts = 0..self.names.len();
        let mut fitting = transcripts.filter(|&transcript| fits(&self.names[transcript]));
        fitting.next().filter(|_| fitting.next().is_none())
    }
}

/// Returns the words from `at` on, where they are the words of this name.
fn words_here<'a>(
    words: &'a [QuestionWord],
    at: usize,
    name: &[String],
) -> Option<&'a [QuestionWord]> {
    let here = words.get(at..at + name.len())?;
    (!name.is_empty() && is_same(here, name)).then_some(here)
}

/// Returns whether these words are written as a name is: with a capital, or joined as in an id.
fn is_marked(words: &[QuestionWord], at: usize, length: usize) -> bool {
    let here = &words[at..at + length];
    let joined_by = |joint: char| here[1..].iter().any(|word| word.joint == Some(joint));
    let has_number = || here.iter().any(|word| number_in(&word.bare).is_some());
    let is_id = || length >= FEWEST_HYPHENED || has_number() || is_clause_end(words, at + length);
    here.iter().any(|word| word.capital) || joined_by('_') || (joined_by('-') && is_id())
}

/// Returns whether a clause ends before the word at `at`, so that no noun goes with those before.
fn is_clause_end(words: &[QuestionWord], at: usize) -> bool {
    words.get(at).is_none_or(|word| {
        let opens = QUESTION_WORDS.has(&word.bare) || AUXILIARIES.has(&word.bare);
        word.follows_punctuation || opens
    })
}

/// Returns whether a name may end before the word at `at`: no more of an id and no number follows.
fn ends_at(words: &[QuestionWord], at: usize) -> bool {
    words.get(at).is_none_or(|word| {
        let is_number = word.bare.parse::<u32>().is_ok() && !word.follows_punctuation;
        word.joint.is_none() && !is_number
    })
}

/// Returns the place behind "episode" or "number" at `at`.
fn after_fillers(words: &[QuestionWord], at: usize) -> usize {
    let fillers = words.iter().skip(at).take(2);
    at + fillers.take_while(|word| is_filler(&word.bare)).count()
}

fn is_filler(word: &str) -> bool {
    RECORDING_NAMES.has(word) || ["number", "no"].has(word)
}

fn number_at_place(words: &[QuestionWord], at: usize) -> Option<u32> {
    number_in(&words.get(at)?.bare)
}

/// Returns whether a word has letters and figures, as an id has that is one word.
fn is_code(word: &str) -> bool {
    word.chars().count() >= FEWEST_OF_CODE
        && word.contains(|c: char| c.is_ascii_digit())
        && word.contains(char::is_alphabetic)
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
                titles().by_number(&question_words(text, &[]), 0, 0),
                expected.map(|transcript| (transcript, 1)),
                "{text}"
            );
        }
    }

    #[test]
    fn whole_title_needs_a_capital_a_joint_or_length() {
        for (text, expected) in [
            ("night trains are slow", None),
            ("night_trains they sleep", Some((0, 2))),
            ("Night Trains they sleep", Some((0, 2))),
            ("lower berth night trains", Some((0, 4))),
            ("night-trains, who slept", Some((0, 2))),
            ("night-trains of old", None),
            ("ep012 of all", Some((1, 1))),
        ] {
            assert_eq!(
                titles().by_name(&question_words(text, &[]), 0),
                expected,
                "{text}"
            );
        }
    }
}
