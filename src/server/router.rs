//! The whole route table.

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post, put};

use super::access::{Needs, admit};
use super::layers::{answer_within, around};
use super::table::Table;
use super::{
    AppState, Scope, chatbots, docs, handlers, mentions, openapi, page, query, speakers,
    transcripts, uploads,
};

/// Returns the service; tests call it without a socket.
pub fn router(state: AppState) -> Router {
    let routes = table(&state)
        .into_router()
        .method_not_allowed_fallback(handlers::no_method)
        .fallback(handlers::no_route)
        .layer(from_fn(chatbots::in_openai_shape));
    around(routes, &state)
}

/// Returns every path that the router has, each once, as `/v1/transcripts/{id}`.
pub fn paths(state: &AppState) -> Vec<&'static str> {
    table(state).into_paths()
}

fn table(state: &AppState) -> Table {
    Table::new()
        .merge(open().map(strictly))
        .merge(needing(Scope::Read, in_time(reading(state), state), state))
        .merge(needing(Scope::Write, writing(), state))
}

/// What everyone may have: nothing of a transcript.
fn open() -> Table {
    Table::new()
        .route("/", get(page::index))
        .route("/page/{name}", get(page::asset))
        .route("/docs", get(docs::index))
        .route("/docs/style.css", get(docs::style))
        .route("/openapi.json", get(openapi::document))
        .route("/v1/openapi.json", get(openapi::document))
        .route("/healthz", get(handlers::health))
}

fn reading(state: &AppState) -> Table {
    Table::new()
        .route("/v1/ask", post(handlers::ask))
        .route("/v1/search", post(handlers::search))
        .route("/v1/mentions", get(mentions::mentions))
        .route("/v1/transcripts", get(transcripts::list))
        .route("/v1/transcripts/{id}", get(transcripts::whole))
        .route("/v1/transcripts/{id}/segment", get(transcripts::segment))
        .route("/v1/speakers", get(speakers::list))
        .route("/v1/speakers/suggestions", get(speakers::suggestions))
        .route("/v1/speakers/history", get(speakers::history))
        .merge(chatbots::routes(state))
}

fn writing() -> Table {
    Table::new()
        .route(
            "/v1/transcripts/{id}",
            put(uploads::put).delete(uploads::delete),
        )
        .route("/v1/speakers/name", post(speakers::name))
        .route("/v1/speakers/merge", post(speakers::merge))
        .route("/v1/speakers/undo", post(speakers::undo))
}

/// Has these routes refuse parameters that they do not take.
fn strictly(routes: Router<AppState>) -> Router<AppState> {
    routes.route_layer(from_fn(query::strict))
}

/// Has these routes answered in time. Not those that write: a long transcript takes minutes to embed.
fn in_time(routes: Table, state: &AppState) -> Table {
    let within = state.config().patience.answer;
    routes.map(|routes| routes.route_layer(from_fn_with_state(within, answer_within)))
}

/// Lets in only callers who may do what these routes do.
fn needing(scope: Scope, routes: Table, state: &AppState) -> Table {
    let needs = Needs {
        state: state.clone(),
        scope,
    };
    routes
        .map(strictly)
        .map(|routes| routes.route_layer(from_fn_with_state(needs, admit)))
}
