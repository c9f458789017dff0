//! Ranks the passages that fit a question.
//!
//! Two retrievers return candidates: one by meaning (dense), one by words (lexical). Each candidate
//! is measured by the same features, and the weighted sum of these is its score. Whether a hit
//! answers the question is judged in [`crate::answer`]; this module uses neither the model nor the
//! store.

mod candidate;
mod features;
mod gather;
mod max_sim;
mod measure;
mod query;
mod rank;
mod retrieve;
#[cfg(test)]
mod tests;
mod weights;

pub use candidate::Candidate;
pub use features::{Features, Weights};
pub use gather::{GatheredCandidates, gather};
pub use max_sim::{BestSimilarities, QuestionTokens, TokenMatch};
pub use query::{Query, SearchConfig};
pub use rank::{Diversity, Hit, ScoreSums, rank};
pub use weights::{MULTILINGUAL_WEIGHTS, WEIGHTS};

use crate::index::{Index, IndexError, SearchPath};

/// The result of a search.
#[derive(Debug, Clone)]
pub struct RankedHits {
    /// The hits, best first.
    pub hits: Vec<Hit>,
    /// The question's tokens with their weights.
    pub tokens: QuestionTokens,
    /// How the vectors were searched.
    pub path: SearchPath,
}

/// Returns the limit of hits for a search that asks for this many; a search that returns fewer has
/// found all.
pub fn most_hits(wanted: usize) -> usize {
    wanted.min(gather::most_compared(wanted))
}

/// Finds and ranks passages.
///
/// # Errors
/// A lexical index that cannot be read.
pub fn search(
    index: &Index,
    query: &Query<'_>,
    config: &SearchConfig,
) -> Result<RankedHits, IndexError> {
    let gathered = gather(index, query, config)?;
    let hits = rank(
        &gathered.candidates,
        &config.weights,
        config.diversity,
        query.k,
    );
    Ok(RankedHits {
        hits,
        tokens: gathered.tokens,
        path: gathered.path,
    })
}
