//! Tests readiness, status and metrics.

use std::collections::BTreeSet;
use std::time::Duration;

use whosaid::engine::{Catalogue, STAGES};
use whosaid::server::{Access, KeyFile, KeyRing, KeyScope, Readers, Timeouts};

use super::serving::{PATIENCE, Server, wait_until};
use super::*;

async fn get_of(app: &Router, path: &str) -> Reply {
    send(app.clone(), Method::GET, path, "", Body::empty()).await
}

async fn ask(app: &Router) -> Reply {
    let body = Body::from(json!({ "question": QUESTION }).to_string());
    send(app.clone(), Method::POST, "/v1/ask", JSON, body).await
}

fn fields(object: &Value) -> BTreeSet<&str> {
    let object = object.as_object().unwrap();
    object.keys().map(String::as_str).collect()
}

/// Returns the number of a series: its name with its labels, as they are written.
#[track_caller]
fn number(metrics: &str, series: &str) -> f64 {
    let mut lines = metrics.lines();
    let line = lines.find(|line| {
        let rest = line.strip_prefix(series);
        rest.is_some_and(|rest| rest.starts_with(' '))
    });
    let line = line.unwrap_or_else(|| panic!("no {series} in {metrics}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_server_with_its_index_open_is_ready() {
    let ready = get("/readyz").await.answer();
    let generation = library().engine.catalogue().index().unwrap().generation.0;
    let expected = json!({
        "status": "ready",
        "model": "all-MiniLM-L6-v2",
        "generation": generation,
        "behind": 0,
        "reasons": [],
    });
    assert_eq!(ready, expected);
}

#[tokio::test]
async fn a_server_without_an_index_says_why_it_is_not_ready() {
    let Temporary {
        engine,
        folder: _folder,
    } = Temporary::empty();
    let app = router(AppState::new(Arc::new(engine), ServeConfig::default()));
    let reply = get_of(&app, "/readyz").await;
    assert_eq!(reply.status, 503);
    let not_ready = reply.json();
    assert_eq!(not_ready["status"], "not_ready");
    assert_eq!(not_ready["generation"], Value::Null);
    assert_eq!(not_ready["reasons"], json!(["the index is not open yet"]));
    assert_eq!(get_of(&app, "/healthz").await.status, 200);
}

#[tokio::test]
async fn readiness_and_status_read_no_passages() {
    let Temporary { engine, folder } = Temporary::empty();
    engine.catalogue().index().unwrap();
    let app = router(AppState::new(Arc::new(engine), ServeConfig::default()));
    let store = rusqlite::Connection::open(folder.path().join("store.db")).unwrap();
    store
        .execute_batch("ALTER TABLE passages RENAME TO elsewhere")
        .unwrap();
    for path in ["/readyz", "/v1/status"] {
        let reply = get_of(&app, path).await;
        assert_eq!(reply.status, 200, "{path}: {reply:?}");
    }
}

#[test]
fn server_with_stale_index_is_not_ready_but_answers() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.db");
    let files = ["canal_history.srt", "billing_meeting.txt"];
    let files = files.map(|file| data().join("transcripts").join(file));
    let indexed = run(whosaid(&store).arg("index").args(files));
    assert_eq!(indexed.code, Some(0), "{indexed:?}");
    let server = Server::over(&store, &[]);
    assert!(server.get("/readyz", "").starts_with("HTTP/1.1 200"));
    // A file where the folder of the index has to be.
    let index_folder = folder.path().join("store.db.index");
    std::fs::remove_dir_all(&index_folder).unwrap();
    std::fs::write(&index_folder, "in the way").unwrap();
    let beside = Catalogue::open_existing(&store, Box::new(|_| {})).unwrap();
    beside.library().remove("billing_meeting").unwrap();
    let mut told = String::new();
    wait_until("the server says that it is not ready", || {
        told = server.get("/readyz", "");
        told.starts_with("HTTP/1.1 503")
    });
    assert!(
        told.contains("the index cannot be brought up to date"),
        "{told}"
    );
    assert!(!told.contains("store.db"), "{told}");
    assert!(told.contains("\"behind\":1"), "{told}");
    let body = json!({ "question": QUESTION }).to_string();
    let asked = server.send("POST", "/v1/ask", JSON, body.as_bytes());
    assert!(asked.starts_with("HTTP/1.1 200"), "{asked}");
    std::fs::remove_file(&index_folder).unwrap();
    wait_until("the server is ready again", || {
        told = server.get("/readyz", "");
        told.starts_with("HTTP/1.1 200")
    });
    assert!(told.contains("\"behind\":0"), "{told}");
}

#[tokio::test]
async fn the_status_says_how_much_there_is() {
    let status = get("/v1/status").await.answer();
    let names = [
        "version",
        "model",
        "model_hashes",
        "model_hashes",
        "transcripts",
        "passages",
        "indexed_passages",
        "generation",
        "behind",
        "uptime_s",
    ];
    assert_eq!(fields(&status), names.into_iter().collect());
    assert_eq!(status["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(status["model"], "all-MiniLM-L6-v2");
    let hashes = &status["model_hashes"];
    let parts = ["graph", "weights", "tokenizer", "rules"];
    assert_eq!(fields(hashes), parts.into_iter().collect());
    assert!(
        parts
            .iter()
            .all(|part| hashes[part].as_str().unwrap().len() == 64)
    );
    assert_eq!(status["transcripts"], 2);
    let passages = library().engine.catalogue().count_passages().unwrap();
    assert_eq!(status["passages"], passages);
    assert_eq!(status["indexed_passages"], passages);
    assert_eq!(status["behind"], 0);
    assert!(status["uptime_s"].as_f64().unwrap() > 0.0);
}

#[tokio::test]
async fn the_metrics_count_requests_stages_batches_and_what_there_is() {
    let app = app();
    assert_eq!(ask(&app).await.status, 200);
    let reply = get_of(&app, "/metrics").await;
    assert_eq!(reply.status, 200);
    let kind = reply.header(header::CONTENT_TYPE);
    assert_eq!(kind, "text/plain; version=0.0.4; charset=utf-8");
    let metrics = &reply.body;
    let asked = r#"{method="POST",route="/v1/ask",status="2xx"}"#;
    let requests = format!("whosaid_requests_total{asked}");
    assert!((number(metrics, &requests) - 1.0).abs() < 1e-9);
    let timed = r#"whosaid_request_seconds_count{route="/v1/ask"}"#;
    assert!((number(metrics, timed) - 1.0).abs() < 1e-9);
    for stage in STAGES {
        let series = format!("whosaid_stage_seconds_count{{stage=\"{stage}\"}}");
        assert!(number(metrics, &series) >= 1.0, "{stage}");
    }
    let sum = number(metrics, "whosaid_question_batch_size_sum");
    assert!(sum >= number(metrics, "whosaid_question_batch_size_count"));
    for (gauge, least) in [
        ("queue_length", 0.0),
        ("queue_limit", 64.0),
        ("uploads", 0.0),
        ("uploads_limit", 1.0),
        ("connections", 0.0),
        ("connections_limit", 1024.0),
        ("transcripts", 2.0),
        ("passages", 10.0),
        ("index_passages", 10.0),
        ("index_generation", 2.0),
        ("store_generation", 2.0),
        ("index_behind", 0.0),
        ("index_bytes", 1000.0),
        ("store_bytes", 1000.0),
        ("uptime_seconds", 0.0),
    ] {
        let found = number(metrics, &format!("whosaid_{gauge}"));
        assert!(found >= least, "{gauge} is {found}");
    }
}

#[tokio::test]
async fn no_caller_can_make_a_label() {
    let app = app();
    for path in ["/made-up-1", "/made-up-2", "/v1/transcripts/made-up-3"] {
        assert_eq!(get_of(&app, path).await.status, 404);
    }
    let method = Method::from_bytes(b"MADEUP").unwrap();
    let _ = send(app.clone(), method, "/healthz", "", Body::empty()).await;
    let metrics = get_of(&app, "/metrics").await.body;
    assert!(!metrics.to_lowercase().contains("made-up"), "{metrics}");
    assert!(!metrics.contains("MADEUP"), "{metrics}");
    let unknown = r#"whosaid_requests_total{method="GET",route="none",status="4xx"}"#;
    assert!((number(&metrics, unknown) - 2.0).abs() < 1e-9);
    assert!(
        metrics.contains(r#"route="/v1/transcripts/{id}""#),
        "{metrics}"
    );
}

#[tokio::test]
async fn a_full_queue_hides_nothing_and_its_refusals_are_counted() {
    let config = ServeConfig {
        queue: 0,
        ..ServeConfig::default()
    };
    let app = router(AppState::new(library().engine.clone(), config));
    ask(&app).await.problem(503, "busy");
    for path in ["/readyz", "/v1/status", "/metrics"] {
        assert_eq!(get_of(&app, path).await.status, 200, "{path}");
    }
    let metrics = get_of(&app, "/metrics").await.body;
    let refused = number(&metrics, r#"whosaid_refused_total{code="busy"}"#);
    assert!((refused - 1.0).abs() < 1e-9);
}

#[tokio::test]
async fn metrics_and_status_need_a_key_readiness_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = KeyFile::at(folder.path().join("keys.toml"));
    let key = file.add("prometheus", KeyScope::Read).unwrap();
    let access = Access {
        keys: Some(KeyRing::open(file).unwrap()),
        readers: Readers::KeyHolders,
        ..Access::default()
    };
    let state = AppState::new(library().engine.clone(), ServeConfig::default());
    let app = router(state.with_access(access));
    for path in ["/metrics", "/v1/status"] {
        get_of(&app, path).await.problem(401, "unauthorized");
        let request = Request::builder().uri(path);
        let request = request.header(header::AUTHORIZATION, format!("Bearer {}", key.reveal()));
        let response = app.clone().oneshot(request.body(Body::empty()).unwrap());
        assert_eq!(response.await.unwrap().status(), 200, "{path}");
    }
    for path in ["/healthz", "/readyz"] {
        assert_eq!(get_of(&app, path).await.status, 200, "{path}");
    }
}

/// A service over an empty store that everyone may write to who has the key.
fn writable(config: ServeConfig) -> (Router, String, tempfile::TempDir) {
    let Temporary { engine, folder } = Temporary::empty();
    let file = KeyFile::at(folder.path().join("keys.toml"));
    let key = file.add("test", KeyScope::Write).unwrap();
    let access = Access {
        keys: Some(KeyRing::open(file).unwrap()),
        ..Access::default()
    };
    let state = AppState::new(Arc::new(engine), config).with_access(access);
    (router(state), key.reveal().to_owned(), folder)
}

async fn put(app: &Router, key: &str) -> Reply {
    let talk = "1\n00:00:01,000 --> 00:00:06,000\nPetra: The quince tree gave ninety pounds.\n";
    let request = Request::builder()
        .method(Method::PUT)
        .uri("/v1/transcripts/garden")
        .header(header::AUTHORIZATION, format!("Bearer {key}"))
        .header(header::HOST, "localhost")
        .body(Body::from(talk));
    Reply::read(app.clone().oneshot(request.unwrap()).await.unwrap()).await
}

#[tokio::test]
async fn uploads_have_places_of_their_own() {
    let (app, key, _folder) = writable(ServeConfig {
        uploads: 0,
        timeouts: Timeouts {
            receive_upload: Duration::from_millis(20),
            ..Timeouts::default()
        },
        ..ServeConfig::default()
    });
    put(&app, &key).await.problem(503, "busy");
    assert_eq!(ask(&app).await.status, 200);
    let (app, key, _folder) = writable(ServeConfig {
        queue: 0,
        ..ServeConfig::default()
    });
    assert_eq!(put(&app, &key).await.status, 201);
}

#[tokio::test]
async fn an_upload_that_takes_too_long_is_a_problem() {
    let (app, key, _folder) = writable(ServeConfig {
        timeouts: Timeouts {
            upload: Duration::ZERO,
            ..Timeouts::default()
        },
        ..ServeConfig::default()
    });
    let problem = put(&app, &key).await.problem(504, "timed_out");
    assert_detail(&problem, "unless it was being stored already");
    // It ends when it next looks whether it is wanted, which is before it changes anything.
    let ended = async {
        while number(&get_of(&app, "/metrics").await.body, "whosaid_uploads") > 0.0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, ended).await.unwrap();
    let listed = get_of(&app, "/v1/transcripts").await.answer();
    assert_eq!(listed["transcripts"], json!([]));
}
