//! Decides how much a batch collects, so that what is embedded is stored every few seconds.
//!
//! A run that is ended again and again then goes on from where the last one was stored.

use std::time::{Duration, Instant};

/// The most bytes of text of a batch. They fill about seven batches of the model (some 15,000 tokens).
const MOST_BYTES: usize = 64 << 10;

/// The fewest, which fill about one batch of the model.
const LEAST_BYTES: usize = 8 << 10;

/// How long a batch may collect, and how long it may be embedded.
const TAKES: Duration = Duration::from_secs(2);

/// How much a batch collects.
pub(super) struct Pace {
    full_bytes: usize,
    collecting_since: Option<Instant>,
}

impl Pace {
    /// Begins with small batches, since it is not known yet how fast the model is.
    pub(super) fn new() -> Self {
        Self {
            full_bytes: LEAST_BYTES,
            collecting_since: None,
        }
    }

    /// Returns whether so many bytes fill a batch.
    pub(super) fn is_full(&self, bytes: usize) -> bool {
        bytes >= self.full_bytes
    }

    /// Notes that a batch collects. Returns whether it has done so for long enough.
    pub(super) fn is_due(&mut self) -> bool {
        let since = self.collecting_since.get_or_insert_with(Instant::now);
        since.elapsed() >= TAKES
    }

    /// Learns from a batch of so many bytes how many the next may have.
    pub(super) fn learn(&mut self, bytes: usize, took: Duration) {
        self.collecting_since = None;
        let fit = bytes as f64 * TAKES.as_secs_f64() / took.as_secs_f64().max(0.001);
        self.full_bytes = (fit as usize).clamp(LEAST_BYTES, MOST_BYTES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_grow_as_far_as_the_model_is_fast() {
        let mut pace = Pace::new();
        assert!(pace.is_full(LEAST_BYTES) && !pace.is_full(LEAST_BYTES - 1));
        for (seconds, full) in [
            (0.01, MOST_BYTES),
            (1.0, 2 * LEAST_BYTES),
            (60.0, LEAST_BYTES),
        ] {
            pace.learn(LEAST_BYTES, Duration::from_secs_f64(seconds));
            assert!(pace.is_full(full) && !pace.is_full(full - 1), "{seconds}");
        }
    }

    #[test]
    fn batch_that_collects_slowly_is_due() {
        let mut pace = Pace::new();
        assert!(!pace.is_due());
        pace.collecting_since = Instant::now().checked_sub(TAKES);
        assert!(pace.is_due());
        pace.learn(1, TAKES);
        assert!(!pace.is_due());
    }
}
