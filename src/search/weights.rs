//! The weights that are shipped, and where they come from.

use super::{Spread, Weights};

/// PLACEHOLDER
pub const WEIGHTS: Weights = Weights {
    meaning: 4.66,
    words: 2.13,
    late: 0.60,
    late_with_one_before: 3.96,
    late_with_two_before: 15.15,
    meaning_before: 4.52,
    meaning_after: 1.26,
    words_before: 2.68,
    words_after: 1.31,
    late_before: -8.05,
    late_after: -0.44,
    brevity: 0.48,
    length: 0.0,
    counts: 0.0,
    dates: 0.0,
    asks: -0.67,
    replies: -1.11,
    replies_to: 6.24,
    named: 1.22,
    edge: 6.60,
};

/// How hits are kept apart.
pub const SPREAD: Spread = Spread {
    within: 4,
    loses: 0.6,
};
