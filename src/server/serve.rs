//! Serves the router on a listener until it is told to stop.

use std::io;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::time::timeout;

use super::http::connections::Connections;
use super::router::router;
use super::state::AppState;

/// Serves until `stop` resolves, then finishes the requests that were begun.
///
/// # Errors
/// A listener that fails, or a store that cannot be opened once more.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let _upkeep = state
        .engine
        .catalogue()
        .keep_up_to_date()
        .map_err(io::Error::other)?;
    let mut connections = Connections::new(
        router(state.clone()),
        state.config(),
        state.sources.connections.free.clone(),
        state.metrics.clone(),
    );
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => connections.open_or_rest(accepted).await,
        }
    }
    state.stopping.store(true, Ordering::Relaxed);
    // Connections that the system has completed are served too, since their clients take them for
    // accepted.
    while let Ok(accepted) = timeout(Duration::ZERO, listener.accept()).await {
        connections.open_or_rest(accepted).await;
    }
    drop(listener);
    connections.close().await;
    Ok(())
}
