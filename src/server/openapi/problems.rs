//! How operations fail, as responses of the document.
//!
//! In: kinds of problems. Out: one response for each status, with the codes that it may have and an
//! example of each. Never here: a code that is not in [`super::super::problem::KINDS`].

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::problem::Kind;
use super::operation::Errors;

/// Returns the responses of these kinds, by status.
pub(super) fn responses(kinds: &[&'static Kind], errors: Errors) -> Map<String, Value> {
    let mut by_status: BTreeMap<u16, Vec<&Kind>> = BTreeMap::new();
    for kind in kinds {
        let of_status = by_status.entry(kind.status.as_u16()).or_default();
        if !of_status.contains(kind) {
            of_status.push(kind);
        }
    }
    let response =
        |(status, kinds): (u16, Vec<&Kind>)| (status.to_string(), response(status, &kinds, errors));
    by_status.into_iter().map(response).collect()
}

fn response(status: u16, kinds: &[&Kind], errors: Errors) -> Value {
    let lines = kinds
        .iter()
        .map(|kind| format!("`{}`: {}.", kind.code, kind.title));
    let codes: Vec<&str> = kinds.iter().map(|kind| kind.code).collect();
    let (media_type, schema) = match errors {
        Errors::Problem => (
            "application/problem+json",
            json!({
                "allOf": [{ "$ref": "#/components/schemas/Problem" }],
                "properties": { "status": { "const": status }, "code": { "enum": codes } },
            }),
        ),
        Errors::OpenAi => (
            "application/json",
            json!({ "$ref": "#/components/schemas/OpenAiError" }),
        ),
    };
    let examples = kinds.iter().map(|kind| {
        let value = match errors {
            Errors::Problem => json!({
                "type": "about:blank",
                "title": kind.title,
                "status": status,
                "code": kind.code,
                "detail": "what is wrong with this request, and what to do",
                "request_id": "9f86d081884c7d65",
            }),
            Errors::OpenAi => json!({ "error": {
                "message": "what is wrong with this request, and what to do",
                "type": "invalid_request_error",
                "param": null,
                "code": kind.code,
            } }),
        };
        (kind.code.to_owned(), json!({ "value": value }))
    });
    let examples: Map<String, Value> = examples.collect();
    let mut headers = json!({ "X-Request-Id": { "$ref": "#/components/headers/RequestId" } });
    match status {
        401 | 403 => headers["WWW-Authenticate"] = reference("Challenge"),
        429 | 503 => headers["Retry-After"] = reference("RetryAfter"),
        _ => {}
    }
    json!({
        "description": lines.collect::<Vec<_>>().join(" "),
        "headers": headers,
        "content": { media_type: { "schema": schema, "examples": examples } },
    })
}

pub(super) fn reference(header: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{header}") })
}
