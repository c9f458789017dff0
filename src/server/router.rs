//! The whole route table.

use axum::Router;
use axum::routing::{get, post};

use super::{AppState, handlers, page};

/// Returns the service; tests call it without a socket.
pub fn router(state: AppState) -> Router {
    Router::new()
        .route("/v1/ask", post(handlers::ask))
        .route("/v1/search", post(handlers::search))
        .route("/v1/transcripts", get(handlers::transcripts))
        .route("/v1/transcripts/{id}", get(handlers::transcript))
        .route("/", get(page::index))
        .route("/page/{name}", get(page::asset))
        .route("/healthz", get(handlers::health))
        .method_not_allowed_fallback(handlers::no_method)
        .fallback(handlers::no_route)
        .with_state(state)
}
