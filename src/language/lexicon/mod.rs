//! Holds what reading a question needs of nine languages besides English, one data file each.
//!
//! A file has word lists under `[lists]`, each named by a [`WordList`], and question patterns, whose
//! slots (`<who>`) are those lists. Entries are words or phrases, and are compared folded; an accent
//! counts only in `keeps_accents`. Words are cut as [`word_ranges`] cuts them: behind an apostrophe,
//! and sign by sign in Chinese and Japanese, where a phrase is therefore looked for anywhere.
//!
//! Function words are not here but in `function_words/`, which has more languages.

mod phrases;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use self::phrases::Phrases;
use super::function_words::is_function_word;
use super::normalise::{fold_letters, small_letters};
use super::subtag::Language;
use super::words::word_ranges;
use crate::named::named_enum;

named_enum! {
    /// A list of words or phrases with one use.
    #[derive(PartialOrd, Ord, Hash)]
    #[non_exhaustive]
    pub enum WordList {
        /// Asks for a person.
        Who = "who",
        /// Asks for a time or a date.
        When = "when",
        /// Asks for a place.
        Where = "where",
        /// Asks for a count of things or times.
        HowMany = "how_many",
        /// Asks for an amount: a price, a size, an age.
        HowMuch = "how_much",
        /// Asks for a stretch of time.
        HowLong = "how_long",
        /// Asks for a reason.
        Why = "why",
        /// Asks for a manner.
        How = "how",
        /// Asks for a thing or a choice.
        Which = "which",
        /// Asks for everything that fits.
        List = "list",
        /// Has an interrogative in it and asks for nothing.
        AsksNothing = "asks_nothing",
        /// Opens a question for yes or no.
        Whether = "whether",
        /// Comes before a question and is no part of it: `can you tell me`.
        Lead = "lead",
        /// Closes a statement into a question without a question mark.
        QuestionEnd = "question_end",
        /// Verbs of saying and thinking that a joining word parts from their topic.
        Said = "said",
        /// Verbs of saying whose object is the topic: `mention`.
        Mentions = "mentions",
        /// Joins a verb of saying to its topic.
        About = "about",
        /// Joins a verb of saying to a clause.
        That = "that",
        /// Auxiliaries of the perfect.
        Have = "have",
        /// Auxiliaries of the passive, and the copula.
        Be = "be",
        /// Nouns for what somebody thinks.
        Opinion = "opinion",
        /// Subjects that are nobody in particular.
        They = "they",
        /// Pronouns that repeat the subject behind its verb: French `Anna a-t-elle dit`.
        Echo = "echo",
        /// What may stand before a name: titles, articles.
        BeforeName = "before_name",
        /// What may stand behind a name.
        AfterName = "after_name",
        /// What may close a question of any pattern.
        End = "end",
        /// Endings that a name takes by its case.
        NameEnding = "name_ending",
        /// Numbers.
        Number = "number",
        /// Numbers that are parts of written-out ones and common words by themselves: `ein`.
        NumberPart = "number_part",
        /// Signs of numbers that count only before a [`WordList::Counter`].
        Numeral = "numeral",
        /// What is counted by numerals.
        Counter = "counter",
        /// What makes a date of a number before it.
        DateCounter = "date_counter",
        /// Months, days of the week, days counted from today, seasons and stretches of time.
        Time = "time",
        /// Turns that only agree, listen or hesitate.
        Backchannel = "backchannel",
    }
}

/// A word as the lists of a lexicon are compared with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexiconWord {
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
    /// Folded.
    pub folded: String,
}

impl AsRef<str> for LexiconWord {
    fn as_ref(&self) -> &str {
        &self.folded
    }
}

/// What is known of a language.
#[derive(Debug)]
pub struct Lexicon {
    language: Language,
    /// Small words whose accents count, since they are other words without.
    keeps_accents: HashSet<String>,
    lists: BTreeMap<WordList, Phrases>,
    /// Patterns of questions.
    pub patterns: Patterns,
}

/// Patterns of whole questions, and of a part of one. Each is words and slots between spaces; what
/// is in brackets may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patterns {
    /// Questions for the speakers who said something.
    pub who_said: Vec<String>,
    /// Questions for the moments at which something was talked about.
    pub when_said: Vec<String>,
    /// Questions for what somebody said or thinks.
    pub what_said: Vec<String>,
    /// Parts of questions that name who said the answer: `according to <speaker>`.
    pub according_to: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    keeps_accents: Vec<String>,
    patterns: Patterns,
    lists: BTreeMap<String, Vec<String>>,
}

