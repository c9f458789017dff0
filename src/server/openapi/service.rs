//! The operations that tell of the server itself, and the pages for people. What else a server
//! tells of itself (whether it is ready, its figures) has its place here too.

use super::super::handlers::Health;
use super::Operation;
use super::operation::{SchemaOf, object, text};

const HTML: &str = "text/html";

const UNCHANGED: &str = "It has not changed (`If-None-Match`)";

pub(super) fn operations() -> Vec<Operation> {
    let file = |operation: Operation, summary, media_type: &'static str, schema: SchemaOf| {
        operation
            .says(summary, "")
            .returns_content(200, "The file", vec![(media_type, schema)])
            .returns_content(304, UNCHANGED, Vec::new())
    };
    let get = Operation::get;
    vec![
        get("/healthz", "health")
            .says("Whether the server runs", "Needs no key.")
            .returns::<Health>(200, "It does"),
        file(
            get("/v1/openapi.json", "openapi"),
            "This document",
            "application/json",
            object,
        ),
        file(
            get("/openapi.json", "openapiAtTheRoot"),
            "This document, where clients look for it",
            "application/json",
            object,
        ),
        file(
            get("/docs", "docs"),
            "This document, for people",
            HTML,
            text,
        ),
        file(
            get("/docs/style.css", "docsStyle"),
            "How that looks",
            "text/css",
            text,
        ),
        file(get("/", "page"), "The page for people", HTML, text).takes_any_query(),
        get("/page/{name}", "pageFile")
            .says("A file of the page", "")
            .takes_any_query()
            .of("app.js")
            .returns_content(
                200,
                "The file",
                vec![
                    ("text/javascript", text as SchemaOf),
                    ("text/css", text),
                    ("image/svg+xml", text),
                ],
            )
            .returns_content(304, UNCHANGED, Vec::new()),
    ]
}
