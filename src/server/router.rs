//! The whole route table.

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{get, post};

use super::{AppState, chatbots, handlers, page, speakers, uploads};

/// Returns the service; tests call it without a socket.
pub fn router(state: AppState) -> Router {
    Router::new()
        .route("/v1/ask", post(handlers::ask))
        .route("/v1/search", post(handlers::search))
        .route("/v1/transcripts", get(handlers::transcripts))
        .route(
            "/v1/transcripts/{id}",
            get(handlers::transcript)
                .put(uploads::put)
                .delete(uploads::delete),
        )
        .route("/v1/speakers", get(speakers::list))
        .route("/v1/speakers/suggestions", get(speakers::suggestions))
        .route("/v1/speakers/name", post(speakers::name))
        .route("/v1/speakers/merge", post(speakers::merge))
        .route("/", get(page::index))
        .route("/page/{name}", get(page::asset))
        .route("/healthz", get(handlers::health))
        .merge(chatbots::routes(&state))
        .method_not_allowed_fallback(handlers::no_method)
        .fallback(handlers::no_route)
        .layer(from_fn(chatbots::in_openai_shape))
        .with_state(state)
}
