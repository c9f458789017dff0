//! What a running engine says of itself: how much there is, how old its index, how long things take.
//!
//! In: an engine, the timings of its questions. Out: [`Status`], its part [`Standing`], which costs
//! nothing, and durations by stage. Never here: what was asked; the passages counted more than once
//! a commit.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{Engine, Timings};
use crate::embed::MODEL_ID;
use crate::store::{Generation, ReadError};
use crate::tally::{Tally, TallySnapshot};

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
    /// How many passages the store had at a commit.
    counted: Mutex<Option<(Generation, u64)>>,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            stages: STAGES.map(|_| Tally::new(&SECONDS)),
            counted: Mutex::default(),
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
    /// How old the index is.
    pub standing: Standing,
    /// Since when the engine runs.
    pub uptime: Duration,
}

/// How the index stands to the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The store's last commit.
    pub generation: Generation,
    /// What questions read.
    pub index: Option<IndexShown>,
    /// Why the index could not be brought up to date, if it could not.
    pub trouble: Option<String>,
}

/// The index that questions read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexShown {
    /// The commit that it shows.
    pub generation: Generation,
    /// How many passages it has.
    pub passages: usize,
}

impl Standing {
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
    pub fn status(&self) -> Result<Status, ReadError> {
        let index = self.index_shown();
        let totals = self.catalogue.store().totals()?;
        let standing = self.standing_at(totals.generation, index);
        Ok(Status {
            model: MODEL_ID,
            transcripts: totals.transcripts,
            passages: self.passages(&standing)?,
            standing,
            uptime: self.watch.started.elapsed(),
        })
    }

    /// Returns how old the index is, which is left as it is. It takes no time, however much there is.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn standing(&self) -> Result<Standing, ReadError> {
        let index = self.index_shown();
        let generation = self.catalogue.store().generation()?;
        Ok(self.standing_at(generation, index))
    }

    /// Returns what questions read; asked before the store, so that it is never ahead of it.
    fn index_shown(&self) -> Option<IndexShown> {
        self.catalogue.shown().map(|index| IndexShown {
            generation: index.generation,
            passages: index.vectors.len(),
        })
    }

    fn standing_at(&self, generation: Generation, index: Option<IndexShown>) -> Standing {
        Standing {
            generation,
            index,
            trouble: self.catalogue.trouble(),
        }
    }

    /// Returns how many passages the store has: as many as an index of the same commit; else counted,
    /// which reads all of them while questions wait, and therefore once a commit.
    fn passages(&self, standing: &Standing) -> Result<u64, ReadError> {
        let generation = standing.generation;
        if let Some(index) = standing.index.filter(|it| it.generation == generation) {
            return Ok(index.passages as u64);
        }
        let counted = &self.watch.counted;
        let mut counted = counted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, passages)) = counted.filter(|(of, _)| *of == generation) {
            return Ok(passages);
        }
        let passages = self.catalogue.store().count_passages()?;
        *counted = Some((generation, passages));
        Ok(passages)
    }

    /// Returns how long each of [`STAGES`] took, in seconds, question by question.
    pub fn stages(&self) -> impl Iterator<Item = (&'static str, TallySnapshot)> {
        let stages = STAGES.iter().zip(&self.watch.stages);
        stages.map(|(stage, tally)| (*stage, tally.snapshot()))
    }

    /// Returns how many questions the model read together, each time that it read some.
    pub fn batch_sizes(&self) -> TallySnapshot {
        self.embedder.batch_sizes()
    }
}
