//! Tests keys, scopes, and pages of other origins.

use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, StatusCode, header};
use serde_json::json;
use tower::ServiceExt;
use whosaid::server::{
    Access, AppState, KeyFile, KeyRing, KeyScope, Reach, Readers, ServeConfig, router,
};

use super::serving::Server;
use super::{JSON, QUESTION, Reply, app};
use crate::support::{Ran, library, run, whosaid};

/// A server on the network, with a file of keys.
struct Keyed {
    file: KeyFile,
    app: Router,
    _folder: tempfile::TempDir,
}

impl Keyed {
    fn new() -> Self {
        Self::read_by(Readers::KeyHolders)
    }

    fn read_by(readers: Readers) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = KeyFile::at(folder.path().join("keys.toml"));
        let access = Access {
            keys: Some(KeyRing::open(file.clone()).unwrap()),
            readers,
            reach: Reach::Network,
        };
        let state = AppState::new(library().engine.clone(), ServeConfig::default());
        Self {
            file,
            app: router(state.with_access(access)),
            _folder: folder,
        }
    }

    async fn get(&self, authorization: Option<&str>) -> Reply {
        let mut request = Request::builder().uri("/v1/transcripts");
        if let Some(value) = authorization {
            request = request.header(header::AUTHORIZATION, value);
        }
        call(&self.app, request.body(Body::empty()).unwrap()).await
    }
}

async fn call(app: &Router, request: Request<Body>) -> Reply {
    Reply::read(app.clone().oneshot(request).await.unwrap()).await
}

fn bearer(key: &str) -> String {
    format!("Bearer {key}")
}

#[tokio::test]
async fn without_a_key_nothing_is_told_but_that_one_is_needed() {
    let server = Keyed::new();
    let reply = server.get(None).await;
    reply.problem(401, "unauthorized");
    assert_eq!(
        reply.header(header::WWW_AUTHENTICATE),
        "Bearer realm=\"whosaid\""
    );
}

#[tokio::test]
async fn a_key_opens_what_its_scope_allows() {
    let server = Keyed::new();
    for scope in [KeyScope::Read, KeyScope::Write] {
        let key = server.file.add(scope.name(), scope).unwrap();
        let reply = server.get(Some(&bearer(key.reveal()))).await;
        assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
    }
}

#[tokio::test]
async fn keys_that_are_nearly_right_are_wrong() {
    let server = Keyed::new();
    let key = server.file.add("bot", KeyScope::Read).unwrap();
    let key = key.reveal();
    let mut last_changed = key.to_owned();
    let last = if key.ends_with('0') { "1" } else { "0" };
    last_changed.replace_range(key.len() - 1.., last);
    let near = [
        key[1..].to_owned(),
        key[..key.len() - 1].to_owned(),
        format!("{key}0"),
        format!("{key} {key}"),
        key.to_uppercase(),
        last_changed,
        String::new(),
        "x".repeat(100_000),
    ];
    for near in near {
        let reply = server.get(Some(&bearer(&near))).await;
        let problem = reply.problem(401, "unauthorized");
        assert!(near.is_empty() || !problem.to_string().contains(&near));
    }
    for scheme in ["Basic", "Bear", "Bearers", ""] {
        let reply = server.get(Some(&format!("{scheme} {key}"))).await;
        reply.problem(401, "unauthorized");
    }
    assert_eq!(server.get(Some(&format!("bearer {key}"))).await.status, 200);
}

#[tokio::test]
async fn two_keys_in_one_request_are_none() {
    let server = Keyed::new();
    let key = server.file.add("bot", KeyScope::Read).unwrap();
    let request = Request::builder()
        .uri("/v1/transcripts")
        .header(header::AUTHORIZATION, bearer(key.reveal()))
        .header(header::AUTHORIZATION, bearer("another"));
    let reply = call(&server.app, request.body(Body::empty()).unwrap()).await;
    reply.problem(401, "unauthorized");
}

#[tokio::test]
async fn a_revoked_key_stops_working_and_the_others_do_not() {
    let server = Keyed::new();
    let first = server.file.add("first", KeyScope::Read).unwrap();
    let second = server.file.add("second", KeyScope::Read).unwrap();
    assert_eq!(server.get(Some(&bearer(first.reveal()))).await.status, 200);
    server.file.revoke("first").unwrap();
    assert_eq!(server.get(Some(&bearer(first.reveal()))).await.status, 401);
    assert_eq!(server.get(Some(&bearer(second.reveal()))).await.status, 200);
}

#[tokio::test]
async fn while_the_file_of_keys_is_damaged_no_key_is_good() {
    let server = Keyed::new();
    let key = server.file.add("bot", KeyScope::Read).unwrap();
    std::fs::write(server.file.path(), "[[key]]\nname = 7\n").unwrap();
    let reply = server.get(Some(&bearer(key.reveal()))).await;
    let problem = reply.problem(500, "internal");
    assert!(!problem.to_string().contains("keys.toml"), "{problem}");
}

