//! The index brought up to date beside the questions, not before them.
//!
//! In: an engine that others ask, and commits of this process or of another. Out: newer snapshots,
//! each shown as soon as it is whole; until then questions read the one before, and none waits.
//! What was removed from the store is not found even so, since words are read from there; where
//! nothing is found meanwhile, the reason is that the index is behind. Never here: the connection
//! that questions read the store with, a question that fails because the index cannot be brought up
//! to date.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Catalogue, Engine};
use crate::answer::Reason;
use crate::index::{Index, IndexError};
use crate::store::{Generation, OpenError, ReadError, Store};

/// How often it is looked whether another process has changed the store.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How long it rests after it failed.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// The snapshot that questions read, and who brings it up to date.
#[derive(Default)]
pub(super) struct Shelf {
    shown: Mutex<Shown>,
    /// Something was shown, or could not be.
    told: Condvar,
    /// The store was changed, or an upkeep ends.
    nudged: Condvar,
    /// Held by the one who opens a newer snapshot.
    opening: Mutex<()>,
}

#[derive(Default)]
struct Shown {
    index: Option<Arc<Index>>,
    /// How many upkeeps there are.
    keepers: usize,
    /// Why the last upkeep failed, if it did.
    trouble: Option<String>,
    /// How many tries to open a newer snapshot have begun.
    begun: u64,
    /// The last one that failed, counted from 1.
    failed: u64,
}

impl Shelf {
    /// Returns the snapshot where somebody keeps it up to date.
    pub(super) fn kept(&self) -> Option<Arc<Index>> {
        let shown = self.lock();
        shown.index.clone().filter(|_| shown.keepers > 0)
    }

    /// Returns the snapshot, however old.
    pub(super) fn shown(&self) -> Option<Arc<Index>> {
        self.lock().index.clone()
    }

    pub(super) fn show(&self, index: Arc<Index>) {
        let mut shown = self.lock();
        shown.index = Some(index);
        shown.trouble = None;
        self.told.notify_all();
    }

    /// Counts a try to open a newer snapshot, and returns its number.
    fn begin(&self) -> u64 {
        let mut shown = self.lock();
        shown.begun += 1;
        shown.begun
    }

    /// Waits until nobody else opens a snapshot, and keeps others from it.
    pub(super) fn open(&self) -> MutexGuard<'_, ()> {
        self.opening.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, Shown> {
        // Each change is one assignment, so what a panic elsewhere left is whole.
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shown {
    fn is_of(&self, generation: Generation) -> bool {
        let index = self.index.as_ref();
        index.is_some_and(|index| index.generation >= generation)
    }
}

impl Catalogue {
    /// Returns the snapshot that questions read at this moment; `None` before the first.
    pub fn shown(&self) -> Option<Arc<Index>> {
        self.shelf.shown()
    }

    /// Returns why the index could not be brought up to date, if it could not.
    pub fn trouble(&self) -> Option<String> {
        self.shelf.lock().trouble.clone()
    }

    /// Waits until what was committed before can be found, for at most `most` and until a try to
    /// show it fails. Returns whether it can; at once where there is no [`Upkeep`], since then the
    /// next question sees to it.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn await_shown(&self, most: Duration) -> Result<bool, ReadError> {
        let generation = self.store().generation()?;
        let until = Instant::now() + most;
        let mut shown = self.shelf.lock();
        // What failed before, or is under way, says nothing of the next try.
        let begun = shown.begun;
        self.shelf.nudged.notify_all();
        while shown.keepers > 0 && !shown.is_of(generation) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || shown.failed > begun {
                return Ok(false);
            }
            let waited = self.shelf.told.wait_timeout(shown, left);
            (shown, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
        Ok(true)
    }

    /// Returns why nothing was found: for this reason in what the index shows, unless a newer one
    /// may show more. Ids of transcripts are read from the store, which is never behind.
    pub(super) fn reason_of(&self, reason: Reason, index: &Index) -> Result<Reason, ReadError> {
        let is_of_store = matches!(reason, Reason::NoSuchTranscript { .. });
        if !is_of_store && self.is_behind(index)? {
            return Ok(Reason::IndexBehind);
        }
        Ok(reason)
    }

    /// Returns whether the store has a commit that the index does not show.
    pub(super) fn is_behind(&self, index: &Index) -> Result<bool, ReadError> {
        Ok(self.store().generation()? > index.generation)
    }

    /// Opens a newer snapshot where there is a newer commit.
    fn catch_up(&self, store: &Store) -> Result<(), IndexError> {
        let _opening = self.shelf.open();
        let generation = store.generation()?;
        let shown = self.shelf.shown();
        if shown.is_none_or(|index| index.generation != generation) {
            self.open_index(store)?;
        }
        Ok(())
    }
}

/// Brings an engine's index up to date in a thread of its own until it is dropped.
pub struct Upkeep {
    engine: Arc<Engine>,
    ended: Arc<AtomicBool>,
}

impl Upkeep {
    /// Begins; questions no longer bring the index up to date themselves.
    ///
    /// # Errors
    /// A store that cannot be opened once more.
    pub fn begin(engine: Arc<Engine>) -> Result<Self, OpenError> {
        let store = engine.catalogue().open_beside()?;
        let ended = Arc::new(AtomicBool::new(false));
        let keeper = Keeper::new(engine.clone());
        let until = ended.clone();
        std::thread::spawn(move || keeper.keep(&store, &until));
        Ok(Self { engine, ended })
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        let shelf = &self.engine.catalogue().shelf;
        // Under the lock, so that the thread is either at work or waits to be nudged.
        let _shown = shelf.lock();
        self.ended.store(true, Ordering::Relaxed);
        shelf.nudged.notify_all();
    }
}

/// One thread's promise to bring the index up to date; it ends with the thread, also by a panic.
struct Keeper(Arc<Engine>);

impl Keeper {
    fn new(engine: Arc<Engine>) -> Self {
        engine.catalogue().shelf.lock().keepers += 1;
        Self(engine)
    }

    fn keep(&self, store: &Store, ended: &AtomicBool) {
        let catalogue = self.0.catalogue();
        let shelf = &catalogue.shelf;
        loop {
            let number = shelf.begin();
            let done = catalogue.catch_up(store);
            let rest = if done.is_ok() {
                LOOK_EVERY
            } else {
                AGAIN_AFTER
            };
            let mut shown = shelf.lock();
            let before = shown.trouble.take();
            shown.trouble = done.err().map(|error| error.to_string());
            if let Some(reason) = shown.trouble.clone() {
                shown.failed = number;
                shelf.told.notify_all();
                if before.is_none() {
                    catalogue.complain(&reason);
                }
            }
            if !ended.load(Ordering::Relaxed) {
                drop(shelf.nudged.wait_timeout(shown, rest));
            }
            if ended.load(Ordering::Relaxed) {
                return;
            }
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        let shelf = &self.0.catalogue().shelf;
        shelf.lock().keepers -= 1;
        shelf.told.notify_all();
    }
}
