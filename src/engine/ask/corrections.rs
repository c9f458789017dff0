//! Reads mistyped words of a question as words that occur.
//!
//! A word is taken for mistyped where nobody says it, nobody and no recording is called so, and the
//! model does not know it. It is read as the word that is spelt most like it. Words in quotation
//! marks and words with digits are left as they are.

use std::collections::HashSet;
use std::ops::Range;

use super::interpretation::Correction;
use super::outcome::AskError;
use super::question::{Question, Understanding};
use crate::answer::{RankedPassage, WordMatch};
use crate::embed::{Embedder, MOST_QUESTION_BYTES};
use crate::engine::catalogue::Catalogue;
use crate::english::name_words;
use crate::index::Index;
use crate::question::{language_of, quoted_phrases};

/// A word with fewer letters is not taken for mistyped.
const FEWEST_LETTERS: usize = 4;

/// More words than these are not mistyped in one question.
const MOST_MISTYPED: usize = 8;

/// A question that is so many bytes short of the greatest length may grow by all corrections.
const MOST_GROWTH: usize = 64;

/// Endings that the model's vocabulary cuts off words that it knows.
const ENDINGS: [&str; 9] = ["s", "es", "d", "ed", "ing", "r", "er", "ers", "ly"];

/// A question as it is read.
#[derive(Debug, Default)]
pub(super) struct CorrectedQuestion {
    pub(super) question: Question,
    pub(super) corrections: Vec<Correction>,
    /// What the model compares: the topic that was given, else the question.
    compared: CorrectedText,
}

/// A text with its mistyped words replaced.
#[derive(Debug, Clone, Default, PartialEq)]
struct CorrectedText {
    text: String,
    /// Where the replaced words stood, and where the others stand now; in order.
    replaced: Vec<(Range<usize>, Range<usize>)>,
}

/// Replaces the mistyped words of a question, unless it is to be taken literally.
pub(super) fn correct(
    catalogue: &Catalogue,
    embedder: &Embedder,
    index: &Index,
    question: &Question,
) -> Result<CorrectedQuestion, AskError> {
    let mut corrected = CorrectedQuestion {
        question: question.clone(),
        ..CorrectedQuestion::default()
    };
    let mut correct = |text: &str| -> Result<CorrectedText, AskError> {
        let mistyped = match question.understanding {
            Understanding::Literal => Vec::new(),
            Understanding::ByRules | Understanding::Topic => {
                mistyped(catalogue, embedder, index, text)?
            }
        };
        let mut replacements = Vec::new();
        for word in mistyped {
            let typed = &text[word.clone()];
            let read = index.lexical.most_like(typed)?;
            // A question of the greatest length must not grow.
            let fits = |read: &String| {
                text.len() + MOST_GROWTH <= MOST_QUESTION_BYTES || read.len() <= typed.len()
            };
            if let Some(read) = read.filter(fits) {
                replacements.push((word, like_case(typed, read)));
            }
        }
        for (word, read) in &replacements {
            let correction = Correction {
                typed: text[word.clone()].to_owned(),
                read: read.clone(),
            };
            if !corrected.corrections.contains(&correction) {
                corrected.corrections.push(correction);
            }
        }
        Ok(replace(text, replacements))
    };
    corrected.compared = correct(&question.text)?;
    corrected.question.text.clone_from(&corrected.compared.text);
    if let Some(topic) = &question.topic {
        corrected.compared = correct(topic)?;
        corrected.question.topic = Some(corrected.compared.text.clone());
    }
    Ok(corrected)
}

/// Returns where the mistyped words of a text stand; none where it is not English, nor where most
/// words are strange, since it hardly is then.
fn mistyped(
    catalogue: &Catalogue,
    embedder: &Embedder,
    index: &Index,
    text: &str,
) -> Result<Vec<Range<usize>>, AskError> {
    let all = words(text);
    let mut strange = candidates(text, &all);
    if strange.is_empty() || !language_of(text).is_english() {
        return Ok(Vec::new());
    }
    let tokens = embedder.token_ranges(text);
    let unknown = embedder.unknown_token();
    strange.retain(|word| !is_known(text, word, &tokens, unknown));
    let mut unspoken = Vec::new();
    for word in strange {
        if !index.lexical.occurs(&text[word.clone()])? {
            unspoken.push(word);
        }
    }
    if unspoken.is_empty() {
        return Ok(unspoken);
    }
    let names = catalogue.known_names(index)?;
    let transcripts = names.known.transcripts.iter();
    let called = transcripts.flat_map(|it| [&it.title, &it.id]);
    let called = called.chain(&names.known.speakers);
    let names: HashSet<String> = called.flat_map(|name| name_words(name)).collect();
    let is_name =
        |word: &Range<usize>| name_words(&text[word.clone()]).all(|word| names.contains(&word));
    unspoken.retain(|word| !is_name(word));
    let few = unspoken.len() <= (all.len() / 2).clamp(1, MOST_MISTYPED);
    Ok(if few { unspoken } else { Vec::new() })
}

