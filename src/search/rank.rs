//! Candidates become hits, best first and not all of one minute.
//!
//! In: candidates and weights. Out: hits, each with its score and the parts of it. A score is the
//! weighted sum of a candidate's ingredients, on the scale of a logit: one more makes a passage e
//! times as likely to be the right one. Never here: reciprocal rank fusion, which measured worse.

use super::candidate::Candidate;
use super::ingredients::{Ingredients, Weights};
use crate::store::PassageId;

/// How hits are kept apart, so that results are not ten slices of the same minute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// How many passages around a better hit are held back.
    pub within: u32,
    /// What they lose of their score.
    pub loses: f32,
}

/// A passage that fits, with its score; the larger, the better.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The passage.
    pub id: PassageId,
    /// The sum of its parts, less what it is held back.
    pub score: f32,
    /// What each ingredient adds to the score.
    pub parts: Ingredients,
    /// What it lost for being near to a better hit.
    pub held_back: f32,
    /// Its share of all candidates' exponentiated scores: how much it stands out, from 0 to 1.
    pub share: f32,
    /// What it is made of, before weighing.
    pub candidate: Candidate,
}

/// Ranks the candidates and returns the best `k`; equal scores by number.
pub fn rank(candidates: &[Candidate], weights: &Weights, spread: Spread, k: usize) -> Vec<Hit> {
    let mut left: Vec<Hit> = candidates
        .iter()
        .map(|candidate| {
            let parts = weights.parts(&candidate.features);
            Hit {
                id: candidate.id,
                score: parts.sum(),
                parts,
                held_back: 0.0,
                share: 0.0,
                candidate: candidate.clone(),
            }
        })
        .collect();
    share_out(&mut left);
    let mut hits = Vec::with_capacity(k.min(left.len()));
    while hits.len() < k {
        let places = 0..left.len();
        let Some(best) = places.min_by(|&a, &b| left[a].best_first(&left[b])) else {
            break;
        };
        let best = left.swap_remove(best);
        for other in &mut left {
            if other.held_back == 0.0 && spread.keeps_apart(&best.candidate, &other.candidate) {
                other.held_back = spread.loses;
                other.score -= spread.loses;
            }
        }
        hits.push(best);
    }
    hits
}

fn share_out(hits: &mut [Hit]) {
    let most = hits.iter().map(|hit| hit.score).fold(f32::MIN, f32::max);
    let all: f32 = hits.iter().map(|hit| (hit.score - most).exp()).sum();
    for hit in hits {
        hit.share = (hit.score - most).exp() / all;
    }
}

/// A score in summands that people can follow: `held_back` aside they add up to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sums {
    /// What meaning adds.
    pub meaning: f32,
    /// What words add.
    pub words: f32,
    /// What tokens add, those of the two passages before included.
    pub late: f32,
    /// What the passages before and after add by themselves.
    pub neighbours: f32,
    /// What its length, its being a question and its numbers and dates add or take away.
    pub shape: f32,
    /// What its speaker's being named and its place in the recording add.
    pub named: f32,
}

impl Hit {
    /// Returns the parts of the score, summed up.
    pub fn sums(&self) -> Sums {
        let parts = &self.parts;
        let neighbours = [
            parts.meaning_before,
            parts.meaning_after,
            parts.words_before,
            parts.words_after,
            parts.late_before,
            parts.replies,
            parts.replies_to,
        ];
        Sums {
            meaning: parts.meaning,
            words: parts.words,
            late: parts.late
                + parts.late_with_one_before
                + parts.late_with_two_before
                + parts.late_beside_best,
            neighbours: neighbours.iter().sum(),
            shape: parts.brevity + parts.length + parts.counts + parts.dates + parts.asks,
            named: parts.named + parts.edge,
        }
    }

    fn best_first(&self, other: &Hit) -> std::cmp::Ordering {
        let by_score = other.score.total_cmp(&self.score);
        by_score.then(self.id.cmp(&other.id))
    }
}

impl Spread {
    fn keeps_apart(&self, a: &Candidate, b: &Candidate) -> bool {
        a.transcript == b.transcript && a.id.0.abs_diff(b.id.0) <= self.within
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const APART: Spread = Spread {
        within: 2,
        loses: 1.0,
    };

    fn candidate(id: u32, late: f32) -> Candidate {
        Candidate {
            id: PassageId(id),
            transcript: PassageId(if id < 100 { 0 } else { 100 }),
            features: Ingredients {
                late,
                ..Ingredients::default()
            },
            bm25: 0.0,
            meaning_rank: None,
            word_rank: None,
        }
    }

    fn order(candidates: &[Candidate], spread: Spread) -> Vec<u32> {
        let weights = Weights {
            late: 1.0,
            ..Weights::default()
        };
        let hits = rank(candidates, &weights, spread, 3);
        hits.iter().map(|hit| hit.id.0).collect()
    }

    #[test]
    fn a_passage_near_a_better_one_of_its_transcript_stands_back() {
        let candidates = [candidate(10, 5.0), candidate(11, 4.5), candidate(20, 4.0)];
        assert_eq!(order(&candidates, APART), [10, 20, 11]);
    }

    #[test]
    fn a_passage_of_another_transcript_does_not_stand_back() {
        let candidates = [candidate(99, 5.0), candidate(100, 4.5), candidate(20, 4.0)];
        assert_eq!(order(&candidates, APART), [99, 100, 20]);
    }

    #[test]
    fn a_passage_stands_back_once_however_many_are_better() {
        let candidates = [candidate(10, 9.0), candidate(11, 8.0), candidate(12, 7.0)];
        let weights = Weights {
            late: 1.0,
            ..Weights::default()
        };
        let hits = rank(&candidates, &weights, APART, 3);
        assert_eq!(hits[2].score, 6.0);
        assert_eq!(hits[2].held_back, 1.0);
    }

    #[test]
    fn equal_scores_are_ordered_by_number() {
        let candidates = [candidate(90, 0.5), candidate(30, 0.5)];
        assert_eq!(order(&candidates, APART), [30, 90]);
    }

    #[test]
    fn an_ingredient_counts_as_much_as_its_weight() {
        let mut both = candidate(1, 2.0);
        both.features.words = 0.5;
        let weights = Weights {
            late: 3.0,
            words: -2.0,
            ..Weights::default()
        };
        let hits = rank(&[both], &weights, APART, 1);
        assert_eq!(hits[0].score, 5.0);
        assert_eq!(hits[0].parts.words, -1.0);
    }
}
