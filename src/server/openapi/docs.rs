//! Lists the routes on a page for people, `/docs`.
//!
//! The page is HTML with one style sheet and no script. The document has the details.

use super::route::{Group, Route};
use crate::server::http::problem::{KINDS, Kind};
use crate::server::keys::KeyScope;

/// Returns the page of these routes.
pub(super) fn page(groups: &[Group]) -> String {
    let routes = groups.iter().map(|(about, routes)| {
        let rows: String = routes.iter().map(row).collect();
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

fn row(route: &Route) -> String {
    let needed = match route.scope {
        None => "no key",
        Some(KeyScope::Read) => "a key that may read",
        Some(KeyScope::Write) => "a key that may write",
    };
    format!(
        "<tr><th scope=\"row\"><code>{} {}</code></th><td>{}</td><td>{needed}</td></tr>\n",
        route.method, route.path, route.summary,
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
