//! Candidates become hits: each arm's scores are normalised over the candidates and added.
//!
//! In: candidates with their raw scores. Out: hits, best first. This is where a further arm (late
//! interaction over token vectors) joins: a field of [`Candidate`], of [`Parts`] and of
//! [`Weights`]. Never here: reciprocal rank fusion, which measured worse (design notes, §2).

use super::Hit;
use crate::store::PassageId;

/// What each arm counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// The weight of meaning: the cosine of the embeddings.
    pub meaning: f32,
    /// The weight of words: BM25.
    pub words: f32,
    /// How much of the score of the passage before is added: the host asks, the guest answers.
    pub before: f32,
    /// How much of the score of the passage after is added.
    pub after: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            meaning: 1.0,
            words: 1.0,
            before: 0.3,
            after: 0.1,
        }
    }
}

/// A passage that an arm brought, before ranking.
pub(super) struct Candidate {
    pub id: PassageId,
    pub own: Raw,
    pub before: Option<Raw>,
    pub after: Option<Raw>,
    pub meaning_rank: Option<usize>,
    pub word_rank: Option<usize>,
}

/// The raw scores of one passage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Raw {
    pub cosine: f32,
    pub bm25: f32,
}

/// What a hit's score is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parts {
    /// The cosine of the question's embedding and the passage's, from -1 to 1.
    pub cosine: f32,
    /// BM25 of the question's content words; 0 where none is in the passage.
    pub bm25: f32,
    /// Its place by meaning, from 1, where that arm brought it.
    pub meaning_rank: Option<usize>,
    /// Its place by words, from 1, where that arm brought it.
    pub word_rank: Option<usize>,
    /// Standard deviations above the candidates' mean cosine.
    pub meaning_z: f32,
    /// Standard deviations above the candidates' mean BM25.
    pub words_z: f32,
    /// What the passages before and after it add.
    pub neighbours: f32,
}

/// Ranks the candidates; equal scores by number.
pub(super) fn rank(candidates: Vec<Candidate>, weights: &Weights) -> Vec<Hit> {
    let meaning = Scale::of(candidates.iter().map(|candidate| candidate.own.cosine));
    let words = Scale::of(candidates.iter().map(|candidate| candidate.own.bm25));
    let score = |raw: &Raw| {
        weights.meaning * meaning.standard(raw.cosine) + weights.words * words.standard(raw.bm25)
    };
    let mut hits: Vec<Hit> = candidates
        .iter()
        .map(|candidate| {
            let of = |raw: &Option<Raw>| raw.as_ref().map_or(0.0, score);
            let neighbours =
                weights.before * of(&candidate.before) + weights.after * of(&candidate.after);
            Hit {
                id: candidate.id,
                score: score(&candidate.own) + neighbours,
                parts: Parts {
                    cosine: candidate.own.cosine,
                    bm25: candidate.own.bm25,
                    meaning_rank: candidate.meaning_rank,
                    word_rank: candidate.word_rank,
                    meaning_z: meaning.standard(candidate.own.cosine),
                    words_z: words.standard(candidate.own.bm25),
                    neighbours,
                },
            }
        })
        .collect();
    hits.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id)));
    hits
}

/// The mean and spread of one arm's scores over the candidates.
struct Scale {
    mean: f32,
    deviation: f32,
}

impl Scale {
    fn of(scores: impl Iterator<Item = f32> + Clone) -> Self {
        let count = scores.clone().count().max(1) as f32;
        let mean = scores.clone().sum::<f32>() / count;
        let variance = scores.map(|score| (score - mean).powi(2)).sum::<f32>() / count;
        Self {
            mean,
            deviation: variance.sqrt(),
        }
    }

    /// Equal scores tell nothing apart, so they count nothing.
    fn standard(&self, score: f32) -> f32 {
        if self.deviation > f32::EPSILON {
            (score - self.mean) / self.deviation
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(id: u32, cosine: f32, bm25: f32) -> Candidate {
        Candidate {
            id: PassageId(id),
            own: Raw { cosine, bm25 },
            before: None,
            after: None,
            meaning_rank: None,
            word_rank: None,
        }
    }

    fn order(candidates: Vec<Candidate>, weights: &Weights) -> Vec<u32> {
        rank(candidates, weights).iter().map(|hit| hit.id.0).collect()
    }

    #[test]
    fn an_arm_counts_as_much_as_its_weight_whatever_its_unit() {
        let candidates = || vec![candidate(1, 0.9, 0.0), candidate(2, 0.1, 30.0)];
        let only_meaning = Weights { meaning: 1.0, words: 0.5, ..Weights::default() };
        let only_words = Weights { meaning: 0.5, words: 1.0, ..Weights::default() };
        assert_eq!(order(candidates(), &only_meaning), [1, 2]);
        assert_eq!(order(candidates(), &only_words), [2, 1]);
    }

    #[test]
    fn equal_scores_are_ordered_by_number() {
        let candidates = vec![candidate(9, 0.5, 1.0), candidate(3, 0.5, 1.0)];
        assert_eq!(order(candidates, &Weights::default()), [3, 9]);
    }
}
