//! Errors as callers see them: RFC 9457 problem details with a stable code.
//!
//! In: what went wrong. Out: a response that says so, and what to do. Never here: a message of the
//! store or the model, which is the operator's and not the caller's.

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use super::keys::Scope;
use crate::embed::EmbedError;
use crate::engine::{AskError, QuestionError};
use crate::store::ReadError;

/// An error response, `application/problem+json`.
#[derive(Debug, Clone)]
pub struct Problem {
    kind: &'static Kind,
    detail: String,
    field: Option<Box<str>>,
    request_id: Option<Box<str>>,
    retry_after_s: Option<u32>,
    /// `WWW-Authenticate`.
    challenge: Option<&'static str>,
    /// For the log, and not for the caller.
    cause: Option<Box<str>>,
}

/// A kind of error.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) title: &'static str,
}

/// The body of an error response.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(super) struct ProblemBody<'a> {
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

const fn kind(status: StatusCode, code: &'static str, title: &'static str) -> Kind {
    Kind {
        status,
        code,
        title,
    }
}

pub(super) static INVALID: Kind = kind(
    StatusCode::BAD_REQUEST,
    "invalid_request",
    "The request is not valid",
);
pub(super) static CURSOR: Kind = kind(
    StatusCode::BAD_REQUEST,
    "invalid_cursor",
    "The cursor leads nowhere",
);
pub(super) static MEDIA_TYPE: Kind = kind(
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    "unsupported_media_type",
    "The body is of a kind that is not read here",
);
pub(super) static TOO_LARGE: Kind = kind(
    StatusCode::PAYLOAD_TOO_LARGE,
    "body_too_large",
    "The body is too large",
);
pub(super) static TOO_SLOW: Kind = kind(
    StatusCode::REQUEST_TIMEOUT,
    "request_timeout",
    "The request took too long to arrive",
);
pub(super) static UNAUTHORIZED: Kind =
    kind(StatusCode::UNAUTHORIZED, "unauthorized", "A key is needed");
pub(super) static SCOPE: Kind = kind(
    StatusCode::FORBIDDEN,
    "insufficient_scope",
    "The key is not for this",
);
pub(super) static FOREIGN: Kind = kind(
    StatusCode::FORBIDDEN,
    "foreign_page",
    "The request comes from another site",
);
pub(super) static RATE: Kind = kind(
    StatusCode::TOO_MANY_REQUESTS,
    "rate_limited",
    "Too many requests",
);
pub(super) static TIMED_OUT: Kind = kind(
    StatusCode::GATEWAY_TIMEOUT,
    "timed_out",
    "The answer took too long",
);
pub(super) static NOT_FOUND: Kind =
    kind(StatusCode::NOT_FOUND, "not_found", "There is no such thing");
pub(super) static UNREADABLE: Kind = kind(
    StatusCode::UNPROCESSABLE_ENTITY,
    "unreadable_transcript",
    "The transcript cannot be read",
);
pub(super) static CONFLICT: Kind = kind(
    StatusCode::CONFLICT,
    "conflict",
    "What is there stands against it",
);
pub(super) static METHOD: Kind = kind(
    StatusCode::METHOD_NOT_ALLOWED,
    "method_not_allowed",
    "The method is not allowed here",
);
pub(super) static BUSY: Kind = kind(
    StatusCode::SERVICE_UNAVAILABLE,
    "busy",
    "The server is busy",
);
pub(super) static INTERNAL: Kind = kind(
    StatusCode::INTERNAL_SERVER_ERROR,
    "internal",
    "The server failed",
);

/// All kinds, for the document that tells callers of them.
pub(super) static KINDS: [&Kind; 16] = [
    &INVALID,
    &CURSOR,
    &MEDIA_TYPE,
    &TOO_LARGE,
    &TOO_SLOW,
    &UNAUTHORIZED,
    &SCOPE,
    &FOREIGN,
    &RATE,
    &TIMED_OUT,
    &NOT_FOUND,
    &UNREADABLE,
    &CONFLICT,
    &METHOD,
    &BUSY,
    &INTERNAL,
];

