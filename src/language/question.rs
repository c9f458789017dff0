//! Finds the language of a question, whether rules of English apply to it, and which of its words
//! carry its topic.
//!
//! A question is short, and its words may be of several languages. So how it opens counts as well:
//! `quanto custou`, `qui a peint`.

use super::function_words::is_function_word;
use super::lexicon::{LEXICONS, Lexicon, WordList, lexicon};
use super::normalise::normalise;
use super::recognise::{evidence_for, likely, recognise};
use super::subtag::Language;

/// The lists whose phrases open a question. Those of a manner are words of other languages too.
const OPENINGS: [WordList; 8] = [
    WordList::Who,
    WordList::When,
    WordList::Where,
    WordList::HowMany,
    WordList::HowMuch,
    WordList::HowLong,
    WordList::Why,
    WordList::Which,
];

/// Returns the language of a question, or the one that it is most likely in.
pub fn of_question(question: &str) -> Language {
    let recognised = recognise(question).or_else(|| by_opening(question));
    recognised.unwrap_or_else(|| likely(question))
}

/// Returns whether a question is English, or may be: where its language is unsure and it is written
/// in Latin letters or in none.
pub fn is_english(question: &str) -> bool {
    of_question(question) == Language::ENGLISH
}

/// Returns the language whose interrogative opens a question that tells none; of several, the one
/// that its words say most for. A function word must follow, since the first word may be a name
/// (`Chi square`).
fn by_opening(question: &str) -> Option<Language> {
    let told = LEXICONS.iter().filter_map(|lexicon| {
        let rest = &question[opening_end(question, lexicon)?..];
        let (_, signs) = evidence_for(rest, lexicon.language())?;
        let (evidence, _) = evidence_for(question, lexicon.language())?;
        (signs > 0).then_some((evidence, lexicon.language()))
    });
    let best = told.max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.map(|(_, language)| language)
}

/// Returns where the interrogative ends that opens a question.
fn opening_end(question: &str, lexicon: &Lexicon) -> Option<usize> {
    let words = lexicon.words(question);
    let lengths = OPENINGS.into_iter();
    let longest = lengths
        .filter_map(|list| lexicon.longest(list, &words, 0))
        .max()?;
    Some(words[longest - 1].span.end)
}

/// Returns whether a word of a question in a language other than English carries its topic: it is
/// neither a function word nor one that asks or reports, as `sagte` is.
pub fn is_content_word(word: &str, language: Language) -> bool {
    let normal = normalise(word, language);
    let reports = lexicon(language).is_some_and(|lexicon| {
        let lists = OPENINGS
            .into_iter()
            .chain([WordList::Said, WordList::Mentions]);
        lists.into_iter().any(|list| lexicon.has(list, &normal))
    });
    !reports && !is_function_word(&normal, language)
}
