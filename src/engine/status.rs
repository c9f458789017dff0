//! Reports the size of the store, how far the index is behind it, and how long questions take.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::catalogue::Catalogue;
use super::timings::Timings;
use crate::embed::ModelIdentity;
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

/// How much there is, and how far the index is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The model's name and hashes.
    pub model: ModelIdentity,
    /// Transcripts in the store.
    pub transcripts: u64,
    /// Passages in the store that can be found once they are indexed.
    pub passages: u64,
    /// How far the index is.
    pub standing: Standing,
    /// How long the engine has run.
    pub uptime: Duration,
}

/// How far the index is behind the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The store's last commit.
    pub generation: Generation,
    /// The snapshot that questions read.
    pub index: Option<IndexShown>,
    /// Why the index could not be brought up to date, if it could not.
    pub trouble: Option<String>,
}

/// The index snapshot that questions read.
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

/// What an engine has measured since it was made.
pub(super) struct StatusMonitor {
    started: Instant,
    stages: [Tally; STAGES.len()],
    /// How many passages the store had at a commit.
    counted: Mutex<Option<(Generation, u64)>>,
}

impl Default for StatusMonitor {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            stages: STAGES.map(|_| Tally::new(&SECONDS)),
            counted: Mutex::default(),
        }
    }
}

impl StatusMonitor {
    /// Counts how long the stages of a question took.
    pub(super) fn record(&self, timings: &Timings) {
        for (stage, tally) in STAGES.iter().zip(&self.stages) {
            let part = timings.parts().iter().find(|(name, _)| name == stage);
            if let Some((_, duration)) = part {
                tally.count(duration.as_secs_f64());
            }
        }
    }

    /// Returns how long each of [`STAGES`] took, in seconds, question by question.
    pub(super) fn stages(&self) -> impl Iterator<Item = (&'static str, TallySnapshot)> {
        let stages = STAGES.iter().zip(&self.stages);
        stages.map(|(stage, tally)| (*stage, tally.snapshot()))
    }

    /// Returns how much there is, and how far the index is, which is left as it is.
    pub(super) fn status(&self, catalogue: &Catalogue) -> Result<Status, ReadError> {
        let standing = standing(catalogue)?;
        // Lets go of the reading connection before the passages ask for it.
        let transcripts = catalogue.store().reader().transcripts().count()?;
        Ok(Status {
            model: catalogue.model().identity.clone(),
            transcripts,
            passages: self.passages(&standing, catalogue)?,
            standing,
            uptime: self.started.elapsed(),
        })
    }

    /// Returns how many passages the store has: as many as an index of the same commit; else
    /// counted, which reads all of them while questions wait, and therefore once a commit.
    fn passages(&self, standing: &Standing, catalogue: &Catalogue) -> Result<u64, ReadError> {
        let generation = standing.generation;
        if let Some(index) = standing.index.filter(|it| it.generation == generation) {
            return Ok(index.passages as u64);
        }
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, passages)) = counted.filter(|(of, _)| *of == generation) {
            return Ok(passages);
        }
        let passages = catalogue.store().reader().passages().count()?;
        *counted = Some((generation, passages));
        Ok(passages)
    }
}

/// Returns how far the index is, which is left as it is. It takes no time, however much there is.
pub(super) fn standing(catalogue: &Catalogue) -> Result<Standing, ReadError> {
    let snapshot = catalogue.snapshot();
    // Read before the store, so that the index is not ahead of it.
    let index = snapshot.at_hand().map(|index| IndexShown {
        generation: index.generation,
        passages: index.vectors.len(),
    });
    catalogue.check_place()?;
    let generation = catalogue.store().reader().commits().generation()?;
    Ok(Standing {
        generation,
        index,
        trouble: snapshot.trouble(),
    })
}
