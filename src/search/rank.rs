//! Candidates become hits: each arm's scores are brought to one scale, weighted and added.
//!
//! In: candidates with their raw scores. Out: hits, best first. A cosine is on a scale of its own;
//! BM25 is divided by the most that any passage could have for these words, so a question whose
//! words hardly occur is ranked by meaning, and scores of different questions can be compared.
//! (Standard scores over the candidates measured worse; `benches/README.md`.) This is where a
//! further arm (late interaction over token vectors) joins: a field of [`Raw`], of [`Parts`] and
//! of [`Weights`]. Never here: reciprocal rank fusion, which measured worse still.

use super::Hit;
use crate::passage::Shape;
use crate::store::PassageId;

/// What each part of a score counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// The weight of meaning: the cosine of the embeddings.
    pub meaning: f32,
    /// The weight of words: BM25 as a share of the most there could be.
    pub words: f32,
    /// How much of the score of the passage before is added: the host asks, the guest answers.
    pub before: f32,
    /// How much of the score of the passage after is added.
    pub after: f32,
    /// What a passage loses for each e-fold that it is shorter than [`Weights::full_words`]: a
    /// few words are easily near to anything.
    pub brevity: f32,
    /// The words of a passage that loses nothing for being short.
    pub full_words: f32,
    /// What a passage loses that ends with a question: questions resemble questions.
    pub asking: f32,
}

impl Default for Weights {
    /// Chosen on `data/eval`, LoCoMo and the podcast by a coarse grid (2026-11-22,
    /// `benches/README.md`), where every neighbour of this point is within a question or two.
    fn default() -> Self {
        Self {
            meaning: 1.0,
            words: 0.8,
            before: 0.4,
            after: 0.1,
            brevity: 0.1,
            full_words: 60.0,
            asking: 0.1,
        }
    }
}

/// A passage that an arm brought, before ranking.
pub(super) struct Candidate {
    pub id: PassageId,
    pub own: Raw,
    pub before: Option<Raw>,
    pub after: Option<Raw>,
    pub shape: Shape,
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
    /// What meaning adds to the score.
    pub meaning: f32,
    /// What words add to the score.
    pub words: f32,
    /// What the passages before and after it add.
    pub neighbours: f32,
    /// What being short and asking take away; never above 0.
    pub shape: f32,
}

/// Ranks the candidates; equal scores by number. `most_bm25` is the most that any passage could
/// have for the question's words.
pub(super) fn rank(candidates: &[Candidate], weights: &Weights, most_bm25: f32) -> Vec<Hit> {
    let mut hits: Vec<Hit> = candidates
        .iter()
        .map(|candidate| {
            let parts = weights.parts(candidate, most_bm25);
            Hit {
                id: candidate.id,
                score: parts.meaning + parts.words + parts.neighbours + parts.shape,
                parts,
            }
        })
        .collect();
    hits.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id)));
    hits
}

impl Weights {
    fn parts(&self, candidate: &Candidate, most_bm25: f32) -> Parts {
        let meaning = |raw: &Raw| self.meaning * raw.cosine;
        let words = |raw: &Raw| {
            if most_bm25 > 0.0 {
                self.words * raw.bm25 / most_bm25
            } else {
                0.0
            }
        };
        let of = |raw: &Option<Raw>| raw.as_ref().map_or(0.0, |raw| meaning(raw) + words(raw));
        Parts {
            cosine: candidate.own.cosine,
            bm25: candidate.own.bm25,
            meaning_rank: candidate.meaning_rank,
            word_rank: candidate.word_rank,
            meaning: meaning(&candidate.own),
            words: words(&candidate.own),
            neighbours: self.before * of(&candidate.before) + self.after * of(&candidate.after),
            shape: self.shape(candidate.shape),
        }
    }

    fn shape(&self, shape: Shape) -> f32 {
        let length = f32::from(shape.words.max(1)) / self.full_words;
        let asking = if shape.asks { self.asking } else { 0.0 };
        self.brevity * length.ln().min(0.0) - asking
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
            shape: Shape {
                words: 40,
                asks: false,
            },
            meaning_rank: None,
            word_rank: None,
        }
    }

    fn order(candidates: &[Candidate], weights: &Weights) -> Vec<u32> {
        rank(candidates, weights, 10.0)
            .iter()
            .map(|hit| hit.id.0)
            .collect()
    }

    #[test]
    fn an_arm_counts_as_much_as_its_weight() {
        let candidates = [candidate(1, 0.9, 0.0), candidate(2, 0.1, 8.0)];
        let only_meaning = Weights {
            words: 0.1,
            ..Weights::default()
        };
        let only_words = Weights {
            meaning: 0.1,
            ..Weights::default()
        };
        assert_eq!(order(&candidates, &only_meaning), [1, 2]);
        assert_eq!(order(&candidates, &only_words), [2, 1]);
    }

    #[test]
    fn a_good_passage_lifts_the_one_after_it() {
        let mut follower = candidate(1, 0.3, 0.0);
        follower.before = Some(Raw {
            cosine: 0.9,
            bm25: 5.0,
        });
        assert_eq!(
            order(&[candidate(2, 0.4, 0.0), follower], &Weights::default()),
            [1, 2]
        );
    }

    #[test]
    fn short_passages_and_questions_stand_back_among_equals() {
        let mut short = candidate(1, 0.5, 1.0);
        short.shape.words = 3;
        let mut asking = candidate(2, 0.5, 1.0);
        asking.shape.asks = true;
        let full = candidate(3, 0.5, 1.0);
        assert_eq!(order(&[short, asking, full], &Weights::default())[0], 3);
    }

    #[test]
    fn equal_scores_are_ordered_by_number() {
        let candidates = [candidate(9, 0.5, 1.0), candidate(3, 0.5, 1.0)];
        assert_eq!(order(&candidates, &Weights::default()), [3, 9]);
    }
}
