//! Tests request ids in responses, problems and the log.

use std::io::{Read, Write};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::serving::Server;
use super::{JSON, QUESTION, Reply, app};

const ID: &str = "x-request-id";

/// Sends a request with an id of the caller's.
async fn with_id(id: &[u8], path: &str) -> Reply {
    let request = Request::builder().method(Method::GET).uri(path);
    let request = request.header(ID, id).body(Body::empty()).unwrap();
    Reply::read(app().oneshot(request).await.unwrap()).await
}

#[tokio::test]
async fn a_response_has_an_id_of_its_own() {
    let mut ids = Vec::new();
    for _ in 0..2 {
        let reply = super::get("/healthz").await;
        ids.push(reply.headers[ID].to_str().unwrap().to_owned());
    }
    assert_eq!(ids[0].len(), 16);
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn a_callers_short_and_plain_id_is_kept() {
    let reply = with_id(b"trace-7.b_2", "/v1/none").await;
    assert_eq!(reply.headers[ID], "trace-7.b_2");
    assert_eq!(reply.problem(404, "not_found")["request_id"], "trace-7.b_2");
}

#[tokio::test]
async fn a_callers_id_that_is_long_or_odd_is_not_repeated() {
    let long = "a".repeat(65);
    for id in ["", "a b", "\"},{", "\u{fc}", &long] {
        let reply = with_id(id.as_bytes(), "/healthz").await;
        assert_eq!(reply.status, StatusCode::OK);
        assert_eq!(reply.headers[ID].len(), 16, "{id:?}");
    }
}

/// Starts a server that logs in JSON, sends it these requests, and returns the lines about them.
fn logged(arguments: &[&str], requests: &[String]) -> Vec<Value> {
    let mut server = Server::start(arguments);
    for request in requests {
        let mut stream = server.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut response = Vec::new();
        stream.read_to_end(&mut response).unwrap();
    }
    server.stop();
    let log = server.rest_of_log();
    let lines = log.lines().map(|line| {
        let parsed = serde_json::from_str(line);
        parsed.unwrap_or_else(|error| panic!("{error}: {line}"))
    });
    let about_requests = |line: &Value| line["target"] == "whosaid::request";
    lines.filter(about_requests).collect()
}

fn ask(question: &str) -> String {
    let body = json!({ "question": question }).to_string();
    format!(
        "POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: {JSON}\r\nX-Request-Id: mine\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn a_request_is_one_line_without_its_words() {
    let lines = logged(&["--log-format", "json"], &[ask(QUESTION)]);
    let [line] = &lines[..] else {
        panic!("{lines:?}")
    };
    assert_eq!(line["request_id"], "mine");
    assert_eq!(line["method"], "POST");
    assert_eq!(line["route"], "/v1/ask");
    assert_eq!(line["status"], 200);
    assert!(line["took_ms"].as_f64().unwrap() > 0.0);
    assert!(!line.to_string().contains("Sandiford"), "{line}");
}

#[test]
fn logged_question_is_whole_and_on_one_line() {
    let question = "What froze?\n{\"forged\": true}\u{1b}[31m";
    let arguments = ["--log-format", "json", "--log-questions"];
    let lines = logged(&arguments, &[ask(question)]);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(lines[0]["question"], question);
}

#[test]
fn a_path_is_logged_by_its_template_and_a_method_by_a_known_name() {
    let long = "x".repeat(30_000);
    let requests = [
        format!("GET /v1/transcripts/{long}"),
        format!("GET /{long}?{long}"),
        "GET /v1/transcripts/a%0Aforged%1B[31m".to_owned(),
        "FORGED /v1/ask".to_owned(),
    ];
    let requests = requests
        .map(|line| format!("{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    let lines = logged(&["--log-format", "json"], &requests);
    let routes: Vec<_> = lines
        .iter()
        .map(|line| {
            (
                line["method"].as_str().unwrap(),
                line["route"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("GET", "/v1/transcripts/{id}"),
        ("GET", "none"),
        ("GET", "/v1/transcripts/{id}"),
        ("OTHER", "/v1/ask"),
    ];
    assert_eq!(routes, expected);
    assert!(lines.iter().all(|line| line.to_string().len() < 1000));
}

#[test]
fn a_log_for_people_keeps_a_forged_line_in_one() {
    let mut server = Server::start(&["--log-questions"]);
    let mut stream = server.connect();
    let request = ask("What froze?\nINFO forged\u{1b}[31m");
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).unwrap();
    server.stop();
    let log = server.rest_of_log();
    let about_it: Vec<_> = log.lines().filter(|line| line.contains("forged")).collect();
    assert_eq!(about_it.len(), 1, "{log}");
    assert!(about_it[0].contains("request_id=\"mine\""), "{log}");
    assert!(!log.contains('\u{1b}'), "{log}");
}
