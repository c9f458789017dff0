//! How much, and how often: numbers counted by size, for whoever watches a running program.
//!
//! In: one number at a time, from any thread. Out: how many there were up to each bound, and their
//! sum. Never here: what is counted, a name, the machine's clock.

use std::sync::{Mutex, PoisonError};

/// Numbers, counted by size since it was made.
#[derive(Debug)]
pub struct Tally {
    bounds: &'static [f64],
    counted: Mutex<Counted>,
}

#[derive(Debug)]
struct Counted {
    /// How many fall under each bound and under none before it; those above all bounds are last.
    between: Vec<u64>,
    sum: f64,
}

/// What a [`Tally`] had counted at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Tallied {
    /// Each bound, with how many numbers lie at or under it and above the bound before; the last
    /// bound is infinite.
    pub between: Vec<(f64, u64)>,
    /// The sum of all numbers.
    pub sum: f64,
    /// How many numbers there were.
    pub count: u64,
}

impl Tally {
    /// Makes one with these bounds, ascending.
    pub fn new(bounds: &'static [f64]) -> Self {
        Self {
            bounds,
            counted: Mutex::new(Counted {
                between: vec![0; bounds.len() + 1],
                sum: 0.0,
            }),
        }
    }

    /// Counts a number.
    pub fn count(&self, number: f64) {
        let place = self.bounds.partition_point(|&bound| bound < number);
        // Counting cannot fail half-way, so what a panic elsewhere left is whole.
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        counted.between[place] += 1;
        counted.sum += number;
    }

    /// Returns what was counted so far.
    pub fn tallied(&self) -> Tallied {
        let counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let bounds = self.bounds.iter().copied().chain([f64::INFINITY]);
        Tallied {
            between: bounds.zip(counted.between.iter().copied()).collect(),
            sum: counted.sum,
            count: counted.between.iter().sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_counted_at_the_first_bound_that_is_not_smaller() {
        let tally = Tally::new(&[1.0, 2.0, 4.0]);
        for number in [0.5, 1.0, 1.5, 4.0, 9.0] {
            tally.count(number);
        }
        let between = [(1.0, 2), (2.0, 1), (4.0, 1), (f64::INFINITY, 1)];
        assert_eq!(
            tally.tallied(),
            Tallied {
                between: between.to_vec(),
                sum: 16.0,
                count: 5
            }
        );
    }
}
