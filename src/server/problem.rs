//! Errors as callers see them: RFC 9457 problem details with a stable code.

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::embed::EmbedError;
use crate::engine::{AskError, QuestionError};
use crate::store::ReadError;

/// An error response, `application/problem+json`.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    /// The kind, as a URI reference.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The kind, in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// The kind, for programs; it never changes.
    code: &'static str,
    /// What is wrong with this request, and what to do.
    detail: String,
    /// The field that is wrong, where one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip)]
    retry_after: Option<Duration>,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, title: &'static str, detail: String) -> Self {
        Self {
            kind: "about:blank",
            title,
            status: status.as_u16(),
            code,
            detail,
            field: None,
            retry_after: None,
        }
    }

    /// The request is not what the operation takes.
    pub(super) fn invalid(detail: impl Into<String>, field: Option<String>) -> Self {
        let title = "The request is not valid";
        Self {
            field,
            ..Self::new(
                StatusCode::BAD_REQUEST,
                "invalid_request",
                title,
                detail.into(),
            )
        }
    }

    /// The body is not JSON, or not said to be.
    pub(super) fn media_type() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "The body must be JSON",
            "send the body as JSON with the header Content-Type: application/json".into(),
        )
    }

    /// The body is too long.
    pub(super) fn too_large(most_bytes: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            "The body is too large",
            format!("a body has at most {most_bytes} bytes"),
        )
    }

    /// The body did not arrive.
    pub(super) fn too_slow() -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "request_timeout",
            "The request took too long to arrive",
            "the body did not arrive in time; send it again".into(),
        )
    }

    /// There is no such thing.
    pub(super) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such thing",
            detail.into(),
        )
    }

    /// The bytes are no transcript that can be read.
    pub(super) fn unreadable(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "unreadable_transcript",
            "The transcript cannot be read",
            detail.into(),
        )
    }

    /// What is there stands against it.
    pub(super) fn conflict(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "conflict",
            "The id belongs to something else",
            detail.into(),
        )
    }

    /// The path is there, the method is not.
    pub(super) fn method(detail: impl Into<String>) -> Self {
        let title = "The method is not allowed here";
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            title,
            detail.into(),
        )
    }

    /// The queue is full.
    pub(super) fn busy(retry_after: Duration) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "The server is busy",
                format!(
                    "the queue is full; try again in {} s",
                    retry_after.as_secs().max(1)
                ),
            )
        }
    }

    /// Something broke that the caller cannot mend; the details are not theirs.
    pub(super) fn internal(detail: impl Into<String>) -> Self {
        let title = "The server failed";
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            title,
            detail.into(),
        )
    }
}

impl Problem {
    /// Returns the HTTP status.
    pub(super) fn status(&self) -> u16 {
        self.status
    }

    /// Returns the kind, for programs.
    pub(super) fn code(&self) -> &'static str {
        self.code
    }

    /// Returns what is wrong, and what to do.
    pub(super) fn detail(&self) -> &str {
        &self.detail
    }

    /// Returns the field that is wrong, where one is.
    pub(super) fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// A question that failed; `text_field` is what the request calls its words.
    pub(super) fn asking(error: AskError, text_field: &'static str) -> Self {
        match error {
            AskError::Question(error) => {
                let field = match error {
                    QuestionError::Hits { .. } => "k",
                    QuestionError::Dates { .. } => "filter.from",
                    QuestionError::Names { .. } => "filter",
                    QuestionError::EmptyTopic | QuestionError::TopicTooLong { .. } => "topic",
                    _ => text_field,
                };
                Self::invalid(error.to_string(), Some(field.into()))
            }
            AskError::Embed(error @ (EmbedError::Empty | EmbedError::TooLong { .. })) => {
                Self::invalid(error.to_string(), Some(text_field.into()))
            }
            AskError::Embed(_) => Self::internal("the model failed"),
            AskError::Index(_) => Self::internal("the index cannot be read"),
            AskError::Store(error) => error.into(),
        }
    }
}

impl From<ReadError> for Problem {
    fn from(_: ReadError) -> Self {
        Self::internal("the store cannot be read")
    }
}

impl IntoResponse for Problem {
    /// The response also carries the problem itself, for what is known of the request further out.
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(retry_after) = self.retry_after {
            headers.insert(header::RETRY_AFTER, retry_after.as_secs().max(1).into());
        }
        response.extensions_mut().insert(self);
        response
    }
}
