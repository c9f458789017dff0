//! Serves files that stay the same while the program runs.
//!
//! Each file has an ETag; a client that sends the current one gets "304 Not Modified".

use std::borrow::Cow;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The policy of a page that runs no script.
pub(crate) const CSP_WITHOUT_SCRIPTS: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A file, with a tag made of its text.
pub(crate) struct StaticAsset {
    media_type: &'static str,
    text: Cow<'static, str>,
    tag: String,
}

impl StaticAsset {
    pub(crate) fn new(media_type: &'static str, text: impl Into<Cow<'static, str>>) -> Self {
        let text = text.into();
        Self {
            media_type,
            tag: format!("\"{:08x}\"", crc32fast::hash(text.as_bytes())),
            text,
        }
    }

    /// Returns the file, or that the caller's copy has not changed. `policy` says what a browser may
    /// load and run for it.
    pub(crate) fn respond(&'static self, request: &HeaderMap, policy: &str) -> Response {
        let known = request.get(header::IF_NONE_MATCH);
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
            // A browser asks each time whether the file has changed.
            (header::CACHE_CONTROL, "no-cache"),
            (header::ETAG, self.tag.as_str()),
            (header::CONTENT_SECURITY_POLICY, policy),
        ] {
            // Cannot fail: both are plain ASCII, which is valid in a header.
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        }
        response
    }
}
