//! Recognises the language of a text by its script and its function words.
//!
//! Turns are short, and statistics of letters take five words for another language; a function word
//! is found in almost every clause, and few languages share it. Letters that few languages have
//! (`ß`, `ñ`) count as well. Where two languages are about as likely, none is named.

use std::collections::HashSet;

use unicode_segmentation::UnicodeSegmentation;

use super::function_words::{FunctionWords, LANGUAGES, SIGNS};
use super::script::{Script, ScriptCounts, is_alone_in_script};
use super::subtag::Language;

/// The most words of a text that are read: more change nothing.
const MOST_WORDS: usize = 400;

/// What a letter of few languages counts, where a word of one language alone counts 1.
const LETTER: f32 = 0.5;

/// The least evidence for a language: what a function word that no other language has counts.
const LEAST: f32 = 0.9;

/// How many times the evidence for the next language the best one's must be.
const MARGIN: f32 = 1.4;

/// The fewest different words that tell a language of Latin letters, but for English: a single one
/// may be a slip of a recogniser, or a name.
const FEWEST_SIGNS: usize = 2;

/// The least evidence a word. A name or a title in a foreign language is not one.
const LEAST_A_WORD: f32 = 0.1;

/// Returns the language of a text, where it is sure.
pub fn recognise(text: &str) -> Option<Language> {
    recognise_by(text, FEWEST_SIGNS)
}

/// Returns the language of a text, where at least so many different words tell it. A script that
/// tells its language needs none.
pub(super) fn recognise_by(text: &str, fewest_signs: usize) -> Option<Language> {
    let scripts = ScriptCounts::new(text);
    let script = scripts.main()?;
    let language = language_of(script, text, fewest_signs);
    if script == Script::Latin && language.is_none() {
        return language_of(scripts.beside_latin()?, text, fewest_signs);
    }
    language
}

/// Returns the language of a text, or the one that it is most often in where it is unsure: how to
/// stem words must be decided.
pub fn likely(text: &str) -> Language {
    recognise(text).unwrap_or_else(|| most_used(text))
}

/// Returns the language that is most used of those with the script of a text.
pub(super) fn most_used(text: &str) -> Language {
    match ScriptCounts::new(text).main() {
        Some(Script::Cyrillic) => Language::known("ru"),
        Some(Script::Arabic) => Language::known("ar"),
        Some(Script::Devanagari) => Language::known("hi"),
        _ => Language::ENGLISH,
    }
}

/// Returns how much the words of a text say for a language, and how many different ones; none for a
/// language that no words tell.
pub(super) fn evidence_for(text: &str, language: Language) -> Option<(f32, usize)> {
    let place = LANGUAGES.iter().position(|of| of.language == language)?;
    let evidence = Evidence::of(text);
    Some((evidence.sums[place], evidence.signs[place]))
}

/// Returns how much the words of a text say for a language of Latin letters, without what its
/// letters say; none for another language.
pub(super) fn latin_words_for(text: &str, language: Language) -> Option<f32> {
    let is_it = |of: &FunctionWords| of.script == Script::Latin && of.language == language;
    let place = LANGUAGES.iter().position(is_it)?;
    Some(Evidence::of(text).of_words[place])
}

/// Returns whether text in a language can be told from text in others.
pub(super) fn is_recognised(language: Language) -> bool {
    let by_words = LANGUAGES.iter().any(|known| known.language == language);
    by_words || language.code() == "zh" || is_alone_in_script(language)
}

/// Returns the language of the text in a script.
fn language_of(script: Script, text: &str, fewest_signs: usize) -> Option<Language> {
    match script {
        Script::Of(language) => Some(language),
        Script::Han => Some(Language::known("zh")),
        _ => {
            let evidence = Evidence::of(text);
            let (language, signs) = evidence.surest(script)?;
            let is_enough =
                script != Script::Latin || language == Language::ENGLISH || signs >= fewest_signs;
            is_enough.then_some(language)
        }
    }
}

/// What the words of a text say for each of [`LANGUAGES`].
struct Evidence {
    sums: Vec<f32>,
    /// The sums without what letters add.
    of_words: Vec<f32>,
    /// How many different words say it.
    signs: Vec<usize>,
    words: usize,
}

impl Evidence {
    fn of(text: &str) -> Self {
        let mut evidence = Self {
            sums: vec![0.0; LANGUAGES.len()],
            of_words: vec![0.0; LANGUAGES.len()],
            signs: vec![0; LANGUAGES.len()],
            words: 0,
        };
        let small = text.to_lowercase().replace('’', "'");
        let words = small.split_word_bounds();
        let words = words.flat_map(|word| word.split('\''));
        let words =
            words.filter(|word| word.contains(|c: char| c.is_alphabetic() || "¿¡".contains(c)));
        let mut seen = HashSet::new();
        for word in words.take(MOST_WORDS) {
            evidence.add(word, seen.insert(word));
        }
        evidence
    }

    /// Adds what a word says. A letter that a language does not have speaks against it.
    fn add(&mut self, word: &str, is_new: bool) {
        self.words += 1;
        let having_word = SIGNS.words.get(word).map_or(&[][..], Vec::as_slice);
        for &place in having_word {
            let says = 1.0 / (having_word.len() as f32).sqrt();
            self.sums[place] += says;
            self.of_words[place] += says;
        }
        let letters = word.chars().filter_map(|c| SIGNS.letters.get(&c));
        let having_letter = letters.min_by_key(|places| places.len());
        for place in 0..LANGUAGES.len() {
            let letter = having_letter.map(|places| (places.contains(&place), places.len()));
            self.sums[place] += match letter {
                Some((true, languages)) => LETTER / languages as f32,
                Some((false, _)) => -LETTER,
                None => 0.0,
            };
            let tells = having_word.contains(&place) || letter.is_some_and(|(has, _)| has);
            self.signs[place] += usize::from(tells && is_new);
        }
    }

    /// Returns the language of a script that the words say most for, if it is sure, and how many
    /// different words say it.
    fn surest(&self, script: Script) -> Option<(Language, usize)> {
        let mut places: Vec<usize> = (0..LANGUAGES.len()).collect();
        places.retain(|&place| LANGUAGES[place].script == script);
        places.sort_by(|&one, &other| self.sums[other].total_cmp(&self.sums[one]));
        let &best = places.first()?;
        let next = places.get(1).map_or(0.0, |&place| self.sums[place]);
        let least = LEAST.max(LEAST_A_WORD * self.words as f32);
        let is_sure = self.sums[best] >= least && self.sums[best] >= MARGIN * next;
        is_sure.then_some((LANGUAGES[best].language, self.signs[best]))
    }
}
