//! Tests the router without a socket, and real servers where sockets matter.

/// Keys, scopes, foreign pages.
mod access;
mod chat;
/// Heads that do not come, clients that do not read, connections too many.
mod connections;
/// Readiness, status and metrics.
mod health;
/// Bombs, and paths that climb.
mod hostile;
/// The JSON shapes: every field, nothing else, the same from the command line.
mod json_contract;
/// How often, how long, how large, in which coding.
mod limits;
/// Lists page by page, segments, mentions; parameters read strictly.
mod listing;
/// Many at once: a stop and newer transcripts meanwhile, answers as alone.
mod load;
/// One line for each request, with its id.
mod logging;
mod mcp;
mod model;
/// The OpenAPI document against the router.
mod openapi;
/// Uploads that keep others waiting, connections beyond all limits, a full disk.
mod pressure;
/// `whosaid serve`, how it starts and how it stops.
mod serving;
mod uploads;

pub(crate) use serving::Server;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use whosaid::server::{AppState, ChatbotConfig, ServeConfig, router};

use crate::support::{Temporary, data, library, run, whosaid};

const JSON: &str = "application/json";
const QUESTION: &str = "Was Tully Sandiford the keeper at Top Lock?";

/// A response, read whole.
#[derive(Debug)]
pub(crate) struct Reply {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    body: String,
}

