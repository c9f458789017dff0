//! Ranks candidates by score, and lowers those that stand near a better one.
//!
//! A score is on the scale of a logit: one more makes a passage e times as likely to be the right
//! one. Reciprocal rank fusion of the two retrievers measured worse.

use std::cmp::Ordering;

use super::candidate::Candidate;
use super::features::{Features, Weights};
use crate::store::PassageId;

/// How neighbouring hits are kept apart, so that results are not ten slices of the same minute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Diversity {
    /// How many passages on either side of a better hit lose some of their score.
    pub within: u32,
    /// How much of their score they lose.
    pub penalty: f32,
}

impl Default for Diversity {
    /// Chosen by hand on the sets that the weights were fitted to: lists of meetings gain by it, and
    /// answers that stand close together lose.
    fn default() -> Self {
        Self {
            within: 4,
            penalty: 0.6,
        }
    }
}

/// A passage that fits, with its score; the larger, the better.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The passage.
    pub id: PassageId,
    /// The sum of `parts` and `reading`, less `diversity_penalty`.
    pub score: f32,
    /// What each feature adds to the score.
    pub parts: Features,
    /// The amount taken from the score because a better hit is near.
    pub diversity_penalty: f32,
    /// What reading it adds to the score; 0 where it was not read.
    pub reading: f32,
    /// Its share of the sum of all candidates' exponentiated scores, from 0 to 1: how much it
    /// stands out.
    pub share: f32,
    /// The candidate that was ranked.
    pub candidate: Candidate,
}

/// Ranks the candidates and returns the best `k`; of equal scores, the lower number first.
pub fn rank(
    candidates: &[Candidate],
    weights: &Weights,
    diversity: Diversity,
    k: usize,
) -> Vec<Hit> {
    let mut left: Vec<Hit> = candidates
        .iter()
        .map(|candidate| {
            let parts = candidate.features.weighted(weights);
            Hit {
                id: candidate.id,
                score: parts.sum(),
                parts,
                diversity_penalty: 0.0,
                reading: 0.0,
                share: 0.0,
                candidate: candidate.clone(),
            }
        })
        .collect();
    fill_in_shares(&mut left);
    let mut hits = Vec::with_capacity(k.min(left.len()));
    while hits.len() < k {
        let places = 0..left.len();
        let Some(best) = places.min_by(|&a, &b| left[a].best_first(&left[b])) else {
            break;
        };
        let best = left.swap_remove(best);
        for other in &mut left {
            let is_penalised = other.diversity_penalty != 0.0;
            if !is_penalised && diversity.are_close(&best.candidate, &other.candidate) {
                other.diversity_penalty = diversity.penalty;
                other.score -= diversity.penalty;
            }
        }
        hits.push(best);
    }
    hits
}

fn fill_in_shares(hits: &mut [Hit]) {
    let most = hits.iter().map(|hit| hit.score).fold(f32::MIN, f32::max);
    let all: f32 = hits.iter().map(|hit| (hit.score - most).exp()).sum();
    for hit in hits {
        hit.share = (hit.score - most).exp() / all;
    }
}

/// The parts of a score, in groups that people can understand. Their sum less the diversity penalty
/// is the score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoreSums {
    /// What meaning adds.
    pub meaning: f32,
    /// What BM25 adds.
    pub bm25: f32,
    /// What tokens add, with those of the two passages before.
    pub max_sim: f32,
    /// What the passages before and after add by themselves.
    pub neighbours: f32,
    /// What the length, a question at the end, numbers and dates add or take away.
    pub shape: f32,
    /// What a named speaker and the place in the recording add.
    pub named: f32,
}

impl Hit {
    /// Returns the parts of the score, summed up.
    pub fn sums(&self) -> ScoreSums {
        let parts = &self.parts;
        let neighbours = [
            parts.meaning_before,
            parts.meaning_after,
            parts.bm25_before,
            parts.bm25_after,
            parts.max_sim_before,
            parts.replies,
            parts.replies_to,
        ];
        ScoreSums {
            meaning: parts.meaning,
            bm25: parts.bm25,
            max_sim: parts.max_sim
                + parts.max_sim_with_one_before
                + parts.max_sim_with_two_before
                + parts.max_sim_beside_best,
            neighbours: neighbours.iter().sum(),
            shape: parts.brevity + parts.length + parts.counts + parts.dates + parts.asks,
            named: parts.named + parts.edge,
        }
    }

    fn best_first(&self, other: &Hit) -> Ordering {
        let by_score = other.score.total_cmp(&self.score);
        by_score.then(self.id.cmp(&other.id))
    }
}

