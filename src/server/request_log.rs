//! One line for each request, when it ends: what it was, how it went, how long it took.
//!
//! In: a request and its response. Out: an event of `tracing`, the response with the request's id.
//! A path is named by its template, and a question is told in full only where that was asked for,
//! so that a caller writes nothing of their own into the log. Never here: a key.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::body::Body;
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Level;

use super::request_id::{self, RequestId};
use super::{AppState, LoggedQuestions, Problem};

/// What is found out about a request while it is answered; it travels with the request.
#[derive(Debug, Clone, Default)]
pub(super) struct Findings(Arc<Found>);

#[derive(Debug, Default)]
struct Found {
    key: OnceLock<Arc<str>>,
    question: OnceLock<String>,
}

impl Findings {
    /// Notes whose key was shown.
    pub(super) fn known(&self, name: &Arc<str>) {
        // A request is let in once.
        let _ = self.0.key.set(name.clone());
    }

    /// Notes what is asked, where the log may have it.
    pub(super) fn asked(&self, state: &AppState, question: &str) {
        if state.config().logged_questions == LoggedQuestions::Whole {
            // The first question of a request names it.
            let _ = self.0.question.set(question.to_owned());
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Findings {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().cloned().unwrap_or_default())
    }
}

/// Names the request, has it answered, and logs it.
pub(super) async fn attend(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let line = Line::begin(&request);
    request.extensions_mut().insert(line.id.clone());
    request.extensions_mut().insert(line.findings.clone());
    let mut response = next.run(request).await;
    name(&mut response, &line.id);
    if state.is_stopping() {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    line.end(&response);
    response
}

/// Writes the request's id into the response, and into the problem if it is one.
fn name(response: &mut Response, id: &RequestId) {
    if let Some(value) = id.to_header() {
        response.headers_mut().insert(request_id::HEADER, value);
    }
    if let Some(problem) = response.extensions().get::<Problem>() {
        let problem = problem.clone().of_request(id.as_str());
        response.headers_mut().remove(header::CONTENT_LENGTH);
        *response.body_mut() = Body::from(problem.to_json());
    }
}

/// A request that is being answered.
struct Line {
    id: RequestId,
    method: &'static str,
    route: Option<MatchedPath>,
    findings: Findings,
    started: Instant,
    ended: bool,
}

impl Line {
    fn begin(request: &Request) -> Self {
        Self {
            id: RequestId::of(request),
            method: method_name(request.method()),
            route: request.extensions().get().cloned(),
            findings: Findings::default(),
            started: Instant::now(),
            ended: false,
        }
    }

    fn end(mut self, response: &Response) {
        self.ended = true;
        let status = response.status().as_u16();
        let problem = response.extensions().get::<Problem>();
        let code = problem.map(Problem::code);
        let cause = problem.and_then(Problem::cause);
        macro_rules! line {
            ($level:expr) => {
                tracing::event!(
                    target: "whosaid::request",
                    $level,
                    request_id = self.id.as_str(),
                    method = self.method,
                    route = self.route(),
                    status,
                    code,
                    cause,
                    took_ms = self.took_ms(),
                    key = self.key(),
                    question = self.question(),
                )
            };
        }
        match status {
            500 => line!(Level::ERROR),
            501.. => line!(Level::WARN),
            _ => line!(Level::INFO),
        }
    }

    fn route(&self) -> &str {
        self.route.as_ref().map_or("none", MatchedPath::as_str)
    }

    fn key(&self) -> Option<&str> {
        self.findings.0.key.get().map(|name| &**name)
    }

    fn question(&self) -> Option<&str> {
        self.findings.0.question.get().map(String::as_str)
    }

    fn took_ms(&self) -> f64 {
        (self.started.elapsed().as_secs_f64() * 1e6).round() / 1e3
    }
}

impl Drop for Line {
    /// A caller who went away before the answer was ready is logged too.
    fn drop(&mut self) {
        if !self.ended {
            tracing::info!(
                target: "whosaid::request",
                request_id = self.id.as_str(),
                method = self.method,
                route = self.route(),
                took_ms = self.took_ms(),
                key = self.key(),
                question = self.question(),
                "the caller went away"
            );
        }
    }
}

/// Returns the name of a method that there is; a caller may send any word for one.
pub(super) fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        _ => "OTHER",
    }
}