#[tokio::test]
async fn where_everyone_may_read_an_unknown_key_is_passed_over() {
    let server = Keyed::read_by(Readers::Everyone);
    server.file.add("bot", KeyScope::Read).unwrap();
    // Chat clients send a key whether or not one is wanted.
    for authorization in [None, Some("Bearer sk-none")] {
        assert_eq!(server.get(authorization).await.status, 200);
    }
}

#[tokio::test]
async fn the_first_key_ends_free_reading_where_that_was_said() {
    let server = Keyed::read_by(Readers::KeyHoldersOnceThereAre);
    assert_eq!(server.get(None).await.status, 200);
    server.file.add("bot", KeyScope::Read).unwrap();
    assert_eq!(server.get(None).await.status, 401);
}

#[tokio::test]
async fn health_needs_no_key() {
    let server = Keyed::new();
    let request = Request::builder().uri("/healthz").body(Body::empty());
    assert_eq!(call(&server.app, request.unwrap()).await.status, 200);
}

#[test]
fn a_key_is_at_rest_as_its_hash_and_in_no_debug_output() {
    let folder = tempfile::tempdir().unwrap();
    let file = KeyFile::at(folder.path().join("keys.toml"));
    let key = file.add("bot", KeyScope::Write).unwrap();
    let secret = key.reveal().strip_prefix("whosaid_").unwrap();
    assert_eq!(secret.len(), 64);
    let text = std::fs::read_to_string(file.path()).unwrap();
    assert!(!text.contains(secret));
    let ring = KeyRing::open(file.clone()).unwrap();
    let hash = text.split("sha256 = \"").nth(1).unwrap().get(..64).unwrap();
    for shown in [format!("{key:?}"), format!("{ring:?}"), format!("{file:?}")] {
        assert!(!shown.contains(secret) && !shown.contains(hash), "{shown}");
    }
}

#[cfg(unix)]
#[test]
fn the_file_of_keys_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = KeyFile::at(folder.path().join("deeper/keys.toml"));
    file.add("bot", KeyScope::Read).unwrap();
    let mode = std::fs::metadata(file.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn keys_made_at_the_same_time_are_all_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = KeyFile::at(folder.path().join("keys.toml"));
    std::thread::scope(|scope| {
        for name in ["a", "b", "c", "d", "e", "f"] {
            let file = &file;
            scope.spawn(move || file.add(name, KeyScope::Read).unwrap());
        }
    });
    assert_eq!(file.list().unwrap().len(), 6);
}

/// Sends a question as a page or a program on this machine would.
async fn ask_with(headers: &[(header::HeaderName, &str)], config: ServeConfig) -> Reply {
    let app = router(AppState::new(library().engine.clone(), config));
    let mut request = Request::builder().method(Method::POST).uri("/v1/ask");
    request = request.header(header::CONTENT_TYPE, JSON);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let body = Body::from(json!({ "question": QUESTION }).to_string());
    call(&app, request.body(body).unwrap()).await
}

#[tokio::test]
async fn a_name_made_to_point_here_is_refused() {
    for host in [
        "evil.example",
        "evil.example:7700",
        "127.0.0.1.evil.example",
        "",
        "é",
    ] {
        let reply = ask_with(&[(header::HOST, host)], ServeConfig::default()).await;
        reply.problem(403, "foreign_page");
    }
    for host in ["localhost:7700", "127.0.0.1", "[::1]:7700"] {
        let reply = ask_with(&[(header::HOST, host)], ServeConfig::default()).await;
        assert_eq!(reply.status, StatusCode::OK, "{host}");
    }
}

#[tokio::test]
async fn second_host_does_not_hide_a_foreign_one() {
    let hosts = [(header::HOST, "localhost"), (header::HOST, "evil.example")];
    let reply = ask_with(&hosts, ServeConfig::default()).await;
    reply.problem(403, "foreign_page");
    let request = Request::builder().uri("http://evil.example/v1/transcripts");
    let request = request.header(header::HOST, "localhost");
    let reply = call(&app(), request.body(Body::empty()).unwrap()).await;
    reply.problem(403, "foreign_page");
}

#[tokio::test]
async fn a_page_of_another_origin_is_refused() {
    let host = (header::HOST, "localhost:7700");
    for origin in [
        "https://evil.example",
        "null",
        "http://localhost:3000",
        "http://localhost",
        "file://",
        "",
    ] {
        let headers = [host.clone(), (header::ORIGIN, origin)];
        let reply = ask_with(&headers, ServeConfig::default()).await;
        reply.problem(403, "foreign_page");
    }
    let headers = [host, (header::ORIGIN, "http://localhost:7700")];
    let reply = ask_with(&headers, ServeConfig::default()).await;
    assert_eq!(reply.status, StatusCode::OK);
}

