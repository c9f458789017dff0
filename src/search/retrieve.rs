//! Retrieves passages by meaning (dense) and by words (lexical).
//!
//! Scores have absolute scales, so that those of different questions can be compared: a cosine, and
//! BM25 divided by the most that any passage could have for these words.

use super::query::{Query, SearchConfig};
use crate::index::{Index, IndexError, LexicalMatch, Scored, SearchPath, best, dot};
use crate::store::PassageId;

/// The results of both retrievers for a query.
pub(super) struct Retrieved<'a> {
    pub index: &'a Index,
    pub query: &'a Query<'a>,
    /// The passages nearest by meaning, best first.
    pub dense: Vec<Scored>,
    /// The passages nearest by words, best first.
    pub lexical: Vec<Scored>,
    /// BM25 of every passage that has one of the words, also of those that may not be found.
    pub bm25: LexicalMatch,
    /// How the vectors were searched.
    pub path: SearchPath,
}

/// Returns what both retrievers find for the query.
pub(super) fn retrieve<'a>(
    index: &'a Index,
    query: &'a Query<'a>,
    config: &SearchConfig,
) -> Result<Retrieved<'a>, IndexError> {
    let most = config.candidates.max(query.k);
    let vectors = &index.vectors;
    let (dense, path) = vectors.search(query.embedding, most, query.filter, query.plan);
    let lexical = &index.lexical;
    let bm25 = lexical.score(query.words, query.spellings, &config.bm25)?;
    let scores = bm25.scores.iter().map(|(&id, &score)| Scored { id, score });
    let admitted = scores.filter(|scored| query.filter.admits(scored.id));
    Ok(Retrieved {
        index,
        query,
        dense,
        lexical: best(admitted.collect(), most),
        bm25,
        path,
    })
}

impl Retrieved<'_> {
    /// Returns the cosine of the query's embedding and the passage's; 0 where there is no passage.
    pub(super) fn meaning(&self, id: Option<PassageId>) -> f32 {
        let embedding = id.and_then(|id| self.index.vectors.embedding(id));
        embedding.map_or(0.0, |embedding| {
            dot(self.query.embedding.as_slice(), embedding)
        })
    }

    /// Returns BM25 as a share of the most there could be; 0 where there is no passage.
    pub(super) fn bm25_share(&self, id: Option<PassageId>) -> f32 {
        match id.and_then(|id| self.bm25.scores.get(&id)) {
            Some(score) if self.bm25.most > 0.0 => score / self.bm25.most,
            _ => 0.0,
        }
    }
}