impl Diversity {
    fn are_close(&self, a: &Candidate, b: &Candidate) -> bool {
        a.transcript == b.transcript && a.id.0.abs_diff(b.id.0) <= self.within
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const APART: Diversity = Diversity {
        within: 2,
        penalty: 1.0,
    };

    fn candidate(id: u32, max_sim: f32) -> Candidate {
        Candidate {
            id: PassageId(id),
            transcript: PassageId(if id < 100 { 0 } else { 100 }),
            features: Features {
                max_sim,
                ..Features::default()
            },
            bm25: 0.0,
            meaning_rank: None,
            word_rank: None,
        }
    }

    fn order(candidates: &[Candidate], diversity: Diversity) -> Vec<u32> {
        let weights = Weights {
            max_sim: 1.0,
            ..Weights::default()
        };
        let hits = rank(candidates, &weights, diversity, 3);
        hits.iter().map(|hit| hit.id.0).collect()
    }

    #[test]
    fn a_passage_near_a_better_one_of_its_transcript_is_penalised() {
        let candidates = [candidate(10, 5.0), candidate(11, 4.5), candidate(20, 4.0)];
        assert_eq!(order(&candidates, APART), [10, 20, 11]);
    }

    #[test]
    fn a_passage_of_another_transcript_is_not_penalised() {
        let candidates = [candidate(99, 5.0), candidate(100, 4.5), candidate(20, 4.0)];
        assert_eq!(order(&candidates, APART), [99, 100, 20]);
    }

    #[test]
    fn a_passage_is_penalised_once_however_many_better_ones_are_near() {
        let candidates = [candidate(10, 9.0), candidate(11, 8.0), candidate(12, 7.0)];
        let weights = Weights {
            max_sim: 1.0,
            ..Weights::default()
        };
        let hits = rank(&candidates, &weights, APART, 3);
        assert_eq!(hits[2].score, 6.0);
        assert_eq!(hits[2].diversity_penalty, 1.0);
    }

    #[test]
    fn the_last_passage_within_the_distance_is_penalised_and_the_next_is_not() {
        let candidates = [candidate(10, 5.0), candidate(12, 4.5), candidate(13, 4.25)];
        assert_eq!(order(&candidates, APART), [10, 13, 12]);
    }

    #[test]
    fn shares_follow_the_exponentiated_scores_and_sum_to_one() {
        let candidates = [candidate(10, 2.0), candidate(30, 1.0), candidate(60, 1.0)];
        let weights = Weights {
            max_sim: 1.0,
            ..Weights::default()
        };
        let hits = rank(&candidates, &weights, APART, 2);
        assert!((hits[0].share / hits[1].share - 1.0f32.exp()).abs() < 1e-5);
        assert!((hits[0].share + 2.0 * hits[1].share - 1.0).abs() < 1e-6);
    }

    #[test]
    fn the_sums_have_every_part_of_the_score_once() {
        let numbers = std::array::from_fn(|at| 2.0f32.powi(at as i32));
        let mut all = candidate(1, 0.0);
        all.features = Features::from_array(numbers);
        let weights = Features::from_array([1.0; _]);
        let hit = &rank(&[all], &weights, APART, 1)[0];
        let sums = hit.sums();
        let sum = sums.meaning + sums.bm25 + sums.max_sim + sums.neighbours;
        assert_eq!(sum + sums.shape + sums.named, hit.score);
        let parts = &hit.parts;
        assert_eq!(sums.named, parts.named + parts.edge);
        let shape = [
            parts.brevity,
            parts.length,
            parts.counts,
            parts.dates,
            parts.asks,
        ];
        assert_eq!(sums.shape, shape.iter().sum::<f32>());
        let tokens = [parts.max_sim_with_one_before, parts.max_sim_with_two_before];
        let tokens = parts.max_sim + tokens.iter().sum::<f32>() + parts.max_sim_beside_best;
        assert_eq!(sums.max_sim, tokens);
    }

    #[test]
    fn equal_scores_are_ordered_by_number() {
        let candidates = [candidate(90, 0.5), candidate(30, 0.5)];
        assert_eq!(order(&candidates, APART), [30, 90]);
    }

    #[test]
    fn a_feature_counts_as_much_as_its_weight() {
        let mut both = candidate(1, 2.0);
        both.features.bm25 = 0.5;
        let weights = Weights {
            max_sim: 3.0,
            bm25: -2.0,
            ..Weights::default()
        };
        let hits = rank(&[both], &weights, APART, 1);
        assert_eq!(hits[0].score, 5.0);
        assert_eq!(hits[0].parts.bm25, -1.0);
    }
}
