//! The whole route table.

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post, put};

use super::access::{Needs, admit};
use super::layers::{answer_within, around};
use super::{AppState, Scope, chatbots, handlers, health, metrics, page, speakers, uploads};

/// Returns the service; tests call it without a socket.
pub fn router(state: AppState) -> Router {
    let routes = Router::new()
        .route("/", get(page::index))
        .route("/page/{name}", get(page::asset))
        .route("/healthz", get(health::health))
        .route("/readyz", get(health::ready))
        .merge(needing(
            Scope::Read,
            in_time(reading(&state), &state),
            &state,
        ))
        .merge(needing(Scope::Write, writing(), &state))
        .method_not_allowed_fallback(handlers::no_method)
        .fallback(handlers::no_route)
        .layer(from_fn(chatbots::in_openai_shape));
    around(routes, &state)
}

fn reading(state: &AppState) -> Router<AppState> {
    Router::new()
        .route("/metrics", get(metrics::show))
        .route("/v1/status", get(health::status))
        .route("/v1/ask", post(handlers::ask))
        .route("/v1/search", post(handlers::search))
        .route("/v1/transcripts", get(handlers::transcripts))
        .route("/v1/transcripts/{id}", get(handlers::transcript))
        .route("/v1/speakers", get(speakers::list))
        .route("/v1/speakers/suggestions", get(speakers::suggestions))
        .merge(chatbots::routes(state))
}

fn writing() -> Router<AppState> {
    Router::new()
        .route(
            "/v1/transcripts/{id}",
            put(uploads::put).delete(uploads::delete),
        )
        .route("/v1/speakers/name", post(speakers::name))
        .route("/v1/speakers/merge", post(speakers::merge))
}

/// Has these routes answered in time. Not those that write: a long transcript takes minutes to embed.
fn in_time(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    let within = state.config().patience.answer;
    routes.route_layer(from_fn_with_state(within, answer_within))
}

/// Lets in only callers who may do what these routes do.
fn needing(scope: Scope, routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    let needs = Needs {
        state: state.clone(),
        scope,
    };
    routes.route_layer(from_fn_with_state(needs, admit))
}
