//! Judges whether the best passages are about the question, and how likely the quote answers it.
//!
//! Both are probabilities. The first, that anybody spoke of the topic, decides between an answer
//! and "not found". The second, that the first quote is right, is the answer's confidence.
//! A rank alone says which passage is best, not whether it is good.

use serde::Serialize;

use super::evidence::Evidence;
use crate::embed::Model;
use crate::named::named_enum;

/// A question is refused where the probability that anybody spoke of its topic is below this.
pub const ANSWER_FROM: f32 = 0.5;

/// The least confidence of an answer.
pub const LEAST_CONFIDENCE: f32 = 0.1;

/// The least confidence of an answer that is likely, and of one that is sure.
const LIKELY_FROM: f32 = 0.5;
const SURE_FROM: f32 = 0.8;

/// Probabilities are clamped: evidence never makes certain.
const LEAST_PROBABILITY: f32 = 0.01;
const MOST_PROBABILITY: f32 = 0.99;

named_enum! {
    /// How sure an answer is.
    pub enum Certainty {
        /// Four of five such answers are right, or more.
        Sure = "sure",
        /// More of such answers are right than wrong.
        Likely = "likely",
        /// More of such answers are wrong than right.
        Guess = "guess",
    }
}

impl Certainty {
    /// Returns how sure an answer of this confidence is.
    pub fn of(confidence: f32) -> Self {
        match confidence {
            sure if sure >= SURE_FROM => Self::Sure,
            likely if likely >= LIKELY_FROM => Self::Likely,
            _ => Self::Guess,
        }
    }
}

/// A logistic model of [`Evidence`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Calibration {
    /// The log-odds without any evidence.
    pub intercept: f32,
    /// What each kind of evidence adds, in the order of [`Evidence::NAMES`].
    pub weights: [f32; Evidence::NAMES.len()],
}

/// The calibrations of one kind of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Calibrations {
    /// Whether the first quote is right.
    pub confidence: Calibration,
    /// Whether the transcripts speak of it at all.
    pub spoken_of: Calibration,
}

/// For passages that nothing read.
///
/// Fitted on 2026-11-22 to the questions that the weights were fitted to, and to every fourth of them
/// asked of a transcript that it is not about (`benches/README.md`). Near misses, whose topic does
/// occur, were left out of `spoken_of`. Here `confidence` is of one of the best three passages.
pub const UNREAD: Calibrations = Calibrations {
    confidence: Calibration {
        intercept: -5.204,
        weights: [4.836, -3.332, 7.837, 3.985, -0.084, 0.0, 0.0, 0.0, 0.0],
    },
    spoken_of: Calibration {
        intercept: -7.733,
        weights: [6.692, -1.585, 10.297, 2.286, 0.191, 0.0, 0.0, 0.0, 0.0],
    },
};

/// For passages that the multilingual model found, which nothing reads.
///
/// Fitted on 2026-11-30 to LoCoMo, the podcast, `data/eval` and XQuAD (`benches/README.md`), and to every
/// fourth of their questions asked of a transcript that it is not about.
pub const MULTILINGUAL: Calibrations = Calibrations {
    confidence: Calibration {
        intercept: -8.192,
        weights: [7.284, 3.377, 10.349, 4.445, -0.210, 1.653, 0.0, 0.0, 0.0],
    },
    spoken_of: Calibration {
        intercept: -8.643,
        weights: [9.974, -0.128, 14.523, 2.856, -0.015, 0.672, 0.0, 0.0, 0.0],
    },
};

/// For passages that the reader read. Fitted on 2026-11-30 to the same questions and to
/// `data/eval/asked.jsonl`; `confidence` is of the first quote.
pub const READ: Calibrations = Calibrations {
    confidence: Calibration {
        intercept: -4.962,
        weights: [
            1.649, -0.609, 5.630, 1.558, -0.010, 0.0, 0.177, -0.027, 0.287,
        ],
    },
    spoken_of: Calibration {
        intercept: -7.617,
        weights: [
            6.369, -1.327, 12.224, 2.244, 0.188, 0.0, 0.204, 0.035, -0.079,
        ],
    },
};

