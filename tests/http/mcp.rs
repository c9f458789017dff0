//! Tests `/mcp` without a socket: access and answers.

use super::*;

const CALL: &str = r#"{"jsonrpc":"2.0","id":7,"method":"tools/call",
    "params":{"name":"search","arguments":{"query":"the frozen lock"}}}"#;

/// Sends a message with these headers besides those that every client sends.
async fn call(headers: &[(&str, &str)], body: &str) -> Reply {
    let mut request = Request::builder().method(Method::POST).uri("/mcp");
    let all = request.headers_mut().unwrap();
    for (name, value) in [
        ("host", "127.0.0.1:7700"),
        ("content-type", JSON),
        ("accept", "application/json, text/event-stream"),
    ]
    .iter()
    .chain(headers)
    {
        let name: header::HeaderName = name.parse().unwrap();
        all.insert(name, value.parse().unwrap());
    }
    let body = Body::from(body.to_owned());
    let response = app().oneshot(request.body(body).unwrap()).await.unwrap();
    Reply::read(response).await
}

/// Sends a message with these headers and nothing else that a client of the protocol sends.
async fn call_accepting(accept: Option<&str>, media_type: &str, body: &str) -> Reply {
    let mut request = Request::builder()
        .method(Method::POST)
        .uri("/mcp")
        .header("host", "127.0.0.1:7700")
        .header("content-type", media_type);
    if let Some(accept) = accept {
        request = request.header("accept", accept);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    Reply::read(app().oneshot(request).await.unwrap()).await
}

#[tokio::test]
async fn a_client_that_accepts_json_in_any_words_gets_it() {
    for accept in [
        None,
        Some("application/json"),
        Some("*/*"),
        Some("application/*"),
        Some("text/html, */*;q=0.1"),
        Some("text/event-stream, application/json;q=0.5"),
    ] {
        let reply = call_accepting(accept, JSON, CALL).await;
        assert_eq!(reply.header(header::CONTENT_TYPE), JSON, "{accept:?}");
        assert_eq!(reply.answer()["id"], 7, "{accept:?}");
    }
}

#[tokio::test]
async fn a_client_that_accepts_events_only_gets_one_event() {
    for accept in ["text/event-stream", "text/*", "application/json;q=0, */*"] {
        let reply = call_accepting(Some(accept), JSON, CALL).await;
        assert_eq!(reply.status, 200, "{accept}: {reply:?}");
        assert_eq!(reply.header(header::CONTENT_TYPE), "text/event-stream");
        let events = reply
            .body
            .lines()
            .filter_map(|line| line.strip_prefix("data:"));
        let messages = events.filter_map(|event| serde_json::from_str::<Value>(event).ok());
        let messages: Vec<Value> = messages.collect();
        assert_eq!(messages.len(), 1, "{reply:?}");
        assert_eq!(messages[0]["id"], 7);
    }
}

#[tokio::test]
async fn every_refusal_is_an_error_response_with_the_id() {
    for (accept, media_type, status) in [("text/html", JSON, 406), (JSON, "text/plain", 415)] {
        let reply = call_accepting(Some(accept), media_type, CALL).await;
        assert_eq!(reply.status, status);
        assert_eq!(reply.header(header::CONTENT_TYPE), JSON);
        let answer = reply.json();
        assert_eq!(
            (&answer["jsonrpc"], &answer["id"]),
            (&json!("2.0"), &json!(7))
        );
        assert_eq!(answer["error"]["code"], -32600, "{answer}");
        assert!(answer["error"]["message"].is_string(), "{answer}");
    }
}

#[tokio::test]
async fn a_tool_is_called_and_its_addresses_lead_to_the_server() {
    let reply = call(&[], CALL).await.answer();
    assert_eq!(reply["id"], 7);
    let found = &reply["result"]["structuredContent"]["results"];
    let url = found[0]["url"].as_str().unwrap();
    let base = "http://127.0.0.1:7700/v1/transcripts/canal_history#t=";
    assert!(url.starts_with(base), "{url}");
}

#[tokio::test]
async fn only_this_machines_own_pages_may_ask() {
    for (header, value, status) in [
        ("host", "evil.example", 403),
        ("host", "127.0.0.1.evil.example", 403),
        ("host", "127.0.0.1:7700.evil.example", 403),
        ("host", "[::1]:7700.evil.example", 403),
        ("host", "localhost:http", 403),
        ("host", "localhost:9", 200),
        ("host", "[::1]:7700", 200),
        ("origin", "https://evil.example", 403),
        ("origin", "http://localhost.evil.example", 403),
        ("origin", "http://localhost:7700.evil.example", 403),
        ("origin", "http://127.0.0.1:80.evil.example", 403),
        ("origin", "null", 403),
        ("origin", "", 403),
        ("origin", "http://localhost:6274", 200),
    ] {
        let reply = call(&[(header, value)], CALL).await;
        assert_eq!(reply.status, status, "{header}: {value}");
        assert_eq!(reply.headers.get("access-control-allow-origin"), None);
    }
}

#[tokio::test]
async fn a_host_and_an_origin_that_were_named_may_ask() {
    let config = ChatbotConfig {
        hosts: vec!["talks.example".into()],
        origins: vec!["https://talks.example:443".into()],
        public_url: "https://talks.example".into(),
        model: None,
    };
    let state = AppState::new(library().engine.clone(), ServeConfig::default());
    let app = router(state.with_chatbots(config));
    let request = Request::builder()
        .method(Method::POST)
        .uri("/mcp")
        .header("host", "talks.example")
        .header("origin", "https://talks.example")
        .header("content-type", JSON)
        .header("accept", "application/json, text/event-stream")
        .body(Body::from(CALL));
    let reply = Reply::read(app.oneshot(request.unwrap()).await.unwrap()).await;
    let url = reply.answer()["result"]["structuredContent"]["results"][0]["url"].clone();
    assert!(
        url.as_str()
            .unwrap()
            .starts_with("https://talks.example/v1/transcripts/")
    );
}

#[tokio::test]
async fn a_revision_that_there_is_not_is_refused() {
    let reply = call(&[("mcp-protocol-version", "x")], CALL).await;
    assert_eq!(reply.status, 400);
}

#[tokio::test]
async fn a_session_that_nobody_gave_means_nothing() {
    let reply = call(&[("mcp-session-id", "stolen")], CALL).await;
    assert_eq!(reply.answer()["result"]["isError"], false);
    assert_eq!(reply.headers.get("mcp-session-id"), None);
}

#[tokio::test]
async fn the_newest_revision_wants_its_headers_to_match_the_message() {
    let message = |version: &str| {
        let meta = json!({
            "io.modelcontextprotocol/protocolVersion": version,
            "io.modelcontextprotocol/clientCapabilities": {},
        });
        let params = json!({ "name": "status", "arguments": {}, "_meta": meta });
        json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params }).to_string()
    };
    let headers = [
        ("mcp-protocol-version", "2026-07-28"),
        ("mcp-method", "tools/call"),
        ("mcp-name", "status"),
    ];
    let reply = call(&headers, &message("2026-07-28")).await.answer();
    assert_eq!(reply["result"]["resultType"], "complete");
    let reply = call(&headers, &message("2025-11-25")).await;
    assert_eq!(
        (reply.status, &reply.json()["error"]["code"]),
        (StatusCode::BAD_REQUEST, &json!(-32020))
    );
    let reply = call(
        &[headers[0], headers[1], ("mcp-name", "ask")],
        &message("2026-07-28"),
    )
    .await;
    assert_eq!(reply.json()["error"]["code"], -32020);
}

