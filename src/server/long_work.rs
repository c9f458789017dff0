//! Runs work that takes minutes, for callers who wait that long.
//!
//! Long work has permits of its own, so that it takes no place from questions. It is told to end when
//! its caller goes away, when the server ends or when its time is over.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use super::http::problem::{self, Problem};
use super::state::AppState;
use crate::engine::Engine;

/// A permit for long work, given back when this is dropped.
pub(super) struct LongPermit(OwnedSemaphorePermit);

/// Tells whether somebody still waits for the work: the pointer upgrades only as long as that is
/// so.
#[derive(Debug, Clone)]
pub(super) struct Wanted(Weak<()>);

impl Wanted {
    pub(super) fn is_still(&self) -> bool {
        self.0.strong_count() > 0
    }
}

impl AppState {
    /// Waits for a permit for long work, before anything large is read for it.
    ///
    /// # Errors
    /// Fails where none becomes free within this time.
    pub(super) async fn enter_long(&self, within: Duration) -> Result<LongPermit, Problem> {
        let permit = timeout(within, self.uploads.free.clone().acquire_owned()).await;
        let permit = permit.ok().and_then(Result::ok).map(LongPermit);
        permit.ok_or_else(|| self.busy("too many transcripts are being stored"))
    }

    /// Runs long work off the async threads.
    ///
    /// # Errors
    /// What the work returns, a panic in it, or that it took too long.
    pub(super) async fn run_long<T: Send + 'static>(
        &self,
        permit: LongPermit,
        work: impl FnOnce(&Engine, &Wanted) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let waiting = Arc::new(());
        let wanted = Wanted(Arc::downgrade(&waiting));
        let engine = self.engine.clone();
        let work = tokio::task::spawn_blocking(move || {
            // Given back when the work ends, not when its caller goes away.
            let _permit = permit.0;
            work(&engine, &wanted)
        });
        let done = timeout(self.config().timeouts.upload, work).await;
        drop(waiting);
        done.map_err(|_| given_up())?
            .map_err(|_| Problem::stopped())?
    }

    /// Waits a while until questions find what was committed, and returns whether they do. An index
    /// that is not up to date in time is no error, since the transcript is stored.
    pub(super) async fn await_shown(&self) -> bool {
        let (engine, most) = (self.engine.clone(), self.config().timeouts.show);
        let shown = tokio::task::spawn_blocking(move || engine.catalogue().await_last_commit(most));
        matches!(shown.await, Ok(Ok(true)))
    }
}

/// Returns the problem of an upload that took too long.
pub(super) fn given_up() -> Problem {
    let detail = "the upload took too long and was given up, unless it was being stored already; \
                  GET /v1/transcripts lists what is there";
    Problem::new(&problem::TIMED_OUT, detail)
}
