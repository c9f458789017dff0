//! Recognises the language of a text by its script and its function words.
//!
//! Turns are short, and statistics of letters take five words for another language; a function word
//! is found in almost every clause, and few languages share it. Letters that few languages have
//! (`ß`, `ñ`) count as well. Where two languages are about as likely, none is named.

use unicode_segmentation::UnicodeSegmentation;

use super::function_words::{LANGUAGES, SIGNS};
use super::script::{Script, ScriptCounts};
use super::subtag::Language;

/// The most words of a text that are read: more change nothing.
const MOST_WORDS: usize = 400;

/// What a letter of few languages counts, where a word of one language alone counts 1.
const LETTER: f32 = 0.5;

/// The least evidence for a language: what a function word that no other language has counts.
const LEAST: f32 = 0.9;

/// How many times the evidence for the next language the best one's must be.
const MARGIN: f32 = 1.4;

/// The least evidence a word. A name or a title in a foreign language is not one.
const LEAST_A_WORD: f32 = 0.1;

/// Returns the language of a text, where it is sure.
pub fn recognise(text: &str) -> Option<Language> {
    let scripts = ScriptCounts::new(text);
    let script = scripts.main()?;
    let language = language_of(script, text);
    if script == Script::Latin && language.is_none() {
        return language_of(scripts.beside_latin()?, text);
    }
    language
}

/// Returns the language of a text, or the one that it is most often in where it is unsure: how to
/// stem words must be decided.
pub fn likely(text: &str) -> Language {
    recognise(text).unwrap_or_else(|| match ScriptCounts::new(text).main() {
        Some(Script::Cyrillic) => Language::known("ru"),
        Some(Script::Arabic) => Language::known("ar"),
        Some(Script::Devanagari) => Language::known("hi"),
        _ => Language::ENGLISH,
    })
}

/// Returns the language of the text in a script.
fn language_of(script: Script, text: &str) -> Option<Language> {
    match script {
        Script::Of(language) => Some(language),
        Script::Han => Some(Language::known("zh")),
        _ => by_words(script, text),
    }
}

fn by_words(script: Script, text: &str) -> Option<Language> {
    let mut evidence = vec![0.0; LANGUAGES.len()];
    let mut count = 0;
    let small = text.to_lowercase();
    let small = small.replace('’', "'");
    let words = small.split_word_bounds().flat_map(|word| word.split('\''));
    for word in words.filter(|word| !word.is_empty()).take(2 * MOST_WORDS) {
        let is_word = word.contains(char::is_alphabetic);
        if is_word || word.contains(['¿', '¡']) {
            add(word, &mut evidence);
            count += usize::from(is_word);
        }
    }
    let of_script = LANGUAGES.iter().zip(&evidence);
    let of_script = of_script.filter(|(of, _)| of.script == script);
    let mut ranked: Vec<_> = of_script.map(|(of, &sum)| (sum, of.language)).collect();
    ranked.sort_by(|one, other| other.0.total_cmp(&one.0));
    let (best, language) = *ranked.first()?;
    let next = ranked.get(1).map_or(0.0, |&(sum, _)| sum);
    let least = LEAST.max(LEAST_A_WORD * count as f32);
    let is_sure = best >= least && best >= MARGIN * next;
    is_sure.then_some(language)
}

/// Adds what a word says for each language. A letter that a language does not have speaks against it.
fn add(word: &str, evidence: &mut [f32]) {
    if let Some(places) = SIGNS.words.get(word) {
        for &place in places {
            evidence[place] += 1.0 / (places.len() as f32).sqrt();
        }
    }
    let letters = word.chars().filter_map(|c| SIGNS.letters.get(&c));
    let Some(places) = letters.min_by_key(|places| places.len()) else {
        return;
    };
    for (place, sum) in evidence.iter_mut().enumerate() {
        match places.contains(&place) {
            true => *sum += LETTER / places.len() as f32,
            false => *sum -= LETTER,
        }
    }
}
