//! The whole route table.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use super::{AppState, handlers, request_log};

/// Returns the service; tests call it without a socket.
pub fn router(state: AppState) -> Router {
    Router::new()
        .route("/v1/ask", post(handlers::ask))
        .route("/v1/search", post(handlers::search))
        .route("/v1/transcripts", get(handlers::transcripts))
        .route("/v1/transcripts/{id}", get(handlers::transcript))
        .route("/healthz", get(handlers::health))
        .method_not_allowed_fallback(handlers::no_method)
        .fallback(handlers::no_route)
        .layer(from_fn_with_state(state.clone(), request_log::attend))
        .with_state(state)
}
