//! Scores passages by their words: BM25 on tantivy's postings.
//!
//! A passage is indexed as "Speaker: words", and every passage that has one of the question's words
//! gets a score. Tantivy fixes BM25's constants for long documents, and turns are short, so the
//! formula is here (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
//! Beyond", 2009).

use std::collections::HashMap;
use std::ops::{Bound, Range};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::directory::MmapDirectory;
use tantivy::query::RangeQuery;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{IndexWriter, ReloadPolicy, Searcher, SegmentReader, TantivyError, Term};

use super::analysis;
use super::documents::{DocumentMaker, Fields};
use super::error::IndexError;
use super::files::{self, Manifest, Seal};
use super::notice::Notice;
use super::postings::{each_document, ids};
use super::sounds::{self, SoundAlike};
use crate::store::{Generation, PassageId, Stamp, StoreReader};

pub(super) const MANIFEST: &str = "lexical.json";
/// How the names of tantivy's files with postings end; an index with words has one.
const POSTINGS: &str = ".idx";
/// The field that says how many words a passage has. Tantivy's own is rounded, and its sum counts what was
/// removed.
const LENGTH: &str = "length";
const ANALYZER: &str = "whosaid-english";
const UNSTEMMED: &str = "whosaid-spelt";
/// The version of the format, raised when the fields or the analysis change; an index of another
/// version is rebuilt.
const FORMAT: u32 = 6;
/// The memory of tantivy's writer: the least it allows, as a transcript is small.
const WRITER_BYTES: usize = 15_000_000;

/// The constants of BM25.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bm25 {
    /// How slowly repetitions of a word stop adding to the score.
    pub k1: f32,
    /// How much a passage loses for being longer than others, from 0 to 1.
    pub b: f32,
}

impl Default for Bm25 {
    /// Low, because turns are short; values around them measured no better.
    fn default() -> Self {
        Self { k1: 0.6, b: 0.4 }
    }
}

/// The scores of a question's words.
#[derive(Debug, Clone, Default)]
pub struct LexicalMatch {
    /// BM25 of every passage that has one of the words.
    pub scores: HashMap<PassageId, f32>,
    /// The upper bound of the scores: that of every word repeated without end. A word that no
    /// passage has adds the most to it.
    pub most: f32,
}

/// Another spelling of one of a question's words, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherSpelling {
    /// The question's word, stemmed.
    pub word: String,
    /// Where the word stands in the question, in bytes.
    pub ranges: Vec<Range<usize>>,
    /// The passages that have the other spelling, ascending.
    pub passages: Vec<PassageId>,
    /// How much of the word it counts there, from 0 to 1.
    pub weight: f32,
}

/// A question's word in the index.
struct QueryTerm {
    term: Term,
    /// Its inverse document frequency.
    idf: f32,
    /// How often other spellings of it stand in a passage, weighted.
    otherwise: HashMap<PassageId, f32>,
}

/// An open lexical index.
pub struct Lexical {
    /// Its folder, for messages.
    pub(super) path: PathBuf,
    pub(super) searcher: Searcher,
    pub(super) text: Field,
    /// The same words, as they are spelt.
    pub(super) spelt: Field,
    sounds: Field,
    /// How many words a passage has, on average.
    average_length: f32,
}

impl Lexical {
    /// Opens the lexical index under `folder` and brings it up to date.
    pub(super) fn open(
        store: &StoreReader,
        folder: &Path,
        stamp: Stamp,
        notify: &mut dyn FnMut(Notice),
    ) -> Result<Self, IndexError> {
        let path = folder.join("lexical");
        if path.is_file() {
            return Err(IndexError::FileInTheWay(path));
        }
        let failed = failed(&path);
        let read = files::read_manifest(&folder.join(MANIFEST), FORMAT, store)?;
        let sealed = read.and_then(|manifest: Manifest<Sealed>| {
            let mut seals = manifest.contents.files.iter();
            seals.try_for_each(|seal| seal.check(&path))?;
            files::irregular(&path).map_or(Ok(()), |reason| Err(Some(reason)))?;
            Ok(manifest.built_from.generation)
        });
        let built = match sealed {
            Ok(built) => built,
            // Tantivy's folder is made before there are words for it.
            Err(None) if !files::any(&path, |name| name.ends_with(POSTINGS)) => {
                Generation::default()
            }
            Err(reason) => {
                notify(Notice::Rebuilding {
                    part: "lexical index",
                    reason: reason.unwrap_or_else(|| format!("{MANIFEST} is missing")),
                });
                // Removed even if the store turns out empty and nothing takes its place.
                files::remove(&folder.join(MANIFEST))?;
                Generation::default()
            }
        };
        if built == Generation::default() && path.exists() {
            std::fs::remove_dir_all(&path).map_err(IndexError::file(&path))?;
        }
        let (index, fields) = open_or_make(&path).map_err(&failed)?;
        if built != stamp.generation {
            catch_up(&index, fields, store, built, &failed)?;
            let files = Seal::of_folder(&path)?;
            let manifest = Manifest {
                format: FORMAT,
                built_from: stamp,
                contents: Sealed { files },
            };
            files::write_manifest(&folder.join(MANIFEST), &manifest)?;
        }
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(&failed)?;
        let searcher = reader.searcher();
        Ok(Self {
            average_length: average_length(&searcher).map_err(&failed)?,
            searcher,
            text: fields.text,
            spelt: fields.spelt,
            sounds: fields.sounds,
            path: path.clone(),
        })
    }

