//! Finds words that sound like another one.
//!
//! Each word of a passage that has a key of its sound is indexed as "key word", not stemmed, so the
//! words of one key stand together in tantivy's dictionary.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::schema::{Field, IndexRecordOption, SchemaBuilder, TextFieldIndexing, TextOptions};
use tantivy::{Searcher, TantivyError};

use super::analysis;
use super::postings::{each_document, ids};
use crate::english::sound_key;
use crate::store::PassageId;

/// What stands between a key and its word; it sorts before letters.
const BEFORE_WORD: char = ' ';
/// The sign after [`BEFORE_WORD`]: where the words of a key end.
const BEHIND_WORDS: char = '!';

/// The most words that are returned of one key.
const MOST_ALIKE: usize = 50;

/// A word of the index that sounds like another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundAlike {
    /// The word, in lower case, without accents.
    pub word: String,
    /// The passages that have it, ascending.
    pub passages: Vec<PassageId>,
}

/// Adds the field of words by their sound.
pub(super) fn add_field(schema: &mut SchemaBuilder) -> Field {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::Basic);
    let options = TextOptions::default().set_indexing_options(indexing);
    schema.add_text_field("sounds", options)
}

/// Returns the words of a text that have a key, each once, as they are indexed.
pub(super) fn words_by_sound(text: &str) -> BTreeSet<String> {
    let words = analysis::unstemmed(text)
        .into_iter()
        .map(|token| token.text);
    let keyed = words.filter_map(|word| Some(format!("{}{BEFORE_WORD}{word}", sound_key(&word)?)));
    keyed.collect()
}

/// Returns the words that sound like a word, without itself, the most frequent first.
pub(super) fn alike(
    searcher: &Searcher,
    field: Field,
    word: &str,
) -> Result<Vec<SoundAlike>, TantivyError> {
    let Some(key) = sound_key(word) else {
        return Ok(Vec::new());
    };
    let mut by_word = words_of_key(searcher, field, &key)?;
    by_word.remove(word);
    let alike = by_word.into_iter().filter(|(_, ids)| !ids.is_empty());
    let alike = alike.map(|(word, mut passages)| {
        passages.sort_unstable();
        SoundAlike { word, passages }
    });
    let mut alike: Vec<SoundAlike> = alike.collect();
    alike.sort_by_key(|alike| std::cmp::Reverse(alike.passages.len()));
    alike.truncate(MOST_ALIKE);
    Ok(alike)
}

fn words_of_key(
    searcher: &Searcher,
    field: Field,
    key: &str,
) -> Result<BTreeMap<String, Vec<PassageId>>, TantivyError> {
    let mut by_word: BTreeMap<String, Vec<PassageId>> = BTreeMap::new();
    let first = format!("{key}{BEFORE_WORD}");
    let end = format!("{key}{BEHIND_WORDS}");
    for reader in searcher.segment_readers() {
        let inverted = reader.inverted_index(field)?;
        let ids = ids(reader)?;
        let is_alive = |doc| {
            reader
                .alive_bitset()
                .is_none_or(|alive| alive.is_alive(doc))
        };
        let mut terms = inverted.terms().range().ge(&first).lt(&end).into_stream()?;
        while let Some((term, info)) = terms.next() {
            let word = String::from_utf8_lossy(&term[first.len()..]).into_owned();
            let passages = by_word.entry(word).or_default();
            let postings = inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
            each_document(postings, |doc, _| {
                if is_alive(doc) {
                    passages.push(ids(doc));
                }
            });
        }
    }
    Ok(by_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_indexed_once_each_behind_the_key_of_their_sound() {
        let words = words_by_sound("Balaji's bet? Balaji, of Biology.");
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        assert_eq!(words, ["balaja balaji", "balaja biology"]);
    }
}
