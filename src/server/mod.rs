//! The engine over HTTP, for chatbots and programs.
//!
//! In: a bound listener, an engine, a signal to stop. Out: JSON in the shapes of [`crate::wire`],
//! errors as `application/problem+json`. The only room with async code besides the command that
//! starts it. Never here: retrieval, or a handler that does more than extract, call, convert.

mod extract;
mod handlers;
mod problem;
mod router;
mod state;

use std::future::Future;
use std::io;

use tokio::net::TcpListener;

pub use problem::Problem;
pub use router::router;
pub use state::{AppState, ServeConfig};

/// Serves until `stop` resolves, then finishes the requests that were begun.
///
/// # Errors
/// A listener that fails.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    axum::serve(listener, router(state))
        .with_graceful_shutdown(stop)
        .await
}