    /// Returns how many passages are in it.
    pub fn len(&self) -> usize {
        self.searcher.num_docs() as usize
    }

    /// Returns whether there is no passage in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Scores every passage that has one of the (stemmed) words, also one that the filter excludes,
    /// since its score counts for its neighbours. A word and its other spellings count as one word.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn score(
        &self,
        words: &[String],
        spellings: &[OtherSpelling],
        bm25: &Bm25,
    ) -> Result<LexicalMatch, IndexError> {
        let scored = self.score_words(words, spellings, bm25);
        scored.map_err(failed(&self.path))
    }

    /// Returns the passages that have all the words of a text, function words too, ascending; all
    /// passages where it has no word.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn with_all_words(&self, text: &str) -> Result<Vec<PassageId>, IndexError> {
        self.with_all(&analysis::words(text))
    }

    /// Returns the passages that have all these (stemmed) words, ascending.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn with_all(&self, words: &[String]) -> Result<Vec<PassageId>, IndexError> {
        self.having_all(words).map_err(failed(&self.path))
    }

    /// Returns the words that sound like a word, which is in lower case without accents; the most
    /// frequent first, at most 50.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn alike_in_sound(&self, word: &str) -> Result<Vec<SoundAlike>, IndexError> {
        sounds::alike(&self.searcher, self.sounds, word).map_err(failed(&self.path))
    }

    fn having_all(&self, words: &[String]) -> Result<Vec<PassageId>, TantivyError> {
        let mut found = Vec::new();
        for reader in self.searcher.segment_readers() {
            let inverted = reader.inverted_index(self.text)?;
            let mut counts = vec![0; reader.max_doc() as usize];
            for word in words {
                let term = Term::from_field_text(self.text, word);
                if let Some(postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? {
                    each_document(postings, |doc, _| counts[doc as usize] += 1);
                }
            }
            let has_all = |doc: u32| counts[doc as usize] == words.len();
            let ids = ids(reader)?;
            let live = reader.doc_ids_alive().filter(|&doc| has_all(doc));
            found.extend(live.map(ids));
        }
        found.sort_unstable();
        Ok(found)
    }

    fn score_words(
        &self,
        words: &[String],
        spellings: &[OtherSpelling],
        bm25: &Bm25,
    ) -> Result<LexicalMatch, TantivyError> {
        let passages = self.searcher.num_docs().max(1) as f32;
        let mut terms = Vec::with_capacity(words.len());
        for word in words {
            let term = Term::from_field_text(self.text, word);
            let otherwise = otherwise(word, spellings);
            let having = self.count_having(&term)? as f32 + otherwise.len() as f32;
            let rarity = 1.0 + (passages - having + 0.5).max(0.0) / (having + 0.5);
            terms.push(QueryTerm {
                term,
                idf: rarity.ln(),
                otherwise,
            });
        }
        let mut scores = HashMap::new();
        for reader in self.searcher.segment_readers() {
            let ids = ids(reader)?;
            let of_segment = self.score_segment(reader, &terms, bm25)?;
            let live = reader.doc_ids_alive();
            let scored = live.map(|doc| (ids(doc), of_segment[doc as usize]));
            scores.extend(scored.filter(|(_, score)| *score > 0.0));
        }
        let idfs: f32 = terms.iter().map(|term| term.idf).sum();
        Ok(LexicalMatch {
            scores,
            most: (bm25.k1 + 1.0) * idfs,
        })
    }

    /// Returns how many passages have a word. Those that were removed do not count, though they stay in the
    /// files until these are merged: a score is of the store alone.
    fn count_having(&self, term: &Term) -> Result<u32, TantivyError> {
        let mut having = 0;
        for reader in self.searcher.segment_readers() {
            let inverted = reader.inverted_index(self.text)?;
            let Some(alive) = reader.alive_bitset() else {
                having += inverted.doc_freq(term)?;
                continue;
            };
            if let Some(postings) = inverted.read_postings(term, IndexRecordOption::Basic)? {
                each_document(postings, |doc, _| having += u32::from(alive.is_alive(doc)));
            }
        }
        Ok(having)
    }

    /// Returns BM25 of each of a segment's documents.
    fn score_segment(
        &self,
        reader: &SegmentReader,
        terms: &[QueryTerm],
        bm25: &Bm25,
    ) -> Result<Vec<f32>, TantivyError> {
        let mut scores = vec![0.0; reader.max_doc() as usize];
        let inverted = reader.inverted_index(self.text)?;
        let lengths = reader.get_fieldnorms_reader(self.text)?;
        let ids = ids(reader)?;
        for term in terms {
            let mut add = |doc: u32, frequency: f32| {
                let length = lengths.fieldnorm(doc) as f32 / self.average_length;
                let saturation = bm25.k1 * (1.0 - bm25.b + bm25.b * length);
                let gain = term.idf * frequency * (bm25.k1 + 1.0);
                scores[doc as usize] += gain / (frequency + saturation);
            };
            let mut others = HashMap::new();
            if !term.otherwise.is_empty() {
                let docs = reader.doc_ids_alive();
                others.extend(docs.filter_map(|doc| Some((doc, *term.otherwise.get(&ids(doc))?))));
            }
            let postings = inverted.read_postings(&term.term, IndexRecordOption::WithFreqs)?;
            if let Some(postings) = postings {
                each_document(postings, |doc, frequency| {
                    add(doc, frequency as f32 + others.remove(&doc).unwrap_or(0.0));
                });
            }
            others
                .into_iter()
                .for_each(|(doc, frequency)| add(doc, frequency));
        }
        Ok(scores)
    }
}

