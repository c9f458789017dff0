//! Serves the protocol to one client over a pair of pipes, one message a line.
//!
//! Only this module may write to the output. Libraries may print on the process's standard output,
//! so the command line passes a duplicate of it.

use std::sync::Arc;
use std::time::Duration;

use rmcp::service::{ServerInitializeError, serve_server};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::handler::{Handler, Runner};
use super::lines::LineTransport;
use super::links::CitationLinks;
use crate::engine::Engine;

/// How many calls run at once; others wait.
const AT_ONCE: usize = 4;

/// How long the last answers may take to be written: a client that has gone reads none.
const WRITTEN_WITHIN: Duration = Duration::from_secs(5);

/// Why the conversation ended before the client closed it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The first message is neither `initialize` nor a request of the revision without sessions.
    #[error("the client does not speak the Model Context Protocol: {0}")]
    Greeting(String),
    /// The connection failed.
    #[error("the connection to the client failed: {0}")]
    Failed(String),
}

/// Answers one client until it closes `read`.
///
/// # Errors
/// A client that speaks another protocol.
pub async fn serve_stdio(
    engine: Engine,
    read: impl AsyncRead + Send + Unpin + 'static,
    write: impl AsyncWrite + Send + Unpin + 'static,
) -> Result<(), ServeError> {
    let runner = OneClient {
        engine: Arc::new(engine),
        places: Arc::new(Semaphore::new(AT_ONCE)),
    };
    let links = CitationLinks::Local;
    let handler = Handler { runner, links };
    let (lines, written) = LineTransport::begin(read, write);
    let outcome = converse(handler, lines).await;
    // A client that has disconnected or does not read is not an error of this program.
    let _ = timeout(WRITTEN_WITHIN, written).await;
    outcome
}

async fn converse(handler: Handler<OneClient>, lines: LineTransport) -> Result<(), ServeError> {
    let running = match serve_server(handler, lines).await {
        Ok(running) => running,
        // The client has disconnected before its first message.
        Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
        Err(error) => return Err(ServeError::Greeting(error.to_string())),
    };
    let ended = running.waiting().await;
    ended.map_err(|error| ServeError::Failed(error.to_string()))?;
    Ok(())
}

/// Runs the calls of one client.
#[derive(Clone)]
struct OneClient {
    engine: Arc<Engine>,
    places: Arc<Semaphore>,
}

impl Runner for OneClient {
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> T + Send + 'static,
    ) -> Result<T, String> {
        let stopped = || "the work stopped unexpectedly; call again".to_owned();
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
