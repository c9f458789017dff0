//! Lists the routes on a page for people, `/docs`.
//!
//! The page is HTML with one style sheet and no script. The document has the details.

use serde_json::Value;

use super::route::{Group, Route};
use crate::server::http::problem::{KINDS, Kind};

/// Returns the page of these routes, which the document describes by path and method.
pub(super) fn page(groups: &[Group], paths: &Value) -> String {
    let routes = groups.iter().map(|(about, routes)| {
        let rows: String = routes.iter().map(|route| row(route, paths)).collect();
        format!("<h2>{about}</h2>\n<table>\n{rows}</table>\n")
    });
    let errors = KINDS.iter().map(|kind| {
        let Kind { code, title, .. } = kind;
        let status = kind.status.as_u16();
        format!(
            "<tr><th scope=\"row\"><code>{code}</code></th><td>{title}</td><td>{status}</td></tr>\n"
        )
    });
    include_str!("docs.html")
        .replace("<!-- routes -->", &routes.collect::<String>())
        .replace("<!-- errors -->", &errors.collect::<String>())
}

fn row(route: &Route, paths: &Value) -> String {
    let Route {
        method,
        path,
        scope,
        ..
    } = route;
    let summary = paths[path][method.to_ascii_lowercase()]["summary"].as_str();
    let summary = summary.unwrap_or_default();
    let needed = scope.map_or("no key".into(), |scope| {
        format!("a key that may {}", scope.name())
    });
    format!(
        "<tr><th scope=\"row\"><code>{method} {path}</code></th><td>{summary}</td><td>{needed}</td></tr>\n"
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_has_no_script_and_nothing_from_elsewhere() {
        let page = include_str!("docs.html");
        for part in ["<script", "src=", "style=", "href=\"http", "onclick"] {
            assert!(!page.contains(part), "{part}");
        }
        assert!(!include_str!("docs.css").contains("url("));
    }
}
