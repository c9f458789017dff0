//! Describes how routes fail: one response for each status, with its codes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::route::ErrorFormat;
use crate::server::http::problem::Kind;

/// Returns the responses of these kinds, by status.
pub(super) fn responses(kinds: &[&'static Kind], format: ErrorFormat) -> Map<String, Value> {
    let mut by_status: BTreeMap<u16, Vec<&Kind>> = BTreeMap::new();
    for kind in kinds {
        let of_status = by_status.entry(kind.status.as_u16()).or_default();
        if !of_status.contains(kind) {
            of_status.push(kind);
        }
    }
    let responses = by_status.into_iter();
    let responses =
        responses.map(|(status, kinds)| (status.to_string(), response(status, &kinds, format)));
    responses.collect()
}

fn response(status: u16, kinds: &[&Kind], format: ErrorFormat) -> Value {
    let codes: Vec<&str> = kinds.iter().map(|kind| kind.code).collect();
    let (media_type, schema) = match format {
        ErrorFormat::Problem => (
            "application/problem+json",
            json!({
                "allOf": [{ "$ref": "#/components/schemas/Problem" }],
                "properties": { "status": { "const": status }, "code": { "enum": codes } },
            }),
        ),
        ErrorFormat::OpenAi => {
            let schema = json!({ "$ref": "#/components/schemas/OpenAiError" });
            ("application/json", schema)
        }
    };
    let mut headers = json!({ "X-Request-Id": header("RequestId") });
    match status {
        401 | 403 => headers["WWW-Authenticate"] = header("Challenge"),
        429 | 503 => headers["Retry-After"] = header("RetryAfter"),
        _ => {}
    }
    let lines = kinds
        .iter()
        .map(|kind| format!("`{}`: {}.", kind.code, kind.title));
    json!({
        "description": lines.collect::<Vec<_>>().join(" "),
        "headers": headers,
        "content": { media_type: { "schema": schema } },
    })
}

/// Returns a reference to a header that many responses have.
pub(super) fn header(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}
