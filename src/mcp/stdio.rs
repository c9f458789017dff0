//! The protocol over a pair of pipes: one message a line.
//!
//! In: an engine, something to read and something to write that nobody else writes to. Out: when
//! the client closes its end. Never here: the process's own standard output, which libraries print
//! on (`whosaid mcp` sees to that).

use std::sync::Arc;
use std::time::Duration;

use rmcp::service::{ServerInitializeError, serve_server};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::lines::Lines;
use super::{Handler, Links, Refused, Runner};
use crate::engine::Engine;

/// How many calls run at once; others of the one client wait.
const AT_ONCE: usize = 4;

/// How long the last answers may take to be written: a client that has gone reads none.
const WRITTEN_WITHIN: Duration = Duration::from_secs(5);

/// Why the conversation ended before the client ended it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ServeError {
    /// What came first was neither a greeting nor a request that stands for itself.
    #[error("the client does not speak the Model Context Protocol: {0}")]
    Greeting(String),
    /// The conversation broke down.
    #[error("the conversation failed: {0}")]
    Failed(String),
}

/// Answers one client until it closes `read`.
///
/// # Errors
/// A client that speaks something else.
pub async fn serve_stdio(
    engine: Engine,
    read: impl AsyncRead + Send + Unpin + 'static,
    write: impl AsyncWrite + Send + Unpin + 'static,
) -> Result<(), ServeError> {
    let runner = OneClient {
        engine: Arc::new(engine),
        places: Arc::new(Semaphore::new(AT_ONCE)),
    };
    let (lines, written) = Lines::begin(read, write);
    let conversed = converse(Handler::new(runner, Links::Local), lines).await;
    // Neither a client that has gone nor one that reads nothing is a failure of ours.
    let _ = timeout(WRITTEN_WITHIN, written).await;
    conversed
}

async fn converse(handler: Handler<OneClient>, lines: Lines) -> Result<(), ServeError> {
    let running = match serve_server(handler, lines).await {
        Ok(running) => running,
        // It has gone without a word.
        Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
        Err(error) => return Err(ServeError::Greeting(error.to_string())),
    };
    let ended = running.waiting().await;
    ended.map_err(|error| ServeError::Failed(error.to_string()))?;
    Ok(())
}

/// Does the work of one client.
struct OneClient {
    engine: Arc<Engine>,
    places: Arc<Semaphore>,
}

impl Runner for OneClient {
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> T + Send + 'static,
    ) -> Result<T, Refused> {
        let stopped = || Refused("the work stopped unexpectedly; call again".into());
        let place = self.places.clone().acquire_owned().await;
        let place = place.map_err(|_| stopped())?;
        let engine = self.engine.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _place = place;
            work(&engine)
        });
        done.await.map_err(|_| stopped())
    }
}
