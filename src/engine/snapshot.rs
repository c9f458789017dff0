//! Holds the index snapshot that questions read, and opens newer ones.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::connections::StoreConnections;
use crate::index::{Index, IndexError, Notice};
use crate::store::{Generation, ReadError, StoreReader};

/// Receives what happens to an index.
pub(super) type Notify = Box<dyn Fn(Notice) + Send + Sync>;

/// The index snapshot that questions read.
pub(super) struct SnapshotCell {
    /// The store that the index is made from.
    pub(super) store: Arc<StoreConnections>,
    /// The folder of the index.
    pub(super) folder: PathBuf,
    notify: Notify,
    state: Mutex<SnapshotState>,
    /// Notified when a snapshot was replaced, or could not be opened.
    snapshot_changed: Condvar,
    /// Notified when the store was changed, or a refresher is to end.
    store_changed: Condvar,
    /// Held while a newer snapshot is opened.
    opening: Mutex<()>,
}

#[derive(Default)]
struct SnapshotState {
    index: Option<Arc<Index>>,
    /// How many refreshers there are.
    refreshers: usize,
    /// Why the last refresh failed, if it did.
    trouble: Option<String>,
    /// Whether it was told that the last refresh failed.
    told: bool,
    /// How many refreshes have begun.
    begun: u64,
    /// The last one that failed, counted from 1.
    failed: u64,
}

impl SnapshotState {
    fn is_of(&self, generation: Generation) -> bool {
        let index = self.index.as_ref();
        index.is_some_and(|index| index.generation >= generation)
    }
}

impl SnapshotCell {
    pub(super) fn new(store: Arc<StoreConnections>, folder: PathBuf, notify: Notify) -> Self {
        Self {
            store,
            folder,
            notify,
            state: Mutex::default(),
            snapshot_changed: Condvar::new(),
            store_changed: Condvar::new(),
            opening: Mutex::default(),
        }
    }

    /// Returns the snapshot of the store's last commit, bringing the index up to date first. Where
    /// a refresher does that, returns the current snapshot.
    pub(super) fn current(&self) -> Result<Arc<Index>, IndexError> {
        self.store.place().check()?;
        if let Some(index) = self.refreshed() {
            return Ok(index);
        }
        let _opening = self.opening();
        let store = self.store.reader();
        store.check_place()?;
        let generation = store.commits().generation()?;
        match self.at_hand() {
            Some(index) if index.generation == generation => Ok(index),
            // A question does not wait for another process's graph; the next one sees it.
            Some(index) if Index::is_being_written(&self.folder) => Ok(index),
            at_hand => match (self.open(&store), at_hand) {
                // The embeddings are another model's now; questions go on as before.
                (Err(IndexError::Reembedded(_)), Some(index)) => Ok(index),
                (opened, _) => opened,
            },
        }
    }

    /// Returns the current snapshot where a refresher keeps it up to date.
    fn refreshed(&self) -> Option<Arc<Index>> {
        let state = self.state();
        state.index.clone().filter(|_| state.refreshers > 0)
    }

    /// Returns the current snapshot, however old; `None` before the first.
    pub(super) fn at_hand(&self) -> Option<Arc<Index>> {
        self.state().index.clone()
    }

    /// Returns why the index could not be brought up to date, if it could not.
    pub(super) fn trouble(&self) -> Option<String> {
        self.state().trouble.clone()
    }

    /// Returns whether the store has a commit that a snapshot does not show.
    pub(super) fn is_behind(&self, index: &Index) -> Result<bool, ReadError> {
        Ok(self.store.reader().commits().generation()? > index.generation)
    }

    /// Waits until what was committed before can be found, for at most `most` and until a refresh
    /// fails. Returns whether it can; at once where there is no refresher, since then the next
    /// question brings the index up to date.
    pub(super) fn await_last_commit(&self, most: Duration) -> Result<bool, ReadError> {
        let generation = self.store.reader().commits().generation()?;
        let until = Instant::now() + most;
        let mut state = self.state();
        // A refresh that failed before, or is under way, may not show the last commit.
        let begun = state.begun;
        self.store_changed.notify_all();
        while state.refreshers > 0 && !state.is_of(generation) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || state.failed > begun {
                return Ok(false);
            }
            let waited = self.snapshot_changed.wait_timeout(state, left);
            (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
        Ok(true)
    }

    /// Adds a refresher: from now on questions do not bring the index up to date.
    pub(super) fn add_refresher(&self) {
        self.state().refreshers += 1;
    }

    /// Removes a refresher.
    pub(super) fn remove_refresher(&self) {
        self.state().refreshers -= 1;
        self.snapshot_changed.notify_all();
    }

    /// Opens a newer snapshot where there is a newer commit. Returns `false` where that failed.
    pub(super) fn refresh(&self, store: &StoreReader) -> bool {
        let number = {
            let mut state = self.state();
            state.begun += 1;
            state.begun
        };
        let refreshed = self.open_newer(store);
        let mut state = self.state();
        state.trouble = None;
        let was_told = std::mem::replace(&mut state.told, refreshed.is_err());
        let Err(error) = refreshed else {
            return true;
        };
        let notice = match error {
            // No trouble: questions are answered from what was there before.
            IndexError::Reembedded(other) => Notice::Reembedded(other),
            error => {
                let reason = error.to_string();
                state.trouble = Some(reason.clone());
                Notice::Behind(reason)
            }
        };
        state.failed = number;
        self.snapshot_changed.notify_all();
        drop(state);
        if !was_told {
            (self.notify)(notice);
        }
        false
    }

    fn open_newer(&self, store: &StoreReader) -> Result<(), IndexError> {
        store.check_place()?;
        let _opening = self.opening();
        let generation = store.commits().generation()?;
        let shown = self.at_hand().map(|index| index.generation);
        if shown != Some(generation) {
            self.open(store)?;
        }
        Ok(())
    }

    /// Opens the index of the last commit that `store` sees, and makes it the current snapshot.
    fn open(&self, store: &StoreReader) -> Result<Arc<Index>, IndexError> {
        let opened = Index::open(store, &self.folder, &mut |notice| (self.notify)(notice))?;
        let opened = Arc::new(opened);
        let mut state = self.state();
        state.index = Some(opened.clone());
        state.trouble = None;
        self.snapshot_changed.notify_all();
        Ok(opened)
    }

    /// Waits for a change of the store, for at most `most` and unless `ended`.
    pub(super) fn await_change(&self, most: Duration, ended: impl FnOnce() -> bool) {
        let state = self.state();
        if !ended() {
            drop(self.store_changed.wait_timeout(state, most));
        }
    }

    /// Calls `end` and wakes the refreshers.
    pub(super) fn wake_refreshers(&self, end: impl FnOnce()) {
        // Under the lock, so that a refresher is either at work or waits to be woken.
        let _state = self.state();
        end();
        self.store_changed.notify_all();
    }

    /// Waits until nobody else opens a snapshot, and keeps others from it.
    fn opening(&self) -> MutexGuard<'_, ()> {
        self.opening.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn state(&self) -> MutexGuard<'_, SnapshotState> {
        // Each change is one assignment, so what a panic elsewhere left is whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
