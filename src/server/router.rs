//! The whole route table.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use super::access::{Needs, admit};
use super::layers::{answer_within, around};
use super::{AppState, Scope, handlers};

/// Returns the service; tests call it without a socket.
pub fn router(state: AppState) -> Router {
    let routes = Router::new()
        .route("/healthz", get(handlers::health))
        .merge(needing(Scope::Read, reading(), &state))
        .method_not_allowed_fallback(handlers::no_method)
        .fallback(handlers::no_route);
    around(routes, &state)
}

fn reading() -> Router<AppState> {
    Router::new()
        .route("/v1/ask", post(handlers::ask))
        .route("/v1/search", post(handlers::search))
        .route("/v1/transcripts", get(handlers::transcripts))
        .route("/v1/transcripts/{id}", get(handlers::transcript))
}

/// Lets in only callers who may do what these routes do, and has them answered in time.
fn needing(scope: Scope, routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    let needs = Needs {
        state: state.clone(),
        scope,
    };
    let within = state.config().patience.answer;
    routes
        .route_layer(from_fn_with_state(within, answer_within))
        .route_layer(from_fn_with_state(needs, admit))
}
