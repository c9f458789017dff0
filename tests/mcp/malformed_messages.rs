//! Tests that malformed lines get JSON-RPC errors, and that the conversation goes on.

use std::io::Write;

use serde_json::{Value, json};

use super::{Assistant, QUESTION};
use crate::support::library;

/// Sends a line that is no message, then a good request, and returns the answers to both.
fn answer_to(assistant: &mut Assistant, line: &[u8]) -> Value {
    let input = assistant.input.as_mut().unwrap();
    input.write_all(line).unwrap();
    input.write_all(b"\n").unwrap();
    input.flush().unwrap();
    let answer = assistant.receive();
    goes_on(assistant);
    answer
}

/// Checks that the next request is answered, and nothing before it.
#[track_caller]
fn goes_on(assistant: &mut Assistant) {
    let answer = assistant.ask("ping", json!({}));
    assert_eq!(answer["id"], 1, "{answer}");
    assert!(answer.get("result").is_some(), "{answer}");
}

#[test]
fn what_is_no_json_is_a_parse_error_and_the_conversation_goes_on() {
    let mut assistant = Assistant::greeted(&library().store);
    let two =
        br#"{"jsonrpc":"2.0","id":5,"method":"ping"}{"jsonrpc":"2.0","id":6,"method":"ping"}"#;
    let surrogate = br#"{"jsonrpc":"2.0","id":5,"method":"ping","params":{"x":"\ud800"}}"#;
    for line in [
        b"garbage".as_slice(),
        two,
        surrogate,
        b"\xff\xfe",
        b"{\"jsonrpc\":",
    ] {
        let answer = answer_to(&mut assistant, line);
        assert_eq!(answer["error"]["code"], -32700, "{answer}");
        assert_eq!(answer.get("id"), Some(&Value::Null), "{answer}");
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(message.contains("not JSON"), "{message}");
    }
    assert_eq!(assistant.finish(), (vec![], Some(0)));
}

#[test]
fn json_that_is_no_request_is_an_invalid_request_with_its_id() {
    let mut assistant = Assistant::greeted(&library().store);
    for (line, id) in [
        ("5", json!(null)),
        (r#"[{"jsonrpc":"2.0","id":5,"method":"ping"}]"#, json!(null)),
        (r#"{"jsonrpc":"2.0","id":5}"#, json!(5)),
        (r#"{"jsonrpc":"1.0","id":"a","method":"ping"}"#, json!("a")),
        (r#"{"jsonrpc":"2.0","id":5,"method":6}"#, json!(5)),
    ] {
        let answer = answer_to(&mut assistant, line.as_bytes());
        assert_eq!(answer["error"]["code"], -32600, "{line}: {answer}");
        assert_eq!(answer.get("id"), Some(&id), "{line}: {answer}");
    }
}

#[test]
fn a_call_without_params_is_told_what_they_are() {
    let mut assistant = Assistant::greeted(&library().store);
    let line = br#"{"jsonrpc":"2.0","id":5,"method":"tools/call"}"#;
    let answer = answer_to(&mut assistant, line);
    assert_eq!(
        (&answer["id"], &answer["error"]["code"]),
        (&json!(5), &json!(-32602))
    );
}

#[test]
fn a_notification_that_cannot_be_understood_is_not_answered() {
    let mut assistant = Assistant::greeted(&library().store);
    for line in [
        r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":5}"#,
        r#"{"jsonrpc":"1.0","method":"notifications/initialized"}"#,
        r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"what?"}}"#,
        "",
        " \t\r",
    ] {
        assistant.send(line);
        goes_on(&mut assistant);
    }
}

#[test]
fn a_line_beyond_the_limit_is_passed_over_and_said_to_be_too_long() {
    let mut assistant = Assistant::greeted(&library().store);
    for line in [vec![b'x'; (1 << 20) + 1], vec![b' '; 16 << 20]] {
        let answer = answer_to(&mut assistant, &line);
        assert_eq!(answer["error"]["code"], -32600, "{answer}");
        assert_eq!(answer.get("id"), Some(&Value::Null), "{answer}");
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(message.contains("at most 1048576 bytes"), "{message}");
    }
}

#[test]
fn rubbish_before_the_greeting_is_answered_with_an_error() {
    let mut assistant = Assistant::start(&library().store);
    assistant.send("hello?");
    assert_eq!(assistant.receive()["error"]["code"], -32700);
    assistant.send(r#"{"jsonrpc":"2.0","id":2,"method":"initialize","params":{}}"#);
    assert_eq!(assistant.receive()["error"]["code"], -32602);
    let client = json!({ "name": "test", "version": "1" });
    let hello =
        json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client });
    let greeting = assistant.ask("initialize", hello);
    assert_eq!(greeting["result"]["serverInfo"]["name"], "whosaid");
}

#[test]
fn a_last_request_whose_line_does_not_end_is_answered() {
    let mut assistant = Assistant::greeted(&library().store);
    let arguments = json!({ "name": "ask", "arguments": { "question": QUESTION } });
    let request = json!({ "jsonrpc": "2.0", "id": 9, "method": "tools/call", "params": arguments });
    let input = assistant.input.as_mut().unwrap();
    input.write_all(request.to_string().as_bytes()).unwrap();
    let (answers, code) = assistant.finish();
    assert_eq!((answers.len(), code), (1, Some(0)));
    assert_eq!(answers[0]["id"], 9);
}
