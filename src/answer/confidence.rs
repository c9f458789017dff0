//! Judges whether the best passages are about the question, and how likely they answer it.
//!
//! Both are probabilities. The first, that anybody spoke of the topic, decides between an answer
//! and "not found". The second, that one of the best passages is right, is the answer's confidence.
//! A rank alone says which passage is best, not whether it is good.

use serde::Serialize;

use super::passage::RankedPassage;

/// How many of the best passages count as evidence.
const BEST_PASSAGES: usize = 3;

/// A question is refused where the probability that anybody spoke of its topic is below this.
pub const ANSWER_FROM: f32 = 0.5;

/// The least confidence of an answer. Of the labelled questions below it, one in fifty had the right
/// passage among the first three.
pub const LEAST_CONFIDENCE: f32 = 0.1;

/// A passage at least this near to an end of the recording counts as standing there: within three
/// passages.
const AT_EDGE: f32 = 0.36;

/// Probabilities are clamped: evidence never makes certain.
const LEAST_PROBABILITY: f32 = 0.01;
const MOST_PROBABILITY: f32 = 0.99;

/// A logistic model of [`Evidence`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Calibration {
    /// The log-odds without any evidence.
    pub intercept: f32,
    /// What each kind of evidence adds, in the order of [`Evidence::NAMES`].
    pub weights: [f32; Evidence::NAMES.len()],
}

/// Whether one of the best three passages is right.
///
/// Fitted on 2026-11-22 to the questions that the weights were fitted to, and to every fourth of them
/// asked of a transcript that it is not about (`benches/README.md`).
pub const CONFIDENCE: Calibration = Calibration {
    intercept: -5.204,
    weights: [4.836, -3.332, 7.837, 3.985, -0.084],
};

/// Whether the transcripts speak of it at all. Fitted to the same questions, leaving out near
/// misses, whose topic does occur.
pub const SPOKEN_OF: Calibration = Calibration {
    intercept: -7.733,
    weights: [6.692, -1.585, 10.297, 2.286, 0.191],
};

/// What speaks for an answer, in the best three passages.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// The largest cosine of the topic's embedding and a passage's, or 0 where none is above.
    pub meaning: f32,
    /// The largest MaxSim of the topic's tokens with the two passages before, or 0 where none is
    /// above.
    pub max_sim: f32,
    /// The largest similarity of the topic's words, without the word that matches best, or 0 where
    /// none is above: a passage that only names the person does not answer.
    pub beside_best: f32,
    /// How much the best passages stand out from all candidates: the sum of their shares, from 0 to
    /// 1.
    pub standing_out: f32,
    /// The largest score, or 0 where none is above.
    pub score: f32,
    /// Whether the first passage stands at the end of the recording that the question asks for; the
    /// other passages do not count.
    pub at_edge: bool,
}

impl Evidence {
    /// The names of the numbers, in order.
    pub const NAMES: [&str; 5] = ["meaning", "max_sim", "beside_best", "standing_out", "score"];

    /// Returns the numbers in the order of the names.
    pub fn to_array(self) -> [f32; Self::NAMES.len()] {
        [
            self.meaning,
            self.max_sim,
            self.beside_best,
            self.standing_out,
            self.score,
        ]
    }

    /// Returns the evidence in the passages, best first.
    pub fn of(passages: &[RankedPassage]) -> Self {
        let best = &passages[..passages.len().min(BEST_PASSAGES)];
        let most =
            |number: &dyn Fn(&RankedPassage) -> f32| best.iter().map(number).fold(0.0, f32::max);
        let features = |passage: &RankedPassage| passage.hit.candidate.features;
        Self {
            meaning: most(&|passage| features(passage).meaning),
            max_sim: most(&|passage| features(passage).max_sim_with_two_before),
            beside_best: most(&|passage| features(passage).max_sim_beside_best),
            standing_out: best.iter().map(|passage| passage.hit.share).sum(),
            score: most(&|passage| passage.hit.score),
            at_edge: best
                .first()
                .is_some_and(|passage| features(passage).edge >= AT_EDGE),
        }
    }

    /// Returns how likely one of the best passages is the right one.
    pub fn confidence(self) -> f32 {
        CONFIDENCE.probability(self.to_array())
    }

    /// Returns whether the question is answered: it is likely spoken of and not too unlikely
    /// answered, or it asks for an end of the recording and the best passage stands there.
    pub fn suffices(self) -> bool {
        let spoken_of = SPOKEN_OF.probability(self.to_array());
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
    use crate::answer::tests::passage;

    const NO_EVIDENCE: Evidence = Evidence {
        meaning: 0.0,
        max_sim: 0.0,
        beside_best: 0.0,
        standing_out: 0.0,
        score: 0.0,
        at_edge: false,
    };

    const MUCH_EVIDENCE: Evidence = Evidence {
        meaning: 0.7,
        max_sim: 0.7,
        beside_best: 0.6,
        standing_out: 0.6,
        score: 15.0,
        at_edge: false,
    };

    #[test]
    fn evidence_is_the_largest_of_the_best_three_and_their_shares_summed() {
        let passages = [0.25, 0.5, 0.125, 1.0].map(|value| {
            let mut passage = passage("moor", "Ana", 1, 8.0 * value);
            let features = &mut passage.hit.candidate.features;
            features.meaning = value;
            features.max_sim_with_two_before = 2.0 * value;
            features.max_sim_beside_best = 4.0 * value;
            passage.hit.share = value;
            passage
        });
        let evidence = Evidence::of(&passages).to_array();
        assert_eq!(evidence, [0.5, 1.0, 2.0, 0.875, 4.0]);
        assert_eq!(Evidence::of(&[]), NO_EVIDENCE);
    }

    #[test]
    fn a_passage_stands_at_the_edge_up_to_three_passages_from_it() {
        let at_edge = |passages: i16| {
            let mut passage = passage("moor", "Ana", 1, 5.0);
            passage.hit.candidate.features.edge = (-f32::from(passages) / 3.0).exp();
            Evidence::of(&[passage]).at_edge
        };
        assert!(at_edge(0) && at_edge(3) && !at_edge(4));
    }

    #[test]
    fn a_probability_is_the_logistic_function_of_the_weighted_evidence() {
        let calibration = Calibration {
            intercept: -1.0,
            weights: [2.0, 0.0, 0.0, 0.0, -0.5],
        };
        let even = [1.0, 9.0, 9.0, 9.0, 2.0];
        assert_eq!(calibration.probability(even), 0.5);
        let more = calibration.probability([1.5, 9.0, 9.0, 9.0, 2.0]);
        assert!((more - 1.0 / (1.0 + (-1.0f32).exp())).abs() < 1e-6);
        assert_eq!(calibration.probability([9.0; 5]), MOST_PROBABILITY);
        assert_eq!(calibration.probability([-9.0; 5]), LEAST_PROBABILITY);
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
        assert!(SPOKEN_OF.probability(spoken_of.to_array()) >= ANSWER_FROM);
        assert!(spoken_of.confidence() < LEAST_CONFIDENCE);
        assert!(!spoken_of.suffices());
        // Words without a score: answered rather than not, and hardly spoken of.
        let unspoken = Evidence {
            meaning: 0.5,
            standing_out: 1.0,
            ..NO_EVIDENCE
        };
        assert!(SPOKEN_OF.probability(unspoken.to_array()) < ANSWER_FROM);
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