/// Returns where the words of a text stand: runs of letters and digits.
fn words(text: &str) -> Vec<Range<usize>> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    let start = |word: &str| word.as_ptr().addr() - text.as_ptr().addr();
    words
        .map(|word| start(word)..start(word) + word.len())
        .collect()
}

/// Returns the words that may be mistyped: long enough, of letters, outside quotation marks, and not
/// cut by an apostrophe ("didn't").
fn candidates(text: &str, words: &[Range<usize>]) -> Vec<Range<usize>> {
    let quoted = quoted_phrases(text);
    let may_be = |word: &&Range<usize>| {
        let letters = &text[(*word).clone()];
        let after = text[word.end..].strip_prefix(['\'', '’']);
        let is_cut = after.is_some_and(|after| {
            let mut after = after.chars();
            let ending = after.next().filter(|c| c.is_alphanumeric());
            ending.is_some_and(|c| c != 's' || after.next().is_some_and(char::is_alphanumeric))
        });
        let is_quoted = quoted
            .iter()
            .any(|phrase| phrase.start < word.end && word.start < phrase.end);
        letters.chars().all(char::is_alphabetic)
            && letters.chars().count() >= FEWEST_LETTERS
            && !is_cut
            && !is_quoted
    };
    words.iter().filter(may_be).cloned().collect()
}

/// Returns whether the model has a word whole, or but for an ending.
fn is_known(text: &str, word: &Range<usize>, tokens: &[(u32, Range<usize>)], unknown: u32) -> bool {
    let pieces = tokens.iter();
    let pieces = pieces.filter(|(_, piece)| word.start <= piece.start && piece.end <= word.end);
    let pieces: Vec<_> = pieces.collect();
    match &pieces[..] {
        [(_, whole)] => whole == word,
        [(_, _), (_, ending)] => ENDINGS.contains(&&text[ending.clone()]),
        _ => pieces.iter().any(|(id, _)| *id == unknown),
    }
}

/// Returns a word with a capital where the typed one has one.
fn like_case(typed: &str, read: String) -> String {
    let mut letters = read.chars();
    match letters.next() {
        Some(first) if typed.starts_with(char::is_uppercase) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => read,
    }
}

fn replace(text: &str, replacements: Vec<(Range<usize>, String)>) -> CorrectedText {
    let mut corrected = CorrectedText::default();
    let mut at = 0;
    for (word, read) in replacements {
        corrected.text.push_str(&text[at..word.start]);
        let start = corrected.text.len();
        corrected.text.push_str(&read);
        at = word.end;
        corrected.replaced.push((word, start..corrected.text.len()));
    }
    corrected.text.push_str(&text[at..]);
    corrected
}

impl CorrectedText {
    /// Returns where the word at this range stood in the text that was typed.
    fn as_typed(&self, range: &Range<usize>) -> Range<usize> {
        let (mut typed_end, mut end) = (0, 0);
        for (typed, read) in &self.replaced {
            if read.start < range.end && range.start < read.end {
                return typed.clone();
            }
            if read.end <= range.start {
                (typed_end, end) = (typed.end, read.end);
            }
        }
        let moved = |at: usize| at - end + typed_end;
        moved(range.start)..moved(range.end)
    }
}

impl CorrectedQuestion {
    /// Moves the question's words in matches to where they were typed, each whole.
    pub(super) fn as_typed(&self, passages: &mut [RankedPassage]) {
        for passage in passages {
            let matches = std::mem::take(&mut passage.matches).into_iter();
            let whole = matches.map(|it| WordMatch {
                question: self
                    .compared
                    .as_typed(&whole_word(&self.compared.text, &it.question)),
                ..it
            });
            passage.matches = merged(whole);
        }
    }
}

/// Returns the bytes of the whole words around a part of a text: runs of letters and digits.
pub(super) fn whole_word(text: &str, part: &Range<usize>) -> Range<usize> {
    let is_end = |c: char| !c.is_alphanumeric();
    let (Some(before), Some(after)) = (text.get(..part.start), text.get(part.end..)) else {
        return part.clone();
    };
    let start = before.trim_end_matches(|c: char| !is_end(c)).len();
    let end = part.end + after.find(is_end).unwrap_or(after.len());
    start..end
}

