//! The page for people: static files that the binary carries.
//!
//! In: a path, and in the page's own address the site that may play media. Out: the file of that
//! name, with a policy that lets nothing run or load that does not come from here, and no text
//! become markup or script. A recording lies on a site of its own. The page names it in its address
//! (`?media=https://host`) once it knows it, and this document may then play what lies there and
//! nothing else. The server looks nothing up for it: a browser sends no key with an address, so a
//! policy with the store's sites in it would tell them to everybody. The page is plain modules
//! without a build step: what is served is what stands in the repository, and no package is trusted
//! for it. Never here: data of a transcript; the page asks for it like any other client.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use url::{Url, form_urlencoded};

use super::Problem;
use super::fixed::Fixed;

/// No other page gets a hold of this one's window.
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// What the page may load and run, beside media.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

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

const FILES: [File; 20] = [
    file!("style.css", "text/css; charset=utf-8"),
    file!("icon.svg", "image/svg+xml"),
    file!("access.js", "text/javascript; charset=utf-8"),
    file!("answer.js", "text/javascript; charset=utf-8"),
    file!("api.js", "text/javascript; charset=utf-8"),
    file!("app.js", "text/javascript; charset=utf-8"),
    file!("ask.js", "text/javascript; charset=utf-8"),
    file!("chapters.js", "text/javascript; charset=utf-8"),
    file!("dom.js", "text/javascript; charset=utf-8"),
    file!("filters.js", "text/javascript; charset=utf-8"),
    file!("keys.js", "text/javascript; charset=utf-8"),
    file!("library.js", "text/javascript; charset=utf-8"),
    file!("passage.js", "text/javascript; charset=utf-8"),
    file!("player.js", "text/javascript; charset=utf-8"),
    file!("recordings.js", "text/javascript; charset=utf-8"),
    file!("speakers.js", "text/javascript; charset=utf-8"),
    file!("state.js", "text/javascript; charset=utf-8"),
    file!("suggestions.js", "text/javascript; charset=utf-8"),
    file!("transcript.js", "text/javascript; charset=utf-8"),
    file!("upload.js", "text/javascript; charset=utf-8"),
];

static CARRIED: LazyLock<HashMap<&'static str, Fixed>> = LazyLock::new(|| {
    let files = FILES.into_iter().chain([INDEX]);
    let carried = files.map(|file| (file.name, Fixed::new(file.media_type, file.text)));
    carried.collect()
});

/// `GET /`, whatever the state in its query.
pub(super) async fn index(RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let media = MediaSource::named_in(query.as_deref());
    respond(INDEX.name, &headers, &media)
}

/// `GET /page/{name}`.
pub(super) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    // The document has an address of its own.
    let name = if name == INDEX.name { "" } else { &name };
    respond(name, &headers, &MediaSource::NONE)
}

/// From where a document may play media, as the policy writes it.
#[derive(Debug, PartialEq, Eq)]
struct MediaSource(Cow<'static, str>);

impl MediaSource {
    const NONE: Self = Self(Cow::Borrowed("'none'"));

    /// Returns the site that the parameter `media` names; none where it names anything else.
    fn named_in(query: Option<&str>) -> Self {
        let mut parameters = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let named = parameters.find(|(name, _)| name == "media");
        let source = named.and_then(|(_, site)| Self::of(&site));
        source.unwrap_or(Self::NONE)
    }

    fn of(site: &str) -> Option<Self> {
        // Recordings that lead on to a site that is not known beforehand, once somebody agreed.
        if matches!(site, "http:" | "https:") {
            return Some(Self(site.to_owned().into()));
        }
        let origin = Url::parse(site).ok()?.origin();
        let written = origin.ascii_serialization();
        // Also keeps out what would end the directive: a host may have a semicolon in it.
        let plain = |sign: char| sign.is_ascii_alphanumeric() || ".-:/[]".contains(sign);
        let is_site = written == site
            && (site.starts_with("http://") || site.starts_with("https://"))
            && site.chars().all(plain);
        is_site.then(|| Self(written.into()))
    }
}

/// Returns a file of the page, with the policy of the page.
fn respond(name: &str, asked: &HeaderMap, media: &MediaSource) -> Response {
    let Some(file) = CARRIED.get(name) else {
        return Problem::not_found("the page has no such file").into_response();
    };
    let mut response = file.respond(asked, &format!("{POLICY}; media-src {}", media.0));
    let same_origin = HeaderValue::from_static("same-origin");
    response.headers_mut().insert(OPENER_POLICY, same_origin);
    response
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

    #[test]
    fn media_is_played_from_the_site_that_the_address_names_and_from_no_other() {
        let source = |query| MediaSource::named_in(Some(query)).0;
        let named = "view=transcript&id=talk&media=https%3A%2F%2Fcdn.example%3A8443";
        assert_eq!(source(named), "https://cdn.example:8443");
        assert_eq!(source("media=http://[::1]:80801"), "'none'");
        assert_eq!(source("media=http://[::1]:8080"), "http://[::1]:8080");
        assert_eq!(source("media=https:"), "https:");
        assert_eq!(source("q=talk"), "'none'");
        assert_eq!(MediaSource::named_in(None), MediaSource::NONE);
    }

    #[test]
    fn an_address_cannot_write_a_policy_of_its_own() {
        for site in [
            "*",
            "'self'",
            "data:",
            "blob:",
            "https://*",
            "https://a.example;script-src",
            "https://a.example; script-src *",
            "https://a.example,https://b.example",
            "https://a.example\nX: y",
            "https://user@a.example",
            "https://a.example/talk.mp3",
            "HTTPS://a.example",
        ] {
            assert_eq!(MediaSource::of(site), None, "{site}");
        }
    }
}
