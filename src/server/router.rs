//! Builds the router: all routes, and the layers around them.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::http::{Method, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::MethodRouter;
use axum::{Extension, Router};
use tower_http::catch_panic::CatchPanicLayer;

use super::http::access::{AccessGate, admit};
use super::http::openai_errors::in_openai_shape;
use super::http::query::refuse_unknown;
use super::http::{Problem, layers, problem, request_log};
use super::keys::KeyScope;
use super::openapi::document::ApiDocument;
use super::openapi::route::Route;
use super::routes;
use super::state::AppState;

/// The document of all routes; it is the same on every server.
static DOCUMENT: LazyLock<ApiDocument> = LazyLock::new(|| ApiDocument::new(&routes::all()));

/// Returns the service; tests call it without a socket.
pub fn router(state: AppState) -> Router {
    let gate = state.gate();
    let answer_timeout = state.config().timeouts.answer;
    let mut router = Router::new();
    for route in routes::all().into_iter().flat_map(|(_, routes)| routes) {
        router = router.route(route.path, guarded(route, &gate, answer_timeout, &state));
    }
    let router = router
        .method_not_allowed_fallback(refuse_method)
        .fallback(refuse_path)
        .layer(Extension(&*DOCUMENT))
        .layer(from_fn(in_openai_shape));
    with_layers(router, &state)
}

/// Returns every path that the router has, each once, as `/v1/transcripts/{id}`.
pub fn paths(_: &AppState) -> Vec<&'static str> {
    DOCUMENT.paths()
}

/// Puts the checks that a route needs before its handler.
fn guarded(
    route: Route,
    gate: &AccessGate,
    answer_timeout: Duration,
    state: &AppState,
) -> MethodRouter<AppState> {
    let known = route.parameter_names();
    let mut handler = route.handler;
    // Not for routes that write: embedding a long transcript takes minutes.
    if route.scope == Some(KeyScope::Read) {
        handler = handler.layer(from_fn_with_state(answer_timeout, layers::answer_within));
    }
    if let Some(known) = known {
        let known: Arc<[String]> = known.into();
        handler = handler.layer(from_fn_with_state(known, refuse_unknown));
    }
    let Some(scope) = route.scope else {
        return handler;
    };
    // Whoever watches the server wants the numbers most when something is wrong.
    if route.path != "/metrics" {
        let engine = state.engine.clone();
        handler = handler.layer(from_fn_with_state(engine, layers::expect_store));
    }
    handler.layer(from_fn_with_state((gate.clone(), scope), admit))
}

/// Puts the layers around all routes, the innermost first.
fn with_layers(router: Router<AppState>, state: &AppState) -> Router {
    let mut router = router
        .layer(from_fn(layers::refuse_coded_body))
        .layer(CatchPanicLayer::custom(layers::panicked));
    if !state.config().cors.is_empty() {
        router = router.layer(layers::cors(&state.config().cors));
    }
    router
        .layer(from_fn_with_state(state.request_log(), request_log::attend))
        .layer(layers::compression())
        .with_state(state.clone())
}

async fn refuse_path(Extension(document): Extension<&'static ApiDocument>, uri: Uri) -> Problem {
    let path = uri.path();
    Problem::not_found(match document.nearest(path) {
        Some(near) => format!("there is no {path}; there is {near}"),
        None => format!("there is no {path}; GET /v1/openapi.json lists what there is"),
    })
}

async fn refuse_method(method: Method, uri: Uri) -> Problem {
    let detail = format!("{} does not take {method}", uri.path());
    Problem::new(&problem::METHOD, detail)
}
