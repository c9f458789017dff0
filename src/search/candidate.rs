//! Defines a candidate: a passage with the features of its score.

use super::features::Features;
use crate::store::PassageId;

/// A passage before ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The passage.
    pub id: PassageId,
    /// The first passage of its transcript.
    pub transcript: PassageId,
    /// The values that its score is made of.
    pub features: Features,
    /// BM25, not as a share.
    pub bm25: f32,
    /// Its rank by meaning, from 1, where the dense retriever returned it.
    pub meaning_rank: Option<usize>,
    /// Its rank by words, from 1, where the lexical retriever returned it.
    pub word_rank: Option<usize>,
}
