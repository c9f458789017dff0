//! Serves the page for people: static files that the program carries.
//!
//! The policy of the page lets nothing run or load that does not come from here, and no text become
//! markup or script. A recording lies on a site of its own. The page names that site in its address
//! (`?media=https://host`) once it knows it, and this document may then play what lies there and nothing
//! else. The server looks no site up: a browser sends no key with an address, so a policy with the
//! store's sites in it would tell them to everybody. The page is plain modules without a build step, so
//! that no package has to be trusted for it.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use url::{Url, form_urlencoded};

use crate::server::http::{Problem, StaticAsset};
use crate::server::openapi::route::Route;
use crate::server::openapi::schemas::{SchemaOf, known_id, text};

/// Keeps other pages from getting a reference to this page's window.
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// The content security policy of the page, without the directive for media.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

/// The source of a policy under which no media plays.
const NO_MEDIA: &str = "'none'";

const INDEX: &str = "index.html";

/// Reads files of the page, each with its name.
macro_rules! files {
    ($($name:literal)*) => { [$(($name, include_str!(concat!("../page/", $name)))),*] };
}

const FILES: [(&str, &str); 21] = files! {
    "index.html" "style.css" "icon.svg"
    "access.js" "answer.js" "api.js" "app.js" "ask.js" "chapters.js" "dom.js" "filters.js" "keys.js"
    "library.js" "passage.js" "player.js" "recordings.js" "speakers.js" "state.js" "suggestions.js"
    "transcript.js" "upload.js"
};

static ASSETS: LazyLock<HashMap<&'static str, StaticAsset>> = LazyLock::new(|| {
    let assets = FILES.map(|(name, text)| (name, StaticAsset::new(media_type(name), text)));
    assets.into_iter().collect()
});

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    }
}

pub(super) fn routes() -> Vec<Route> {
    let files: [(_, SchemaOf); 3] = [
        ("text/javascript", text),
        ("text/css", text),
        ("image/svg+xml", text),
    ];
    vec![
        Route::new("GET /", index)
            .takes_any_query()
            .returns_file(&[("text/html", text)]),
        Route::new("GET /page/{name}", asset)
            .takes_any_query()
            .has_in_path(known_id)
            .returns_file(&files),
    ]
}

async fn index(RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    respond(INDEX, &headers, &media_source(query.as_deref()))
}

async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    // The document is served at `/` only.
    let name = if name == INDEX { "" } else { &name };
    respond(name, &headers, NO_MEDIA)
}

/// Returns the source from which a document may play media: the site that the parameter `media`
/// names; none where it names anything else.
fn media_source(query: Option<&str>) -> String {
    let mut parameters = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let named = parameters.find(|(name, _)| name == "media");
    let site = named.filter(|(_, site)| is_site(site));
    site.map_or(NO_MEDIA.into(), |(_, site)| site.into_owned())
}

fn is_site(site: &str) -> bool {
    // For recordings whose address redirects to an unknown site, once the user agrees.
    if matches!(site, "http:" | "https:") {
        return true;
    }
    // Also refuses a host with a semicolon, which would end the directive.
    let plain = |sign: char| sign.is_ascii_alphanumeric() || ".-:/[]".contains(sign);
    let is_origin = |url: Url| url.origin().ascii_serialization() == site;
    Url::parse(site).is_ok_and(is_origin)
        && (site.starts_with("http://") || site.starts_with("https://"))
        && site.chars().all(plain)
}

/// Returns a file of the page, with the policy of the page.
fn respond(name: &str, request: &HeaderMap, media: &str) -> Response {
    let Some(asset) = ASSETS.get(name) else {
        return Problem::not_found("the page has no such file").into_response();
    };
    let mut response = asset.respond(request, &format!("{POLICY}; media-src {media}"));
    let same_origin = HeaderValue::from_static("same-origin");
    response.headers_mut().insert(OPENER_POLICY, same_origin);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_that_the_page_names_is_carried() {
        for (_, text) in FILES {
            for named in text.split("\"/page/").skip(1) {
                let name = named.split('"').next().unwrap_or_default();
                assert!(FILES.iter().any(|(file, _)| *file == name), "{name}");
            }
        }
    }

    #[test]
    fn no_file_of_the_page_comes_from_elsewhere_or_writes_html() {
        for (name, text) in FILES {
            let elsewhere = text.replace("http://www.w3.org/2000/svg", "");
            assert!(!elsewhere.contains("src=\"http"), "{name}");
            for writer in ["innerHTML", "outerHTML", "insertAdjacentHTML", "eval("] {
                assert!(!text.contains(writer), "{name}: {writer}");
            }
        }
    }

    #[test]
    fn media_comes_from_the_named_site_only() {
        let source = |query| media_source(Some(query));
        let named = "view=transcript&id=talk&media=https%3A%2F%2Fcdn.example%3A8443";
        assert_eq!(source(named), "https://cdn.example:8443");
        assert_eq!(source("media=http://[::1]:80801"), "'none'");
        assert_eq!(source("media=http://[::1]:8080"), "http://[::1]:8080");
        assert_eq!(source("media=https:"), "https:");
        assert_eq!(source("q=talk"), "'none'");
        assert_eq!(media_source(None), NO_MEDIA);
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
            assert!(!is_site(site), "{site}");
        }
    }
}
