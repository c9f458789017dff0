//! Decides what a question asks for by the interrogatives of its language.

use crate::language::{Lexicon, LexiconWord, WordList};
use crate::question::kind::QuestionKind;

/// What the phrases of a list ask for; those without a kind ask for nothing.
const KINDS: [(WordList, Option<QuestionKind>); 11] = [
    (WordList::Who, Some(QuestionKind::Who)),
    (WordList::When, Some(QuestionKind::When)),
    (WordList::Where, Some(QuestionKind::Where)),
    (WordList::HowMany, Some(QuestionKind::HowMany)),
    (WordList::HowMuch, Some(QuestionKind::HowMany)),
    (WordList::HowLong, Some(QuestionKind::HowMany)),
    (WordList::Why, Some(QuestionKind::Why)),
    (WordList::How, Some(QuestionKind::How)),
    (WordList::Which, Some(QuestionKind::What)),
    (WordList::List, Some(QuestionKind::List)),
    (WordList::AsksNothing, None),
];

/// Returns the lists whose phrases ask for something that somebody says, but for who: "Wer sagte
/// Anna, dass er kommt?" asks who told her.
pub(super) fn interrogatives() -> impl Iterator<Item = WordList> {
    let asking = KINDS
        .into_iter()
        .filter_map(|(list, kind)| kind.map(|_| list));
    asking.filter(|list| ![WordList::List, WordList::Who].contains(list))
}

/// Returns the kind of a question: that of the leftmost interrogative, the longest there.
///
/// A question for yes or no asks for none ("Weiß Anna, wann er kommt?").
pub(super) fn kind_of(words: &[LexiconWord], lexicon: &Lexicon) -> QuestionKind {
    let is_whether = lexicon.longest(WordList::Whether, words, 0).is_some();
    if is_whether && asked_at(words, 0, lexicon).is_none() {
        return QuestionKind::What;
    }
    let mut at = 0;
    while at < words.len() {
        match asked_at(words, at, lexicon) {
            Some((_, Some(kind))) => return kind,
            Some((length, None)) => at += length,
            None => at += 1,
        }
    }
    QuestionKind::What
}

/// Returns the length of the longest phrase of [`KINDS`] that stands at `at`, and its kind.
fn asked_at(
    words: &[LexiconWord],
    at: usize,
    lexicon: &Lexicon,
) -> Option<(usize, Option<QuestionKind>)> {
    let phrases = KINDS
        .iter()
        .filter_map(|&(list, kind)| Some((lexicon.longest(list, words, at)?, kind)));
    phrases.max_by_key(|&(length, _)| length)
}
