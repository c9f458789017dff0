//! A file that stays the same while the program runs.
//!
//! In: its text, and what a browser may load for it. Out: responses with a tag, by which a client that has it is told that it is still
//! good. Never here: a text that is made, or hashed, for a request.

use std::borrow::Cow;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// What a page of ours that runs nothing may load.
pub(super) const RUNS_NOTHING: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A text with its tag.
pub(super) struct Fixed {
    media_type: &'static str,
    text: Cow<'static, str>,
    tag: String,
}

impl Fixed {
    pub(super) fn new(media_type: &'static str, text: impl Into<Cow<'static, str>>) -> Self {
        let text = text.into();
        Self {
            media_type,
            tag: format!("\"{:08x}\"", crc32fast::hash(text.as_bytes())),
            text,
        }
    }

    /// Returns the file, or that the caller's copy is still good, with the policy of what may be
    /// loaded and run for it.
    pub(super) fn respond(&'static self, asked: &HeaderMap, policy: &str) -> Response {
        let known = asked.get(header::IF_NONE_MATCH);
        let mut response = if known.is_some_and(|known| known.as_bytes() == self.tag.as_bytes()) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            self.text.as_ref().into_response()
        };
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CONTENT_TYPE, self.media_type),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
            // Asked for anew each time, and sent only when it changed.
            (header::CACHE_CONTROL, "no-cache"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        for (name, value) in [
            (header::ETAG, self.tag.as_str()),
            (header::CONTENT_SECURITY_POLICY, policy),
        ] {
            // Of plain signs alone, so that it is always a header.
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        }
        response
    }
}
