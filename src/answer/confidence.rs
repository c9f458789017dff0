//! Whether what was found is about the question at all, and how likely it answers it.
//!
//! In: the best passages. Out: two probabilities. They are two, because they are two questions:
//! whether anybody spoke of it decides between an answer and "not found"; whether one of the best
//! passages is the right one is the confidence of the answer.
//! Never here: a rank, which says which passage is best and nothing about whether it is good.

use serde::Serialize;

use super::Passage;

/// How many of the best passages are looked at.
const LOOKED_AT: usize = 3;

/// The least probability of being spoken of with which a question is answered.
pub const ANSWER_FROM: f32 = 0.5;

/// The least confidence of an answer. Of the labelled questions below it one in fifty had the right
/// passage among the first three.
pub const LEAST_CONFIDENCE: f32 = 0.1;

/// How near to an end of the recording counts as at it: three passages.
const AT_EDGE: f32 = 0.36;

/// No evidence of this kind makes certain.
const LEAST: f32 = 0.01;
const MOST: f32 = 0.99;

/// A logistic model of [`Evidence`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Calibration {
    /// The log-odds without any evidence.
    pub intercept: f32,
    /// What each kind of evidence adds, in the order of [`Evidence::to_array`].
    pub per: [f32; Evidence::NAMES.len()],
}

/// Whether one of the best three passages is right. Fitted on 2026-11-22 with `whosaid eval --fit` to
/// the questions that the weights were fitted to, and to every fourth of them asked of a transcript
/// that it is not about (`benches/README.md`).
pub const CONFIDENCE: Calibration = Calibration {
    intercept: -5.204,
    per: [4.836, -3.332, 7.837, 3.985, -0.084],
};

/// Whether the transcripts speak of it at all. Fitted to the same, without near misses, whose topic
/// is there.
pub const SPOKEN_OF: Calibration = Calibration {
    intercept: -7.733,
    per: [6.692, -1.585, 10.297, 2.286, 0.191],
};

/// What speaks for an answer: the best of the best passages in each respect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// The cosine of the topic's embedding, from -1 to 1.
    pub meaning: f32,
    /// MaxSim of the topic's tokens with the two passages before, from -1 to 1.
    pub late: f32,
    /// How well the topic's words are met there but for the one that is met best, from -1 to 1: a
    /// question about somebody who is named, but not with what is asked, has no answer.
    pub beside_best: f32,
    /// How much the best passages stand out from all candidates, from 0 to 1.
    pub standing_out: f32,
    /// The best score.
    pub score: f32,
    /// Whether the best passage stands at the end of the recording that was asked for; every
    /// recording has its ends.
    pub at_edge: bool,
}

impl Evidence {
    /// The names, in order.
    pub const NAMES: [&str; 5] = ["meaning", "late", "beside_best", "standing_out", "score"];

    /// Returns the numbers in the order of the names.
    pub fn to_array(self) -> [f32; Self::NAMES.len()] {
        [
            self.meaning,
            self.late,
            self.beside_best,
            self.standing_out,
            self.score,
        ]
    }

    /// Returns the evidence in the passages, best first.
    pub fn of(passages: &[Passage]) -> Self {
        let best = &passages[..passages.len().min(LOOKED_AT)];
        let most = |number: &dyn Fn(&Passage) -> f32| best.iter().map(number).fold(0.0, f32::max);
        let features = |passage: &Passage| passage.hit.candidate.features;
        Self {
            meaning: most(&|passage| features(passage).meaning),
            late: most(&|passage| features(passage).late_with_two_before),
            beside_best: most(&|passage| features(passage).late_beside_best),
            standing_out: best.iter().map(|passage| passage.hit.share).sum(),
            score: most(&|passage| passage.hit.score),
            at_edge: best
                .first()
                .is_some_and(|passage| features(passage).edge >= AT_EDGE),
        }
    }
}

impl Calibration {
    /// Returns the probability that goes with this evidence, in the order of [`Evidence::NAMES`].
    pub fn probability(&self, evidence: [f32; Evidence::NAMES.len()]) -> f32 {
        let pairs = self.per.iter().zip(evidence);
        let logit = self.intercept + pairs.map(|(per, number)| per * number).sum::<f32>();
        (1.0 / (1.0 + (-logit).exp())).clamp(LEAST, MOST)
    }
}
