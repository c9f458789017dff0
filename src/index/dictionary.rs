//! Looks up words by their spelling: whether they occur, and which word was meant.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use strsim::osa_distance;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, TantivyError, Term};

use super::analysis;
use super::error::IndexError;
use super::lexical::{Lexical, failed};

/// Words with fewer letters are not taken for mistyped: too many others are near.
const FEWEST_LETTERS: usize = 4;

/// From this length on, two slips may be in a word.
const LONG_WORD: usize = 8;

impl Lexical {
    /// Returns whether somebody says a word, in any form that English endings give it.
    ///
    /// # Errors
    /// A file that cannot be read. This holds for every method here.
    pub fn occurs(&self, word: &str) -> Result<bool, IndexError> {
        let stems = analysis::words(word);
        let occurs = || {
            for stem in &stems {
                let term = Term::from_field_text(self.text, stem);
                if self.count_live(&term, 1)? == 0 {
                    return Ok(false);
                }
            }
            Ok(true)
        };
        occurs().map_err(failed(&self.path))
    }

    /// Returns the word that occurs and is spelt most like one that was typed, folded; of several the
    /// one in the most passages. Up to seven letters one slip is forgiven, in longer words two: a
    /// letter added, left out or changed, or two letters swapped. The first letter stays: slips are
    /// rare there, and other words many ("repot", "depot").
    pub fn most_like(&self, typed: &str) -> Result<Option<String>, IndexError> {
        let folded = match &analysis::unstemmed(typed)[..] {
            [token] => token.text.clone(),
            _ => return Ok(None),
        };
        let letters = folded.chars().count();
        if letters < FEWEST_LETTERS || !folded.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Ok(None);
        }
        let slips = if letters < LONG_WORD { 1 } else { 2 };
        self.nearest(&folded, slips).map_err(failed(&self.path))
    }

    fn nearest(&self, folded: &str, slips: u8) -> Result<Option<String>, TantivyError> {
        let term = Term::from_field_text(self.spelt, folded);
        let near = FuzzyTermQuery::new(term, slips, true);
        let mut words = BTreeSet::new();
        for reader in self.searcher.segment_readers() {
            let inverted = reader.inverted_index(self.spelt)?;
            let mut found = inverted.terms().search(near.automaton()?).into_stream()?;
            while let Some((word, _)) = found.next() {
                let word = std::str::from_utf8(word).unwrap_or_default();
                if word.starts_with(&folded[..1]) && word.chars().all(char::is_alphabetic) {
                    words.insert(word.to_owned());
                }
            }
        }
        let mut best: Option<(usize, Reverse<u32>, String)> = None;
        for word in words {
            let term = Term::from_field_text(self.spelt, &word);
            let passages = self.count_live(&term, u32::MAX)?;
            let ranked = (osa_distance(folded, &word), Reverse(passages), word);
            if passages > 0 && best.as_ref().is_none_or(|best| ranked < *best) {
                best = Some(ranked);
            }
        }
        Ok(best.map(|(_, _, word)| word))
    }

    /// Returns how many passages that were not removed have a term, or `enough` where more have.
    fn count_live(&self, term: &Term, enough: u32) -> Result<u32, TantivyError> {
        let mut count = 0;
        for reader in self.searcher.segment_readers() {
            let inverted = reader.inverted_index(term.field())?;
            let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? else {
                continue;
            };
            let mut doc = postings.doc();
            while doc != TERMINATED && count < enough {
                count += u32::from(!reader.is_deleted(doc));
                doc = postings.advance();
            }
        }
        Ok(count)
    }
}
