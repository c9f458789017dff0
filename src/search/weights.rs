//! Defines the default weight of each feature.

use super::features::Weights;

/// Fitted on 2026-11-22 to 1,399 answerable questions: LoCoMo, QMSum, one
/// podcast episode with labelled questions (`benches/README.md`),
/// `data/eval/questions.jsonl` and `data/eval/natural.jsonl`. Each set counts with the square root of
/// its size. `benches/README.md` has the command, what each feature is worth, and the
/// cross-validated figures.
pub const WEIGHTS: Weights = Weights {
    meaning: 4.30,
    bm25: 1.34,
    max_sim: 1.21,
    max_sim_with_one_before: 3.00,
    max_sim_with_two_before: 7.75,
    max_sim_beside_best: 7.36,
    meaning_before: 4.49,
    meaning_after: 0.67,
    bm25_before: 2.70,
    bm25_after: 1.23,
    max_sim_before: -7.32,
    brevity: 0.60,
    length: -1.32,
    counts: 2.90,
    dates: 1.96,
    asks: -0.80,
    replies: -0.72,
    replies_to: 4.90,
    named: 1.22,
    edge: 9.35,
};

/// Those of the multilingual model, fitted on 2026-11-30 to XQuAD in five languages, LoCoMo, the podcast
/// and `data/eval` (`benches/README.md`).
pub const MULTILINGUAL_WEIGHTS: Weights = Weights {
    meaning: 9.96,
    bm25: 0.83,
    max_sim: 7.97,
    max_sim_with_one_before: 7.49,
    max_sim_with_two_before: 9.88,
    max_sim_beside_best: 11.54,
    meaning_before: 0.79,
    meaning_after: 0.17,
    bm25_before: 1.50,
    bm25_after: 0.83,
    max_sim_before: -4.30,
    brevity: 0.37,
    length: -1.02,
    counts: 2.09,
    dates: 1.86,
    asks: -1.11,
    replies: -0.34,
    replies_to: 4.57,
    named: 1.18,
    edge: 8.36,
};
