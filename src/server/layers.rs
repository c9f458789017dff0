//! What goes around every route: deadlines, bodies in no coding, other origins, panics, compression.
//!
//! In: the routes. Out: the routes with it. Never here: what a route needs of its callers (see
//! [`super::access`]).

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::cors::CorsLayer;

use super::{AppState, Problem, metrics, request_id, request_log};

/// Shorter responses gain nothing by compression.
const COMPRESSED_FROM_BYTES: u64 = 1024;

/// How long a browser may remember that an origin is let in.
const CORS_FOR: Duration = Duration::from_secs(600);

/// Puts everything around the routes, the innermost first.
pub(super) fn around(routes: Router<AppState>, state: &AppState) -> Router {
    let compressed = SizeAbove::new(COMPRESSED_FROM_BYTES)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE);
    let compression = CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(compressed);
    let mut routes = routes
        .layer(from_fn(refuse_coded_body))
        .layer(CatchPanicLayer::custom(panicked));
    if !state.config().cors.is_empty() {
        routes = routes.layer(cors(&state.config().cors));
    }
    routes
        .layer(from_fn_with_state(state.clone(), metrics::count))
        .layer(from_fn_with_state(state.clone(), request_log::attend))
        .layer(compression)
        .with_state(state.clone())
}

/// Answers 504 where a handler takes longer than this.
pub(super) async fn answer_within(
    State(most): State<Duration>,
    request: Request,
    next: Next,
) -> Response {
    let answered = tokio::time::timeout(most, next.run(request)).await;
    answered.unwrap_or_else(|_| Problem::timed_out().into_response())
}

/// A body is read as it is, so that a small one stays small.
async fn refuse_coded_body(request: Request, next: Next) -> Response {
    let mut codings = request.headers().get_all(header::CONTENT_ENCODING).iter();
    if codings.all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return next.run(request).await;
    }
    let accepted = [(header::ACCEPT_ENCODING, "identity")];
    (accepted, Problem::content_encoding()).into_response()
}

/// Lets pages of these origins call.
fn cors(origins: &[HeaderValue]) -> CorsLayer {
    let told = ["ratelimit", "ratelimit-policy", "retry-after"];
    let told = told.map(HeaderName::from_static).into_iter();
    CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            request_id::HEADER,
        ])
        .expose_headers(told.chain([request_id::HEADER]).collect::<Vec<_>>())
        .max_age(CORS_FOR)
}

fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    Problem::internal("the server stopped in the middle of this request").into_response()
}
