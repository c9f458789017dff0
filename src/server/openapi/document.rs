//! Makes the OpenAPI 3.1 document of all routes.

use std::collections::BTreeMap;

use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::docs;
use super::problems;
use super::route::{Body, Group, Query, Reply, Route};
use super::schemas::Schemas;
use crate::english::probably_meant;
use crate::server::http::openai_errors::OpenAiError;
use crate::server::http::problem::{KINDS, ProblemBody};
use crate::server::http::static_asset::StaticAsset;
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
        let file = StaticAsset::new("application/json", document(groups).to_string());
        let page = StaticAsset::new("text/html; charset=utf-8", docs::page(groups));
        Self {
            file,
            page,
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
    let mut paths = Map::new();
    for (tag, routes) in groups {
        for route in routes {
            let item = paths.entry(route.path).or_insert_with(|| json!({}));
            item[route.method.to_ascii_lowercase()] = operation(tag, route, &mut schemas);
        }
    }
    schemas.response(SchemaGenerator::subschema_for::<ProblemBody<'_>>);
    schemas.response(SchemaGenerator::subschema_for::<OpenAiError<'_>>);
    let mut named = Value::Object(schemas.into_named());
    let codes: Vec<&str> = KINDS.iter().map(|kind| kind.code).collect();
    named["Problem"]["properties"]["code"]["enum"] = json!(codes);
    let tags: Vec<Value> = groups
        .iter()
        .map(|(tag, _)| json!({ "name": tag }))
        .collect();
    document["info"]["version"] = json!(env!("CARGO_PKG_VERSION"));
    document["tags"] = json!(tags);
    document["paths"] = Value::Object(paths);
    document["components"]["schemas"] = named;
    document
}

fn operation(tag: &str, route: &Route, schemas: &mut Schemas) -> Value {
    let (security, needed) = match route.scope {
        None => (json!([]), ""),
        Some(KeyScope::Read) => (json!([{ "key": [] }, {}]), ""),
        Some(KeyScope::Write) => (json!([{ "key": [] }]), " Needs a key with the write scope."),
    };
    let mut responses = problems::responses(&route.problems, route.error_format);
    for reply in &route.replies {
        let response = response(reply, route.scope.is_some(), schemas);
        responses.insert(reply.status.to_string(), response);
    }
    let mut operation = json!({
        "operationId": route.id,
        "tags": [tag],
        "summary": route.summary,
        "security": security,
        "parameters": parameters(route, schemas),
        "responses": responses,
    });
    let description = format!("{}{needed}", route.description);
    if !description.is_empty() {
        operation["description"] = json!(description.trim_start());
    }
    if let Some(body) = &route.body {
        operation["requestBody"] = request_body(body, schemas);
    }
    operation
}

fn parameters(route: &Route, schemas: &mut Schemas) -> Vec<Value> {
    let mut parameters = Vec::new();
    if let Some((schema, example)) = &route.path_parameter {
        parameters.push(json!({
            "name": route.path.split(['{', '}']).nth(1),
            "in": "path",
            "required": true,
            "description": "What it is called.",
            "schema": schema,
            "example": example,
        }));
    }
    let Query::Only(schema, examples) = &route.query else {
        return parameters;
    };
    for (name, required, mut schema) in schemas.parameters(*schema) {
        let fields = schema.as_object_mut();
        let description = fields.and_then(|fields| fields.remove("description"));
        let mut parameter = json!({
            "name": name,
            "in": "query",
            "required": required,
            "description": description,
            "schema": schema,
        });
        if let Some(example) = examples.get(&name) {
            parameter["example"] = example.clone();
        }
        parameters.push(parameter);
    }
    parameters
}

fn request_body(body: &Body, schemas: &mut Schemas) -> Value {
    let schema = schemas.request(body.schema);
    let examples = body.examples.iter();
    let examples = examples.map(|(name, value)| ((*name).to_owned(), json!({ "value": value })));
    let media = json!({ "schema": schema, "examples": examples.collect::<Map<_, _>>() });
    let content = body.media_types.iter();
    let content = content.map(|media_type| ((*media_type).to_owned(), media.clone()));
    json!({ "required": true, "content": content.collect::<Map<_, _>>() })
}

fn response(reply: &Reply, is_counted: bool, schemas: &mut Schemas) -> Value {
    let mut headers = json!({ "X-Request-Id": problems::header("RequestId") });
    if is_counted {
        headers["RateLimit"] = problems::header("RateLimit");
        headers["RateLimit-Policy"] = problems::header("RateLimitPolicy");
    }
    let mut response = json!({ "description": reply.description, "headers": headers });
    for (media_type, schema) in &reply.content {
        response["content"][*media_type] = json!({ "schema": schemas.response(*schema) });
    }
    response
}
