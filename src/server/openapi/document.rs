//! Makes the OpenAPI 3.1 document of all routes. `frame.json` has what people wrote of them: texts
//! and examples.

use std::collections::BTreeMap;

use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::docs;
use super::route::{Group, Route};
use super::schemas::{SchemaOf, Schemas};
use crate::english::probably_meant;
use crate::server::http::StaticAsset;
use crate::server::http::openai_errors::{OpenAiError, is_openai};
use crate::server::http::problem::{KINDS, Kind, ProblemBody};
use crate::server::keys::KeyScope;

/// The document, as programs and as people read it, and the addresses in it.
pub(crate) struct ApiDocument {
    pub(crate) file: StaticAsset,
    pub(crate) page: StaticAsset,
    /// The methods of each path.
    methods: BTreeMap<&'static str, Vec<&'static str>>,
}

impl ApiDocument {
    pub(crate) fn new(groups: &[Group]) -> Self {
        let mut methods: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for route in groups.iter().flat_map(|(_, routes)| routes) {
            methods.entry(route.path).or_default().push(route.method);
        }
        let document = document(groups);
        let page = docs::page(groups, &document["paths"]);
        Self {
            file: StaticAsset::new("application/json", document.to_string()),
            page: StaticAsset::new("text/html; charset=utf-8", page),
            methods,
        }
    }

    /// Returns every path once.
    pub(crate) fn paths(&self) -> Vec<&'static str> {
        self.methods.keys().copied().collect()
    }

    /// Returns the known path that an unknown one goes on from, or else the most similar one, with
    /// its methods: `POST /v1/ask`.
    pub(crate) fn nearest(&self, path: &str) -> Option<String> {
        let parent = path.rsplit_once('/').map_or(path, |(parent, _)| parent);
        let known = match self.methods.get_key_value(parent) {
            Some((known, _)) => known,
            None => probably_meant(path, self.methods.keys().copied())?,
        };
        Some(format!("{} {known}", self.methods[known].join(", ")))
    }
}

