//! The engine over HTTP, for chatbots and programs.
//!
//! In: a bound listener, an engine, a signal to stop. Out: JSON in the shapes of [`crate::wire`],
//! errors as `application/problem+json`. The only room with async code besides the command that
//! starts it. Never here: retrieval, or a handler that does more than extract, call, convert.

mod chatbots;
mod extract;
mod handlers;
mod page;
mod problem;
mod router;
mod speakers;
mod state;
mod uploads;

use std::future::Future;
use std::io;
use std::time::Duration;

use tokio::net::TcpListener;

pub use chatbots::ChatbotConfig;
pub use problem::Problem;
pub use router::router;
pub use state::{AppState, ServeConfig};

/// How long requests that were begun may take to finish once the server is told to stop; a client
/// that never ends its request does not keep it alive.
const FINISH_WITHIN: Duration = Duration::from_secs(10);

/// Serves until `stop` resolves, then finishes the requests that were begun.
///
/// # Errors
/// A listener that fails.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (tell, told) = tokio::sync::oneshot::channel::<()>();
    let stop = async move {
        stop.await;
        // Nobody listens any more only where the server has ended already.
        let _ = tell.send(());
    };
    let deadline = async {
        // An error means that the server ended without being told, and the other branch returns.
        if told.await.is_ok() {
            tokio::time::sleep(FINISH_WITHIN).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        served = axum::serve(listener, router(state)).with_graceful_shutdown(stop) => served,
        () = deadline => Ok(()),
    }
}
