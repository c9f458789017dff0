//! Defines the single tokens that are kept of a text, besides its embedding.
//!
//! Of a passage's token it keeps the number and one bit a dimension, the sign: 48 bytes instead of
//! 1,536. Of a question's token it keeps the whole vector. Special tokens and punctuation are left
//! out.

use std::ops::Range;

use super::embedding::DIMENSIONS;

/// How many bytes the signs of one token's vector take.
pub const SIGN_BYTES: usize = DIMENSIONS / 8;

/// How many token ids there can be: the larger shipped vocabulary has 250,002.
pub const MOST_TOKEN_IDS: usize = 1 << 18;

/// One token of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Its number in the vocabulary.
    pub id: u32,
    /// Its bytes of the text, without spaces around them.
    pub range: Range<usize>,
    /// Whether it is kept: it is no special token, and has a letter or a digit.
    ///
    /// Stored tokens are found again in their text by this rule, so another rule needs another format
    /// of the store.
    pub kept: bool,
}

/// A text as the model reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Input {
    /// The numbers of what stands before the text's own tokens: the first special one and those of
    /// the prefix.
    pub before: Vec<u32>,
    /// The text's own tokens.
    pub tokens: Vec<Token>,
    /// The special token after them.
    pub after: [u32; 1],
    /// Whether the text has no tokens beyond these.
    pub is_whole: bool,
}

impl Input {
    /// Returns how many tokens the model reads, special ones included.
    pub(super) fn len(&self) -> usize {
        self.before.len() + self.tokens.len() + self.after.len()
    }

    /// Returns the numbers of the tokens that the model reads, in their order.
    pub(super) fn ids(&self) -> Vec<u32> {
        let own = self.tokens.iter().map(|token| &token.id);
        let all = self.before.iter().chain(own).chain(&self.after);
        all.copied().collect()
    }
}

/// Returns whether a token of these words is kept.
pub(super) fn is_kept(id: u32, words: &str, special: &[u32]) -> bool {
    !special.contains(&id) && words.chars().any(char::is_alphanumeric)
}

/// The kept tokens of a passage, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenVectors {
    ids: Vec<u32>,
    signs: Vec<u8>,
}

impl TokenVectors {
    /// Returns the tokens of these numbers and signs, or `None` where there are not
    /// [`SIGN_BYTES`] of signs for each.
    pub fn new(ids: Vec<u32>, signs: Vec<u8>) -> Option<Self> {
        (signs.len() == ids.len() * SIGN_BYTES).then_some(Self { ids, signs })
    }

    /// Adds a token by its number and its vector of [`DIMENSIONS`] numbers.
    pub fn push(&mut self, id: u32, vector: &[f32; DIMENSIONS]) {
        self.ids.push(id);
        self.signs.extend(signs(vector));
    }

    /// Returns each token's number in the vocabulary.
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// Returns [`SIGN_BYTES`] for each token: dimension `d` is bit `d % 8` of byte `d / 8`, the
    /// lowest bit being bit 0, and is set where the number is above zero.
    pub fn signs(&self) -> &[u8] {
        &self.signs
    }
}

/// One kept token of a question.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionToken {
    /// Its number in the vocabulary.
    pub id: u32,
    /// Its vector, of unit length, [`DIMENSIONS`] numbers.
    pub vector: Vec<f32>,
    /// Its bytes of the question.
    pub range: Range<usize>,
}

fn signs(vector: &[f32; DIMENSIONS]) -> [u8; SIGN_BYTES] {
    let (eights, _) = vector.as_chunks::<8>();
    std::array::from_fn(|byte| {
        let bits = eights[byte].iter().enumerate();
        bits.fold(0, |byte, (bit, &number)| {
            byte | u8::from(number > 0.0) << bit
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dimension_d_is_bit_d_modulo_8_of_byte_d_over_8() {
        for dimension in [0, 1, 7, 8, 200, DIMENSIONS - 1] {
            let mut vector = [-0.5; DIMENSIONS];
            vector[dimension] = 0.5;
            let mut tokens = TokenVectors::default();
            tokens.push(2000, &vector);
            let mut expected = [0; SIGN_BYTES];
            expected[dimension / 8] = 1 << (dimension % 8);
            assert_eq!(tokens.signs(), expected, "{dimension}");
        }
    }

    #[test]
    fn zero_and_nan_have_no_sign() {
        let mut vector = [0.0; DIMENSIONS];
        vector[3] = f32::NAN;
        assert_eq!(signs(&vector), [0; SIGN_BYTES]);
    }

    fn keeps(id: u32, words: &str) -> bool {
        is_kept(id, words, &[0, 101, 102, 103])
    }

    #[test]
    fn words_and_numbers_are_kept_and_punctuation_is_not() {
        for words in ["boat", "ß", "9", "東", "d'"] {
            assert!(keeps(2000, words), "{words}");
        }
        for words in ["", ":", "…", "?!", "—", "🎻"] {
            assert!(!keeps(2000, words), "{words}");
        }
    }

    #[test]
    fn a_spelled_out_special_token_is_left_out() {
        assert!(!keeps(102, "[SEP]"));
    }

    #[test]
    fn signs_that_are_not_48_bytes_a_token_are_no_tokens() {
        assert!(TokenVectors::new(vec![1, 2], vec![0; 2 * SIGN_BYTES]).is_some());
        assert_eq!(TokenVectors::new(vec![1, 2], vec![0; SIGN_BYTES]), None);
        assert_eq!(TokenVectors::new(Vec::new(), vec![0]), None);
    }
}