/// Joins the matches of pieces of one word with one word.
fn merged(matches: impl Iterator<Item = WordMatch>) -> Vec<WordMatch> {
    let mut merged: Vec<WordMatch> = Vec::new();
    for piece in matches {
        let same =
            |it: &&mut WordMatch| it.question == piece.question && it.passage == piece.passage;
        match merged.iter_mut().find(same) {
            Some(whole) if whole.share + piece.share > 0.0 => {
                let share = whole.share + piece.share;
                let sum = whole.share * whole.similarity + piece.share * piece.similarity;
                (whole.similarity, whole.share) = (sum / share, share);
            }
            Some(_) => {}
            None => merged.push(piece),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ask::tests::Invented;

    fn may_be_mistyped(text: &str) -> Vec<&str> {
        let candidates = candidates(text, &words(text)).into_iter();
        candidates.map(|word| &text[word]).collect()
    }

    #[test]
    fn words_with_digits_short_ones_and_quoted_ones_are_left_as_they_are() {
        let text = "who didn't say \"the tranformer modle\" of Toms' tranformer2, the keepr's catt";
        assert_eq!(may_be_mistyped(text), ["Toms", "keepr", "catt"]);
    }

    #[test]
    fn words_that_the_model_has_whole_or_but_for_an_ending_are_known() {
        let known = |text: &str, pieces: &[Range<usize>]| {
            let tokens: Vec<_> = pieces.iter().map(|piece| (2000, piece.clone())).collect();
            is_known(text, &(0..text.len()), &tokens, 100)
        };
        assert!(known("goats", std::slice::from_ref(&(0..5))));
        assert!(known("weirs", &[0..4, 4..5]));
        assert!(known("wager", &[0..4, 4..5]));
        assert!(!known("peet", &[0..3, 3..4]));
        assert!(!known("tranformer", &[0..4, 4..8, 8..10]));
        assert!(is_known("東京京都", &(0..12), &[(100, 0..12)], 100));
    }

    #[test]
    fn replaced_words_keep_their_capital_and_their_place() {
        let text = "the Tranformer modle sank";
        let corrected = replace(
            text,
            vec![
                (4..14, like_case("Tranformer", "transformer".into())),
                (15..20, "model".into()),
            ],
        );
        assert_eq!(corrected.text, "the Transformer model sank");
        let typed = |word: &str| {
            let at = corrected.text.find(word).unwrap();
            &text[corrected.as_typed(&(at..at + word.len()))]
        };
        for (read, typed_as) in [
            ("the", "the"),
            ("former", "Tranformer"),
            ("model", "modle"),
            ("sank", "sank"),
        ] {
            assert_eq!(typed(read), typed_as);
        }
    }

    #[test]
    fn a_mark_covers_the_whole_word_and_its_pieces_count_once() {
        let text = "the Kjelmyra’s bog";
        assert_eq!(&text[whole_word(text, &(6..8))], "Kjelmyra");
        let piece = |similarity, share| WordMatch {
            question: 0..8,
            passage: Some(4..12),
            similarity,
            share,
        };
        let merged = merged([piece(0.5, 0.1), piece(0.9, 0.3)].into_iter());
        assert_eq!(merged.len(), 1);
        assert!((merged[0].similarity - 0.8).abs() < 1e-6);
        assert!((merged[0].share - 0.4).abs() < 1e-6);
    }

    #[test]
    fn the_word_that_was_meant_is_the_nearest_that_occurs_and_of_those_the_most_frequent() {
        let text = "00:00:01.000 Ilka: The transformer in the mild winter, a ferry to the mill.\n\
                    00:00:09.000 Tarun: The old mill and the canal bridge.\n";
        let store = Invented::of(&[("marsh", "2024-05-01", text)], 60);
        let index = store.catalogue.index().unwrap();
        let meant = |typed: &str| index.lexical.most_like(typed).unwrap();
        for (typed, read) in [
            ("tranformer", "transformer"),
            ("Transofrmre", "transformer"),
            ("wniter", "winter"),
            ("ferrry", "ferry"),
            ("bridg", "bridge"),
            ("milx", "mill"),
            ("Tarum", "tarun"),
        ] {
            assert_eq!(meant(typed).as_deref(), Some(read), "{typed}");
        }
        for typed in [
            "mil",
            "till",
            "wintre2",
            "trsformr",
            "Zoltan",
            "東京京都",
            "cannnall",
        ] {
            assert_eq!(meant(typed), None, "{typed}");
        }
    }

    #[test]
    fn word_occurs_in_every_form_that_english_endings_give_it() {
        let store = Invented::two();
        let index = store.catalogue.index().unwrap();
        for (word, occurs) in [("ferries", true), ("Mills", true), ("goat", false)] {
            assert_eq!(index.lexical.occurs(word).unwrap(), occurs, "{word}");
        }
    }
}
