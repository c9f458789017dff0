//! The weights that are shipped, and where they come from.

use super::{Spread, Weights};

/// PLACEHOLDER
pub const WEIGHTS: Weights = Weights {
    meaning: 4.0,
    words: 4.0,
    late: 6.0,
    late_with_one_before: 10.0,
    late_with_two_before: 10.0,
    meaning_before: 4.0,
    meaning_after: 1.0,
    words_before: 1.5,
    words_after: 1.0,
    late_before: -8.0,
    late_after: -2.0,
    brevity: 0.1,
    asks: -1.2,
    replies: -1.0,
    replies_to: 6.0,
    named: 1.2,
    edge: 3.0,
};

/// How hits are kept apart.
pub const SPREAD: Spread = Spread {
    within: 4,
    loses: 0.6,
};