impl Problem {
    fn new(kind: &'static Kind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            field: None,
            request_id: None,
            retry_after_s: None,
            challenge: None,
            cause: None,
        }
    }

    fn after(self, wait: Duration) -> Self {
        let seconds = wait.as_secs_f64().ceil().max(1.0);
        Self {
            retry_after_s: Some(seconds as u32),
            ..self
        }
    }

    /// The request is not what the operation takes.
    pub(super) fn invalid(detail: impl Into<String>, field: Option<String>) -> Self {
        Self {
            field: field.map(String::into_boxed_str),
            ..Self::new(&INVALID, detail)
        }
    }

    /// The cursor was changed, or is of another list.
    pub(super) fn cursor() -> Self {
        let detail = "the cursor is none of this list; send `next_cursor` as it was given, with the \
                      same filters and order, or none to begin anew";
        Self {
            field: Some("cursor".into()),
            ..Self::new(&CURSOR, detail)
        }
    }

    /// The body is not JSON, or not said to be.
    pub(super) fn media_type() -> Self {
        let detail = "send the body as JSON with the header Content-Type: application/json";
        Self::new(&MEDIA_TYPE, detail)
    }

    /// The body is too long.
    pub(super) fn too_large(most_bytes: usize) -> Self {
        Self::new(&TOO_LARGE, format!("a body has at most {most_bytes} bytes"))
    }

    /// The body did not arrive.
    pub(super) fn too_slow() -> Self {
        let detail = "the body did not arrive in time; send it again";
        Self::new(&TOO_SLOW, detail)
    }

    /// A body in a coding that is not read.
    pub(super) fn content_encoding() -> Self {
        let detail = "send the body as it is, without Content-Encoding";
        Self::new(&MEDIA_TYPE, detail)
    }

    /// A key is needed, and none was shown.
    pub(super) fn no_key(needed: Scope) -> Self {
        let scope = needed.name();
        let detail = format!(
            "this needs a key with the {scope} scope, in the header Authorization: Bearer KEY; \
             `whosaid keys add NAME --scope {scope}` makes one"
        );
        Self {
            challenge: Some("Bearer realm=\"whosaid\""),
            ..Self::new(&UNAUTHORIZED, detail)
        }
    }

    /// The key is none of ours.
    pub(super) fn wrong_key() -> Self {
        Self {
            challenge: Some("Bearer realm=\"whosaid\", error=\"invalid_token\""),
            ..Self::new(
                &UNAUTHORIZED,
                "the key is not known here; it may be revoked",
            )
        }
    }

    /// The key is good, and not for this.
    pub(super) fn scope(needed: Scope) -> Self {
        let detail = format!("this needs a key with the {} scope", needed.name());
        let challenge = match needed {
            Scope::Read => "Bearer realm=\"whosaid\", error=\"insufficient_scope\", scope=\"read\"",
            Scope::Write => {
                "Bearer realm=\"whosaid\", error=\"insufficient_scope\", scope=\"write\""
            }
        };
        Self {
            challenge: Some(challenge),
            ..Self::new(&SCOPE, detail)
        }
    }

    /// The request was sent to another name than this machine's.
    pub(super) fn foreign_host() -> Self {
        let detail = "without keys, only requests whose Host is localhost or a loopback address are \
                      answered; `whosaid keys add` makes a key";
        Self::new(&FOREIGN, detail)
    }

    /// The request comes from a page of another site.
    pub(super) fn foreign_origin() -> Self {
        let detail = "pages of other origins may not call this server; `whosaid serve --cors ORIGIN` \
                      lets one in";
        Self::new(&FOREIGN, detail)
    }

    /// The request was sent to a name that `/mcp` is not known by.
    pub(super) fn unlisted_host() -> Self {
        let detail = "/mcp answers requests whose Host is localhost, 127.0.0.1, [::1] or a name of the \
                      server's own; `whosaid serve --allow-host NAME` gives it one";
        Self::new(&FOREIGN, detail)
    }

    /// The request comes from an origin that is none.
    pub(super) fn unlisted_origin() -> Self {
        let detail = "the Origin is not http://HOST:PORT; `whosaid serve --allow-origin ORIGIN` lets \
                      one ask /mcp";
        Self::new(&FOREIGN, detail)
    }

    /// The caller asks too often.
    pub(super) fn rate(wait: Duration) -> Self {
        let seconds = wait.as_secs_f64().ceil().max(1.0);
        Self::new(
            &RATE,
            format!("too many requests; try again in {seconds} s"),
        )
        .after(wait)
    }

    /// The answer is not ready in time.
    pub(super) fn timed_out() -> Self {
        let detail = "the answer was not ready in time; try again later";
        Self::new(&TIMED_OUT, detail)
    }

    /// An upload took too long.
    pub(super) fn given_up() -> Self {
        let detail = "the transcript took too long and was given up, unless it was being stored \
                      already; GET /v1/transcripts lists what is there";
        Self::new(&TIMED_OUT, detail)
    }

    /// The bytes are no transcript that can be read.
    pub(super) fn unreadable(detail: impl Into<String>) -> Self {
        Self::new(&UNREADABLE, detail)
    }

    /// What is there stands against it.
    pub(super) fn conflict(detail: impl Into<String>) -> Self {
        Self::new(&CONFLICT, detail)
    }

    /// There is no such thing.
    pub(super) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(&NOT_FOUND, detail)
    }

    /// The path is there, the method is not.
    pub(super) fn method(detail: impl Into<String>) -> Self {
        Self::new(&METHOD, detail)
    }

    /// The queue is full.
    pub(super) fn busy(retry_after: Duration) -> Self {
        let seconds = retry_after.as_secs().max(1);
        let detail = format!("the queue is full; try again in {seconds} s");
        Self::new(&BUSY, detail).after(retry_after)
    }

    /// Too many transcripts are being read and embedded.
    pub(super) fn uploads(retry_after: Duration) -> Self {
        let detail = "as many transcripts as may be are being embedded; send this one again later";
        Self::new(&BUSY, detail).after(retry_after)
    }

    /// There are too many connections.
    pub(super) fn connections(retry_after: Duration) -> Self {
        let detail = "too many connections are open; close some or try again later";
        Self::new(&BUSY, detail).after(retry_after)
    }

    /// Something broke that the caller cannot mend; the details are not theirs.
    pub(super) fn internal(detail: impl Into<String>) -> Self {
        Self::new(&INTERNAL, detail)
    }

    /// Says which field or parameter is wrong.
    pub(super) fn at(self, field: &str) -> Self {
        Self {
            field: Some(field.into()),
            ..self
        }
    }

    /// Keeps an error for the log.
    pub(super) fn because(self, error: &dyn std::error::Error) -> Self {
        Self {
            cause: Some(error.to_string().into_boxed_str()),
            ..self
        }
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
            AskError::Embed(error) => Self::internal("the model failed").because(&error),
            AskError::Index(error) => Self::internal("the index cannot be read").because(&error),
            AskError::Store(error) => error.into(),
        }
    }

    /// Says which request failed.
    pub(super) fn of_request(self, id: &str) -> Self {
        Self {
            request_id: Some(id.into()),
            ..self
        }
    }

    /// Returns the HTTP status.
    pub(super) fn status(&self) -> u16 {
        self.kind.status.as_u16()
    }

    /// Returns what is wrong, and what to do.
    pub(super) fn detail(&self) -> &str {
        &self.detail
    }

    /// Returns the field that is wrong, where one is.
    pub(super) fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// Returns the kind, for programs.
    pub(super) fn code(&self) -> &'static str {
        self.kind.code
    }

    /// Returns what the log has of an error that is not the caller's.
    pub(super) fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// Returns the body.
    pub(super) fn to_json(&self) -> Vec<u8> {
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
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        Self::internal("the store cannot be read").because(&error)
    }
}

impl IntoResponse for Problem {
    /// The response also carries the problem itself, for what is known of the request further out.
    fn into_response(self) -> Response {
        let mut response = (self.kind.status, self.to_json()).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(challenge) = self.challenge {
            let challenge = HeaderValue::from_static(challenge);
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
    fn every_kind_is_listed_once_and_no_two_have_one_code() {
        let lines = include_str!("problem.rs").lines();
        let declared = lines.filter(|line| line.starts_with("pub(super) static "));
        let mut codes: Vec<&str> = KINDS.iter().map(|kind| kind.code).collect();
        // The list itself is declared likewise.
        assert_eq!(codes.len() + 1, declared.count());
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), KINDS.len());
    }
}
