//! The OpenAPI document: what the API takes and returns, for programs and for `/docs`.
//!
//! In: the operations that the modules here list, and the types that handlers read and write. Out:
//! one document, made once, that is the same on every server. Schemas come from the types by
//! `schemars`, which the tools of the Model Context Protocol use already; paths come from a table of
//! our own, since what makes both (`utoipa`, `aide`) wants its own router or a second schema beside
//! each type. Tests hold the table against the router's, and its examples against the server.
//! Never here: a shape of a body.

mod asking;
mod chatbots;
mod document;
mod operation;
mod problems;
mod schemas;
mod service;
mod speakers;
mod transcripts;

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde_json::Value;

use super::fixed::{Fixed, RUNS_NOTHING};
use operation::{Operation, Query};

/// How alike a path must be to one that there is for that to be suggested (Jaro–Winkler).
const SIMILAR_FROM: f64 = 0.8;

/// The document.
pub(super) static DOCUMENT: LazyLock<Value> = LazyLock::new(|| document::of(&groups()));

static FILE: LazyLock<Fixed> =
    LazyLock::new(|| Fixed::new("application/json", DOCUMENT.to_string()));

/// The path and method of each operation.
static ADDRESSES: LazyLock<Vec<(&'static str, String)>> = LazyLock::new(|| {
    let operations = operations().into_iter();
    let addresses = operations.map(|it| (it.path, it.method.to_ascii_uppercase()));
    addresses.collect()
});

/// The parameters of each strict operation, by path and method.
static PARAMETERS: LazyLock<HashMap<(&'static str, String), Vec<String>>> = LazyLock::new(|| {
    let strict = operations().into_iter().filter_map(|operation| {
        let names = match operation.query {
            Query::Any => return None,
            Query::Only(schema, _) => schema.map(schemas::properties).unwrap_or_default(),
        };
        let method = operation.method.to_ascii_uppercase();
        Some(((operation.path, method), names))
    });
    strict.collect()
});

/// Operations that belong together, and what they are about.
type Group = (&'static str, Vec<Operation>);

/// Every operation, in the order in which people read of them.
fn groups() -> [Group; 5] {
    [
        ("Asking", asking::operations()),
        ("Transcripts", transcripts::operations()),
        ("Speakers", speakers::operations()),
        ("Chatbots", chatbots::operations()),
        ("The server", service::operations()),
    ]
}

fn operations() -> Vec<Operation> {
    let groups = groups().into_iter();
    groups.flat_map(|(_, operations)| operations).collect()
}

/// `GET /v1/openapi.json` and `GET /openapi.json`.
pub(super) async fn document(headers: HeaderMap) -> Response {
    FILE.respond(&headers, RUNS_NOTHING)
}

/// Returns the parameters that an operation takes, or `None` where it takes any. What is asked with
/// `HEAD` is what is asked with `GET`.
pub(super) fn parameters(method: &Method, path: &str) -> Option<&'static [String]> {
    let method = match *method {
        Method::HEAD => "GET",
        _ => method.as_str(),
    };
    let mut all = PARAMETERS.iter();
    let found = all.find(|((known, of), _)| *known == path && of == method);
    found.map(|(_, names)| &names[..])
}

/// Returns the operations of the path that is most like one that is not there: `POST /v1/ask`.
pub(super) fn nearest_path(path: &str) -> Option<String> {
    let likeness = |known: &str| strsim::jaro_winkler(path, known);
    let paths = ADDRESSES.iter().map(|(known, _)| *known);
    let near = paths
        .filter(|known| likeness(known) >= SIMILAR_FROM)
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    let there = ADDRESSES.iter().filter(|(known, _)| *known == near);
    let methods: Vec<&str> = there.map(|(_, method)| method.as_str()).collect();
    Some(format!("{} {near}", methods.join(", ")))
}
