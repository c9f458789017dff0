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
    meaning: 9.39,
    bm25: 1.34,
    max_sim: 5.35,
    max_sim_with_one_before: 6.14,
    max_sim_with_two_before: 10.17,
    max_sim_beside_best: 11.81,
    meaning_before: 1.20,
    meaning_after: -0.20,
    bm25_before: 2.03,
    bm25_after: 0.92,
    max_sim_before: -4.44,
    brevity: 0.56,
    length: -1.10,
    counts: 1.67,
    dates: 2.26,
    asks: -1.13,
    replies: -0.05,
    replies_to: 3.50,
    named: 1.13,
    edge: 8.49,
};
