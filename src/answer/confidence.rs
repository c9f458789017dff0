//! Whether what was found is about the question at all, and how likely it answers it.
//!
//! In: the best passages and the topic's words. Out: two probabilities. They are two, because they
//! are two questions: whether anybody spoke of it decides between an answer and "not found";
//! whether one of the best passages is the right one is the confidence of the answer.
//! Never here: a rank, which says which passage is best and nothing about whether it is good.

use serde::Serialize;

use super::Passage;
use crate::index::{WordFound, content_words};

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
    intercept: -5.321,
    per: [5.186, -1.914, 3.790, 0.397, 0.180, 3.391, -0.001],
};

/// Whether the transcripts speak of it at all. Fitted to the same, without near misses, whose topic
/// is there.
pub const SPOKEN_OF: Calibration = Calibration {
    intercept: -8.232,
    per: [7.463, 0.898, 6.410, 0.022, -0.659, 0.884, 0.335],
};

/// What speaks for an answer: the best of the best passages in each respect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// The cosine of the topic's embedding, from -1 to 1.
    pub meaning: f32,
    /// MaxSim of the topic's tokens, from -1 to 1.
    pub late: f32,
    /// MaxSim with the two passages before, from -1 to 1.
    pub late_with_before: f32,
    /// The share of the topic's content words, by inverse document frequency, that the passage
    /// has, from 0 to 1.
    pub coverage: f32,
    /// The share of them that any passage has that may be found, from 0 to 1: a question about
    /// somebody whose name is never said has no answer.
    pub occurring: f32,
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
    pub const NAMES: [&str; 7] = [
        "meaning",
        "late",
        "late_with_before",
        "coverage",
        "occurring",
        "standing_out",
        "score",
    ];

    /// Returns the numbers in the order of the names.
    pub fn to_array(self) -> [f32; Self::NAMES.len()] {
        [
            self.meaning,
            self.late,
            self.late_with_before,
            self.coverage,
            self.occurring,
            self.standing_out,
            self.score,
        ]
    }

    /// Returns the evidence in the passages, best first.
    pub fn of(passages: &[Passage], words: &[WordFound]) -> Self {
        let best = &passages[..passages.len().min(LOOKED_AT)];
        let most = |number: &dyn Fn(&Passage) -> f32| best.iter().map(number).fold(0.0, f32::max);
        let features = |passage: &Passage| passage.hit.candidate.features;
        Self {
            meaning: most(&|passage| features(passage).meaning),
            late: most(&|passage| features(passage).late),
            late_with_before: most(&|passage| features(passage).late_with_two_before),
            coverage: most(&|passage| coverage(passage, words)),
            occurring: share(words, |word| word.occurs),
            standing_out: best.iter().map(|passage| passage.hit.share).sum(),
            score: most(&|passage| passage.hit.score),
            at_edge: best
                .first()
                .is_some_and(|passage| features(passage).edge >= AT_EDGE),
        }
    }
}

fn coverage(passage: &Passage, words: &[WordFound]) -> f32 {
    let label = passage.record.speaker.as_deref().unwrap_or_default();
    let said = content_words(&format!("{label} {}", passage.record.text()));
    share(words, |word| said.contains(&word.stem))
}

/// Returns the share of the words for which something holds, by inverse document frequency.
fn share(words: &[WordFound], holds: impl Fn(&WordFound) -> bool) -> f32 {
    let all: f32 = words.iter().map(|word| word.idf).sum();
    let held = words.iter().filter(|word| holds(word));
    held.map(|word| word.idf).sum::<f32>() / all.max(f32::EPSILON)
}

impl Calibration {
    /// Returns the probability that goes with this evidence, in the order of [`Evidence::NAMES`].
    pub fn probability(&self, evidence: [f32; Evidence::NAMES.len()]) -> f32 {
        let pairs = self.per.iter().zip(evidence);
        let logit = self.intercept + pairs.map(|(per, number)| per * number).sum::<f32>();
        (1.0 / (1.0 + (-logit).exp())).clamp(LEAST, MOST)
    }
}
