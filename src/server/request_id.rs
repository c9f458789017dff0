//! What a request is called: in its response's header, in a problem, in the log.
//!
//! In: a request's own `X-Request-Id`, if it is short and plain. Out: that, or a new one. Never
//! here: a caller's text that could break a line of the log.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};

/// The header that a request may bring and every response has.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken from a caller.
const MOST_BYTES: usize = 64;

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

fn is_plain(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=MOST_BYTES).contains(&id.len()) && id.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_digits_and_three_signs_are_plain() {
        assert!(is_plain("7b3f-a_c.9"));
        assert!(is_plain(&"a".repeat(MOST_BYTES)));
        for id in ["", "a b", "a\nb", "a\"b", "é", &"a".repeat(MOST_BYTES + 1)] {
            assert!(!is_plain(id), "{id:?}");
        }
    }
}
