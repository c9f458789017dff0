//! Finds the language of a question, whether rules of English apply to it, and which of its words
//! carry its topic.
//!
//! A question is short, and its words may be of several languages. So how it opens counts as well:
//! `quanto custou`, `qui a peint`.

use super::function_words::is_function_word;
use super::lexicon::{LEXICONS, Lexicon, WordList, lexicon};
use super::normalise::normalise;
use super::recognise::{evidence_for, latin_words_for, most_used, recognise};
use super::subtag::Language;
use super::words::word_ranges;

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

/// How many times what its words say for English a question of an English opening must say for
/// another language: `Do men die in mines?` is not Dutch.
const OPENING: f32 = 3.0;

/// The language of a question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QuestionLanguage {
    /// The language that it is most likely in. Where nothing tells, this is English, or the language
    /// that is most used of those with its script.
    pub likely: Language,
    /// Whether its words or letters tell the language.
    pub is_sure: bool,
}

impl QuestionLanguage {
    /// Finds the language of a question.
    pub fn of(question: &str) -> Self {
        let recognised = recognise(question).filter(|&language| {
            language == Language::ENGLISH || !may_be_english(question, language)
        });
        let sure = recognised.or_else(|| by_opening(question));
        Self {
            likely: sure.unwrap_or_else(|| most_used(question)),
            is_sure: sure.is_some(),
        }
    }

    /// Returns whether the question is English, or may be: where its language is unsure and it is
    /// written in Latin letters or in none.
    pub fn is_english(self) -> bool {
        self.likely == Language::ENGLISH
    }

    /// Returns the language where it is sure.
    pub fn sure(self) -> Option<Language> {
        self.is_sure.then_some(self.likely)
    }
}

/// Returns whether the words of a question say as much for English as for another language, as where
/// all of its function words are English ones too: `Was Jörg in Köln?`.
fn may_be_english(question: &str, language: Language) -> bool {
    let english = latin_words_for(question, Language::ENGLISH).filter(|&english| english > 0.0);
    let Some((english, other)) = english.zip(latin_words_for(question, language)) else {
        return false;
    };
    let words: Vec<&str> = word_ranges(question)
        .into_iter()
        .map(|word| &question[word])
        .collect();
    let is_of = |word: &str, language| is_function_word(&normalise(word, language), language);
    let opens_in_english = words
        .first()
        .is_some_and(|first| is_of(first, Language::ENGLISH) && !is_of(first, language));
    let participles = words.iter().filter(|word| is_participle(word)).count();
    let english = english + participles as f32;
    other <= english * if opens_in_english { OPENING } else { 1.0 }
}

/// Returns whether a word looks like an English participle (`mentioned`): no function word, but few
/// words of other languages end so.
fn is_participle(word: &str) -> bool {
    let is_small = word.bytes().all(|letter| letter.is_ascii_lowercase());
    let stem = word.strip_suffix("ed").filter(|stem| stem.len() > 2);
    is_small && stem.is_some_and(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']))
}

/// Returns the language whose interrogative opens a question that tells none; of several, the one
/// that its words say most for. A function word must follow, since the first word may be a name
/// (`Chi square`), and an interrogative that is an English word (`was`) needs more than that.
fn by_opening(question: &str) -> Option<Language> {
    let openings = LEXICONS.iter().filter_map(|lexicon| {
        let language = lexicon.language();
        let end = opening_end(question, lexicon)?;
        let (_, signs) = evidence_for(&question[end..], language)?;
        let (evidence, _) = evidence_for(question, language)?;
        let is_of_english = is_all_english(&question[..end]) && may_be_english(question, language);
        (signs > 0 && !is_of_english).then_some((evidence, language))
    });
    let best = openings.max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.map(|(_, language)| language)
}

/// Returns whether all words of a text are English function words.
fn is_all_english(text: &str) -> bool {
    let mut words = word_ranges(text).into_iter();
    words.all(|word| {
        let word = normalise(&text[word], Language::ENGLISH);
        is_function_word(&word, Language::ENGLISH)
    })
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
