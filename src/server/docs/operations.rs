//! The operations of the document.
//!
//! In: the document. Out: a list of links, and a section for each operation. Never here: a shape
//! (see [`super::shapes`]).

use std::fmt::Write;

use serde_json::Value;

use super::html::{escape, json, paragraphs, prose, table};
use super::shapes::kind;

/// Returns links to all operations, by what they are about.
pub(super) fn contents(document: &Value) -> String {
    let groups =
        tags(document).map(|tag| format!("<h3>{}</h3>\n{}", escape(tag), links(document, tag)));
    groups.collect()
}

fn links(document: &Value, tag: &str) -> String {
    let links = listed(document, tag).map(|(path, method, operation)| {
        format!(
            "<li><a href=\"#{}\"><span class=\"method\">{}</span> <code>{}</code></a></li>\n",
            text(&operation["operationId"]),
            method.to_uppercase(),
            escape(path),
        )
    });
    format!("<ul>\n{}</ul>\n", links.collect::<String>())
}

/// Returns a section for each operation.
pub(super) fn all(document: &Value) -> String {
    let listed = tags(document).flat_map(|tag| listed(document, tag));
    let sections = listed.map(|(path, method, operation)| section(path, method, operation));
    sections.collect()
}

fn tags(document: &Value) -> impl Iterator<Item = &str> {
    let tags = document["tags"].as_array().into_iter().flatten();
    tags.filter_map(|tag| tag["name"].as_str())
}

fn listed<'a>(
    document: &'a Value,
    tag: &str,
) -> impl Iterator<Item = (&'a String, &'a String, &'a Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let all = paths.flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten();
        methods.map(move |(method, operation)| (path, method, operation))
    });
    all.filter(move |(_, _, operation)| operation["tags"][0] == tag)
}

fn section(path: &str, method: &str, operation: &Value) -> String {
    let id = text(&operation["operationId"]);
    let mut out = format!(
        "<section id=\"{id}\">\n<h2><span class=\"method\">{}</span> <code>{}</code></h2>\n\
         <p class=\"summary\">{}</p>\n{}\n<p class=\"key\">{}</p>\n",
        method.to_uppercase(),
        escape(path),
        prose(text(&operation["summary"])),
        paragraphs(text(&operation["description"])),
        needed(operation),
    );
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let rows: Vec<Vec<String>> = parameters.map(parameter).collect();
    if !rows.is_empty() {
        out.push_str("<h3>Parameters</h3>\n");
        out.push_str(&table(&["name", "in", "type", "what it says"], &rows));
    }
    if let Some(content) = operation["requestBody"]["content"].as_object() {
        out.push_str("<h3>Body</h3>\n");
        out.push_str(&body(content));
    }
    out.push_str("<h3>Responses</h3>\n");
    out.push_str(&responses(&operation["responses"]));
    out.push_str("</section>\n");
    out
}

fn needed(operation: &Value) -> &'static str {
    let security = operation["security"].as_array();
    match security.map(Vec::len) {
        None | Some(0) => "Needs no key.",
        Some(1) => "Needs a key that may write.",
        Some(_) => "Needs a key that may read, where the server has keys.",
    }
}

fn parameter(parameter: &Value) -> Vec<String> {
    let mut name = format!("<code>{}</code>", escape(text(&parameter["name"])));
    if parameter["required"] == true {
        name.push_str(" <em>needed</em>");
    }
    let mut says = prose(text(&parameter["description"]));
    let example = &parameter["example"];
    if !example.is_null() {
        let plain = example
            .as_str()
            .map_or_else(|| example.to_string(), str::to_owned);
        // Writing to a string cannot fail.
        let _ = write!(says, " For example <code>{}</code>.", escape(&plain));
    }
    vec![
        name,
        text(&parameter["in"]).to_owned(),
        kind(&parameter["schema"]),
        says,
    ]
}

fn body(content: &serde_json::Map<String, Value>) -> String {
    let media_types = content.keys().map(|name| format!("<code>{name}</code>"));
    let media_types = media_types.collect::<Vec<_>>().join(" or ");
    // What is sent is the same in all media types.
    let media = content.values().next().unwrap_or(&Value::Null);
    let mut out = format!("<p>{}, as {media_types}</p>\n", kind(&media["schema"]));
    let examples = media["examples"].as_object().into_iter().flatten();
    for (name, example) in examples {
        let value = &example["value"];
        let shown = match value.as_str() {
            Some(text) => format!("<pre><code>{}</code></pre>", escape(text)),
            None => json(value),
        };
        out.push_str(&format!(
            "<figure><figcaption>{}</figcaption>{shown}</figure>\n",
            escape(name)
        ));
    }
    out
}

fn responses(responses: &Value) -> String {
    let responses = responses.as_object().into_iter().flatten();
    let rows: Vec<Vec<String>> = responses
        .map(|(status, response)| {
            let content = response["content"].as_object().into_iter().flatten();
            let shapes = content.map(|(media_type, media)| {
                format!(
                    "{} <span class=\"media\">{media_type}</span>",
                    kind(&media["schema"])
                )
            });
            vec![
                format!("<code>{status}</code>"),
                prose(text(&response["description"])),
                shapes.collect::<Vec<_>>().join("<br>"),
            ]
        })
        .collect();
    table(&["status", "when", "what"], &rows)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
