//! Tests OpenAI's protocol and prompt contexts, without a language model.

use super::*;

const OFF_TOPIC: &str = "Which country won the 1990 football World Cup?";
const WORDS: &str = "Tully Sandiford. He was keeper at Top Lock";

pub(super) fn user(text: &str) -> Value {
    json!({ "messages": [{ "role": "user", "content": text }] })
}

async fn complete(body: Value) -> Reply {
    post("/v1/chat/completions", body).await
}

fn content(completion: &Value) -> &str {
    completion["choices"][0]["message"]["content"]
        .as_str()
        .unwrap()
}

/// Reads events of server-sent events up to `[DONE]`.
pub(super) fn events(reply: &Reply) -> Vec<Value> {
    assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
    assert_eq!(reply.header(header::CONTENT_TYPE), "text/event-stream");
    let data = reply
        .body
        .lines()
        .filter_map(|line| line.strip_prefix("data: "));
    let mut data: Vec<&str> = data.collect();
    assert_eq!(data.pop(), Some("[DONE]"));
    data.into_iter()
        .map(|data| serde_json::from_str(data).unwrap())
        .collect()
}

/// Returns the text of the chunks.
pub(super) fn streamed(chunks: &[Value]) -> String {
    let parts = chunks
        .iter()
        .filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str());
    parts.collect()
}

#[tokio::test]
async fn a_chat_is_answered_in_a_speakers_words_with_who_and_when() {
    let completion = complete(user(QUESTION)).await.answer();
    assert_eq!(completion["object"], "chat.completion");
    assert_eq!(completion["model"], "whosaid-extractive");
    let choice = &completion["choices"][0];
    assert_eq!(
        (&choice["index"], &choice["finish_reason"]),
        (&json!(0), &json!("stop"))
    );
    assert_eq!(choice["message"]["role"], "assistant");
    let text = content(&completion);
    assert!(text.starts_with(&format!("> “{WORDS}")), "{text}");
    let (quoted, asked) = text.split_once("\n\n").unwrap();
    assert!(
        quoted.ends_with("— Agnes, “canal history”, 00:00:53"),
        "{text}"
    );
    assert_eq!(
        asked,
        "In reply to Interviewer: “Who, who looked after it?”"
    );
    assert_eq!(completion["whosaid"]["quotes"][0]["speaker"], "Agnes");
}

#[tokio::test]
async fn a_stream_is_the_same_answer_in_chunks() {
    let whole = complete(user(QUESTION)).await.answer();
    let mut body = user(QUESTION);
    body["stream"] = json!(true);
    let chunks = events(&complete(body.clone()).await);
    assert_eq!(chunks[0]["choices"][0]["delta"]["role"], "assistant");
    assert_eq!(streamed(&chunks), content(&whole));
    let (last, parts) = chunks.split_last().unwrap();
    assert_eq!(last["choices"][0]["finish_reason"], "stop");
    assert_eq!(last["whosaid"]["answerable"], true);
    assert!(
        parts
            .iter()
            .all(|part| part["choices"][0]["finish_reason"].is_null())
    );
    assert!(
        chunks
            .iter()
            .all(|chunk| chunk["object"] == "chat.completion.chunk")
    );
    assert!(
        chunks
            .iter()
            .all(|chunk| chunk["id"] == chunks[0]["id"] && chunk.get("usage").is_none())
    );
    body["stream_options"] = json!({ "include_usage": true });
    let chunks = events(&complete(body).await);
    let usage = chunks.last().unwrap();
    assert_eq!(usage["choices"], json!([]));
    assert_eq!(usage["usage"], whole["usage"]);
}

#[tokio::test]
async fn what_was_not_said_is_not_found_and_what_comes_nearest_is_named() {
    let completion = complete(user(OFF_TOPIC)).await.answer();
    let text = content(&completion);
    assert!(
        text.starts_with("Not found: nothing that was said seems to be about this."),
        "{text}"
    );
    assert!(
        text.contains("The nearest passages, none of which answers it:\n\n> “"),
        "{text}"
    );
    assert_eq!(completion["whosaid"]["answerable"], false);
    assert!(!text.contains("by itself"));
}

#[tokio::test]
async fn each_question_is_read_by_itself() {
    let turn = |role: &str, content: &str| json!({ "role": role, "content": content });
    let messages = json!([
        turn("user", QUESTION),
        turn("assistant", "He was."),
        turn("user", OFF_TOPIC)
    ]);
    let completion = complete(json!({ "messages": messages })).await.answer();
    let text = content(&completion);
    assert!(text.starts_with("Not found"), "{text}");
    assert!(
        text.ends_with("Earlier questions are not remembered: repeat the names and the topic.")
    );
}

#[tokio::test]
async fn what_real_clients_send_besides_is_passed_over() {
    let mut body = user(QUESTION);
    for (name, value) in [
        ("model", json!("gpt-4o")),
        ("temperature", json!(0.7)),
        ("top_p", json!(1)),
        ("max_tokens", json!(5)),
        ("max_completion_tokens", json!(5)),
        ("stop", json!(["\n"])),
        (
            "tools",
            json!([{ "type": "function", "function": { "name": "f" } }]),
        ),
        ("tool_choice", json!("auto")),
        ("response_format", json!({ "type": "text" })),
        ("n", json!(1)),
        ("stream", json!(null)),
        ("user", json!("me")),
        ("something_new", json!({ "deep": [1] })),
    ] {
        body[name] = value;
    }
    let completion = complete(body).await.answer();
    assert!(content(&completion).contains(WORDS));
}

