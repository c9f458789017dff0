//! The operations that tell of the server itself, and the pages for people.
//!
//! In: the types of their handlers. Out: [`Operation`]s. Never here: the shape of a page or of a
//! figure.

use super::super::health::{Health, Readiness};
use super::Operation;
use super::operation::{SchemaOf, object, text};
use crate::api::StatusResponse;

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
        get("/readyz", "readiness")
            .says("Whether the server can answer", "Needs no key.")
            .returns::<Readiness>(200, "It can")
            .returns::<Readiness>(503, "It cannot, and why"),
        get("/v1/status", "status")
            .reads()
            .says("What there is to ask, and of which commit", "")
            .returns::<StatusResponse>(200, "The state of the server"),
        get("/metrics", "metrics")
            .reads()
            .says("Figures in the text format of Prometheus", "")
            .returns_content(200, "The figures", vec![("text/plain", text as SchemaOf)]),
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
