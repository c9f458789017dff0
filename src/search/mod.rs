//! Stage 6: a question becomes ranked hits.
//!
//! In: an index, a question's words and embedding, and which passages may be found. Out:
//! [`Hit`]s, best first, each with the parts of its score. Never here: the model, the store, or
//! a judgement whether a hit answers anything (see [`crate::answer`]).

mod rank;

use std::collections::HashMap;

pub use rank::{Parts, Weights};

use crate::embed::Embedding;
use crate::index::{
    Allowed, Bm25, Index, IndexError, Plan, Scored, SearchPath, content_words, dot,
};
use crate::store::PassageId;

/// How hits are found and ranked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SearchConfig {
    /// How many passages each arm brings to the ranking.
    pub candidates: usize,
    /// The constants of the lexical arm.
    pub bm25: Bm25,
    /// What each part of a score counts.
    pub weights: Weights,
}

impl Default for SearchConfig {
    fn default() -> Self {
        Self {
            candidates: 200,
            bm25: Bm25::default(),
            weights: Weights::default(),
        }
    }
}

/// What is looked for, and where.
#[derive(Debug, Clone)]
pub struct Query<'a> {
    /// The question or text, as typed.
    pub text: &'a str,
    /// Its embedding.
    pub embedding: &'a Embedding,
    /// How many hits are wanted at most.
    pub k: usize,
    /// Which passages may be found.
    pub allowed: Allowed,
    /// Which way the vector arm goes.
    pub plan: Plan,
}

/// A passage that fits, with its score; the larger, the better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The passage.
    pub id: PassageId,
    /// The sum of its parts.
    pub score: f32,
    /// What it is made of.
    pub parts: Parts,
}

/// What a search found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The hits, best first.
    pub hits: Vec<Hit>,
    /// The question's content words, stemmed, each with its inverse document frequency.
    pub words: Vec<(String, f32)>,
    /// Which way the vector arm went.
    pub path: SearchPath,
}

/// Finds and ranks passages.
///
/// # Errors
/// A lexical index that cannot be read.
pub fn search(
    index: &Index,
    query: &Query<'_>,
    config: &SearchConfig,
) -> Result<Found, IndexError> {
    let wanted = config.candidates.max(query.k);
    let (by_meaning, path) =
        index
            .vectors
            .search(query.embedding, wanted, &query.allowed, query.plan);
    let words = content_words(query.text);
    let lexical = index.lexical.score(&words, &query.allowed, &config.bm25)?;
    let by_words = best_of(&lexical.scores, wanted);
    let candidates = join(
        index,
        query.embedding,
        &by_meaning,
        &by_words,
        &lexical.scores,
    );
    let mut hits = rank::rank(&candidates, &config.weights, config.bm25.most(&lexical.idf));
    hits.truncate(query.k);
    Ok(Found {
        hits,
        words: lexical.idf,
        path,
    })
}

fn best_of(scores: &HashMap<PassageId, f32>, most: usize) -> Vec<Scored> {
    let mut found: Vec<Scored> = scores
        .iter()
        .map(|(&id, &score)| Scored { id, score })
        .collect();
    found.sort_unstable_by(Scored::best_first);
    found.truncate(most);
    found
}

/// Joins the arms' candidates: each with its raw scores, its neighbours' and its rank in both
/// arms, whichever brought it.
fn join(
    index: &Index,
    question: &Embedding,
    by_meaning: &[Scored],
    by_words: &[Scored],
    bm25: &HashMap<PassageId, f32>,
) -> Vec<rank::Candidate> {
    let ranks = |found: &[Scored]| -> HashMap<PassageId, usize> {
        found
            .iter()
            .enumerate()
            .map(|(place, scored)| (scored.id, place + 1))
            .collect()
    };
    let (meaning_ranks, word_ranks) = (ranks(by_meaning), ranks(by_words));
    // Both arms show one generation, so every candidate has an embedding; a neighbour may have none.
    let raw = |id: PassageId| {
        Some(rank::Raw {
            cosine: dot(question.as_slice(), index.vectors.embedding(id)?),
            bm25: bm25.get(&id).copied().unwrap_or(0.0),
        })
    };
    let only_by_words = by_words
        .iter()
        .filter(|scored| !meaning_ranks.contains_key(&scored.id));
    by_meaning
        .iter()
        .chain(only_by_words)
        .filter_map(|&Scored { id, .. }| {
            let (before, after) = index.neighbours(id);
            Some(rank::Candidate {
                id,
                own: raw(id)?,
                shape: index.vectors.shape(id)?,
                before: before.and_then(raw),
                after: after.and_then(raw),
                meaning_rank: meaning_ranks.get(&id).copied(),
                word_rank: word_ranks.get(&id).copied(),
            })
        })
        .collect()
}
