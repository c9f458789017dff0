//! Describes errors to callers: RFC 9457 problem details with a stable code.
//!
//! The messages of the store and of the model go to the log and not to callers.

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

/// The header with the id of a request, which it may bring and every response has.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const MEDIA_TYPE_OF_PROBLEMS: &str = "application/problem+json";

/// An error response, `application/problem+json`.
#[derive(Debug, Clone)]
pub struct Problem {
    pub(crate) kind: &'static Kind,
    /// What is wrong with the request, and what to do.
    pub(crate) detail: String,
    /// The field or parameter that is wrong, where one is.
    pub(crate) field: Option<Box<str>>,
    /// For the log, and not for the caller.
    pub(crate) cause: Option<String>,
    request_id: Option<Box<str>>,
    retry_after_s: Option<u32>,
    /// `WWW-Authenticate`.
    challenge: Option<Box<str>>,
}

/// A kind of error.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) status: StatusCode,
    /// The kind, for programs; it never changes.
    pub(crate) code: &'static str,
    /// The kind, in words.
    pub(crate) title: &'static str,
}

/// Declares each kind once, and the list of all of them.
macro_rules! kinds {
    ($($name:ident $status:ident $code:literal $title:literal)*) => {
        $(pub(crate) static $name: Kind = Kind {
            status: StatusCode::$status,
            code: $code,
            title: $title,
        };)*

        /// Every kind of error.
        pub(crate) static KINDS: &[&Kind] = &[$(&$name),*];
    };
}

kinds! {
    INVALID      BAD_REQUEST            "invalid_request"        "The request is not valid"
    CURSOR       BAD_REQUEST            "invalid_cursor"         "The cursor is not valid"
    MEDIA_TYPE   UNSUPPORTED_MEDIA_TYPE "unsupported_media_type" "The media type of the body is not supported"
    TOO_LARGE    PAYLOAD_TOO_LARGE      "body_too_large"         "The body is too large"
    TOO_SLOW     REQUEST_TIMEOUT        "request_timeout"        "The request took too long to arrive"
    UNAUTHORIZED UNAUTHORIZED           "unauthorized"           "A key is needed"
    SCOPE        FORBIDDEN              "insufficient_scope"     "The key does not allow this"
    FOREIGN      FORBIDDEN              "foreign_page"           "The request comes from another site"
    RATE         TOO_MANY_REQUESTS      "rate_limited"           "Too many requests"
    TIMED_OUT    GATEWAY_TIMEOUT        "timed_out"              "The answer took too long"
    NOT_FOUND    NOT_FOUND              "not_found"              "There is no such thing"
    UNREADABLE   UNPROCESSABLE_ENTITY   "unreadable_transcript"  "The transcript cannot be read"
    CONFLICT     CONFLICT               "conflict"               "The request conflicts with what is stored"
    METHOD       METHOD_NOT_ALLOWED     "method_not_allowed"     "The method is not allowed here"
    BUSY         SERVICE_UNAVAILABLE    "busy"                   "The server is busy"
    NO_STORE     SERVICE_UNAVAILABLE    "no_store"               "The store cannot be used"
    PATH_TOO_LONG  URI_TOO_LONG                    "path_too_long"  "The path is too long"
    HEAD_TOO_LARGE REQUEST_HEADER_FIELDS_TOO_LARGE "head_too_large" "The head of the request is too large"
    INTERNAL     INTERNAL_SERVER_ERROR  "internal"               "The server failed"
}

/// The body of an error response.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(crate) struct ProblemBody<'a> {
    /// Always `about:blank`; `code` is the kind.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The kind, in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// The kind, for programs; it never changes.
    code: &'static str,
    /// What is wrong with this request, and what to do.
    detail: &'a str,
    /// The field or parameter that is wrong, where one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    /// The request, as the header `X-Request-Id` and the log call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
}

impl Problem {
    /// Makes a problem of a kind. `detail` says what is wrong, and what to do.
    pub(crate) fn new(kind: &'static Kind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            field: None,
            cause: None,
            request_id: None,
            retry_after_s: None,
            challenge: None,
        }
    }

    /// Makes a problem of a request that does not have the form that its route takes.
    pub(crate) fn invalid(detail: impl Into<String>) -> Self {
        Self::new(&INVALID, detail)
    }

    /// Makes a problem of a request for something that does not exist.
    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(&NOT_FOUND, detail)
    }

    /// Makes a problem that the caller cannot solve.
    pub(crate) fn internal(detail: impl Into<String>) -> Self {
        Self::new(&INTERNAL, detail)
    }

    /// Makes a problem of work that panicked.
    pub(crate) fn stopped() -> Self {
        Self::internal("the work stopped unexpectedly")
    }

    /// Names the field or parameter that is wrong.
    pub(crate) fn in_field(mut self, field: impl Into<Box<str>>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Says how long to wait before trying again: whole seconds, at least one.
    pub(crate) fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after_s = Some(wait.as_secs_f64().ceil().max(1.0) as u32);
        self
    }

    /// Says with which kind of key to try again, as `WWW-Authenticate` has it.
    pub(crate) fn challenge(mut self, challenge: impl Into<Box<str>>) -> Self {
        self.challenge = Some(challenge.into());
        self
    }

    /// Keeps an error for the log.
    pub(crate) fn because(mut self, error: &dyn std::error::Error) -> Self {
        self.cause = Some(error.to_string());
        self
    }

    /// Says which request failed.
    pub(crate) fn of_request(mut self, id: &str) -> Self {
        self.request_id = Some(id.into());
        self
    }

    /// Returns the body.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        let body = ProblemBody {
            kind: "about:blank",
            title: self.kind.title,
            status: self.kind.status.as_u16(),
            code: self.kind.code,
            detail: &self.detail,
            field: self.field.as_deref(),
            request_id: self.request_id.as_deref(),
        };
        serde_json::to_vec(&body).unwrap_or_default()
    }

    /// Returns the bytes of a whole response, the last of its connection.
    pub(crate) fn to_last_response(&self) -> Vec<u8> {
        let body = self.to_json();
        let mut head = format!("HTTP/1.1 {}\r\n", self.kind.status);
        let mut add = |name: HeaderName, value: &str| {
            head.push_str(name.as_str());
            head.push_str(": ");
            head.push_str(value);
            head.push_str("\r\n");
        };
        add(header::CONTENT_TYPE, MEDIA_TYPE_OF_PROBLEMS);
        add(header::CONTENT_LENGTH, &body.len().to_string());
        add(header::CONNECTION, "close");
        if let Some(id) = &self.request_id {
            add(REQUEST_ID, id);
        }
        if let Some(seconds) = self.retry_after_s {
            add(header::RETRY_AFTER, &seconds.to_string());
        }
        head.push_str("\r\n");
        [head.into_bytes(), body].concat()
    }
}

impl IntoResponse for Problem {
    /// The response also carries the problem itself, for the layers further out.
    fn into_response(self) -> Response {
        let is_problem = [(header::CONTENT_TYPE, MEDIA_TYPE_OF_PROBLEMS)];
        let mut response = (self.kind.status, is_problem, self.to_json()).into_response();
        let headers = response.headers_mut();
        let challenge = self.challenge.as_deref().map(HeaderValue::from_str);
        if let Some(Ok(challenge)) = challenge {
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_code() {
        let mut codes: Vec<&str> = KINDS.iter().map(|kind| kind.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), KINDS.len());
    }
}
