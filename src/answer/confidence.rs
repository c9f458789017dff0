//! How likely it is that what was found answers the question.
//!
//! In: the best passages and the question's words. Out: a probability. Never here: a rank or a
//! normalised score, which say which passage is best and nothing about whether it is good.

use super::Passage;
use crate::index::content_words;

/// How many of the best passages are looked at.
const LOOKED_AT: usize = 3;

/// The least confidence with which a question is answered. Below even odds, because the model was
/// fitted to classes of equal weight and a wrong refusal hides what was said.
pub const ANSWER_FROM: f32 = 0.4;

/// A logistic model of [`Evidence`], fitted on 2026-11-22 to 686 questions: `data/eval`, the
/// podcast and 150 of LoCoMo, each also with questions about other recordings as the unanswerable
/// ones (classes weighted equally; area under the ROC curve .978; near misses left out).
const INTERCEPT: f32 = -9.08;
const PER_COSINE: f32 = 20.69;
const PER_COVERAGE: f32 = 8.10;

/// No evidence of this kind makes certain.
const LEAST: f32 = 0.01;
const MOST: f32 = 0.99;

/// What speaks for an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// The best cosine of the question and one of the best passages, from -1 to 1.
    pub cosine: f32,
    /// The largest share of the question's content words, by inverse document frequency, that
    /// one of the best passages has, from 0 to 1.
    pub coverage: f32,
}

impl Evidence {
    /// Returns the evidence in the passages, best first.
    pub fn of(passages: &[Passage], words: &[(String, f32)]) -> Self {
        let best = passages.iter().take(LOOKED_AT);
        let all: f32 = words.iter().map(|(_, idf)| idf).sum();
        let mut evidence = Self {
            cosine: 0.0,
            coverage: 0.0,
        };
        for passage in best {
            let label = passage.record.speaker.as_deref().unwrap_or_default();
            let said = content_words(&format!("{label} {}", passage.record.text()));
            let covered: f32 = words
                .iter()
                .filter(|(word, _)| said.contains(word))
                .map(|(_, idf)| idf)
                .sum();
            evidence.cosine = evidence.cosine.max(passage.parts.cosine);
            if all > 0.0 {
                evidence.coverage = evidence.coverage.max(covered / all);
            }
        }
        evidence
    }

    /// Returns the probability that a question with this evidence is answered by the passages.
    pub fn confidence(&self) -> f32 {
        let logit = INTERCEPT + PER_COSINE * self.cosine + PER_COVERAGE * self.coverage;
        (1.0 / (1.0 + (-logit).exp())).clamp(LEAST, MOST)
    }
}
