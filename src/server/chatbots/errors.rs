//! Errors in OpenAI's shape, where OpenAI's clients ask.
//!
//! In: responses, some of which are problems. Out: on the routes of OpenAI's protocol, the same
//! problem as `{"error": {"message", "type", "param", "code"}}`. Never here: another status.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::json;

use super::super::Problem;

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
    let error = json!({
        "message": problem.detail(),
        "type": kind,
        "param": problem.field(),
        "code": problem.code(),
    });
    *response.body_mut() = Body::from(json!({ "error": error }).to_string());
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}
