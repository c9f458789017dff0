//! Tests that the OpenAPI document and the router agree, and that its examples are accepted.

use std::collections::BTreeSet;

use whosaid::engine::{Engine, Source};
use whosaid::server::{Access, KeyFile, KeyRing, KeyScope, paths};
use whosaid::transcript::{Metadata, ParseOptions};

use super::*;

/// A service over a store that may be changed, and a key that may.
struct Service {
    app: Router,
    state: AppState,
    key: String,
    _folder: tempfile::TempDir,
}

impl Service {
    fn new() -> Self {
        let Temporary { engine, folder } = Temporary::empty();
        for file in ["canal_history.srt", "billing_meeting.txt"] {
            index(&engine, file);
        }
        let file = KeyFile::at(folder.path().join("keys.toml"));
        let key = file
            .add("test", KeyScope::Write)
            .unwrap()
            .reveal()
            .to_owned();
        let access = Access {
            keys: Some(KeyRing::open(file).unwrap()),
            ..Access::default()
        };
        let state = AppState::new(Arc::new(engine), ServeConfig::default()).with_access(access);
        Self {
            app: router(state.clone()),
            state,
            key,
            _folder: folder,
        }
    }

    async fn call(&self, method: &str, path: &str, media_type: &str, body: String) -> Reply {
        let request = Request::builder()
            .method(method.to_uppercase().as_str())
            .uri(path)
            .header(header::HOST, "localhost")
            .header(header::ACCEPT, "application/json, text/event-stream")
            .header(header::CONTENT_TYPE, media_type)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.key));
        let request = request.body(Body::from(body)).unwrap();
        Reply::read(self.app.clone().oneshot(request).await.unwrap()).await
    }
}

fn index(engine: &Engine, file: &str) {
    let path = data().join("transcripts").join(file);
    let source = Source {
        id: path.file_stem().unwrap().to_str().unwrap().into(),
        about: Metadata::default(),
        options: ParseOptions::default(),
        path: file.into(),
        bytes: std::fs::read(path).unwrap(),
    };
    engine.ingest(source, &mut |_| true).unwrap();
}

async fn document() -> Value {
    get("/v1/openapi.json").await.answer()
}

/// Every operation: path, method, and what is said of it.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    let operations = paths.flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    });
    operations.collect()
}

/// Returns the methods that a path takes, by asking for one that no path takes.
async fn methods_of(service: &Service, path: &str) -> Vec<String> {
    let path = path.replace("{id}", "x").replace("{name}", "x");
    let reply = service.call("TRACE", &path, JSON, String::new()).await;
    assert_eq!(reply.status, 405, "{path}: {reply:?}");
    let allowed = reply.header(header::ALLOW).split(',').map(str::trim);
    let allowed = allowed.filter(|method| *method != "HEAD");
    allowed.map(str::to_lowercase).collect()
}

#[tokio::test]
async fn the_document_has_the_routers_paths_and_methods_and_no_others() {
    let service = Service::new();
    let mut routed = BTreeSet::new();
    for path in paths(&service.state) {
        for method in methods_of(&service, path).await {
            routed.insert(format!("{method} {path}"));
        }
    }
    let document = document().await;
    let told = operations(&document).into_iter();
    let told: BTreeSet<String> = told
        .map(|(path, method, _)| format!("{method} {path}"))
        .collect();
    assert_eq!(told, routed);
}

/// Returns the address of an example.
fn address(path: &str, operation: &Value) -> String {
    let mut path = path.to_owned();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for parameter in operation["parameters"].as_array().unwrap() {
        let name = parameter["name"].as_str().unwrap();
        let Some(example) = parameter.get("example") else {
            assert_eq!(
                parameter["required"], false,
                "{path}: {name} has no example"
            );
            continue;
        };
        let example = example
            .as_str()
            .map_or_else(|| example.to_string(), str::to_owned);
        match parameter["in"].as_str().unwrap() {
            "path" => path = path.replace(&format!("{{{name}}}"), &example),
            _ => drop(query.append_pair(name, &example)),
        }
    }
    match query.finish() {
        query if query.is_empty() => path,
        query => format!("{path}?{query}"),
    }
}