fn document(groups: &[Group]) -> Value {
    let mut document: Value = serde_json::from_str(include_str!("frame.json"))
        .expect("the frame is part of the program, and tests read it");
    let mut schemas = Schemas::new();
    for (tag, routes) in groups {
        for route in routes {
            let method = route.method.to_ascii_lowercase();
            let operation = &mut document["paths"][route.path][method];
            complete(operation, tag, route, &mut schemas);
        }
    }
    schemas.response(SchemaGenerator::subschema_for::<ProblemBody<'_>>);
    schemas.response(SchemaGenerator::subschema_for::<OpenAiError<'_>>);
    let mut named = Value::Object(schemas.into_named());
    let codes: Vec<&str> = KINDS.iter().map(|kind| kind.code).collect();
    named["Problem"]["properties"]["code"]["enum"] = json!(codes);
    let tags = groups.iter().map(|(tag, _)| json!({ "name": tag }));
    document["info"]["version"] = json!(env!("CARGO_PKG_VERSION"));
    document["tags"] = tags.collect();
    document["components"]["schemas"] = named;
    document
}

/// Adds what a route declares to what people wrote of it.
fn complete(operation: &mut Value, tag: &str, route: &Route, schemas: &mut Schemas) {
    let security = match route.scope {
        None => json!([]),
        Some(KeyScope::Read) => json!([{ "key": [] }, {}]),
        Some(KeyScope::Write) => json!([{ "key": [] }]),
    };
    if route.scope == Some(KeyScope::Write)
        && let Value::String(description) = &mut operation["description"]
    {
        description.push_str(" Needs a key with the write scope.");
    }
    let mut additions =
        json!({ "tags": [tag], "security": security, "responses": failures(route) });
    // In the frame these are examples by name.
    let examples = operation["parameters"].take();
    additions["parameters"] = json!(parameters(route, &examples, schemas));
    if !route.body.is_empty() {
        let content = media(&route.body, |schema| schemas.request(schema));
        additions["requestBody"] = json!({ "required": true, "content": content });
    }
    for (status, content) in &route.replies {
        let mut response = json!({ "headers": { "X-Request-Id": header("RequestId") } });
        if route.scope.is_some() {
            response["headers"]["RateLimit"] = header("RateLimit");
            response["headers"]["RateLimit-Policy"] = header("RateLimitPolicy");
        }
        if !content.is_empty() {
            response["content"] = media(content, |schema| schemas.response(schema));
        }
        additions["responses"][status.to_string()] = response;
    }
    merge(operation, additions);
}

fn merge(into: &mut Value, additions: Value) {
    match (into, additions) {
        (Value::Object(into), Value::Object(additions)) => {
            for (name, value) in additions {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, additions) => *into = additions,
    }
}

fn parameters(route: &Route, examples: &Value, schemas: &mut Schemas) -> Vec<Value> {
    let mut parameters = Vec::new();
    if let Some(schema) = route.path_parameter {
        parameters.push(json!({
            "name": route.path.split(['{', '}']).nth(1),
            "in": "path",
            "required": true,
            "description": "What it is called.",
            "schema": schemas.response(schema),
        }));
    }
    let query = route.query.map(|schema| schemas.parameters(schema));
    for (name, required, mut schema) in query.into_iter().flatten() {
        let fields = schema.as_object_mut();
        let description = fields.and_then(|fields| fields.remove("description"));
        parameters.push(json!({
            "name": name,
            "in": "query",
            "required": required,
            "description": description,
            "schema": schema,
        }));
    }
    for parameter in &mut parameters {
        let name = parameter["name"].as_str().unwrap_or_default();
        if let Some(example) = examples.get(name) {
            parameter["example"] = example.clone();
        }
    }
    parameters
}

fn media(content: &[(&str, SchemaOf)], mut schema: impl FnMut(SchemaOf) -> Value) -> Value {
    let media = content.iter();
    let media =
        media.map(|(media_type, of)| ((*media_type).to_owned(), json!({ "schema": schema(*of) })));
    Value::Object(media.collect())
}

/// Describes how a route fails: one response for each status, with its codes.
fn failures(route: &Route) -> Map<String, Value> {
    let mut by_status: BTreeMap<u16, Vec<&Kind>> = BTreeMap::new();
    for kind in &route.problems {
        let of_status = by_status.entry(kind.status.as_u16()).or_default();
        if !of_status.contains(kind) {
            of_status.push(kind);
        }
    }
    let failures = by_status.into_iter();
    let failures =
        failures.map(|(status, kinds)| (status.to_string(), failure(route.path, status, &kinds)));
    failures.collect()
}

fn failure(path: &str, status: u16, kinds: &[&Kind]) -> Value {
    let codes: Vec<&str> = kinds.iter().map(|kind| kind.code).collect();
    let problem = json!({
        "allOf": [{ "$ref": "#/components/schemas/Problem" }],
        "properties": { "status": { "const": status }, "code": { "enum": codes } },
    });
    let (media_type, schema) = match is_openai(path) {
        true => (
            "application/json",
            json!({ "$ref": "#/components/schemas/OpenAiError" }),
        ),
        false => ("application/problem+json", problem),
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
fn header(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_wrote_of_every_route_and_of_each_of_its_responses() {
        let groups = crate::server::routes::all();
        let document = document(&groups);
        for route in groups.iter().flat_map(|(_, routes)| routes) {
            let operation = &document["paths"][route.path][route.method.to_ascii_lowercase()];
            let path = route.path;
            assert!(operation["operationId"].is_string(), "{path}");
            assert!(operation["summary"].is_string(), "{path}");
            for (status, response) in operation["responses"].as_object().unwrap() {
                assert!(response["description"].is_string(), "{path} {status}");
            }
            let content = operation["requestBody"]["content"].as_object();
            for media in content.into_iter().flat_map(Map::values) {
                assert!(
                    media["examples"].is_object() && media["schema"].is_object(),
                    "{path}"
                );
            }
        }
    }
}
