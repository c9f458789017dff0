//! Connections: accepted, watched while they last, ended without losing a request.
//!
//! In: a bound listener, the routes, a signal to stop. Out: requests, each with its caller's
//! address. A head that does not come, a client that does not read and a connection too many are
//! ended, and so is one whose request was refused while a long body was still coming. HTTP/1.1 alone, so that one connection is one request at a time. Never here: what a
//! request means.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use super::leftover::{Onward, watch};
use super::lingering::{Lingering, Unanswered};
use super::{AppState, Patience, Problem, router};
use crate::engine::Upkeep;

/// The largest head of a request, in bytes: 100 headers and a long path.
///
/// What is longer, and a path beyond 65,534 bytes, hyper answers itself, with a bare 431 or 414: it
/// makes that answer of a status alone (`Server::on_error` in its `proto/h1/role.rs`), and no setting
/// of its builder reaches it. No problem can be put there without reading heads before hyper does.
const MOST_HEAD_BYTES: usize = 64 << 10;

/// How many connections beyond the limit are told so at a time; the rest are just closed.
const REFUSALS: usize = 64;

/// How long one that is told so may take.
const REFUSED_WITHIN: Duration = Duration::from_secs(1);

/// How long a stopping server still answers on connections that are open: what a client sent
/// before it could know is on its way.
const LINGER: Duration = Duration::from_secs(1);

/// How long accepting rests after it failed, which is mostly for want of file descriptors.
const ACCEPT_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// Serves until `stop` resolves, then finishes the requests that were begun.
///
/// # Errors
/// A listener that fails, or a store that cannot be opened once more.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let _upkeep = Upkeep::begin(state.engine().clone()).map_err(io::Error::other)?;
    let mut doors = Doors::new(&state);
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => doors.open_or_rest(accepted).await,
        }
    }
    state.begin_stopping();
    // Clients whose connection the system has completed believe that they were accepted.
    while let Ok(accepted) = timeout(Duration::ZERO, listener.accept()).await {
        doors.open_or_rest(accepted).await;
    }
    drop(listener);
    doors.close(state.config().patience.finish).await;
    Ok(())
}

/// The open connections.
struct Doors {
    service: Router,
    refusal: Router,
    places: Arc<Semaphore>,
    refusals: Arc<Semaphore>,
    graceful: GracefulShutdown,
    /// True once connections that ask nothing are no longer waited for.
    closing: watch::Sender<bool>,
    patience: Patience,
}

impl Doors {
    fn new(state: &AppState) -> Self {
        let config = state.config();
        let retry_after = config.retry_after;
        let counted = state.clone();
        let refuse = move || {
            let problem = Problem::connections(retry_after);
            counted.metrics().turned_away(&problem);
            std::future::ready(([("connection", "close")], problem).into_response())
        };
        Self {
            service: router(state.clone()),
            refusal: Router::new().fallback(refuse),
            places: state.connections(),
            refusals: Arc::new(Semaphore::new(REFUSALS)),
            graceful: GracefulShutdown::new(),
            closing: watch::Sender::new(false),
            patience: config.patience,
        }
    }

    async fn open_or_rest(&mut self, accepted: io::Result<(TcpStream, SocketAddr)>) {
        match accepted {
            Ok((stream, caller)) => self.open(stream, caller),
            Err(_) => sleep(ACCEPT_AGAIN_AFTER).await,
        }
    }

    fn open(&mut self, stream: TcpStream, caller: SocketAddr) {
        let refused = Patience {
            head: REFUSED_WITHIN,
            write: REFUSED_WITHIN,
            ..self.patience
        };
        let (place, service, patience) = match self.places.clone().try_acquire_owned() {
            Ok(place) => (place, self.service.clone(), self.patience),
            Err(_) => match self.refusals.clone().try_acquire_owned() {
                Ok(place) => (place, self.refusal.clone(), refused),
                Err(_) => return,
            },
        };
        let asked = Arc::new(AtomicBool::new(false));
        let noticed = asked.clone();
        let unanswered = Unanswered::default();
        let answered = unanswered.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            noticed.store(true, Ordering::Relaxed);
            request.extensions_mut().insert(ConnectInfo(caller));
            answer(service.clone(), request, answered.clone())
        });
        // Answers are small; they should not wait for more to be sent with them.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(patience.write));
        let stream = Lingering::new(Box::pin(stream), unanswered);
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(patience.head)
            .max_buf_size(MOST_HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), service);
        let connection = self.graceful.watch(connection);
        let mut closing = self.closing.subscribe();
        tokio::spawn(async move {
            let _place = place;
            let nothing_asked = async {
                // An error means that the server has ended, and every connection with it.
                let _ = closing.wait_for(|closing| *closing).await;
                if asked.load(Ordering::Relaxed) {
                    std::future::pending::<()>().await;
                }
            };
            tokio::select! {
                // A client that went away, or sent no HTTP, has nobody to tell.
                _ = connection => {}
                () = nothing_asked => {}
            }
        });
    }

    /// Ends every connection after its last response, within `finish`.
    async fn close(self, finish: Duration) {
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

/// Answers a request, and settles what is left of its body.
async fn answer(
    service: Router,
    request: Request<Incoming>,
    unanswered: Unanswered,
) -> Result<Response, Infallible> {
    let (request, leftover) = watch(request);
    let mut response = service.oneshot(request).await?;
    if leftover.settle(&mut response).await == Onward::Next {
        unanswered.clear();
    }
    Ok(response)
}
