//! Defines the explanation of a score and of the vector search.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;

use super::attribution::rounded;
use crate::answer::RankedPassage;
use crate::engine::{Detail, Question};
use crate::index::SearchPath;

/// How the vectors were searched.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchExplanation {
    /// `graph`, `exact`, or null where nothing was searched.
    pub path: Option<&'static str>,
    /// How many vectors were compared.
    pub compared: usize,
}

/// What a hit's score is made of: `meaning`, `words`, `late`, `neighbours`, `shape`, `named` and
/// `reading` are summands of it, and `held_back` is taken off.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HitExplanation {
    /// The cosine of the topic's and the passage's embedding, from -1 to 1.
    pub cosine: f64,
    /// BM25 of the topic's content words.
    pub bm25: f64,
    /// MaxSim of the topic's tokens, from -1 to 1.
    pub max_sim: f64,
    /// Rank by meaning, from 1; null where the dense retriever did not find it.
    pub meaning_rank: Option<usize>,
    /// Rank by words, from 1; null where the lexical retriever did not find it.
    pub word_rank: Option<usize>,
    /// What meaning adds to the score.
    pub meaning: f64,
    /// What words add to the score.
    pub words: f64,
    /// What the tokens add to the score, including those of the two passages before it.
    pub late: f64,
    /// What the passages before and after it add to the score.
    pub neighbours: f64,
    /// What its length, its numbers and dates, and whether it is a question add to the score.
    pub shape: f64,
    /// What a named speaker and its place in the recording add to the score.
    pub named: f64,
    /// What reading it adds to the score, where it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<f64>,
    /// What it loses because it stands near a better hit.
    pub held_back: f64,
    /// Which of its words match those of the question.
    pub matched_words: Vec<MatchedWord>,
}

/// A word of the question, and the word of the passage that matches it best.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MatchedWord {
    /// The question's word, or a part of it.
    pub question: String,
    /// The passage's word; null where it is the speaker's label.
    pub passage: Option<String>,
    /// The similarity of the two in meaning, from -1 to 1.
    pub similarity: f64,
    /// The weight of the question's word among all, by how rare it is; the weights add up to 1.
    pub share: f64,
}

impl SearchExplanation {
    /// Returns how the vectors were searched, where the question asks for it.
    pub(super) fn new(question: &Question, path: Option<SearchPath>) -> Option<Self> {
        let (path, compared) = match path {
            None => (None, 0),
            Some(SearchPath::Graph { compared }) => (Some("graph"), compared),
            Some(SearchPath::Exact { compared }) => (Some("exact"), compared),
        };
        (question.detail == Detail::Explained).then_some(Self { path, compared })
    }
}

impl HitExplanation {
    /// Returns what the score is made of, where the question asks for it.
    pub(super) fn new(question: &Question, passage: &RankedPassage) -> Option<Self> {
        if question.detail == Detail::Plain {
            return None;
        }
        let hit = &passage.hit;
        let candidate = &hit.candidate;
        let sums = hit.sums();
        Some(Self {
            cosine: rounded(candidate.features.meaning),
            bm25: rounded(candidate.bm25),
            max_sim: rounded(candidate.features.max_sim),
            meaning_rank: candidate.meaning_rank,
            word_rank: candidate.word_rank,
            meaning: rounded(sums.meaning),
            words: rounded(sums.bm25),
            late: rounded(sums.max_sim),
            neighbours: rounded(sums.neighbours),
            shape: rounded(sums.shape),
            named: rounded(sums.named),
            reading: passage.reading.as_ref().map(|_| rounded(hit.reading)),
            held_back: rounded(hit.diversity_penalty),
            matched_words: matched_words(question, passage),
        })
    }
}

fn matched_words(question: &Question, passage: &RankedPassage) -> Vec<MatchedWord> {
    let topic = question.topic.as_ref().unwrap_or(&question.text);
    let text = &passage.record.turn.text[passage.best_range.clone()];
    let in_passage = |range: Range<usize>| text.get(range).map(str::to_owned);
    let matches = passage.matches.iter().map(|word| MatchedWord {
        question: topic.get(word.question.clone()).unwrap_or_default().into(),
        passage: word.passage.clone().and_then(in_passage),
        similarity: rounded(word.similarity),
        share: rounded(word.share),
    });
    matches.collect()
}