macro_rules! files {
    ($($code:literal)*) => {
        [$(($code, include_str!(concat!($code, ".toml")))),*]
    };
}

/// The languages that have a lexicon, with its file.
const FILES: [(&str, &str); 9] = files!("de" "es" "fr" "it" "ja" "nl" "pt" "ru" "zh");

/// All lexicons, in the order of their codes.
pub(super) static LEXICONS: LazyLock<Vec<Lexicon>> = LazyLock::new(|| {
    let lexicons = FILES.iter().map(|(code, file)| {
        let lexicon = Lexicon::read(file, Language::known(code));
        lexicon.expect("a test reads every file of the program")
    });
    lexicons.collect()
});

/// Returns the lexicon of a language that has one.
pub fn lexicon(language: Language) -> Option<&'static Lexicon> {
    // English has rules of its own; its questions need not wait for the files.
    let place = FILES.iter().position(|(code, _)| *code == language.code());
    place.map(|place| &LEXICONS[place])
}

impl Lexicon {
    /// Reads a file; none where it is not of this form.
    fn read(file: &str, language: Language) -> Option<Self> {
        let file: File = toml::from_str(file).ok()?;
        let mut lexicon = Self {
            language,
            keeps_accents: file.keeps_accents.into_iter().collect(),
            lists: BTreeMap::new(),
            patterns: file.patterns,
        };
        for (name, entries) in file.lists {
            let entries = entries.iter().map(|entry| lexicon.folded(entry));
            let list = Phrases::new(entries);
            lexicon.lists.insert(WordList::from_name(&name)?, list);
        }
        Some(lexicon)
    }

    /// Returns its language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Returns the words of a text, in order.
    pub fn words(&self, text: &str) -> Vec<LexiconWord> {
        let words = word_ranges(text).into_iter().map(|span| LexiconWord {
            folded: self.fold(&text[span.clone()]),
            span,
        });
        words.collect()
    }

    /// Returns the words of a text, folded.
    pub fn folded(&self, text: &str) -> Vec<String> {
        let words = self.words(text).into_iter();
        words.map(|word| word.folded).collect()
    }

    fn fold(&self, word: &str) -> String {
        let small = small_letters(word, self.language);
        match self.keeps_accents.contains(&small) {
            true => small,
            false => fold_letters(&small, self.language),
        }
    }

    /// Returns the length of the longest phrase of a list that stands at `at`, in words.
    pub fn longest(&self, list: WordList, words: &[impl AsRef<str>], at: usize) -> Option<usize> {
        self.lists.get(&list)?.lengths_at(words, at).next()
    }

    /// Returns the lengths of all phrases of a list that stand at `at`, the longest first.
    pub fn lengths(
        &self,
        list: WordList,
        words: &[impl AsRef<str>],
        at: usize,
    ) -> impl Iterator<Item = usize> {
        let list = self.lists.get(&list);
        list.into_iter()
            .flat_map(move |list| list.lengths_at(words, at))
    }

    /// Returns whether a word, folded, is a function word.
    pub fn is_function_word(&self, word: &str) -> bool {
        is_function_word(word, self.language)
    }

    /// Returns whether a list has a word, folded.
    pub fn has(&self, list: WordList, word: &str) -> bool {
        self.longest(list, &[word], 0).is_some()
    }

    /// Returns whether a list has any word.
    pub fn has_any(&self, list: WordList) -> bool {
        self.lists.contains_key(&list)
    }

    /// Returns whether words end with a phrase of a list.
    pub fn ends_with(&self, list: WordList, words: &[impl AsRef<str>]) -> bool {
        (0..words.len()).any(|at| {
            let mut lengths = self.lengths(list, words, at);
            lengths.any(|length| at + length == words.len())
        })
    }

    /// Returns the entries of a list of single words, folded.
    pub fn entries(&self, list: WordList) -> impl Iterator<Item = &str> {
        self.lists
            .get(&list)
            .into_iter()
            .flat_map(Phrases::single_words)
    }
}
