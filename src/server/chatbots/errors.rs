//! Errors in OpenAI's shape, where OpenAI's clients ask.
//!
//! In: responses, some of which are problems. Out: on the routes of OpenAI's protocol, the same
//! problem as `{"error": {"message", "type", "param", "code"}}`. Never here: another status.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

use super::super::Problem;

/// An error as OpenAI's clients know it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OpenAiError")]
pub(in super::super) struct ErrorBody<'a> {
    error: Told<'a>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Told<'a> {
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

/// Calls the rest and gives its problems the shape that their reader knows.
pub(in super::super) async fn in_openai_shape(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let theirs =
        path.starts_with("/v1/chat/") || path == "/v1/models" || path.starts_with("/v1/models/");
    let response = next.run(request).await;
    if theirs { reshaped(response) } else { response }
}

fn reshaped(mut response: Response) -> Response {
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    let kind = match problem.status() {
        401 | 403 => "authentication_error",
        429 => "rate_limit_error",
        500.. => "server_error",
        _ => "invalid_request_error",
    };
    let error = ErrorBody {
        error: Told {
            message: problem.detail(),
            kind,
            param: problem.field(),
            code: problem.code(),
        },
    };
    // Strings are always JSON.
    *response.body_mut() = Body::from(serde_json::to_vec(&error).unwrap_or_default());
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}