impl Evidence {
    /// Returns the calibrations of such evidence.
    pub fn calibrations(self) -> &'static Calibrations {
        match (self.model, self.read) {
            (Model::English, Some(_)) => &READ,
            (Model::English, None) => &UNREAD,
            (Model::Multilingual, _) => &MULTILINGUAL,
        }
    }

    /// Returns how likely the quote of the first passage is right.
    pub fn confidence(self) -> f32 {
        self.calibrations().confidence.probability(self.to_array())
    }

    /// Returns whether the question is answered: it is likely spoken of and not too unlikely
    /// answered, or it asks for an end of the recording and the best passage stands there.
    pub fn suffices(self) -> bool {
        let spoken_of = self.calibrations().spoken_of.probability(self.to_array());
        let is_likely = spoken_of >= ANSWER_FROM && self.confidence() >= LEAST_CONFIDENCE;
        is_likely || self.at_edge
    }
}

impl Calibration {
    /// Returns the probability that goes with this evidence, in the order of [`Evidence::NAMES`].
    pub fn probability(&self, evidence: [f32; Evidence::NAMES.len()]) -> f32 {
        let pairs = self.weights.iter().zip(evidence);
        let logit = self.intercept + pairs.map(|(weight, number)| weight * number).sum::<f32>();
        (1.0 / (1.0 + (-logit).exp())).clamp(LEAST_PROBABILITY, MOST_PROBABILITY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::evidence::tests::NO_EVIDENCE;

    const MUCH_EVIDENCE: Evidence = Evidence {
        model: Model::English,
        meaning: 0.7,
        max_sim: 0.7,
        beside_best: 0.6,
        standing_out: 0.6,
        score: 15.0,
        across_languages: false,
        read: None,
        at_edge: false,
    };

    #[test]
    fn a_probability_is_the_logistic_function_of_the_weighted_evidence() {
        let calibration = Calibration {
            intercept: -1.0,
            weights: [2.0, 0.0, 0.0, 0.0, -0.5, 0.0, 0.0, 0.0, 1.0],
        };
        let even = [1.0, 9.0, 9.0, 9.0, 2.0, 9.0, 9.0, 9.0, 0.0];
        assert_eq!(calibration.probability(even), 0.5);
        let more = calibration.probability([1.5, 9.0, 9.0, 9.0, 2.0, 9.0, 9.0, 9.0, 0.0]);
        assert!((more - 1.0 / (1.0 + (-1.0f32).exp())).abs() < 1e-6);
        assert_eq!(calibration.probability([9.0; 9]), MOST_PROBABILITY);
        assert_eq!(calibration.probability([-9.0; 9]), LEAST_PROBABILITY);
    }

    #[test]
    fn an_answer_is_sure_or_likely_or_a_guess_by_its_confidence() {
        let names = [0.8, 0.79, 0.5, 0.49].map(|it| Certainty::of(it).name());
        assert_eq!(names, ["sure", "likely", "likely", "guess"]);
    }

    #[test]
    fn evidence_suffices_where_it_is_likely_by_both_calibrations() {
        assert!(MUCH_EVIDENCE.suffices());
        assert!(!NO_EVIDENCE.suffices());
        // A high score alone: spoken of, and hardly answered.
        let spoken_of = Evidence {
            meaning: 0.3,
            score: 31.0,
            ..NO_EVIDENCE
        };
        assert!(UNREAD.spoken_of.probability(spoken_of.to_array()) >= ANSWER_FROM);
        assert!(spoken_of.confidence() < LEAST_CONFIDENCE);
        assert!(!spoken_of.suffices());
        // Words without a score: answered rather than not, and hardly spoken of.
        let unspoken = Evidence {
            meaning: 0.5,
            standing_out: 1.0,
            ..NO_EVIDENCE
        };
        assert!(UNREAD.spoken_of.probability(unspoken.to_array()) < ANSWER_FROM);
        assert!(unspoken.confidence() >= LEAST_CONFIDENCE);
        assert!(!unspoken.suffices());
    }

    #[test]
    fn the_edge_that_is_asked_for_suffices_against_both_calibrations() {
        let at_edge = Evidence {
            at_edge: true,
            ..NO_EVIDENCE
        };
        assert!(at_edge.suffices());
        assert_eq!(at_edge.confidence(), NO_EVIDENCE.confidence());
    }
}
