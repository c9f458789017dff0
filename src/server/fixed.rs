//! A file that stays the same while the program runs.
//!
//! In: its text. Out: responses with a tag, by which a client that has it is told that it is still
//! good. Never here: a script that runs, or anything that comes from elsewhere.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// What a page of ours that runs nothing may load.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A text with its tag.
pub(super) struct Fixed {
    media_type: &'static str,
    text: String,
    tag: String,
}

impl Fixed {
    pub(super) fn new(media_type: &'static str, text: String) -> Self {
        Self {
            media_type,
            tag: format!("\"{:08x}\"", crc32fast::hash(text.as_bytes())),
            text,
        }
    }

    /// Returns the file, or that the caller's copy is still good.
    pub(super) fn respond(&'static self, asked: &HeaderMap) -> Response {
        let known = asked.get(header::IF_NONE_MATCH);
        let mut response = if known.is_some_and(|known| known.as_bytes() == self.tag.as_bytes()) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            self.text.as_str().into_response()
        };
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CONTENT_TYPE, self.media_type),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::CACHE_CONTROL, "no-cache"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            headers.insert(header::ETAG, tag);
        }
        response
    }
}
