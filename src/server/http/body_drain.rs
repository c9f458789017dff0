//! Drains the unread rest of a request's body once the request is answered.
//!
//! A refusal is often ready before the body is read to its end. A short rest is then read and thrown
//! away, so that the connection stays open. Otherwise the response says that the connection closes,
//! and no byte of the rest is taken for a request.

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

/// The longest rest that is read, in bytes: any question, and no transcript.
const SHORT_BYTES: u64 = 64 << 10;

/// How long a short rest may take to arrive.
const ARRIVES_WITHIN: Duration = Duration::from_secs(1);

/// How far a body has been read.
enum BodyState<B> {
    /// A handler still holds it.
    InUse,
    /// It was read to its end.
    Finished,
    /// The handler has dropped it before its end.
    Unread(B),
}

/// The body of a request, which hands over what is left of it when it is dropped.
pub(super) struct TrackedBody<B: HttpBody + Unpin> {
    body: Option<B>,
    ended: bool,
    rest: Arc<Mutex<BodyState<B>>>,
}

/// Drains the body of one request.
pub(super) struct BodyDrain<B> {
    rest: Arc<Mutex<BodyState<B>>>,
    /// Whether the client waits for `100 Continue` before it sends the body; reading the body sends
    /// that.
    expects_continue: bool,
}

/// Tracks how far the body of a request is read.
pub(super) fn track_body<B: HttpBody + Unpin>(
    request: Request<B>,
) -> (Request<TrackedBody<B>>, BodyDrain<B>) {
    let rest = Arc::new(Mutex::new(BodyState::InUse));
    let drain = BodyDrain {
        rest: rest.clone(),
        expects_continue: request.headers().contains_key(header::EXPECT),
    };
    let tracked = request.map(|body| TrackedBody {
        ended: body.is_end_stream(),
        body: Some(body),
        rest,
    });
    (tracked, drain)
}

impl<B: HttpBody> BodyDrain<B> {
    /// Reads a short rest, or lets the response say that the connection closes, while the client may
    /// still be sending. Returns whether all is read and the connection stays open.
    pub(super) async fn finish(self, response: &mut Response) -> bool {
        let rest = mem::replace(&mut *lock(&self.rest), BodyState::InUse);
        let is_read = match rest {
            BodyState::Finished => true,
            BodyState::Unread(body) => !self.expects_continue && arrives(body).await,
            BodyState::InUse => false,
        };
        if !is_read {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(header::CONNECTION, close);
        }
        is_read
    }
}

async fn arrives<B: HttpBody>(body: B) -> bool {
    let is_short = |most| most <= SHORT_BYTES;
    body.size_hint().upper().is_some_and(is_short)
        && timeout(ARRIVES_WITHIN, body.collect())
            .await
            .is_ok_and(|read| read.is_ok())
}

impl<B: HttpBody + Unpin> HttpBody for TrackedBody<B> {
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

impl<B: HttpBody + Unpin> Drop for TrackedBody<B> {
    fn drop(&mut self) {
        let body = self.body.take();
        *lock(&self.rest) = match body {
            Some(body) if !self.ended && !body.is_end_stream() => BodyState::Unread(body),
            _ => BodyState::Finished,
        };
    }
}

fn lock<B>(rest: &Mutex<BodyState<B>>) -> std::sync::MutexGuard<'_, BodyState<B>> {
    rest.lock().unwrap_or_else(PoisonError::into_inner)
}
