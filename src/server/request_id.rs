//! What a request is called: in its response's header, in a problem, in the log.
//!
//! In: a request's own `X-Request-Id`, if it is short and plain. Out: that, or a new one. Never
//! here: a caller's text that could break a line of the log.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};

use super::plain::is_plain;

/// The header that a request may bring and every response has.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The id of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RequestId(Arc<str>);

impl RequestId {
    /// Returns the request's own id, or a new one of 64 random bits.
    pub(super) fn of(request: &Request) -> Self {
        let own = request.headers().get(HEADER);
        let own = own.and_then(|value| value.to_str().ok());
        match own.filter(|id| is_plain(id)) {
            Some(id) => Self(id.into()),
            None => Self(format!("{:016x}", fastrand::u64(..)).into()),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn to_header(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.0).ok()
    }
}