/// Operations in an order in which each finds what it needs.
fn in_turn(method: &str, path: &str) -> usize {
    let order = ["get", "post", "put", "delete"];
    let method = order.iter().position(|known| *known == method).unwrap();
    // An index is open once somebody has asked; only what was named can be taken back.
    method * 2 + usize::from(path.ends_with("/undo") || path == "/readyz")
}

#[tokio::test]
async fn every_example_of_the_document_is_accepted() {
    let service = Service::new();
    let document = document().await;
    let mut operations = operations(&document);
    operations.sort_by_key(|(path, method, _)| in_turn(method, path));
    let mut sent = 0;
    for (path, method, operation) in operations {
        let address = address(path, operation);
        let mut bodies = Vec::new();
        match operation["requestBody"]["content"].as_object() {
            None => bodies.push((JSON, String::new())),
            Some(content) => {
                for (media_type, media) in content {
                    let examples = media["examples"].as_object().unwrap().values();
                    bodies.extend(examples.map(|example| {
                        let value = &example["value"];
                        let text = value
                            .as_str()
                            .map_or_else(|| value.to_string(), str::to_owned);
                        (media_type.as_str(), text)
                    }));
                }
            }
        }
        for (media_type, body) in bodies {
            let reply = service.call(method, &address, media_type, body).await;
            assert!(reply.status.is_success(), "{method} {address}: {reply:?}");
            let status = reply.status.as_str();
            let told = &operation["responses"][status];
            assert!(told.is_object(), "{method} {address}: {status} is not told");
            let given = reply
                .header(header::CONTENT_TYPE)
                .split(';')
                .next()
                .unwrap();
            let told = told["content"].as_object();
            let is_told = told.map_or(given.is_empty(), |content| content.contains_key(given));
            assert!(is_told, "{method} {address}: {given} is not told");
            sent += 1;
        }
    }
    assert!(sent > 30, "{sent}");
}

#[tokio::test]
async fn openapi_document_is_the_same_at_both_addresses() {
    let first = get("/v1/openapi.json").await;
    assert_eq!(get("/openapi.json").await.body, first.body);
    let request = Request::builder()
        .uri("/v1/openapi.json")
        .header(header::IF_NONE_MATCH, first.header(header::ETAG))
        .body(Body::empty());
    let again = Reply::read(app().oneshot(request.unwrap()).await.unwrap()).await;
    assert_eq!((again.status, &*again.body), (StatusCode::NOT_MODIFIED, ""));
}

#[tokio::test]
async fn every_reference_leads_to_something_in_the_document() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(object) => {
                found.extend(object.get("$ref").and_then(Value::as_str));
                object.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = document().await;
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50);
    for reference in found {
        let place = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(place).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn the_page_of_the_document_runs_nothing() {
    let page = get("/docs").await;
    assert_eq!(
        page.header(header::CONTENT_TYPE),
        "text/html; charset=utf-8"
    );
    let policy = page.header(header::CONTENT_SECURITY_POLICY);
    assert!(
        policy.starts_with("default-src 'none'; style-src 'self'"),
        "{policy}"
    );
    assert!(page.body.contains("/v1/transcripts/{id}/segment"));
    let style = get("/docs/style.css").await;
    assert!(style.body.contains("prefers-color-scheme: dark"));
}

#[tokio::test]
async fn a_name_that_was_given_is_taken_back_and_the_log_has_both() {
    let service = Service::new();
    let given = json!({ "label": "Walter", "name": "Walt" }).to_string();
    let named = service.call("POST", "/v1/speakers/name", JSON, given).await;
    assert!(named.body.contains("Walt\""), "{named:?}");
    let taken = service
        .call("POST", "/v1/speakers/undo", JSON, "{}".into())
        .await;
    assert!(!taken.answer().to_string().contains("\"Walt\""));
    let history = service.call("GET", "/v1/speakers/history", JSON, String::new());
    let changes = history.await.answer()["changes"].clone();
    let actions: Vec<&Value> = changes
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["action"])
        .collect();
    assert_eq!(actions, ["name", "undo"]);
    assert_eq!(changes[0]["undone"], true);
    for (body, status, code) in [
        ("{}", 409, "conflict"),
        ("{\"change\": 1}", 409, "conflict"),
        ("{\"change\": 99}", 404, "not_found"),
    ] {
        let refused = service
            .call("POST", "/v1/speakers/undo", JSON, body.into())
            .await;
        assert_eq!(refused.problem(status, code)["field"], "change");
    }
}
