//! The protocol over a pair of pipes: one message a line.
//!
//! In: an engine, something to read and something to write that nobody else writes to. Out: when
//! the client closes its end. Never here: the process's own standard output, which libraries print
//! on (`whosaid mcp` sees to that).

use std::sync::Arc;

use rmcp::service::{ServerInitializeError, serve_server};
use rmcp::transport::async_rw::AsyncRwTransport;
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Semaphore;

use super::{Handler, Links, Refused, Runner};
use crate::engine::Engine;

/// A longer line is passed over, in bytes: no tool takes so much.
const LONGEST_LINE: usize = 1 << 20;

/// How many calls run at once; others of the one client wait.
const AT_ONCE: usize = 4;

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
    let transport = AsyncRwTransport::new_server(read, write).with_max_line_length(LONGEST_LINE);
    let served = serve_server(Handler::new(runner, Links::Local), transport).await;
    let running = match served {
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
