//! Serves connections and closes them without losing a request.
//!
//! A connection is closed when the head of a request does not arrive, when the client does not read,
//! when there are too many, and when a request was refused while a long body was still arriving.
//! Only HTTP/1.1 is spoken, so that a connection has one request at a time.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use super::bare_error::ErrorBodies;
use super::body_drain::track_body;
use super::lingering_close::LingeringStream;
use super::refusal::Refusal;
use crate::server::config::{ServeConfig, Timeouts};
use crate::server::metrics::Metrics;

/// The largest head of a request, in bytes: 100 headers and a long path.
///
/// To longer heads, and to paths beyond 65,534 bytes, hyper answers itself; see [`super::bare_error`].
const MOST_HEAD_BYTES: usize = 64 << 10;

/// How long a stopping server still waits for requests on open connections, since one may be on its
/// way.
const LINGER: Duration = Duration::from_secs(1);

/// The pause after accepting a connection failed, mostly for lack of file descriptors.
const ACCEPT_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// The open connections.
pub(crate) struct Connections {
    service: Router,
    permits: Arc<Semaphore>,
    /// For those beyond the limit.
    refusal: Refusal,
    graceful: GracefulShutdown,
    /// Set once the server no longer waits for connections without a request.
    closing: watch::Sender<bool>,
    timeouts: Timeouts,
}

impl Connections {
    /// Serves these routes on as many connections as there are permits.
    pub(crate) fn new(
        service: Router,
        config: &ServeConfig,
        permits: Arc<Semaphore>,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self {
            service,
            permits,
            refusal: Refusal::new(config.retry_after, metrics),
            graceful: GracefulShutdown::new(),
            closing: watch::Sender::new(false),
            timeouts: config.timeouts,
        }
    }

    /// Serves a connection that was accepted, or rests where accepting failed.
    pub(crate) async fn open_or_rest(&mut self, accepted: io::Result<(TcpStream, SocketAddr)>) {
        match accepted {
            Ok((stream, caller)) => self.open(stream, caller),
            Err(_) => sleep(ACCEPT_AGAIN_AFTER).await,
        }
    }

    fn open(&mut self, stream: TcpStream, caller: SocketAddr) {
        // Responses are small, and must not wait to be sent with others (Nagle's algorithm).
        let _ = stream.set_nodelay(true);
        let Ok(permit) = self.permits.clone().try_acquire_owned() else {
            return self.refusal.refuse(stream, self.closing.subscribe());
        };
        let service = self.service.clone();
        let has_asked = Arc::new(AtomicBool::new(false));
        let unanswered = Arc::new(AtomicBool::new(false));
        let (asks, answered) = (has_asked.clone(), unanswered.clone());
        let service = service_fn(move |mut request: Request<Incoming>| {
            asks.store(true, Ordering::Relaxed);
            request.extensions_mut().insert(ConnectInfo(caller));
            answer(service.clone(), request, answered.clone())
        });
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.timeouts.write));
        let stream = LingeringStream::new(Box::pin(stream), unanswered);
        let stream = ErrorBodies::new(stream);
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.timeouts.head)
            .max_buf_size(MOST_HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), service);
        let connection = self.graceful.watch(connection);
        let mut closing = self.closing.subscribe();
        tokio::spawn(async move {
            let _permit = permit;
            let closes_without_request = async {
                // An error means that the server has ended, and every connection with it.
                let _ = closing.wait_for(|closing| *closing).await;
                if has_asked.load(Ordering::Relaxed) {
                    std::future::pending::<()>().await;
                }
            };
            tokio::select! {
                // Ignored: the client went away, or sent no HTTP.
                _ = connection => {}
                () = closes_without_request => {}
            }
        });
    }

    /// Closes every connection after its last response, within [`Timeouts::finish`].
    pub(crate) async fn close(self) {
        let finish = self.timeouts.finish;
        let end = async {
            // Each connection holds a receiver.
            let _ = timeout(LINGER, self.closing.closed()).await;
            self.closing.send_replace(true);
            self.graceful.shutdown().await;
        };
        // A client that never ends its request does not keep the server alive.
        let _ = timeout(finish, end).await;
    }
}

/// Answers a request and drains its body.
async fn answer(
    service: Router,
    request: Request<Incoming>,
    unanswered: Arc<AtomicBool>,
) -> Result<Response, Infallible> {
    let (request, drain) = track_body(request);
    let mut response = service.oneshot(request).await?;
    if drain.finish(&mut response).await {
        unanswered.store(false, Ordering::Relaxed);
    }
    Ok(response)
}
