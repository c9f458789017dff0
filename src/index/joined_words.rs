//! Cuts text into words, and joins what recognisers and note-takers cut apart.
//!
//! "L_C_D_" and "L. C. D." are written LCD elsewhere, "H 100" H100, "GPT 4" and "GPT-4" GPT4. The
//! joined word stands beside its parts, so that both are found. So does each pair of neighbouring
//! Chinese, Japanese or Korean signs, which have no space between words.

use std::ops::Range;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_normalization::UnicodeNormalization;

use crate::language::{is_sign, word_ranges};

/// The most letters before a number that is joined with them.
const MOST_LETTERS: usize = 5;

/// The longest number that is joined with letters.
const MOST_DIGITS: usize = 6;

/// Cuts text at all signs but letters and digits. A joined word has a `position_length` above 1 and
/// follows its parts.
#[derive(Clone, Default)]
pub(super) struct JoiningTokenizer;

/// The words of a text.
pub(super) struct JoinedWords {
    tokens: std::vec::IntoIter<Token>,
    token: Token,
}

impl Tokenizer for JoiningTokenizer {
    type TokenStream<'a> = JoinedWords;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> JoinedWords {
        JoinedWords {
            tokens: words_of(text).into_iter(),
            token: Token::default(),
        }
    }
}

impl TokenStream for JoinedWords {
    fn advance(&mut self) -> bool {
        let next = self.tokens.next();
        let is_there = next.is_some();
        self.token = next.unwrap_or_default();
        is_there
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Returns the words of a text, and behind the parts of each joined word that word.
pub(super) fn words_of(text: &str) -> Vec<Token> {
    let pieces = word_ranges(text);
    let mut tokens = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while at < pieces.len() {
        if is_sign_at(text, &pieces[at]) {
            tokens.push(token(text, &pieces[at..=at], at));
            tokens.extend(pair(text, &pieces, at));
            at += 1;
            continue;
        }
        let count = spelled(text, &pieces[at..]).max(numbered(text, &pieces[at..]));
        let parts = &pieces[at..at + count];
        let singles = parts.chunks(1).zip(at..);
        tokens.extend(singles.map(|(piece, place)| token(text, piece, place)));
        if count > 1 {
            tokens.push(token(text, parts, at));
        }
        at += count;
    }
    tokens
}

fn is_sign_at(text: &str, piece: &Range<usize>) -> bool {
    text[piece.clone()].starts_with(is_sign)
}

/// Returns the sign at a place and the one behind it, joined, where nothing stands between them.
fn pair(text: &str, pieces: &[Range<usize>], at: usize) -> Option<Token> {
    let pair = pieces.get(at..at + 2)?;
    let touches = pair[0].end == pair[1].start && is_sign_at(text, &pair[1]);
    touches.then(|| token(text, pair, at))
}

fn token(text: &str, pieces: &[Range<usize>], position: usize) -> Token {
    let words = pieces.iter().map(|piece| &text[piece.clone()]);
    let words: String = words.collect();
    Token {
        offset_from: pieces[0].start,
        offset_to: pieces[pieces.len() - 1].end,
        position,
        // A letter and its accent may be written as two.
        text: match words.is_ascii() {
            true => words,
            false => words.nfc().collect(),
        },
        position_length: pieces.len(),
    }
}

/// Returns how many of the first pieces are the letters of one abbreviation; 1 where they are none.
fn spelled(text: &str, pieces: &[Range<usize>]) -> usize {
    let letter = |piece: &Range<usize>| {
        let mut chars = text[piece.clone()].chars();
        let letter = chars.next().filter(|&letter| has_case(letter))?;
        chars.next().is_none().then(|| letter.is_uppercase())
    };
    let goes_on = |pair: &[Range<usize>]| {
        let gap = &text[pair[0].end..pair[1].start];
        let capitals = letter(&pair[0]);
        let is_spelled = matches!(gap, "_" | "." | ". " | "._" | "_ ");
        is_spelled && capitals.is_some() && capitals == letter(&pair[1])
    };
    1 + pieces.windows(2).take_while(|pair| goes_on(pair)).count()
}

/// Returns whether a letter is a capital or a small one. Letters of scripts that have no capitals do not
/// spell abbreviations.
fn has_case(letter: char) -> bool {
    letter.is_lowercase() || letter.is_uppercase()
}

/// Returns 2 where the first pieces are the letters and the number of one name, else 1.
fn numbered(text: &str, pieces: &[Range<usize>]) -> usize {
    let [letters, number, ..] = pieces else {
        return 1;
    };
    let gap = &text[letters.end..number.start];
    let (letters, number) = (&text[letters.clone()], &text[number.clone()]);
    let is_number = number.len() <= MOST_DIGITS && number.starts_with(|c: char| c.is_ascii_digit());
    let are_letters = letters.chars().all(has_case);
    let few = letters.chars().nth(MOST_LETTERS).is_none();
    let capitals = letters.chars().all(char::is_uppercase);
    // "a 100", "I 100".
    let is_word = matches!(letters, "a" | "i" | "I");
    let single = letters.chars().nth(1).is_none();
    let is_name = match gap {
        "-" => few,
        " " => few && (capitals || single) && !is_word,
        _ => false,
    };
    1 + usize::from(is_number && are_letters && is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        words_of(text).into_iter().map(|token| token.text).collect()
    }

    /// Returns the joined words of a text.
    fn joined(text: &str) -> Vec<String> {
        let tokens = words_of(text).into_iter();
        let joined = tokens.filter(|token| token.position_length > 1);
        joined.map(|token| token.text).collect()
    }

    #[test]
    fn letters_with_points_or_underscores_are_one_word_beside_themselves() {
        assert_eq!(
            words("An L_C_D_ screen"),
            ["An", "L", "C", "D", "LCD", "screen"]
        );
        assert_eq!(joined("an L. C. D. screen, an l.c.d."), ["LCD", "lcd"]);
        assert_eq!(joined("J. R. R. Tolkien, e.g. I saw B."), ["JRR", "eg"]);
    }

    #[test]
    fn capitals_or_a_letter_with_a_number_are_one_word() {
        assert_eq!(
            joined("an H 100, a GPT 4, GPT-4, gpt-4o, the h 100"),
            ["H100", "GPT4", "GPT4", "gpt4o", "h100"]
        );
    }

    #[test]
    fn words_with_a_number_behind_them_stay_apart() {
        for text in [
            "a 100 people",
            "I 100 percent agree",
            "in 1947",
            "Room 5",
            "plan B I think",
            "We met. A boat",
            "volume-less 5",
            "H 1234567",
            "anniversary-5",
            "3 - 4",
        ] {
            assert_eq!(joined(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn signs_stand_alone_and_in_pairs() {
        assert_eq!(
            words("谁建桥 H100的"),
            ["谁", "谁建", "建", "建桥", "桥", "H100", "的"]
        );
        assert_eq!(joined("다리를 누가"), ["다리", "리를", "누가"]);
        assert_eq!(joined("在 24 次"), [""; 0]);
    }

    #[test]
    fn words_keep_their_places_in_the_text() {
        for token in words_of("Désirée’s L_C_D_ and H 100.") {
            let text = &"Désirée’s L_C_D_ and H 100."[token.offset_from..token.offset_to];
            let letters: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
            assert_eq!(letters, token.text);
        }
    }
}
