//! Refuses connections beyond the limit: answers 503 over the bare stream, and closes it.
//!
//! A refused client gets the answer once it has asked, as HTTP wants. Where so many are refused at a
//! time that no more may be kept open, a client gets it at once, whether it has asked or not.

use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::problem::{self, Problem};
use crate::server::metrics::Metrics;

/// How many refused connections a server keeps open at a time, beside
/// [`crate::server::ServeConfig::connections`], until their client has asked.
pub const REFUSALS: usize = 64;

/// How long a client may take to ask; then it is answered all the same.
const ASKS_WITHIN: Duration = Duration::from_millis(500);

/// How long one is kept open.
const REFUSED_WITHIN: Duration = Duration::from_secs(1);

/// What is read of a request at a time, in bytes.
const BUFFER_BYTES: usize = 4 << 10;

/// Refuses connections, all with the same answer.
pub(super) struct Refusal {
    response: Arc<[u8]>,
    permits: Arc<Semaphore>,
    metrics: Arc<Metrics>,
}

impl Refusal {
    pub(super) fn new(retry_after: Duration, metrics: Arc<Metrics>) -> Self {
        let detail = "too many connections are open; close some or try again later";
        let problem = Problem::new(&problem::BUSY, detail).retry_after(retry_after);
        Self {
            response: problem.to_last_response().into(),
            permits: Arc::new(Semaphore::new(REFUSALS)),
            metrics,
        }
    }

    /// Refuses a connection. `open` is dropped when the connection is closed.
    pub(super) fn refuse(&self, stream: TcpStream, open: impl Send + 'static) {
        self.metrics.count_refused(problem::BUSY.code);
        let Ok(permit) = self.permits.clone().try_acquire_owned() else {
            return answer_at_once(stream, &self.response);
        };
        let response = self.response.clone();
        tokio::spawn(async move {
            let _held = (permit, open);
            // Ignored: the client is slow, or went away.
            let _ = timeout(REFUSED_WITHIN, answer(stream, &response)).await;
        });
    }
}

/// Answers once something arrives, and reads on until the client closes: a stream that is closed with
/// unread bytes is reset, and the client may lose the answer.
async fn answer(mut stream: TcpStream, response: &[u8]) -> std::io::Result<()> {
    let mut room = [0; BUFFER_BYTES];
    if let Ok(asked) = timeout(ASKS_WITHIN, stream.read(&mut room)).await
        && asked? == 0
    {
        return Ok(());
    }
    stream.write_all(response).await?;
    stream.shutdown().await?;
    while stream.read(&mut room).await? > 0 {}
    Ok(())
}

/// Answers without waiting for anything. The answer fits what the system sends by itself.
fn answer_at_once(stream: TcpStream, response: &[u8]) {
    // Tokio's stream would first wait to be told that it can be written.
    let Ok(mut stream) = stream.into_std() else {
        return;
    };
    let mut room = [0; BUFFER_BYTES];
    while stream.read(&mut room).is_ok_and(|read| read > 0) {}
    // Ignored: a client that went away.
    let _ = stream.write_all(response);
}