#[tokio::test]
async fn there_is_no_stream_to_get_and_no_session_to_delete() {
    for method in [Method::GET, Method::DELETE, Method::PUT] {
        let request = Request::builder().method(method).uri("/mcp");
        let request = request.header("host", "localhost").body(Body::empty());
        let reply = Reply::read(app().oneshot(request.unwrap()).await.unwrap()).await;
        assert_eq!(reply.status, 405);
    }
}

#[tokio::test]
async fn what_is_no_message_is_answered_as_json_rpc_has_it() {
    let two = r#"{"jsonrpc":"2.0","id":5,"method":"ping"}{"jsonrpc":"2.0","id":6,"method":"ping"}"#;
    let deep = "[".repeat(60_000);
    let batch = r#"[{"jsonrpc":"2.0","id":5,"method":"ping"}]"#;
    for (body, id, code) in [
        ("", json!(null), -32700),
        ("{", json!(null), -32700),
        (two, json!(null), -32700),
        (r#"{"id":5,"x":"\ud800"}"#, json!(null), -32700),
        (&deep, json!(null), -32700),
        ("5", json!(null), -32600),
        (batch, json!(null), -32600),
        (r#"{"jsonrpc":"2.0","id":5}"#, json!(5), -32600),
        (
            r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":5}"#,
            json!(null),
            -32602,
        ),
        (
            r#"{"jsonrpc":"2.0","id":5,"method":"tools/call"}"#,
            json!(5),
            -32602,
        ),
        (
            r#"{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"ask","arguments":[]}}"#,
            json!("a"),
            -32602,
        ),
    ] {
        let reply = call(&[], body).await;
        let body: String = body.chars().take(80).collect();
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{body}: {reply:?}");
        assert_eq!(reply.header(header::CONTENT_TYPE), JSON, "{body}");
        let answer = reply.json();
        assert_eq!(answer["jsonrpc"], "2.0", "{body}: {answer}");
        assert_eq!(answer.get("id"), Some(&id), "{body}: {answer}");
        assert_eq!(answer["error"]["code"], code, "{body}: {answer}");
        assert!(answer["error"]["message"].is_string(), "{body}: {answer}");
    }
}

#[tokio::test]
async fn a_message_that_is_too_long_is_a_problem() {
    let reply = call(&[], &"[".repeat(100_000)).await;
    reply.problem(413, "body_too_large");
}

#[tokio::test]
async fn wrong_argument_names_given_and_allowed_values() {
    for (arguments, said) in [
        (
            json!({ "question": "x", "k": -1 }),
            "`k`: -1 was given; expected a whole number from 1 to 20",
        ),
        (
            json!({ "question": "x", "k": "five" }),
            "`k`: \"five\" was given; expected a whole number from 1 to 20",
        ),
        (
            json!({ "quesiton": "x" }),
            "there is no argument `quesiton`; did you mean `question`?",
        ),
    ] {
        let params = json!({ "name": "ask", "arguments": arguments });
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params });
        let result = call(&[], &body.to_string()).await.answer()["result"].clone();
        assert_eq!(result["isError"], true, "{result}");
        let text = result["content"][0]["text"].as_str().unwrap();
        assert!(text.contains(said), "{text}");
    }
}

#[tokio::test]
async fn a_call_that_finds_the_queue_full_says_so() {
    let config = ServeConfig {
        queue: 0,
        ..ServeConfig::default()
    };
    let app = router(AppState::new(library().engine.clone(), config));
    let request = Request::builder()
        .method(Method::POST)
        .uri("/mcp")
        .header("host", "localhost")
        .header("content-type", JSON)
        .header("accept", "application/json, text/event-stream")
        .body(Body::from(CALL));
    let reply = Reply::read(app.oneshot(request.unwrap()).await.unwrap()).await;
    let result = &reply.answer()["result"];
    assert_eq!(result["isError"], true);
    assert!(
        result["content"][0]["text"]
            .as_str()
            .unwrap()
            .contains("try again")
    );
}
