//! Cuts text into words, and joins what recognisers and note-takers cut apart.
//!
//! "L_C_D_" and "L. C. D." are written LCD elsewhere, "H 100" H100, "GPT 4" and "GPT-4" GPT4. The
//! joined word stands beside its parts, so that both are found.

use std::ops::Range;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

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
            tokens: tokens(text).into_iter(),
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
fn tokens(text: &str) -> Vec<Token> {
    let pieces = pieces(text);
    let mut tokens = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while at < pieces.len() {
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

/// Returns where the runs of letters and digits stand.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        match pieces.last_mut() {
            Some(piece) if piece.end == at => piece.end += c.len_utf8(),
            _ => pieces.push(at..at + c.len_utf8()),
        }
    }
    pieces
}

fn token(text: &str, pieces: &[Range<usize>], position: usize) -> Token {
    let words = pieces.iter().map(|piece| &text[piece.clone()]);
    Token {
        offset_from: pieces[0].start,
        offset_to: pieces[pieces.len() - 1].end,
        position,
        text: words.collect(),
        position_length: pieces.len(),
    }
}

/// Returns how many of the first pieces are the letters of one abbreviation; 1 where they are none.
fn spelled(text: &str, pieces: &[Range<usize>]) -> usize {
    let letter = |piece: &Range<usize>| {
        let mut chars = text[piece.clone()].chars();
        let letter = chars.next().filter(|letter| letter.is_alphabetic())?;
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

/// Returns 2 where the first pieces are the letters and the number of one name, else 1.
fn numbered(text: &str, pieces: &[Range<usize>]) -> usize {
    let [letters, number, ..] = pieces else {
        return 1;
    };
    let gap = &text[letters.end..number.start];
    let (letters, number) = (&text[letters.clone()], &text[number.clone()]);
    let is_number = number.len() <= MOST_DIGITS && number.starts_with(|c: char| c.is_ascii_digit());
    let are_letters = letters.chars().all(char::is_alphabetic);
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
        tokens(text).into_iter().map(|token| token.text).collect()
    }

    /// Returns the joined words of a text.
    fn joined(text: &str) -> Vec<String> {
        let tokens = tokens(text).into_iter();
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
    fn words_keep_their_places_in_the_text() {
        for token in tokens("Désirée’s L_C_D_ and H 100.") {
            let text = &"Désirée’s L_C_D_ and H 100."[token.offset_from..token.offset_to];
            let letters: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
            assert_eq!(letters, token.text);
        }
    }
}
