//! Brings the index up to date in a thread of its own, so that questions do not wait.
//!
//! Questions read the former snapshot until the newer one is complete. What was removed from the
//! store is not found meanwhile, since texts are read from the store. Where nothing is found, the
//! reason given is that the index is behind.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::snapshot::SnapshotCell;
use crate::store::{OpenError, StoreReader};

/// How often it checks whether another process has changed the store.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How long it waits after a failure.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Keeps an index up to date in a thread of its own until it is dropped.
pub struct Upkeep {
    snapshot: Arc<SnapshotCell>,
    ended: Arc<AtomicBool>,
}

impl Upkeep {
    /// Begins. Questions no longer bring the index up to date themselves.
    ///
    /// # Errors
    /// A store that cannot be opened once more.
    pub(super) fn begin(snapshot: Arc<SnapshotCell>) -> Result<Self, OpenError> {
        // Over a connection of its own, so that questions do not wait for it.
        let store = snapshot.store.open_reader()?;
        let ended = Arc::new(AtomicBool::new(false));
        let refresher = Refresher::new(snapshot.clone());
        let until = ended.clone();
        std::thread::spawn(move || refresher.run(&store, &until));
        Ok(Self { snapshot, ended })
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        let end = || self.ended.store(true, Ordering::Relaxed);
        self.snapshot.wake_refreshers(end);
    }
}

/// Counts among the refreshers of a snapshot until its thread ends, also by a panic.
struct Refresher(Arc<SnapshotCell>);

impl Refresher {
    fn new(snapshot: Arc<SnapshotCell>) -> Self {
        snapshot.add_refresher();
        Self(snapshot)
    }

    fn run(&self, store: &StoreReader, ended: &AtomicBool) {
        let has_ended = || ended.load(Ordering::Relaxed);
        while !has_ended() {
            let rest = if self.0.refresh(store) {
                LOOK_EVERY
            } else {
                AGAIN_AFTER
            };
            self.0.await_change(rest, has_ended);
        }
    }
}

impl Drop for Refresher {
    fn drop(&mut self) {
        self.0.remove_refresher();
    }
}
