//! Defines how the work of a call is run: off the async threads, and within a limit.

use std::future::Future;

use crate::engine::Engine;

/// Runs the work of calls, and limits how much of it runs at once.
pub trait Runner: Send + Sync + 'static {
    /// Runs blocking work with the engine off the async threads.
    ///
    /// # Errors
    /// Too much work, or a panic in it.
    fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> T + Send + 'static,
    ) -> impl Future<Output = Result<T, CallRefused>> + Send;
}

/// Why the work of a call was not done, in words for the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRefused(pub String);