impl Reply {
    async fn read(response: Response<Body>) -> Self {
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Self {
            status: head.status,
            headers: head.headers,
            body: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    fn header(&self, name: header::HeaderName) -> &str {
        let value = self.headers.get(&name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    fn answer(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{self:?}");
        assert_eq!(self.header(header::CONTENT_TYPE), JSON);
        self.json()
    }

    /// Returns the problem after checking what every problem has.
    #[track_caller]
    fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        let content_type = self.header(header::CONTENT_TYPE);
        assert_eq!(content_type, "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], status);
        assert_eq!(problem["code"], code);
        for key in ["type", "title", "detail"] {
            assert!(!problem[key].as_str().unwrap().is_empty(), "{key}");
        }
        problem
    }
}

fn app() -> Router {
    let config = ServeConfig::default();
    router(AppState::new(library().engine.clone(), config))
}

async fn send(app: Router, method: Method, path: &str, content_type: &str, body: Body) -> Reply {
    let request = Request::builder().method(method).uri(path);
    let request = request.header(header::CONTENT_TYPE, content_type);
    let response = app.oneshot(request.body(body).unwrap()).await.unwrap();
    Reply::read(response).await
}

pub(crate) async fn get(path: &str) -> Reply {
    send(app(), Method::GET, path, "", Body::empty()).await
}

async fn post(path: &str, body: Value) -> Reply {
    post_text(path, body.to_string()).await
}

async fn post_text(path: &str, body: impl Into<Body>) -> Reply {
    send(app(), Method::POST, path, JSON, body.into()).await
}

#[track_caller]
fn assert_detail(problem: &Value, part: &str) {
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains(part), "{part:?} is not in {detail}");
}

#[tokio::test]
async fn a_question_is_answered_in_words_that_were_said() {
    let answer = post("/v1/ask", json!({ "question": QUESTION }))
        .await
        .answer();
    assert_eq!(answer["answerable"], true);
    assert_eq!(answer["quotes"][0]["speaker"], "Agnes");
    assert!(
        answer["quotes"][0]["text"]
            .as_str()
            .unwrap()
            .contains("Tully Sandiford")
    );
}

#[tokio::test]
async fn an_off_topic_question_is_no_error_and_not_answerable() {
    let question = "Which country won the 1990 football World Cup?";
    let answer = post("/v1/ask", json!({ "question": question }))
        .await
        .answer();
    assert_eq!(answer["answerable"], false);
    assert_eq!(answer["reason"], "topic_not_found");
    assert_eq!(answer["quotes"], json!([]));
}

#[tokio::test]
async fn a_search_gives_at_most_k_hits_under_the_filter() {
    let filter = json!({ "speakers": ["Walter"], "from": "2024-03-01", "to": "2024-03-05" });
    let request = json!({ "query": "the top lock", "k": 3, "filter": filter });
    let found = post("/v1/search", request).await.answer();
    let hits = found["hits"].as_array().unwrap();
    assert!((1..=3).contains(&hits.len()));
    assert!(hits.iter().all(|hit| hit["speaker"] == "Walter"));
    assert_eq!(found["interpreted_as"]["filter"], filter);
}

#[tokio::test]
async fn the_transcripts_are_listed() {
    let listed = get("/v1/transcripts").await.answer();
    let transcripts = listed["transcripts"].as_array().unwrap();
    let ids: Vec<_> = transcripts
        .iter()
        .map(|transcript| &transcript["id"])
        .collect();
    assert_eq!(ids, ["billing_meeting", "canal_history"]);
}

#[tokio::test]
async fn a_transcript_is_given_whole() {
    let given = get("/v1/transcripts/canal_history").await.answer();
    let stored = library()
        .engine
        .catalogue()
        .library()
        .transcript("canal_history");
    let stored = stored.unwrap().unwrap();
    let words: Vec<_> = stored.turns.iter().map(|turn| &*turn.text).collect();
    let turns = given["turns_text"].as_array().unwrap();
    assert!(
        turns
            .iter()
            .map(|turn| turn["text"].as_str().unwrap())
            .eq(words)
    );
}

#[tokio::test]
async fn a_healthy_server_says_its_version() {
    let health = get("/healthz").await.answer();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(health, json!({ "status": "ok", "version": version }));
}

#[tokio::test]
async fn bad_json_is_a_problem_with_its_place() {
    for (body, place) in [
        ("", "line 1 column 0"),
        ("{\"question\": \"x\",}", "line 1 column 18"),
        ("{\"question\":\n \"x\"", "line 2 column 4"),
        ("{\"question\": \"x\"} {}", "line 1 column 19"),
    ] {
        let problem = post_text("/v1/ask", body)
            .await
            .problem(400, "invalid_request");
        assert_detail(&problem, "the body is not JSON");
        assert_detail(&problem, place);
    }
}

#[tokio::test]
async fn a_wrong_type_is_a_problem_with_its_field() {
    for (body, field) in [
        (json!({ "question": 5 }), "question"),
        (json!({ "question": "x", "k": "five" }), "k"),
        (json!({ "question": "x", "k": -1 }), "k"),
        (json!({ "question": "x", "explain": 1 }), "explain"),
        (json!({ "question": "x", "filter": "Ann" }), "filter"),
        (
            json!({ "question": "x", "filter": { "speakers": "Ann" } }),
            "filter.speakers",
        ),
        (
            json!({ "question": "x", "filter": { "speakers": [1] } }),
            "filter.speakers[0]",
        ),
        (
            json!({ "question": "x", "filter": { "from": "May" } }),
            "filter.from",
        ),
    ] {
        let problem = post("/v1/ask", body).await.problem(400, "invalid_request");
        assert_eq!(problem["field"], field);
        assert_detail(&problem, &format!("`{field}`: "));
    }
}

#[tokio::test]
async fn wrong_number_names_given_and_allowed_values() {
    for (k, given) in [
        (json!(-1), "-1"),
        (json!("five"), "\"five\""),
        (json!(1.5), "1.5"),
    ] {
        let problem = post("/v1/ask", json!({ "question": "x", "k": k })).await;
        let detail = format!("`k`: {given} was given; expected a whole number from 1 to 1000");
        assert_eq!(problem.problem(400, "invalid_request")["detail"], detail);
    }
}

#[tokio::test]
async fn a_body_that_is_no_object_is_a_problem() {
    for body in [json!(["What froze?"]), json!("What froze?"), json!(null)] {
        post("/v1/ask", body).await.problem(400, "invalid_request");
    }
}

#[tokio::test]
async fn an_unknown_field_is_a_problem_with_the_nearest_known_one() {
    let problem = post("/v1/ask", json!({ "questoin": "x" })).await;
    let problem = problem.problem(400, "invalid_request");
    assert_eq!(problem["field"], "questoin");
    assert_detail(
        &problem,
        "there is no field `questoin`; did you mean `question`?",
    );
}

#[tokio::test]
async fn unknown_field_lists_the_known_ones() {
    let problem = post("/v1/search", json!({ "query": "x", "zzz": 1 })).await;
    let problem = problem.problem(400, "invalid_request");
    assert_detail(
        &problem,
        "`zzz`. The fields here are query, k, filter, topic, literal, explain, rerank.",
    );
}

#[tokio::test]
async fn reading_is_refused_where_there_is_no_reader() {
    for (path, body) in [
        ("/v1/search", json!({ "query": "x", "rerank": true })),
        ("/v1/ask", json!({ "question": "x", "reader": true })),
    ] {
        let problem = post(path, body).await.problem(400, "invalid_request");
        assert_detail(&problem, "this server has no reader");
    }
    let answer = post("/v1/ask", json!({ "question": "x", "reader": false })).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn an_unknown_field_of_the_filter_is_a_problem_with_its_path() {
    let body = json!({ "question": "x", "filter": { "speaker": ["Ann"] } });
    let problem = post("/v1/ask", body).await.problem(400, "invalid_request");
    assert_eq!(problem["field"], "filter.speaker");
    assert_detail(&problem, "did you mean `speakers`?");
}

#[tokio::test]
async fn a_missing_field_is_a_problem_with_its_name() {
    for (path, field) in [("/v1/ask", "question"), ("/v1/search", "query")] {
        let problem = post(path, json!({ "k": 3 }))
            .await
            .problem(400, "invalid_request");
        assert_detail(&problem, &format!("missing field `{field}`"));
        assert_eq!(problem["field"], field);
    }
}

#[tokio::test]
async fn an_empty_question_is_a_problem_with_its_field() {
    for (path, field) in [("/v1/ask", "question"), ("/v1/search", "query")] {
        let problem = post(path, json!({ field: " \n" }))
            .await
            .problem(400, "invalid_request");
        assert_detail(&problem, "empty");
        assert_eq!(problem["field"], field);
    }
}

#[tokio::test]
async fn a_k_out_of_range_is_a_problem_with_its_field() {
    for (k, allowed) in [
        (0, "between 1 and 1000"),
        (1001, "between 1 and 1000"),
        (u64::MAX, "from 1 to 1000"),
    ] {
        let body = json!({ "question": "x", "k": k });
        let problem = post("/v1/ask", body).await.problem(400, "invalid_request");
        assert_detail(&problem, allowed);
        assert_eq!(problem["field"], "k");
    }
}

#[tokio::test]
async fn a_question_as_long_as_a_book_is_a_problem() {
    let problem = post("/v1/ask", json!({ "question": "why ".repeat(2000) })).await;
    assert_detail(&problem.problem(400, "invalid_request"), "at most 4096");
}

#[tokio::test]
async fn a_body_not_said_to_be_json_is_a_problem() {
    for content_type in ["", "text/plain", "application/x-www-form-urlencoded"] {
        let body = Body::from(json!({ "question": "x" }).to_string());
        let reply = send(app(), Method::POST, "/v1/ask", content_type, body).await;
        let problem = reply.problem(415, "unsupported_media_type");
        assert_detail(&problem, "Content-Type: application/json");
    }
}

#[tokio::test]
async fn a_charset_beside_the_content_type_is_no_problem() {
    let body = Body::from(json!({ "question": QUESTION }).to_string());
    let content_type = "Application/JSON; charset=utf-8";
    let reply = send(app(), Method::POST, "/v1/ask", content_type, body).await;
    assert_eq!(reply.answer()["answerable"], true);
}

#[tokio::test]
async fn a_body_too_large_is_a_problem_with_the_limit() {
    let most = ServeConfig::default().most_body_bytes;
    let reply = post_text("/v1/ask", " ".repeat(most + 1)).await;
    let limit = format!("at most {} KiB", most / 1024);
    assert_detail(&reply.problem(413, "body_too_large"), &limit);
}

#[tokio::test]
async fn an_unknown_route_is_a_problem_with_the_nearest_one() {
    for (path, near) in [
        ("/v1/asks", "there is POST /v1/ask"),
        ("/v1/transcript", "there is GET /v1/transcripts"),
        ("/v1/transcripts/", "there is GET /v1/transcripts"),
        ("/v1/speakers/Ann", "there is GET /v1/speakers"),
        ("/elsewhere", "GET /v1/openapi.json lists what there is"),
    ] {
        let problem = get(path).await.problem(404, "not_found");
        assert_detail(&problem, &format!("there is no {path};"));
        assert_detail(&problem, near);
    }
}

#[tokio::test]
async fn a_wrong_method_is_a_problem_with_the_right_one() {
    let reply = get("/v1/ask").await;
    assert_detail(&reply.problem(405, "method_not_allowed"), "GET");
    assert_eq!(reply.header(header::ALLOW), "POST");
}

#[tokio::test]
async fn an_unknown_transcript_is_a_problem_with_its_id() {
    let problem = get("/v1/transcripts/caf%C3%A9").await;
    assert_detail(
        &problem.problem(404, "not_found"),
        "there is no transcript café",
    );
}

#[tokio::test]
async fn an_id_that_is_not_utf8_is_a_problem_too() {
    let reply = get("/v1/transcripts/%FF").await;
    assert!(reply.status.is_client_error());
    assert_eq!(
        reply.header(header::CONTENT_TYPE),
        "application/problem+json"
    );
}

#[tokio::test]
async fn a_full_queue_turns_callers_away_until_there_is_room() {
    let config = ServeConfig {
        queue: 1,
        ..ServeConfig::default()
    };
    let state = AppState::new(library().engine.clone(), config);
    let ask = || {
        let body = Body::from(json!({ "question": QUESTION }).to_string());
        send(router(state.clone()), Method::POST, "/v1/ask", JSON, body)
    };
    let place = state.enter().unwrap();
    let reply = ask().await;
    reply.problem(503, "busy");
    assert_eq!(reply.header(header::RETRY_AFTER), "1");
    drop(place);
    assert_eq!(ask().await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_server_whose_queue_is_full_is_still_healthy() {
    let config = ServeConfig {
        queue: 0,
        ..ServeConfig::default()
    };
    let app = router(AppState::new(library().engine.clone(), config));
    let reply = send(app, Method::GET, "/healthz", "", Body::empty()).await;
    assert_eq!(reply.status, StatusCode::OK);
}

#[tokio::test]
async fn what_another_process_indexed_is_found_without_a_restart() {
    let Temporary { engine, folder } = Temporary::empty();
    let app = router(AppState::new(Arc::new(engine), ServeConfig::default()));
    let search = || {
        let body = Body::from(json!({ "query": "moss in a bog" }).to_string());
        send(app.clone(), Method::POST, "/v1/search", JSON, body)
    };
    assert_eq!(search().await.answer()["reason"], "empty_index");
    let conversation = data().join("transcripts/peatland.vtt");
    let mut command = whosaid(&folder.path().join("store.db"));
    let ran = run(command.arg("index").arg(conversation));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        search().await.answer()["hits"][0]["transcript_id"],
        "peatland"
    );
}
