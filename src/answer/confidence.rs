//! How likely it is that what was found answers the question.
//!
//! In: the best passages and the topic's words. Out: a probability. Never here: a rank or a
//! normalised score, which say which passage is best and nothing about whether it is good.

use super::Passage;
use crate::index::content_words;

/// How many of the best passages are looked at.
const LOOKED_AT: usize = 3;

/// The least confidence with which a question is answered. Below even odds, because a wrong refusal
/// hides what was said.
pub const ANSWER_FROM: f32 = 0.3;

/// No evidence of this kind makes certain.
const LEAST: f32 = 0.01;
const MOST: f32 = 0.99;

/// A logistic model of [`Evidence`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// The log-odds without any evidence.
    pub intercept: f32,
    /// What each kind of evidence adds, in the order of [`Evidence::to_array`].
    pub per: [f32; Evidence::NAMES.len()],
}

/// PLACEHOLDER
pub const CALIBRATION: Calibration = Calibration {
    intercept: -7.5,
    per: [8.0, 6.0, 3.0, 1.0],
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
}

impl Evidence {
    /// The names, in order.
    pub const NAMES: [&str; 4] = ["meaning", "late", "late_with_before", "coverage"];

    /// Returns the numbers in the order of the names.
    pub fn to_array(self) -> [f32; Self::NAMES.len()] {
        [
            self.meaning,
            self.late,
            self.late_with_before,
            self.coverage,
        ]
    }

    /// Returns the evidence of these numbers, in the order of the names.
    pub fn from_array(numbers: [f32; Self::NAMES.len()]) -> Self {
        let [meaning, late, late_with_before, coverage] = numbers;
        Self {
            meaning,
            late,
            late_with_before,
            coverage,
        }
    }

    /// Returns the evidence in the passages, best first.
    pub fn of(passages: &[Passage], words: &[(String, f32)]) -> Self {
        let best = &passages[..passages.len().min(LOOKED_AT)];
        let most = |number: &dyn Fn(&Passage) -> f32| best.iter().map(number).fold(0.0, f32::max);
        let features = |passage: &Passage| passage.hit.candidate.features;
        Self {
            meaning: most(&|passage| features(passage).meaning),
            late: most(&|passage| features(passage).late),
            late_with_before: most(&|passage| features(passage).late_with_two_before),
            coverage: most(&|passage| coverage(passage, words)),
        }
    }
}

fn coverage(passage: &Passage, words: &[(String, f32)]) -> f32 {
    let label = passage.record.speaker.as_deref().unwrap_or_default();
    let said = content_words(&format!("{label} {}", passage.record.text()));
    let all: f32 = words.iter().map(|(_, idf)| idf).sum();
    let covered = words.iter().filter(|(word, _)| said.contains(word));
    covered.map(|(_, idf)| idf).sum::<f32>() / all.max(f32::EPSILON)
}

impl Calibration {
    /// Returns the probability that a question with this evidence is answered by the passages.
    pub fn confidence(&self, evidence: &Evidence) -> f32 {
        let pairs = self.per.iter().zip(evidence.to_array());
        let logit = self.intercept + pairs.map(|(per, number)| per * number).sum::<f32>();
        (1.0 / (1.0 + (-logit).exp())).clamp(LEAST, MOST)
    }
}
