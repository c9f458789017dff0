//! Finds where a question begins after polite openings, and which of its words are adverbs.

use super::words::QuestionWord;
use crate::english::{HasWord, PhraseClass, count_words, follows_any, word_classes};

word_classes! {
    /// Words between a subject and its verb, besides those in `ly`.
    ADVERBS =
        "also ever first then once always still just not even never often later again both all \
         else now earlier each";
}

/// Phrases before the question itself.
static LEADS: PhraseClass = PhraseClass::new(
    "can you tell me, could you tell me, can you please tell me, i want to know, i would like to \
     know, i'd like to know, do you know, do you remember, do we know, does anyone know, let me \
     know, tell me, remind me, find out, can you, could you, please, hey, hi, ok, okay, so, and, \
     well",
);

/// Returns where the adverbs before `at` begin.
pub(crate) fn before_adverbs(words: &[QuestionWord], mut at: usize) -> usize {
    while at > 0 && (is_adverb(&words[at - 1]) || follows_any(words, at, &["been"])) {
        at -= 1;
    }
    at
}

/// Returns where the adverbs from `at` end.
pub(crate) fn after_adverbs(words: &[QuestionWord], at: usize) -> usize {
    let adverbs = words.iter().skip(at).take_while(|word| is_adverb(word));
    at + adverbs.count()
}

/// Returns whether a word says how or when rather than what.
pub(crate) fn is_adverb(word: &QuestionWord) -> bool {
    !word.possessive
        && !word.capital
        && (ADVERBS.has(&word.bare) || (word.bare.len() > 4 && word.bare.ends_with("ly")))
}

/// Returns where the question itself begins.
pub(crate) fn lead_end(words: &[QuestionWord]) -> usize {
    let mut at = 0;
    while let Some(lead) = LEADS.find(words, at) {
        at += count_words(lead);
    }
    // A text of polite words alone is read whole.
    if at < words.len() { at } else { 0 }
}