/// Returns how many words the passages that were not removed have, on average; at least one.
fn average_length(searcher: &Searcher) -> Result<f32, TantivyError> {
    let mut words = 0;
    for reader in searcher.segment_readers() {
        let lengths = reader.fast_fields().u64(LENGTH)?.first_or_default_col(0);
        words += reader
            .doc_ids_alive()
            .map(|doc| lengths.get_val(doc))
            .sum::<u64>();
    }
    Ok((words as f32 / searcher.num_docs().max(1) as f32).max(1.0))
}

/// Returns the passages with other spellings of a word, and how much these count there.
fn otherwise(word: &str, spellings: &[OtherSpelling]) -> HashMap<PassageId, f32> {
    let mut passages = HashMap::new();
    for spelling in spellings.iter().filter(|spelling| spelling.word == word) {
        for &id in &spelling.passages {
            *passages.entry(id).or_default() += spelling.weight;
        }
    }
    passages
}

pub(super) fn failed(path: &Path) -> impl Fn(TantivyError) -> IndexError {
    |error| IndexError::Lexical {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}

/// The contents of the folder when it was last brought up to date.
///
/// It is written after tantivy's own commit; a crash between the two makes the folder look damaged,
/// and it is rebuilt.
#[derive(Serialize, Deserialize)]
struct Sealed {
    /// The seals of tantivy's files, since tantivy does not check the files that it maps.
    files: Vec<Seal>,
}

/// Opens the index, or makes an empty one.
fn open_or_make(path: &Path) -> Result<(tantivy::Index, Fields), TantivyError> {
    std::fs::create_dir_all(path).map_err(|error| TantivyError::IoError(error.into()))?;
    let mut schema = Schema::builder();
    let id = schema.add_u64_field("id", FAST | INDEXED | STORED);
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(ANALYZER)
        .set_index_option(IndexRecordOption::WithFreqs);
    let options = TextOptions::default().set_indexing_options(indexing);
    let text = schema.add_text_field("text", options);
    let sounds = sounds::add_field(&mut schema);
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(UNSTEMMED)
        .set_index_option(IndexRecordOption::Basic)
        .set_fieldnorms(false);
    let spelt = schema.add_text_field(
        "spelt",
        TextOptions::default().set_indexing_options(indexing),
    );
    let length = schema.add_u64_field(LENGTH, FAST);
    let index = tantivy::Index::open_or_create(MmapDirectory::open(path)?, schema.build())?;
    let tokenizers = index.tokenizers();
    tokenizers.register(ANALYZER, analysis::analyzer());
    tokenizers.register(UNSTEMMED, analysis::unstemmed_analyzer());
    let fields = Fields {
        length,
        id,
        text,
        spelt,
        sounds,
    };
    Ok((index, fields))
}

/// Adds what was stored after `built` and deletes what was removed after it.
fn catch_up(
    index: &tantivy::Index,
    fields: Fields,
    store: &StoreReader,
    built: Generation,
    failed: &dyn Fn(TantivyError) -> IndexError,
) -> Result<(), IndexError> {
    let mut writer: IndexWriter = index
        .writer_with_num_threads(1, WRITER_BYTES)
        .map_err(failed)?;
    for removal in store.commits().removals_after(built)? {
        let first = Term::from_field_u64(fields.id, u64::from(removal.first.0));
        let last = Term::from_field_u64(fields.id, u64::from(removal.last.0));
        let range = RangeQuery::new(Bound::Included(first), Bound::Included(last));
        writer.delete_query(Box::new(range)).map_err(failed)?;
    }
    let mut documents = DocumentMaker::new(fields);
    let mut outcome = Ok(());
    store.scan().texts_after(built, &mut |passage| {
        if let Err(error) = writer.add_document(documents.document(&passage)) {
            outcome = Err(error);
        }
    })?;
    outcome.map_err(failed)?;
    writer.commit().map_err(failed)?;
    writer.wait_merging_threads().map_err(failed)
}
