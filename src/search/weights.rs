//! The weights that are shipped, and where they come from.

use super::{Spread, Weights};

/// Fitted on 2026-11-22 with `whosaid eval --fit` to 1,399 answerable questions: LoCoMo, QMSum, the
/// podcast, `data/eval/questions.jsonl` and `data/eval/natural.jsonl`, each set counting with the
/// square root of its size. `benches/README.md` has the command, what each ingredient is worth and
/// the cross-validated figures.
pub const WEIGHTS: Weights = Weights {
    meaning: 4.26,
    words: 1.53,
    late: 0.70,
    late_with_one_before: 3.80,
    late_with_two_before: 14.48,
    meaning_before: 4.77,
    meaning_after: 0.63,
    words_before: 2.83,
    words_after: 1.24,
    late_before: -7.64,
    brevity: 0.60,
    length: -1.22,
    counts: 2.92,
    dates: 1.91,
    asks: -0.80,
    replies: -0.70,
    replies_to: 4.86,
    named: 1.23,
    edge: 9.29,
};

/// How hits are kept apart: chosen by hand on the same sets, between what lists of meetings gain by
/// it and what answers that stand close together lose.
pub const SPREAD: Spread = Spread {
    within: 4,
    loses: 0.6,
};
