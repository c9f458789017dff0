//! What is left of a request's body once the request is answered.
//!
//! In: a request, and its response. Out: the same, where a refusal was ready before the body was read
//! to its end. A short rest is read and thrown away, so that the connection goes on; else the
//! response says that the connection ends, and no byte of the rest is taken for a request. Never
//! here: what stands in a body.

use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::HttpBody;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use tokio::time::timeout;

/// A rest that is at most so long is read, in bytes: any question, and no transcript.
const SHORT_BYTES: u64 = 64 << 10;

/// How long a short rest may take to arrive.
const ARRIVES_WITHIN: Duration = Duration::from_secs(1);

/// What is known of a body.
enum Rest<B> {
    /// Somebody has it.
    Unknown,
    /// It was read to its end.
    Nothing,
    /// Nobody wants it any more.
    Left(B),
}

/// How a connection goes on after a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Onward {
    /// With the next request.
    Next,
    /// It ends, while the client may still be sending.
    End,
}

/// The body of a request, which says what is left of it when it is dropped.
pub(super) struct Watched<B: HttpBody + Unpin> {
    body: Option<B>,
    ended: bool,
    rest: Arc<Mutex<Rest<B>>>,
}

/// What is left of the body of one request.
pub(super) struct Leftover<B> {
    rest: Arc<Mutex<Rest<B>>>,
    /// The client sends its body only when it is told to, which reading it would do.
    asks_first: bool,
}

/// Watches how far the body of a request is read.
pub(super) fn watch<B: HttpBody + Unpin>(
    request: Request<B>,
) -> (Request<Watched<B>>, Leftover<B>) {
    let rest = Arc::new(Mutex::new(Rest::Unknown));
    let leftover = Leftover {
        rest: rest.clone(),
        asks_first: request.headers().contains_key(header::EXPECT),
    };
    let watched = request.map(|body| Watched {
        ended: body.is_end_stream(),
        body: Some(body),
        rest,
    });
    (watched, leftover)
}

impl<B: HttpBody> Leftover<B> {
    /// Reads a short rest, or has the response say that the connection ends.
    pub(super) async fn settle(self, response: &mut Response) -> Onward {
        let rest = mem::replace(&mut *lock(&self.rest), Rest::Unknown);
        let is_read = match rest {
            Rest::Nothing => true,
            Rest::Left(body) => !self.asks_first && arrives(body).await,
            Rest::Unknown => false,
        };
        if is_read {
            return Onward::Next;
        }
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
        Onward::End
    }
}

async fn arrives<B: HttpBody>(body: B) -> bool {
    let is_short = |most| most <= SHORT_BYTES;
    body.size_hint().upper().is_some_and(is_short)
        && timeout(ARRIVES_WITHIN, body.collect())
            .await
            .is_ok_and(|read| read.is_ok())
}

impl<B: HttpBody + Unpin> HttpBody for Watched<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        let frame = ready!(Pin::new(body).poll_frame(context));
        self.ended |= frame.is_none();
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let hint = self.body.as_ref().map(HttpBody::size_hint);
        hint.unwrap_or_default()
    }
}

impl<B: HttpBody + Unpin> Drop for Watched<B> {
    fn drop(&mut self) {
        let body = self.body.take();
        *lock(&self.rest) = match body {
            Some(body) if !self.ended && !body.is_end_stream() => Rest::Left(body),
            _ => Rest::Nothing,
        };
    }
}

fn lock<B>(rest: &Mutex<Rest<B>>) -> std::sync::MutexGuard<'_, Rest<B>> {
    rest.lock().unwrap_or_else(PoisonError::into_inner)
}