#[tokio::test]
async fn a_wrong_conversation_is_an_error_in_openais_shape() {
    for (body, param) in [
        (json!({ "messages": [] }), "messages"),
        (
            json!({ "messages": [{ "role": "system", "content": "x" }] }),
            "messages",
        ),
        (user(" \n"), "messages"),
        (user(&"why ".repeat(2000)), "messages"),
        (json!({}), "messages"),
        (json!({ "messages": "x" }), "messages"),
        (
            json!({ "messages": [{ "role": "user", "content": 5 }] }),
            "messages[0].content",
        ),
        (
            json!({ "messages": [{ "role": "user", "content": "x" }], "n": 2 }),
            "n",
        ),
        (
            json!({ "messages": [{ "role": "user", "content": "x" }], "stream": "yes" }),
            "stream",
        ),
    ] {
        let reply = complete(body).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{reply:?}");
        assert_eq!(reply.header(header::CONTENT_TYPE), JSON);
        let error = &reply.json()["error"];
        assert_eq!(error["type"], "invalid_request_error");
        assert_eq!(error["code"], "invalid_request");
        assert_eq!(error["param"], param, "{error}");
        assert!(!error["message"].as_str().unwrap().is_empty());
    }
}

#[tokio::test]
async fn other_errors_on_these_routes_have_openais_shape_too() {
    let text = send(
        app(),
        Method::POST,
        "/v1/chat/completions",
        "text/plain",
        "x".into(),
    )
    .await;
    let long = " ".repeat((1 << 20) + 1);
    for (reply, status, code) in [
        (text, 415, "unsupported_media_type"),
        (
            post_text("/v1/chat/completions", long).await,
            413,
            "body_too_large",
        ),
        (get("/v1/chat/completions").await, 405, "method_not_allowed"),
        (get("/v1/models/gpt-4o").await, 404, "not_found"),
        (get("/v1/chat/nothing").await, 404, "not_found"),
    ] {
        assert_eq!(reply.status, status, "{reply:?}");
        assert_eq!(reply.json()["error"]["code"], code);
    }
    get("/v1/nothing").await.problem(404, "not_found");
}

#[tokio::test]
async fn a_full_queue_is_an_error_that_clients_try_again_after() {
    let config = ServeConfig {
        queue: 0,
        ..ServeConfig::default()
    };
    let app = router(AppState::new(library().engine.clone(), config));
    let body = Body::from(user(QUESTION).to_string());
    let reply = send(app, Method::POST, "/v1/chat/completions", JSON, body).await;
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(reply.header(header::RETRY_AFTER), "1");
    assert_eq!(reply.json()["error"]["type"], "server_error");
}

#[tokio::test]
async fn the_model_that_quotes_is_listed() {
    let listed = get("/v1/models").await.answer();
    assert_eq!(listed["object"], "list");
    assert_eq!(listed["data"][0]["id"], "whosaid-extractive");
    let model = get("/v1/models/whosaid-extractive").await.answer();
    assert_eq!(model, listed["data"][0]);
}

#[tokio::test]
async fn a_pack_keeps_to_its_tokens_and_cites_every_passage() {
    for max_tokens in [100, 250, 2000] {
        let request = json!({ "question": QUESTION, "max_tokens": max_tokens });
        let packed = post("/v1/context", request).await.answer();
        let text = packed["text"].as_str().unwrap();
        assert!(packed["tokens"].as_u64().unwrap() <= max_tokens);
        assert_eq!(
            packed["tokens"],
            library().engine.embedder().count_all_tokens(text)
        );
        let passages = packed["passages"].as_array().unwrap();
        assert_eq!(text.matches("<passage number=").count(), passages.len());
        for (number, passage) in passages.iter().enumerate() {
            assert_eq!(passage["number"], number + 1);
            let start = format!("start=\"{}\"", passage["start"].as_str().unwrap());
            let seconds = format!("seconds=\"{}\"", passage["start_s"].as_f64().unwrap());
            assert!(text.contains(&start) && text.contains(&seconds), "{text}");
            let cite = passage["cite"].as_str().unwrap();
            assert!(cite.contains("“canal history”") || cite.contains("“billing meeting”"));
        }
    }
}

#[tokio::test]
async fn a_larger_pack_begins_with_the_best_passage_and_leaves_out_less() {
    let pack = |max_tokens: usize| async move {
        let request = json!({ "question": QUESTION, "max_tokens": max_tokens });
        post("/v1/context", request).await.answer()
    };
    let (small, large) = (pack(250).await, pack(2000).await);
    assert_eq!(small["passages"][0], large["passages"][0]);
    assert!(small["answerable"].as_bool().unwrap());
    let count = |packed: &Value| packed["passages"].as_array().unwrap().len();
    assert!(count(&small) >= 1 && count(&small) < count(&large));
    assert!(small["left_out"].as_u64().unwrap() > 0);
}

#[tokio::test]
async fn a_pack_for_what_was_not_said_says_so() {
    let packed = post("/v1/context", json!({ "question": OFF_TOPIC }))
        .await
        .answer();
    assert_eq!(packed["answerable"], false);
    assert_eq!(packed["reason"], "topic_not_found");
    assert_eq!(packed["max_tokens"], 2000);
}

#[tokio::test]
async fn a_pack_is_asked_for_strictly() {
    for (body, field) in [
        (
            json!({ "question": QUESTION, "max_tokens": 99 }),
            "max_tokens",
        ),
        (
            json!({ "question": QUESTION, "max_tokens": 100_001 }),
            "max_tokens",
        ),
        (
            json!({ "question": QUESTION, "max_token": 500 }),
            "max_token",
        ),
        (json!({ "question": " " }), "question"),
    ] {
        let problem = post("/v1/context", body)
            .await
            .problem(400, "invalid_request");
        assert_eq!(problem["field"], field);
    }
}
