//! The page for people: static files that the binary carries.
//!
//! In: a path. Out: the file of that name, with a policy that lets nothing run or load that does not
//! come from here; media may come from anywhere on the web, since recordings do. The page is plain
//! modules without a build step: what is served is what stands in the repository, and no package is
//! trusted for it. Never here: data of a transcript; the page asks for it like any other client.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Problem;

/// What the page may load and run.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; media-src http: https:; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

struct File {
    name: &'static str,
    media_type: &'static str,
    text: &'static str,
}

macro_rules! file {
    ($name:literal, $media_type:literal) => {
        File {
            name: $name,
            media_type: $media_type,
            text: include_str!(concat!("page/", $name)),
        }
    };
}

const INDEX: File = file!("index.html", "text/html; charset=utf-8");

const FILES: [File; 12] = [
    file!("style.css", "text/css; charset=utf-8"),
    file!("icon.svg", "image/svg+xml"),
    file!("app.js", "text/javascript; charset=utf-8"),
    file!("api.js", "text/javascript; charset=utf-8"),
    file!("ask.js", "text/javascript; charset=utf-8"),
    file!("dom.js", "text/javascript; charset=utf-8"),
    file!("key.js", "text/javascript; charset=utf-8"),
    file!("passage.js", "text/javascript; charset=utf-8"),
    file!("recordings.js", "text/javascript; charset=utf-8"),
    file!("speakers.js", "text/javascript; charset=utf-8"),
    file!("state.js", "text/javascript; charset=utf-8"),
    file!("transcript.js", "text/javascript; charset=utf-8"),
];

/// `GET /`, whatever the state in its query.
pub(super) async fn index(headers: HeaderMap) -> Response {
    INDEX.respond(&headers)
}

/// `GET /page/{name}`.
pub(super) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    match FILES.iter().find(|file| file.name == name) {
        Some(file) => file.respond(&headers),
        None => Problem::not_found("the page has no such file").into_response(),
    }
}

impl File {
    /// Returns the file, or that the caller's copy is still good.
    fn respond(&self, asked: &HeaderMap) -> Response {
        let tag = format!("\"{:08x}\"", crc32fast::hash(self.text.as_bytes()));
        let known = asked.get(header::IF_NONE_MATCH);
        let mut response = if known.is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            self.text.into_response()
        };
        let headers = response.headers_mut();
        let fixed: [(HeaderName, &'static str); 5] = [
            (header::CONTENT_TYPE, self.media_type),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
            // Asked for anew each time, and sent only when it changed.
            (header::CACHE_CONTROL, "no-cache"),
        ];
        for (name, value) in fixed {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if let Ok(tag) = HeaderValue::try_from(tag) {
            headers.insert(header::ETAG, tag);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_that_the_page_names_is_carried() {
        let texts = FILES.iter().chain([&INDEX]).map(|file| file.text);
        for text in texts {
            for named in text.split("\"/page/").skip(1) {
                let name = named.split('"').next().unwrap_or_default();
                assert!(FILES.iter().any(|file| file.name == name), "{name}");
            }
        }
    }

    #[test]
    fn no_file_of_the_page_comes_from_elsewhere_or_writes_html() {
        for file in FILES.iter().chain([&INDEX]) {
            let elsewhere = file.text.replace("http://www.w3.org/2000/svg", "");
            assert!(!elsewhere.contains("src=\"http"), "{}", file.name);
            for writer in ["innerHTML", "outerHTML", "insertAdjacentHTML", "eval("] {
                assert!(!file.text.contains(writer), "{}: {writer}", file.name);
            }
        }
    }
}
