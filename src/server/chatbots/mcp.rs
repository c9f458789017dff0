//! `/mcp`: the Model Context Protocol over HTTP.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};

use super::super::extract::within;
use super::super::{AppState, Problem};
use crate::engine::Engine;
use crate::mcp::{HttpConfig, HttpService, Links, Refused, Runner, http_service};

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
) -> Response {
    let (head, body) = request.into_parts();
    // Read here, since the service would wait for it as long as it takes.
    let body = match within(body, &state, state.config().most_body_bytes).await {
        Ok(body) => body,
        Err(problem) => return Problem::into_response(problem),
    };
    let request = Request::from_parts(head, Body::from(body));
    service.handle(request).await.map(Body::new)
}
