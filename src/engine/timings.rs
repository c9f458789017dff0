//! Measures the durations of the parts of a task.

use std::time::{Duration, Instant};

/// Named durations, in the order in which they were measured.
#[derive(Debug, Clone, Default)]
pub struct Timings {
    parts: Vec<(&'static str, Duration)>,
}

impl Timings {
    /// Runs `work` and adds its duration to the part of this name.
    pub fn measure<T>(&mut self, part: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.add(part, start.elapsed());
        result
    }

    /// Adds a duration to the part of this name.
    pub fn add(&mut self, part: &'static str, duration: Duration) {
        match self.parts.iter_mut().find(|(name, _)| *name == part) {
            Some((_, sum)) => *sum += duration,
            None => self.parts.push((part, duration)),
        }
    }

    /// Returns the parts.
    pub fn parts(&self) -> &[(&'static str, Duration)] {
        &self.parts
    }

    /// Returns the sum of all parts.
    pub fn total(&self) -> Duration {
        self.parts.iter().map(|(_, duration)| duration).sum()
    }
}
