//! Wraps routes in shared layers: deadlines, refusal of compressed bodies, CORS, panics and
//! compression.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::cors::CorsLayer;

use super::problem::{self, Problem, REQUEST_ID};
use crate::engine::Engine;

/// The shortest response that is compressed, in bytes.
const COMPRESSED_FROM_BYTES: u64 = 1024;

/// How long a browser may remember that an origin may call.
const CORS_FOR: Duration = Duration::from_secs(600);

/// Compresses long responses, but neither images nor streams.
pub(crate) fn compression() -> CompressionLayer<impl Predicate> {
    let compressed = SizeAbove::new(COMPRESSED_FROM_BYTES)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE);
    CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(compressed)
}

/// Answers 504 where a handler takes longer than this.
pub(crate) async fn answer_within(
    State(most): State<Duration>,
    request: Request,
    next: Next,
) -> Response {
    let answered = tokio::time::timeout(most, next.run(request)).await;
    answered.unwrap_or_else(|_| {
        let detail = "the answer was not ready in time; try again later";
        Problem::new(&problem::TIMED_OUT, detail).into_response()
    })
}

/// Answers 503 where the store's file is no longer in its place.
pub(crate) async fn expect_store(
    State(engine): State<Arc<Engine>>,
    request: Request,
    next: Next,
) -> Response {
    match engine.catalogue().check_place() {
        Ok(()) => next.run(request).await,
        Err(error) => {
            let detail = "the file of the store was removed, moved or replaced; whoever runs the server \
                          puts it back, or starts the server again";
            let problem = Problem::new(&problem::NO_STORE, detail);
            problem.because(&error).into_response()
        }
    }
}

/// Refuses compressed bodies, since a small one may be large once it is decompressed.
pub(crate) async fn refuse_coded_body(request: Request, next: Next) -> Response {
    let mut codings = request.headers().get_all(header::CONTENT_ENCODING).iter();
    if codings.all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return next.run(request).await;
    }
    let accepted = [(header::ACCEPT_ENCODING, "identity")];
    let detail = "send the body as it is, without Content-Encoding";
    (accepted, Problem::new(&problem::MEDIA_TYPE, detail)).into_response()
}

/// Lets pages of these origins call.
pub(crate) fn cors(origins: &[HeaderValue]) -> CorsLayer {
    let exposed = ["ratelimit", "ratelimit-policy", "retry-after"];
    let exposed = exposed.map(HeaderName::from_static).into_iter();
    CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, REQUEST_ID])
        .expose_headers(exposed.chain([REQUEST_ID]).collect::<Vec<_>>())
        .max_age(CORS_FOR)
}

/// Answers a request whose handler panicked.
pub(crate) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    Problem::internal("the server stopped in the middle of this request").into_response()
}
