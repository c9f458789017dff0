//! Lets processes that add to one store take turns, a batch each.
//!
//! Of two that index the same files, the one that waits then finds what the other has stored, and does
//! not embed it again. Turns only save work: where none is to be had, a batch goes on without one.

use std::fs::File;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::index::Index;

/// How long a turn is waited for; a batch of the other process takes about as long, unless it is a
/// long transcript.
const PATIENCE: Duration = Duration::from_secs(5);

/// The pause between two tries.
const TRY_AGAIN_AFTER: Duration = Duration::from_millis(20);

/// The turns of one process.
pub(super) struct Turns {
    patience: Duration,
}

impl Turns {
    pub(super) fn new() -> Self {
        Self { patience: PATIENCE }
    }

    /// Waits for a turn of the store whose index is in `folder`, while `wanted` returns that the work
    /// is still wanted. The turn ends when the file is dropped; `None` is to go on without one.
    pub(super) fn wait(&mut self, folder: &Path, wanted: &mut dyn FnMut() -> bool) -> Option<File> {
        let since = Instant::now();
        loop {
            match Index::try_take_turn(folder) {
                Ok(Some(turn)) => {
                    self.patience = PATIENCE;
                    return Some(turn);
                }
                Ok(None) if since.elapsed() < self.patience && wanted() => sleep(TRY_AGAIN_AFTER),
                Ok(None) => {
                    // The other process has much to do, so the next batch does not wait for it again.
                    self.patience = Duration::ZERO;
                    return None;
                }
                Err(_) => return None,
            }
        }
    }
}
