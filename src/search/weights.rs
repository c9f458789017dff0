//! The weights that are shipped, and where they come from.

use super::{Spread, Weights};

/// Fitted on 2026-11-22 with `whosaid eval --fit` to 1,399 answerable questions: LoCoMo, QMSum, the
/// podcast, `data/eval/questions.jsonl` and `data/eval/natural.jsonl`, each set counting with the
/// square root of its size. `benches/README.md` has the command, what each ingredient is worth and
/// the cross-validated figures.
pub const WEIGHTS: Weights = Weights {
    meaning: 3.97,
    words: 1.76,
    late: 0.53,
    late_with_one_before: 3.55,
    late_with_two_before: 14.96,
    meaning_before: 4.70,
    meaning_after: 0.70,
    words_before: 2.81,
    words_after: 1.30,
    late_before: -7.54,
    brevity: 0.57,
    length: -1.21,
    counts: 3.1,
    dates: 1.88,
    asks: -0.81,
    replies: -0.66,
    replies_to: 4.84,
    named: 1.24,
    edge: 7.47,
};

/// How hits are kept apart: chosen by hand on the same sets, between what lists of meetings gain by
/// it and what answers that stand close together lose.
pub const SPREAD: Spread = Spread {
    within: 4,
    loses: 0.6,
};
