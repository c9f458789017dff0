//! Work that takes minutes, for a caller who waits that long.
//!
//! In: work that looks now and then whether it is still wanted. Out: what it returns. It has places
//! of its own, so that it takes none from questions, and ends when its caller goes away, when the
//! server ends or when its time is over; what it looks at right before it changes something is
//! whether that has happened. Never here: what the work is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;

use super::{AppState, Problem};
use crate::engine::Engine;

/// A place for long work; it is given back when this is dropped.
pub(super) struct Place(OwnedSemaphorePermit);

/// Whether somebody still waits for the work.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted(Arc<AtomicBool>);

impl Wanted {
    pub(super) fn is_still(&self) -> bool {
        !self.0.load(Ordering::Relaxed)
    }
}

/// Held by the one who waits.
struct Waiting(Wanted);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}

impl AppState {
    /// Waits for a place for long work, before anything large is read for it.
    ///
    /// # Errors
    /// None is free within this time.
    pub(super) async fn enter_long(&self, within: Duration) -> Result<Place, Problem> {
        let place = tokio::time::timeout(within, self.upload_places().acquire_owned()).await;
        let place = place.ok().and_then(Result::ok).map(Place);
        place.ok_or_else(|| Problem::uploads(self.config().retry_after))
    }

    /// Runs long work off the async threads.
    ///
    /// # Errors
    /// What the work returns, a panic in it, or that it took too long.
    pub(super) async fn run_long<T: Send + 'static>(
        &self,
        place: Place,
        work: impl FnOnce(&Engine, &Wanted) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let waiting = Waiting(Wanted::default());
        let (engine, wanted) = (self.engine().clone(), waiting.0.clone());
        let working = tokio::task::spawn_blocking(move || {
            // Given back when the work ends, not when its caller goes away.
            let _place = place.0;
            work(&engine, &wanted)
        });
        let done = tokio::time::timeout(self.config().patience.upload, working).await;
        done.map_err(|_| Problem::given_up())?
            .map_err(|_| Problem::internal("the work stopped unexpectedly"))?
    }

    /// Waits a while until questions find what was committed, so that a caller who asks next does,
    /// and returns whether they do. What is stored is stored, so nothing here is an error.
    pub(super) async fn await_shown(&self) -> bool {
        let (engine, most) = (self.engine().clone(), self.config().patience.show);
        let shown = tokio::task::spawn_blocking(move || engine.catalogue().await_shown(most));
        matches!(shown.await, Ok(Ok(true)))
    }
}
