//! What a score is made of.
//!
//! In: hits. Out: plain data. Never here: a number that is not part of a score or of an arm.

use schemars::JsonSchema;
use serde::Serialize;

use super::rounded;
use crate::answer::Passage;
use crate::engine::{Detail, Question};
use crate::index::SearchPath;

/// Which way the vectors were searched.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Explain {
    /// `graph`, `exact`, or null where nothing was searched.
    pub path: Option<&'static str>,
    /// How many vectors were compared.
    pub compared: usize,
}

/// What a hit's score is made of: `meaning`, `words`, `late`, `neighbours`, `shape` and `named` are
/// summands of it, and `held_back` is taken off.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HitExplain {
    /// The cosine of the topic's and the passage's embedding, from -1 to 1.
    pub cosine: f64,
    /// BM25 of the topic's content words.
    pub bm25: f64,
    /// MaxSim of the topic's tokens, from -1 to 1.
    pub max_sim: f64,
    /// Place by meaning, from 1; null where that arm did not bring it.
    pub meaning_rank: Option<usize>,
    /// Place by words, from 1; null where that arm did not bring it.
    pub word_rank: Option<usize>,
    /// What meaning adds to the score.
    pub meaning: f64,
    /// What words add to the score.
    pub words: f64,
    /// What the tokens add to the score, those of the two passages before included.
    pub late: f64,
    /// What the passages before and after it add to the score.
    pub neighbours: f64,
    /// What its length, its being a question and its numbers and dates add to the score or take
    /// from it.
    pub shape: f64,
    /// What its speaker's being named, and its place in the recording, add to the score.
    pub named: f64,
    /// What it loses for standing near a better hit.
    pub held_back: f64,
    /// Which words met those of the question.
    pub matched_words: Vec<MatchedWord>,
}

/// A word of the question, and the word of the passage that meets it best.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MatchedWord {
    /// The question's word, or a part of it.
    pub question: String,
    /// The passage's; null where it is the speaker's label.
    pub passage: Option<String>,
    /// How near the two are in meaning, from -1 to 1.
    pub similarity: f64,
    /// The share of the question's word in the whole, by how rare it is.
    pub share: f64,
}

impl Explain {
    /// Returns which way was taken, where that was asked for.
    pub(super) fn of(question: &Question, path: Option<SearchPath>) -> Option<Self> {
        let (path, compared) = match path {
            None => (None, 0),
            Some(SearchPath::Graph { compared }) => (Some("graph"), compared),
            Some(SearchPath::Exact { compared }) => (Some("exact"), compared),
        };
        (question.detail == Detail::Explained).then_some(Self { path, compared })
    }
}

impl HitExplain {
    /// Returns what the score is made of, where that was asked for.
    pub(super) fn of(question: &Question, passage: &Passage) -> Option<Self> {
        if question.detail == Detail::Plain {
            return None;
        }
        let hit = &passage.hit;
        let candidate = &hit.candidate;
        let sums = hit.sums();
        Some(Self {
            cosine: rounded(candidate.features.meaning),
            bm25: rounded(candidate.bm25),
            max_sim: rounded(candidate.features.late),
            meaning_rank: candidate.meaning_rank,
            word_rank: candidate.word_rank,
            meaning: rounded(sums.meaning),
            words: rounded(sums.words),
            late: rounded(sums.late),
            neighbours: rounded(sums.neighbours),
            shape: rounded(sums.shape),
            named: rounded(sums.named),
            held_back: rounded(hit.held_back),
            matched_words: matched_words(question, passage),
        })
    }
}

fn matched_words(question: &Question, passage: &Passage) -> Vec<MatchedWord> {
    let asked = question.topic.as_ref().unwrap_or(&question.text);
    let said = &passage.record.turn.text[passage.best_range.clone()];
    let matches = passage.matches.iter().map(|found| MatchedWord {
        question: asked
            .get(found.question.clone())
            .unwrap_or_default()
            .to_owned(),
        passage: found
            .passage
            .as_ref()
            .and_then(|range| said.get(range.clone()))
            .map(str::to_owned),
        similarity: rounded(found.similarity),
        share: rounded(found.share),
    });
    matches.collect()
}
