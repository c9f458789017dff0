//! `/docs`: the OpenAPI document as a page for people.
//!
//! In: the document. Out: plain HTML, written once, with one style sheet and no script, so that it
//! can be read without one and runs nothing. Never here: a fact about the API that is not in the
//! document.

mod html;
mod operations;
mod shapes;

use std::sync::LazyLock;

use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;

use super::fixed::{Fixed, RUNS_NOTHING};
use super::openapi::DOCUMENT;
use html::{escape, paragraphs};

static PAGE: LazyLock<Fixed> =
    LazyLock::new(|| Fixed::new("text/html; charset=utf-8", page(&DOCUMENT)));

static STYLE: LazyLock<Fixed> =
    LazyLock::new(|| Fixed::new("text/css; charset=utf-8", include_str!("style.css")));

/// `GET /docs`.
pub(super) async fn index(headers: HeaderMap) -> Response {
    PAGE.respond(&headers, RUNS_NOTHING)
}

/// `GET /docs/style.css`.
pub(super) async fn style(headers: HeaderMap) -> Response {
    STYLE.respond(&headers, RUNS_NOTHING)
}

fn page(document: &Value) -> String {
    let info = &document["info"];
    let title = escape(info["title"].as_str().unwrap_or_default());
    let version = escape(info["version"].as_str().unwrap_or_default());
    let about = paragraphs(info["description"].as_str().unwrap_or_default());
    let key = &document["components"]["securitySchemes"]["key"]["description"];
    let key = paragraphs(key.as_str().unwrap_or_default());
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}: the API</title>\n<link rel=\"stylesheet\" href=\"/docs/style.css\">\n</head>\n\
         <body>\n<a class=\"skip\" href=\"#content\">Skip to the operations</a>\n\
         <header><h1>{title}: the API</h1>\n<p>Version {version} · \
         <a href=\"/v1/openapi.json\">OpenAPI document</a> · <a href=\"/\">the page to ask</a></p>\n\
         {about}\n<h2>Keys</h2>\n{key}\n</header>\n\
         <nav aria-label=\"Operations\"><h2>Operations</h2>\n{contents}</nav>\n\
         <main id=\"content\">\n{operations}\n\
         <h2 id=\"problems\">Errors</h2>\n{problems}\n\
         <h2 id=\"shapes\">Shapes</h2>\n{shapes}\n</main>\n</body>\n</html>\n",
        contents = operations::contents(document),
        operations = operations::all(document),
        problems = shapes::problems(),
        shapes = shapes::all(document),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_tells_every_operation_and_every_shape() {
        let page = page(&DOCUMENT);
        for (path, item) in DOCUMENT["paths"].as_object().unwrap() {
            for (_, operation) in item.as_object().unwrap() {
                let id = operation["operationId"].as_str().unwrap();
                assert!(page.contains(&format!("<section id=\"{id}\"")), "{id}");
                assert!(page.contains(&format!("href=\"#{id}\"")), "{id}");
            }
            assert!(page.contains(&escape(path)), "{path}");
        }
        for (name, _) in DOCUMENT["components"]["schemas"].as_object().unwrap() {
            let anchor = format!("id=\"shape-{name}\"");
            assert!(page.contains(&anchor), "{name}");
        }
    }

    #[test]
    fn every_link_inside_the_page_leads_somewhere() {
        let page = page(&DOCUMENT);
        for link in page.split("href=\"#").skip(1) {
            let id = link.split('"').next().unwrap();
            assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
        }
    }

    #[test]
    fn the_page_has_no_script_and_nothing_from_elsewhere() {
        let page = page(&DOCUMENT);
        for part in ["<script", "src=", "style=", "href=\"http", "onclick"] {
            assert!(!page.contains(part), "{part}");
        }
        assert!(!include_str!("style.css").contains("url("));
    }
}
