//! Writes problems in OpenAI's shape, `{"error": {"message", "type", "param", "code"}}`, on the routes
//! of OpenAI's protocol.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

use super::problem::Problem;

/// An error in the shape that OpenAI's clients expect.
#[derive(Serialize, JsonSchema)]
pub(crate) struct OpenAiError<'a> {
    error: ErrorFields<'a>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct ErrorFields<'a> {
    /// What is wrong with this request, and what to do.
    message: &'a str,
    /// `authentication_error`, `rate_limit_error`, `server_error` or `invalid_request_error`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The field at fault; null where none is.
    param: Option<&'a str>,
    /// The kind, as problem details have it.
    code: &'static str,
}

/// Returns whether a path is one of OpenAI's protocol.
pub(crate) fn is_openai(path: &str) -> bool {
    path.starts_with("/v1/chat/") || path == "/v1/models" || path.starts_with("/v1/models/")
}

/// Rewrites the problems of OpenAI's routes.
pub(crate) async fn in_openai_shape(request: Request, next: Next) -> Response {
    let is_openai = is_openai(request.uri().path());
    let mut response = next.run(request).await;
    if is_openai && let Some(problem) = response.extensions_mut().remove::<Problem>() {
        rewrite(&mut response, &problem);
    }
    response
}

fn rewrite(response: &mut Response, problem: &Problem) {
    let kind = match problem.kind.status.as_u16() {
        401 | 403 => "authentication_error",
        429 => "rate_limit_error",
        500.. => "server_error",
        _ => "invalid_request_error",
    };
    let error = OpenAiError {
        error: ErrorFields {
            message: &problem.detail,
            kind,
            param: problem.field.as_deref(),
            code: problem.kind.code,
        },
    };
    // Strings are always JSON.
    *response.body_mut() = Body::from(serde_json::to_vec(&error).unwrap_or_default());
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    let json = HeaderValue::from_static("application/json");
    headers.insert(header::CONTENT_TYPE, json);
}
