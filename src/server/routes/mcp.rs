//! Handles `/mcp`, the Model Context Protocol over HTTP.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;

use crate::engine::Engine;
use crate::mcp::{
    AnswerForm, CitationLinks, Handler, HttpService, Runner, error_response, http_service, refusal,
};
use crate::server::http::{Problem, accepts, check_listed, is_json, problem, read_body};
use crate::server::openapi::route::Route;
use crate::server::openapi::schemas::{anything, object};
use crate::server::state::AppState;

const JSON: &str = "application/json";

const EVENT_STREAM: &str = "text/event-stream";

/// The media types that the service wants every client to accept literally.
const BOTH_FORMS: &str = "application/json, text/event-stream";

/// The longest refusal of the service, in bytes.
const MOST_REFUSAL_BYTES: usize = 16 << 10;

pub(super) fn routes() -> Vec<Route> {
    let mut route = Route::new("POST /mcp", answer)
        .reads()
        .takes_any_query()
        .takes(&[("application/json", object)])
        .fails(&[&problem::MEDIA_TYPE])
        .returns_content(200, &[(JSON, object), (EVENT_STREAM, anything)])
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
    let (mut head, body) = request.into_parts();
    // The body is read here, since the service would wait for it without a limit.
    let config = state.config();
    let body = read_body(body, config.most_body_bytes, config.timeouts.body).await?;
    if head.method == Method::POST
        && is_json(&head.headers)
        && let Some(answer) = error_response(&body)
    {
        // The service would answer an invalid message in plain text instead of a JSON-RPC error.
        return Ok(json_response(StatusCode::BAD_REQUEST, answer));
    }
    let mut form = AnswerForm::Json;
    if head.method == Method::POST {
        form = match form_for(&head.headers) {
            Some(form) => form,
            None => {
                let reason = format!("accept {JSON} or {EVENT_STREAM}; answers have no other form");
                let answer = refusal(&body, &reason);
                return Ok(json_response(StatusCode::NOT_ACCEPTABLE, answer));
            }
        };
        let accepted = HeaderValue::from_static(BOTH_FORMS);
        head.headers.insert(header::ACCEPT, accepted);
    }
    let request = Request::from_parts(head, Body::from(body.clone()));
    let response = service(&state, form).handle(request).await.map(Body::new);
    Ok(in_json_rpc(response, &body).await)
}

/// Returns the form of the answers that a client accepts.
fn form_for(headers: &HeaderMap) -> Option<AnswerForm> {
    let forms = [
        (JSON, AnswerForm::Json),
        (EVENT_STREAM, AnswerForm::EventStream),
    ];
    let mut accepted = forms
        .into_iter()
        .filter(|(media_type, _)| accepts(headers, media_type));
    accepted.next().map(|(_, form)| form)
}

/// Makes an error response of a refusal in plain text, as the service has some.
async fn in_json_rpc(response: Response, message: &[u8]) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || is_json(response.headers()) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let text = axum::body::to_bytes(body, MOST_REFUSAL_BYTES).await;
    let text = text.unwrap_or_default();
    let reason = match String::from_utf8_lossy(&text) {
        empty if empty.trim().is_empty() => status.to_string().into(),
        reason => reason,
    };
    head.headers.remove(header::CONTENT_LENGTH);
    let is_json = HeaderValue::from_static(JSON);
    head.headers.insert(header::CONTENT_TYPE, is_json);
    Response::from_parts(head, Body::from(refusal(message, &reason)))
}

fn json_response(status: StatusCode, json: String) -> Response {
    (status, [(header::CONTENT_TYPE, JSON)], json).into_response()
}

fn service(state: &AppState, form: AnswerForm) -> HttpService<AppState> {
    let config = &state.chatbots.config;
    let links = CitationLinks::Server(config.public_url.clone());
    let runner = state.clone();
    let most_bytes = state.config().most_body_bytes;
    http_service(
        Handler { runner, links },
        form,
        &config.hosts,
        &config.origins,
        most_bytes,
    )
}
