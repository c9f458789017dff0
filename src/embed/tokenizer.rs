//! Cuts texts into a model's tokens, by its `tokenizer.json`.

use std::collections::BTreeMap;

use tokenizers::AddedToken;

use super::error::{EmbedError, LoadError};
use super::rules::InputRules;
use super::tokens::{Input, MOST_TOKEN_IDS, Token, is_kept};

/// A loaded tokenizer, and the special tokens that it puts around a text.
pub(super) struct Tokenizer {
    tokenizer: tokenizers::Tokenizer,
    first: u32,
    last: u32,
}

impl Tokenizer {
    /// Loads a `tokenizer.json`, which takes about a second for a vocabulary of 250,000.
    ///
    /// # Errors
    /// A file that is none, and a tokenizer that is not like BERT's.
    pub(super) fn load(json: &[u8], rules: &InputRules) -> Result<Self, LoadError> {
        let refused = |error: tokenizers::Error| LoadError::Tokenizer(error.to_string());
        let mut tokenizer = tokenizers::Tokenizer::from_bytes(json).map_err(refused)?;
        let names: BTreeMap<String, String> =
            serde_json::from_str(&rules.special_names).expect("the names are JSON");
        let named = names.values().map(|name| AddedToken::from(&**name, true));
        tokenizer.add_special_tokens(named).map_err(refused)?;
        // Inputs are cut and padded by their tokens instead.
        tokenizer.with_truncation(None).map_err(refused)?;
        tokenizer.with_padding(None);
        let whole = tokenizer.encode("a", true).map_err(refused)?;
        let own = tokenizer.encode("a", false).map_err(refused)?;
        match whole.get_ids() {
            [first, within @ .., last] if within == own.get_ids() => Ok(Self {
                first: *first,
                last: *last,
                tokenizer,
            }),
            _ => Err(LoadError::Tokenizer(
                "one special token is needed before a text and one after it, as BERT has them"
                    .into(),
            )),
        }
    }

    /// Checks that the numbers of all tokens can be kept.
    ///
    /// # Errors
    /// A token with a larger number.
    pub(super) fn check_numbers(&self) -> Result<(), LoadError> {
        let vocabulary = self.tokenizer.get_vocab(true);
        match vocabulary.values().max() {
            Some(&largest) if largest as usize >= MOST_TOKEN_IDS => {
                Err(LoadError::Tokenizer(format!(
                    "it has a token of number {largest}, and numbers below {MOST_TOKEN_IDS} can be kept"
                )))
            }
            _ => Ok(()),
        }
    }

    /// Returns how many tokens of a text the model reads after a prefix.
    ///
    /// # Errors
    /// A prefix that the tokenizer refuses.
    pub(super) fn room(&self, rules: &InputRules, prefix: &str) -> Result<usize, LoadError> {
        let alone = self.read(rules, prefix, "");
        let alone = alone.map_err(|error| LoadError::Tokenizer(error.to_string()))?;
        Ok(rules.most_tokens.saturating_sub(alone.len()))
    }

    /// Returns a text as the model reads it after a prefix, cut at the longest input it reads.
    pub(super) fn read(
        &self,
        rules: &InputRules,
        prefix: &str,
        text: &str,
    ) -> Result<Input, EmbedError> {
        let prefixed = [prefix, text].concat();
        let encoding = self.tokenizer.encode(&*prefixed, false);
        let encoding = encoding.map_err(|error| EmbedError::Inference(error.to_string()))?;
        let mut input = Input {
            before: vec![self.first],
            tokens: Vec::new(),
            after: [self.last],
            is_whole: true,
        };
        for (&id, &(start, end)) in encoding.get_ids().iter().zip(encoding.get_offsets()) {
            let words = prefixed.get(start..end).unwrap_or_default();
            // A multilingual token may begin with the space before a word.
            let start = start + (words.len() - words.trim_start().len());
            let end = start + words.trim().len();
            if start < prefix.len() {
                input.before.push(id);
                continue;
            }
            if input.len() >= rules.most_tokens {
                input.is_whole = false;
                break;
            }
            input.tokens.push(Token {
                id,
                range: start - prefix.len()..end - prefix.len(),
                kept: is_kept(id, words, &rules.special),
            });
        }
        Ok(input)
    }
}
