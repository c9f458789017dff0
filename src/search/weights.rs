//! The weights that are shipped, and where they come from.

use super::{Spread, Weights};

/// PLACEHOLDER
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
    counts: 3.14,
    dates: 1.88,
    asks: -0.81,
    replies: -0.66,
    replies_to: 4.84,
    named: 1.24,
    edge: 7.47,
};

/// How hits are kept apart.
pub const SPREAD: Spread = Spread {
    within: 4,
    loses: 0.6,
};
