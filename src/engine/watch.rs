//! What a running engine says of itself: how much there is, how old its index, how long things take.
//!
//! In: an engine, the timings of its questions. Out: [`Status`], and durations by stage. Never
//! here: what was asked.

use std::time::{Duration, Instant};

use super::{Engine, Timings};
use crate::embed::MODEL_ID;
use crate::index::IndexError;
use crate::store::Generation;
use crate::tally::{Tallied, Tally};

/// The stages of a question, in their order, as [`Timings`] names them. In `queue` it waits for the
/// model and for a processor, in `model` the model reads it.
pub const STAGES: [&str; 8] = [
    "index", "question", "filter", "queue", "model", "search", "read", "answer",
];

/// Bounds of durations, in seconds.
const SECONDS: [f64; 14] = [
    0.0001, 0.0003, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0,
];

/// How long every stage took, since the engine was made.
pub(super) struct Watch {
    started: Instant,
    stages: [Tally; STAGES.len()],
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            stages: STAGES.map(|_| Tally::new(&SECONDS)),
        }
    }
}

impl Watch {
    /// Counts what a question took.
    pub(super) fn note(&self, timings: &Timings) {
        for (stage, tally) in STAGES.iter().zip(&self.stages) {
            let part = timings.parts().iter().find(|(name, _)| name == stage);
            if let Some((_, duration)) = part {
                tally.count(duration.as_secs_f64());
            }
        }
    }
}

/// How much there is, and how old the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The model's name.
    pub model: &'static str,
    /// Transcripts in the store.
    pub transcripts: u64,
    /// Passages in the store that can be found once they are indexed.
    pub passages: u64,
    /// The store's last commit.
    pub generation: Generation,
    /// What questions read.
    pub index: Option<IndexShown>,
    /// Why the index could not be brought up to date, if it could not.
    pub trouble: Option<String>,
    /// Since when the engine runs.
    pub uptime: Duration,
}

/// The index that questions read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexShown {
    /// The commit that it shows.
    pub generation: Generation,
    /// How many passages it has.
    pub passages: usize,
}

impl Status {
    /// Returns how many commits the index is behind the store.
    pub fn behind(&self) -> u64 {
        let shown = self.index.map_or(0, |index| index.generation.0);
        self.generation.0.saturating_sub(shown)
    }
}

impl Engine {
    /// Returns how much there is, and how old the index is, which is left as it is.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn status(&self) -> Result<Status, IndexError> {
        // Before the store, so that the index is never ahead of it.
        let shown = self.catalogue.shown();
        let totals = self.catalogue.store().totals()?;
        Ok(Status {
            model: MODEL_ID,
            transcripts: totals.transcripts,
            passages: totals.passages,
            generation: totals.generation,
            index: shown.map(|index| IndexShown {
                generation: index.generation,
                passages: index.vectors.len(),
            }),
            trouble: self.catalogue.trouble(),
            uptime: self.watch.started.elapsed(),
        })
    }

    /// Returns how long each of [`STAGES`] took, in seconds, question by question.
    pub fn stages(&self) -> impl Iterator<Item = (&'static str, Tallied)> {
        let stages = STAGES.iter().zip(&self.watch.stages);
        stages.map(|(stage, tally)| (*stage, tally.tallied()))
    }

    /// Returns how many questions the model read together, each time that it read some.
    pub fn batch_sizes(&self) -> Tallied {
        self.embedder.batch_sizes()
    }
}
