//! Holds closed classes of words and phrases, and composes larger ones from them.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// A closed class of folded words: its own, and those of the classes it is composed of.
#[derive(Debug)]
pub struct WordClass {
    parts: &'static [&'static WordClass],
    own: &'static str,
    without: &'static str,
    all: OnceLock<HashSet<&'static str>>,
}

impl WordClass {
    /// Returns the class of all words of `parts` and of its own, without some.
    ///
    /// `word_classes!` is the shorter way to declare a class.
    pub const fn new(
        parts: &'static [&'static WordClass],
        own: &'static str,
        without: &'static str,
    ) -> Self {
        Self {
            parts,
            own,
            without,
            all: OnceLock::new(),
        }
    }

    /// Returns all words, in no order.
    pub fn words(&self) -> &HashSet<&'static str> {
        self.all.get_or_init(|| {
            let parts = self.parts.iter().flat_map(|part| part.words());
            let mut all: HashSet<&str> = parts.copied().collect();
            all.extend(self.own.split_whitespace());
            for word in self.without.split_whitespace() {
                all.remove(word);
            }
            all
        })
    }
}

/// Declares closed classes of words: the classes that each is composed of, its own words, and the
/// words that it leaves out.
///
/// ```text
/// word_classes! {
///     /// Articles.
///     ARTICLES = "a an the";
///
///     /// Words that are not names.
///     NO_NAMES = [ARTICLES MONTHS] "yes no" without "may";
/// }
/// ```
macro_rules! word_classes {
    ($(
        $(#[$doc:meta])*
        $visible:vis $name:ident = $([$($part:ident)*])? $($own:literal)?
            $(without $without:literal)?;
    )*) => {
        $(
            $(#[$doc])*
            $visible static $name: $crate::english::WordClass = $crate::english::WordClass::new(
                &[$($(&$part),*)?],
                concat!($($own)?),
                concat!($($without)?),
            );
        )*
    };
}
pub(crate) use word_classes;

/// A set of words, large or small.
pub trait HasWord {
    /// Returns whether the word is in it.
    fn has(&self, word: &str) -> bool;
}

impl HasWord for WordClass {
    fn has(&self, word: &str) -> bool {
        self.words().contains(word)
    }
}

impl<const N: usize> HasWord for [&str; N] {
    fn has(&self, word: &str) -> bool {
        self.contains(&word)
    }
}

/// A closed class of phrases: one or more folded words each.
#[derive(Debug)]
pub struct PhraseClass {
    own: &'static str,
    by_first_word: OnceLock<HashMap<&'static str, Vec<&'static str>>>,
}

impl PhraseClass {
    /// Returns the class of these phrases, between commas.
    pub const fn new(own: &'static str) -> Self {
        Self {
            own,
            by_first_word: OnceLock::new(),
        }
    }

    /// Returns the longest phrase that stands at `at`.
    pub fn find(&self, words: &[impl AsRef<str>], at: usize) -> Option<&'static str> {
        let first = words.get(at)?.as_ref();
        let phrases = self.by_first_word().get(first)?.iter().copied();
        let here = phrases.filter(|phrase| has_phrase(words, at, phrase));
        here.max_by_key(|phrase| count_words(phrase))
    }

    fn by_first_word(&self) -> &HashMap<&'static str, Vec<&'static str>> {
        self.by_first_word.get_or_init(|| {
            let mut all: HashMap<&str, Vec<&str>> = HashMap::new();
            for phrase in self.own.split(',').map(str::trim) {
                let first = phrase.split(' ').next().unwrap_or_default();
                all.entry(first).or_default().push(phrase);
            }
            all
        })
    }
}

/// Returns how many words a phrase has.
pub fn count_words(phrase: &str) -> usize {
    phrase.split(' ').count()
}

/// Returns whether the word at `at` is in the set.
pub fn is_any(words: &[impl AsRef<str>], at: usize, class: &impl HasWord) -> bool {
    words.get(at).is_some_and(|word| class.has(word.as_ref()))
}

/// Returns whether the word before `at` is in the set.
pub fn follows_any(words: &[impl AsRef<str>], at: usize, class: &impl HasWord) -> bool {
    at > 0 && is_any(words, at - 1, class)
}

/// Returns whether the words of the phrase stand at `at`, one after the other.
pub fn has_phrase(words: &[impl AsRef<str>], at: usize, phrase: &str) -> bool {
    let mut wanted = phrase.split(' ').enumerate();
    wanted.all(|(nth, word)| words.get(at + nth).map(AsRef::as_ref) == Some(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    word_classes! {
        COLD = "ice snow";
        WEATHER = [COLD] "rain" without "snow";
    }
    static CALLS: PhraseClass = PhraseClass::new("go, go on, go on then");

    #[test]
    fn class_has_the_words_of_its_parts_without_the_excluded_ones() {
        assert!(WEATHER.has("ice") && WEATHER.has("rain"));
        assert!(!WEATHER.has("snow") && !WEATHER.has(""));
        assert!(COLD.has("snow"));
    }

    #[test]
    fn the_longest_phrase_is_found() {
        let words = ["please", "go", "on", "now"];
        assert_eq!(CALLS.find(&words, 1), Some("go on"));
        assert_eq!(CALLS.find(&words, 0), None);
        assert_eq!(CALLS.find(&words, 4), None);
    }
}
