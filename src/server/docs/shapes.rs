//! The shapes of the document, and the codes of its errors.
//!
//! In: the document. Out: tables. Never here: an operation (see [`super::operations`]).

use serde_json::Value;

use super::super::problem::KINDS;
use super::html::{escape, prose, table};

/// Returns a table of all codes that a problem may have.
pub(super) fn problems() -> String {
    let rows: Vec<Vec<String>> = KINDS
        .iter()
        .map(|kind| {
            vec![
                format!("<code>{}</code>", kind.code),
                format!("<code>{}</code>", kind.status.as_u16()),
                escape(kind.title),
            ]
        })
        .collect();
    table(&["code", "status", "meaning"], &rows)
}

/// Returns a section for each shape.
pub(super) fn all(document: &Value) -> String {
    let schemas = document["components"]["schemas"].as_object();
    let sections = schemas.into_iter().flatten().map(|(name, schema)| {
        format!(
            "<section id=\"shape-{name}\">\n<h3>{name}</h3>\n<p>{}</p>\n{}</section>\n",
            prose(schema["description"].as_str().unwrap_or_default()),
            fields(schema),
        )
    });
    sections.collect()
}

fn fields(schema: &Value) -> String {
    let needed = |name: &str| {
        let mut needed = schema["required"].as_array().into_iter().flatten();
        needed.any(|needed| needed == name)
    };
    let properties = schema["properties"].as_object().into_iter().flatten();
    let rows: Vec<Vec<String>> = properties
        .map(|(name, property)| {
            let optional = if needed(name) {
                ""
            } else {
                " <em>may be left out</em>"
            };
            vec![
                format!("<code>{}</code>{optional}", escape(name)),
                kind(property),
                prose(property["description"].as_str().unwrap_or_default()),
            ]
        })
        .collect();
    if rows.is_empty() {
        return format!("<p>{}</p>\n", kind(schema));
    }
    table(&["field", "type", "what it says"], &rows)
}

/// Returns what a value may be, in a few words, as HTML.
pub(super) fn kind(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = escape(reference.rsplit('/').next().unwrap_or_default());
        return format!("<a href=\"#shape-{name}\">{name}</a>");
    }
    for joined in ["anyOf", "oneOf", "allOf"] {
        if let Some(kinds) = schema[joined].as_array() {
            return kinds.iter().map(kind).collect::<Vec<_>>().join(" or ");
        }
    }
    if let Some(values) = schema["enum"].as_array() {
        let values = values.iter().filter_map(Value::as_str);
        let values = values.map(|value| format!("<code>{}</code>", escape(value)));
        return values.collect::<Vec<_>>().join(", ");
    }
    let names: Vec<&str> = match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => vec!["anything"],
    };
    let names = names.into_iter().map(|name| match name {
        "array" => format!("list of {}", kind(&schema["items"])),
        "integer" => "whole number".into(),
        "string" if schema["format"] == "date" => "day".into(),
        name => name.into(),
    });
    let mut said = names.collect::<Vec<_>>().join(" or ");
    match (schema["minimum"].as_u64(), schema["maximum"].as_u64()) {
        (Some(least), Some(most)) => said.push_str(&format!(", {least} to {most}")),
        (None, Some(most)) => said.push_str(&format!(", at most {most}")),
        _ => {}
    }
    said
}
