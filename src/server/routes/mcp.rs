//! Handles `/mcp`, the Model Context Protocol over HTTP.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;

use crate::engine::Engine;
use crate::mcp::{CitationLinks, Handler, HttpService, Runner, error_response, http_service};
use crate::server::http::{Problem, check_listed, is_json, problem, read_body};
use crate::server::openapi::route::Route;
use crate::server::openapi::schemas::object;
use crate::server::state::AppState;

pub(super) fn routes() -> Vec<Route> {
    let mut route = Route::new("POST /mcp", answer)
        .reads()
        .takes_any_query()
        .takes(&[("application/json", object)])
        .fails(&[&problem::MEDIA_TYPE])
        .returns_content(200, &[("application/json", object)])
        .returns_content(202, &[]);
    route.handler = any(answer);
    vec![route]
}

/// Calls of tools wait in the same queue as all requests.
impl Runner for AppState {
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> T + Send + 'static,
    ) -> Result<T, String> {
        let done = AppState::run(self, move |engine| Ok(work(engine))).await;
        done.map_err(|problem| problem.detail)
    }
}

/// Answers one message.
async fn answer(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    check_listed(&request, &state.chatbots.config.hosts)?;
    let (head, body) = request.into_parts();
    // The body is read here, since the service would wait for it without a limit.
    let config = state.config();
    let body = read_body(body, config.most_body_bytes, config.timeouts.body).await?;
    if head.method == Method::POST
        && is_json(&head.headers)
        && let Some(answer) = error_response(&body)
    {
        // The service would answer an invalid message in plain text instead of a JSON-RPC error.
        let is_json = [(header::CONTENT_TYPE, "application/json")];
        return Ok((StatusCode::BAD_REQUEST, is_json, answer).into_response());
    }
    let request = Request::from_parts(head, Body::from(body));
    Ok(service(&state).handle(request).await.map(Body::new))
}

fn service(state: &AppState) -> HttpService<AppState> {
    let config = &state.chatbots.config;
    let links = CitationLinks::Server(config.public_url.clone());
    let runner = state.clone();
    let most_bytes = state.config().most_body_bytes;
    http_service(
        Handler { runner, links },
        &config.hosts,
        &config.origins,
        most_bytes,
    )
}
