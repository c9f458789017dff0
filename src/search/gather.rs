//! Gathers candidates: the passages that the retrievers return, each with its features.

use std::collections::HashMap;

use super::candidate::Candidate;
use super::max_sim::{QuestionTokens, SimilaritiesByPassage};
use super::measure::{Measuring, Surroundings};
use super::query::{Query, SearchConfig};
use super::retrieve::{Retrieved, retrieve};
use crate::index::{Index, IndexError, Scored, SearchPath, keep_best};
use crate::store::PassageId;

/// How many of a retriever's best passages also make the next passage a candidate: where a question
/// was found, the answer may follow it.
const MOST_FOLLOWED: usize = 50;

/// The most candidates whose tokens are compared, unless more hits are wanted.
const MOST_COMPARED: usize = 100;
/// Where more hits than this are wanted, that many candidates are compared. It is what the engine
/// wants for a hundred passages: half as many again, because some are joined.
const MOST_WANTED: usize = MOST_COMPARED * 3 / 2;

// The constants of the rough score; they ranked best before tokens were compared.
const ROUGH_BM25: f32 = 0.8;
const ROUGH_BEFORE: f32 = 0.4;
const ROUGH_AFTER: f32 = 0.1;

/// The candidates of a query, before ranking.
#[derive(Debug, Clone)]
pub struct GatheredCandidates {
    /// The candidates, in no order.
    pub candidates: Vec<Candidate>,
    /// The question's tokens with their weights.
    pub tokens: QuestionTokens,
    /// How the vectors were searched.
    pub path: SearchPath,
}

/// Finds candidates and measures their features, without ranking them.
///
/// # Errors
/// A lexical index that cannot be read.
pub fn gather(
    index: &Index,
    query: &Query<'_>,
    config: &SearchConfig,
) -> Result<GatheredCandidates, IndexError> {
    let retrieved = retrieve(index, query, config)?;
    let tokens = QuestionTokens::new(query.tokens, &index.tokens);
    let promising = most_promising(&retrieved, returned(&retrieved)).into_iter();
    let surroundings: Vec<_> = promising.map(|id| Surroundings::new(id, index)).collect();
    let compared = surroundings.iter().flat_map(Surroundings::compared);
    let compared = compared.collect();
    let measuring = Measuring {
        similarities: SimilaritiesByPassage::new(&tokens, query.spellings, index, compared),
        retrieved: &retrieved,
        tokens: &tokens,
    };
    let meaning_ranks = ranks(&retrieved.dense);
    let word_ranks = ranks(&retrieved.lexical);
    let candidates = surroundings.iter().filter_map(|surroundings| {
        let id = surroundings.id;
        Some(Candidate {
            id,
            transcript: index.transcript_of(id)?.0,
            features: measuring.features(surroundings)?,
            bm25: retrieved.bm25.scores.get(&id).copied().unwrap_or(0.0),
            meaning_rank: meaning_ranks.get(&id).copied(),
            word_rank: word_ranks.get(&id).copied(),
        })
    });
    Ok(GatheredCandidates {
        candidates: candidates.collect(),
        path: retrieved.path,
        tokens,
    })
}

/// Returns the most candidates that are compared where so many hits are wanted.
pub(super) fn most_compared(wanted: usize) -> usize {
    if wanted > MOST_WANTED {
        wanted
    } else {
        MOST_COMPARED
    }
}

/// Returns the passages of both retrievers and those after the best of them, each once, ascending.
fn returned(retrieved: &Retrieved<'_>) -> Vec<PassageId> {
    let both = [&retrieved.dense, &retrieved.lexical];
    let followed = both
        .into_iter()
        .flat_map(|found| found.iter().take(MOST_FOLLOWED));
    let followers = followed.filter_map(|found| retrieved.index.neighbours(found.id).1);
    let followers = followers.filter(|&id| retrieved.query.filter.admits(id));
    let mut ids: Vec<PassageId> = both.into_iter().flatten().map(|found| found.id).collect();
    ids.extend(followers);
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Returns the passages whose tokens are worth comparing, which is most of the work: the best by a
/// rough score of meaning and words, with neighbours.
fn most_promising(retrieved: &Retrieved<'_>, ids: Vec<PassageId>) -> Vec<PassageId> {
    let most = most_compared(retrieved.query.k);
    if ids.len() <= most {
        return ids;
    }
    let rough = |id| retrieved.meaning(id) + ROUGH_BM25 * retrieved.bm25_share(id);
    let scored = ids.into_iter().map(|id| {
        let (before, after) = retrieved.index.neighbours(id);
        let neighbours = ROUGH_BEFORE * rough(before) + ROUGH_AFTER * rough(after);
        let score = rough(Some(id)) + neighbours;
        Scored { id, score }
    });
    let mut scored: Vec<Scored> = scored.collect();
    keep_best(&mut scored, most);
    scored.into_iter().map(|scored| scored.id).collect()
}

/// Returns each passage's rank, from 1.
fn ranks(found: &[Scored]) -> HashMap<PassageId, usize> {
    found.iter().map(|scored| scored.id).zip(1..).collect()
}
