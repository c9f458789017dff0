//! Logs and counts each request when it ends: what it was, how it went, how long it took.
//!
//! The log has a path's template instead of the path, and a question only where an option asks for
//! it, so that no caller's text gets into the log.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::body::Body;
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Level;

use super::problem::{Kind, Problem, REQUEST_ID};
use crate::server::config::LoggedQuestions;
use crate::server::keys::is_token;
use crate::server::metrics::Metrics;

/// Where requests are logged and counted.
#[derive(Clone)]
pub(crate) struct RequestLog {
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) questions: LoggedQuestions,
    /// Whether the server was told to stop: every response is then the last of its connection.
    pub(crate) stopping: Arc<AtomicBool>,
}

/// What handlers find out about a request, for the log; an extension of the request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Findings {
    questions: LoggedQuestions,
    found: Arc<(OnceLock<Arc<str>>, OnceLock<String>)>,
}

impl Findings {
    /// Notes the name of the key that was shown.
    pub(super) fn note_key(&self, name: &Arc<str>) {
        // Set once, since a request passes the access check once.
        let _ = self.found.0.set(name.clone());
    }

    /// Notes the question, where the log may have it.
    pub(crate) fn note_question(&self, question: &str) {
        if self.questions == LoggedQuestions::Whole {
            // Set once, since a request has one question.
            let _ = self.found.1.set(question.to_owned());
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Findings {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().cloned().unwrap_or_default())
    }
}

/// Gives a request its id, passes it on, and then logs and counts it.
pub(crate) async fn attend(
    State(log): State<RequestLog>,
    mut request: Request,
    next: Next,
) -> Response {
    let findings = Findings {
        questions: log.questions,
        ..Findings::default()
    };
    let mut entry = LogEntry {
        metrics: log.metrics.clone(),
        id: id_of(&request),
        method: method_name(request.method()),
        route: request.extensions().get().cloned(),
        findings: findings.clone(),
        started: Instant::now(),
        answer: None,
    };
    request.extensions_mut().insert(findings);
    let mut response = next.run(request).await;
    name(&mut response, &entry.id);
    if log.stopping.load(Ordering::Relaxed) {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    entry.answer = Some((response.status(), response.extensions().get().cloned()));
    response
}

/// Writes the request's id into the response, and into the problem if it is one.
fn name(response: &mut Response, id: &str) {
    if let Ok(value) = HeaderValue::from_str(id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    if let Some(problem) = response.extensions().get::<Problem>() {
        let problem = problem.clone().of_request(id);
        response.headers_mut().remove(header::CONTENT_LENGTH);
        *response.body_mut() = Body::from(problem.to_json());
    }
}

/// A request in progress, which is logged and counted when this is dropped.
struct LogEntry {
    metrics: Arc<Metrics>,
    id: String,
    method: &'static str,
    route: Option<MatchedPath>,
    findings: Findings,
    started: Instant,
    /// `None` until there is a response; it stays `None` where the caller goes away before.
    answer: Option<(StatusCode, Option<Problem>)>,
}

impl LogEntry {
    fn log(&self, route: &str) {
        let answer = self.answer.as_ref();
        let status = answer.map(|(status, _)| status.as_u16());
        let problem = answer.and_then(|(_, problem)| problem.as_ref());
        let (key, question) = &*self.findings.found;
        macro_rules! line {
            ($level:expr $(, $message:literal)?) => {
                tracing::event!(
                    target: "whosaid::request",
                    $level,
                    request_id = self.id,
                    method = self.method,
                    route,
                    status,
                    code = problem.map(|problem| problem.kind.code),
                    cause = problem.and_then(|problem| problem.cause.as_deref()),
                    took_ms = (self.started.elapsed().as_secs_f64() * 1e6).round() / 1e3,
                    key = key.get().map(|name| &**name),
                    question = question.get().map(String::as_str),
                    $($message)?
                )
            };
        }
        match status {
            None => line!(Level::INFO, "the caller went away"),
            Some(500) => line!(Level::ERROR),
            Some(501..) => line!(Level::WARN),
            Some(_) => line!(Level::INFO),
        }
    }
}

impl Drop for LogEntry {
    fn drop(&mut self) {
        let route = self.route.as_ref().map_or("none", MatchedPath::as_str);
        let (took, status) = (self.started.elapsed(), self.answer.as_ref());
        self.log(route);
        self.metrics
            .count(self.method, route, status.map(|(status, _)| *status), took);
        if let Some((status, Some(problem))) = &self.answer
            && [429, 503].contains(&status.as_u16())
        {
            self.metrics.count_refused(problem.kind.code);
        }
    }
}

/// Returns the id that the caller gave, if it is a token, or a new one.
fn id_of(request: &Request) -> String {
    let given = request.headers().get(REQUEST_ID);
    let given = given.and_then(|value| value.to_str().ok());
    match given.filter(|id| is_token(id)) {
        Some(id) => id.to_owned(),
        None => new_id(),
    }
}

/// Returns a new id of 64 random bits.
pub(super) fn new_id() -> String {
    format!("{:016x}", fastrand::u64(..))
}

/// Logs a request whose head could not be read, so that nothing else is known of it.
pub(super) fn log_broken(id: &str, kind: &Kind) {
    let (status, code) = (kind.status.as_u16(), kind.code);
    tracing::info!(target: "whosaid::request", request_id = id, status, code);
}

/// Returns the name of a known method; a caller may send any word for one.
fn method_name(method: &Method) -> &'static str {
    let known = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];
    let mut known = known.into_iter();
    known
        .find(|name| *name == method.as_str())
        .unwrap_or("OTHER")
}