#[tokio::test]
async fn an_origin_is_let_in_only_where_it_is_named() {
    let named = "https://notes.example";
    let config = ServeConfig {
        cors: vec![HeaderValue::from_static("https://notes.example")],
        ..ServeConfig::default()
    };
    let headers = [(header::HOST, "localhost"), (header::ORIGIN, named)];
    let reply = ask_with(&headers, config.clone()).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), named);
    let headers = [
        (header::HOST, "localhost"),
        (header::ORIGIN, "https://notes.example.evil.example"),
    ];
    let reply = ask_with(&headers, config).await;
    reply.problem(403, "foreign_page");
    assert_eq!(reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "");
    let headers = [(header::HOST, "localhost")];
    let reply = ask_with(&headers, ServeConfig::default()).await;
    assert_eq!(reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "");
}

#[tokio::test]
async fn a_preflight_is_answered_for_named_origins_and_no_others() {
    let preflight = |config: ServeConfig, origin: &'static str| async move {
        let app = router(AppState::new(library().engine.clone(), config));
        let request = Request::builder()
            .method(Method::OPTIONS)
            .uri("/v1/ask")
            .header(header::ORIGIN, origin)
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST");
        call(&app, request.body(Body::empty()).unwrap()).await
    };
    let named = ServeConfig {
        cors: vec![HeaderValue::from_static("https://notes.example")],
        ..ServeConfig::default()
    };
    let reply = preflight(named.clone(), "https://notes.example").await;
    assert_eq!(
        reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
        "https://notes.example"
    );
    let reply = preflight(named, "https://evil.example").await;
    assert_eq!(reply.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "");
    let reply = preflight(ServeConfig::default(), "https://notes.example").await;
    reply.problem(405, "method_not_allowed");
}

/// Runs `whosaid keys` with a file of its own.
fn keys(file: &Path, arguments: &[&str]) -> Ran {
    let mut command = whosaid(Path::new("no store"));
    command.arg("keys").args(arguments).arg("--keys").arg(file);
    run(&mut command)
}

#[test]
fn key_is_printed_once_and_works_until_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.toml");
    let added = keys(&file, &["add", "bot"]);
    assert_eq!(added.code, Some(0), "{added:?}");
    let key = added.out.trim();
    let listed = keys(&file, &["list"]);
    assert!(listed.out.contains("bot") && listed.out.contains("read"));
    assert!(!listed.out.contains(key));
    let needs_one = "reading needs a key too";
    assert!(added.err.contains(needs_one), "{added:?}");
    let second = keys(&file, &["add", "second"]);
    assert!(!second.err.contains(needs_one), "{second:?}");
    assert_eq!(keys(&file, &["revoke", "second"]).code, Some(0));
    let again = keys(&file, &["add", "bot"]);
    assert_eq!(again.code, Some(2), "{again:?}");
    let mut server = Server::start(&["--keys", file.to_str().unwrap()]);
    let authorization = format!("Authorization: Bearer {key}\r\n");
    assert!(
        server
            .get("/v1/transcripts", "")
            .starts_with("HTTP/1.1 401 ")
    );
    assert!(
        server
            .get("/v1/transcripts", &authorization)
            .starts_with("HTTP/1.1 200 ")
    );
    assert_eq!(keys(&file, &["revoke", "bot"]).code, Some(0));
    assert!(
        server
            .get("/v1/transcripts", &authorization)
            .starts_with("HTTP/1.1 401 ")
    );
    server.stop();
    let log = server.rest_of_log();
    assert!(log.contains("key=\"bot\""), "{log}");
    assert!(!log.contains(key), "{log}");
}

#[test]
fn public_address_needs_keys_or_no_keys() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.toml");
    let mut command = whosaid(&library().store);
    command
        .args(["serve", "--addr", "0.0.0.0:0", "--keys"])
        .arg(&file);
    let refused = run(&mut command);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.err.contains("whosaid keys add"), "{refused:?}");
    let server = Server::start(&["--addr", "0.0.0.0:0", "--no-keys"]);
    assert!(
        server
            .get("/v1/transcripts", "")
            .starts_with("HTTP/1.1 200 ")
    );
}

#[test]
fn an_origin_that_is_none_is_told_before_anything_starts() {
    for origin in ["*", "example.org", "https://", "https://example.org/page"] {
        let mut command = whosaid(&library().store);
        let refused = run(command.args(["serve", "--cors", origin]));
        assert_eq!(refused.code, Some(2), "{refused:?}");
    }
}
