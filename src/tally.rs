//! Counts numbers by size, such as durations, for whoever watches a running program.

use std::sync::{Mutex, PoisonError};

/// Counts numbers by size, from any thread.
#[derive(Debug)]
pub struct Tally {
    bounds: &'static [f64],
    counts: Mutex<Counts>,
}

#[derive(Debug)]
struct Counts {
    /// How many numbers lie at or under each bound and above the bound before it; the last ones lie
    /// above all bounds.
    between: Vec<u64>,
    sum: f64,
}

/// What a [`Tally`] had counted at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct TallySnapshot {
    /// Each bound, with how many numbers lie at or under it and above the bound before; the last
    /// bound is infinite.
    pub between: Vec<(f64, u64)>,
    /// The sum of all numbers.
    pub sum: f64,
    /// How many numbers there were.
    pub count: u64,
}

impl Tally {
    /// Makes a tally with these bounds, ascending.
    pub fn new(bounds: &'static [f64]) -> Self {
        Self {
            bounds,
            counts: Mutex::new(Counts {
                between: vec![0; bounds.len() + 1],
                sum: 0.0,
            }),
        }
    }

    /// Counts a number.
    pub fn count(&self, number: f64) {
        let place = self.bounds.partition_point(|&bound| bound < number);
        // Counting cannot fail half-way, so a panic elsewhere leaves the counts whole.
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.between[place] += 1;
        counts.sum += number;
    }

    /// Returns what was counted so far.
    pub fn snapshot(&self) -> TallySnapshot {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let bounds = self.bounds.iter().copied().chain([f64::INFINITY]);
        TallySnapshot {
            between: bounds.zip(counts.between.iter().copied()).collect(),
            sum: counts.sum,
            count: counts.between.iter().sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_counts_at_the_first_bound_that_is_not_smaller() {
        let tally = Tally::new(&[1.0, 2.0, 4.0]);
        for number in [0.5, 1.0, 1.5, 4.0, 9.0] {
            tally.count(number);
        }
        let between = [(1.0, 2), (2.0, 1), (4.0, 1), (f64::INFINITY, 1)];
        assert_eq!(
            tally.snapshot(),
            TallySnapshot {
                between: between.to_vec(),
                sum: 16.0,
                count: 5
            }
        );
    }
}
