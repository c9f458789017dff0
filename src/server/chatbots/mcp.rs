//! `/mcp`: the Model Context Protocol over HTTP.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::super::extract::{is_json, within};
use super::super::origin::check_listed;
use super::super::{AppState, Problem};
use crate::engine::Engine;
use crate::mcp::{
    HttpConfig, HttpService, Links, Refused, Runner, answer_to_misread, http_service,
};

/// Calls wait in the same queue as all requests.
impl Runner for AppState {
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> T + Send + 'static,
    ) -> Result<T, Refused> {
        let done = AppState::run(self, move |engine| Ok(work(engine))).await;
        done.map_err(|problem| Refused(problem.detail().to_owned()))
    }
}

/// Returns the service behind the route.
pub(super) fn service(state: &AppState) -> HttpService<AppState> {
    let config = &state.chatbots().config;
    let links = Links::Server(config.public_url.clone());
    let callers = HttpConfig {
        hosts: config.hosts.clone(),
        origins: config.origins.clone(),
        most_body_bytes: state.config().most_body_bytes,
    };
    http_service(state.clone(), links, callers)
}

/// Answers one message.
pub(super) async fn answer(
    service: HttpService<AppState>,
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Problem> {
    check_listed(&request, &state.chatbots().config.hosts)?;
    let (head, body) = request.into_parts();
    // Read here, since the service would wait for it as long as it takes.
    let body = within(body, &state, state.config().most_body_bytes).await?;
    if head.method == Method::POST
        && is_json(&head.headers)
        && let Some(answer) = answer_to_misread(&body)
    {
        return Ok(misread(answer));
    }
    let request = Request::from_parts(head, Body::from(body));
    Ok(service.handle(request).await.map(Body::new))
}

/// What is no message is answered as JSON-RPC has it; the service answers in words.
fn misread(answer: String) -> Response {
    let is_json = [(header::CONTENT_TYPE, "application/json")];
    (StatusCode::BAD_REQUEST, is_json, answer).into_response()
}
