//! The weights that are shipped, and where they come from.

use super::{Spread, Weights};

/// PLACEHOLDER
pub const WEIGHTS: Weights = Weights {
    meaning: 4.06,
    words: 1.81,
    late: 0.61,
    late_with_one_before: 3.64,
    late_with_two_before: 15.04,
    meaning_before: 5.06,
    meaning_after: 0.90,
    words_before: 2.99,
    words_after: 1.21,
    late_before: -8.02,
    brevity: 0.58,
    length: -1.29,
    counts: 2.11,
    dates: 1.88,
    asks: -0.79,
    replies: -0.70,
    replies_to: 4.96,
    named: 1.22,
    edge: 7.53,
};

/// How hits are kept apart.
pub const SPREAD: Spread = Spread {
    within: 4,
    loses: 0.6,
};
