//! Reads the tokens of all segments, and counts how rare each token is.
//!
//! Removed passages count as having no tokens, though the files still hold them.

use super::filter::Removed;
use super::token_file::{TokenFile, TokenRow, different};
use crate::embed::MOST_TOKEN_IDS;
use crate::store::PassageId;

/// The tokens of all passages of a store.
pub struct Tokens {
    files: Vec<TokenFile>,
    removed: Removed,
    /// How many passages can be found.
    live: u32,
    /// In how many of them each token occurs, by its number in the vocabulary.
    frequencies: Vec<u32>,
}

impl Tokens {
    pub(super) fn new(files: Vec<TokenFile>, removed: Removed) -> Self {
        let mut tokens = Self {
            files,
            removed,
            live: 0,
            frequencies: vec![0; MOST_TOKEN_IDS],
        };
        for file in &tokens.files {
            for (token, passages) in file.frequencies() {
                tokens.frequencies[token as usize] += passages;
            }
            for &id in file.passages() {
                let id = PassageId(id);
                if !tokens.removed.contains(id) {
                    tokens.live += 1;
                    continue;
                }
                let row = file.row(id).expect("a file holds its own passages");
                for token in different(row.ids) {
                    let frequency = &mut tokens.frequencies[token as usize];
                    *frequency = frequency.saturating_sub(1);
                }
            }
        }
        tokens
    }

    /// Returns a passage's tokens; `None` where it was removed or is unknown.
    pub fn of(&self, id: PassageId) -> Option<TokenRow<'_>> {
        if self.removed.contains(id) {
            return None;
        }
        self.files.iter().find_map(|file| file.row(id))
    }

    /// Returns a token's inverse document frequency, as BM25 has it: the rarer, the larger, and
    /// at least zero.
    pub fn idf(&self, token: u32) -> f32 {
        let with = self.frequencies[token as usize] as f32;
        let without = self.live as f32 - with;
        (1.0 + (without + 0.5) / (with + 0.5)).ln()
    }

    /// Returns the size of the files in bytes.
    pub fn bytes(&self) -> usize {
        self.files.iter().map(TokenFile::size).sum()
    }
}

#[cfg(test)]
mod tests;
