//! Tests malicious requests: decompression bombs, and paths that lead out of a folder.

use serde_json::json;

use super::{get, post, post_text};

#[tokio::test]
async fn json_nested_a_hundred_thousand_deep_is_a_problem() {
    let depth = 30_000; // A body has at most 64 KiB.
    for body in [
        "[".repeat(2 * depth),
        "{\"question\":".repeat(depth / 12),
        format!("{{\"question\": {}", "[".repeat(2 * depth)),
        format!(
            "{{\"question\": {}{}}}",
            "[".repeat(depth),
            "]".repeat(depth)
        ),
    ] {
        post_text("/v1/ask", body)
            .await
            .problem(400, "invalid_request");
    }
}

#[tokio::test]
async fn long_lists_and_numbers_are_problems() {
    let numbers = format!("{{\"question\": [{}1]}}", "1,".repeat(30_000));
    let names = vec!["x"; 10_000];
    let digits = format!("{{\"question\": \"x\", \"k\": {}}}", "9".repeat(60_000));
    for body in [
        numbers,
        json!({ "question": "x", "filter": { "speakers": names } }).to_string(),
        digits,
        "{\"question\": \"x\", \"k\": 1e999}".to_owned(),
        "{\"question\": \"x\", \"k\": NaN}".to_owned(),
        "{\"question\": \"x\", \"question\": \"y\"}".to_owned(),
    ] {
        let reply = post_text("/v1/ask", body).await;
        reply.problem(400, "invalid_request");
    }
}

#[tokio::test]
async fn a_question_of_marks_and_controls_is_answered_like_any_other() {
    for question in [
        "\u{0}",
        "e\u{301}\u{301}\u{301}".repeat(400).as_str(),
        "\u{202e}\u{2066}what froze",
        "(a+)+$ \\ \" ' ; -- <script>",
        "{\"$where\": 1}",
    ] {
        let reply = post("/v1/ask", json!({ "question": question })).await;
        assert_eq!(reply.status, 200, "{question:?}: {reply:?}");
    }
}

/// A listing, an error and the way up are the only things a path can lead to: ids are looked up in
/// the store, and no file is.
#[tokio::test]
async fn a_path_leads_to_the_store_and_nowhere_else() {
    for path in [
        "/v1/transcripts/..%2f..%2f..%2fetc%2fpasswd",
        "/v1/transcripts/%2e%2e",
        "/v1/transcripts/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/v1/transcripts/%2Fetc%2Fpasswd",
        "/v1/transcripts/..%5c..%5cboot.ini",
        "/v1/transcripts/canal_history%00",
        "/v1/transcripts/canal_history%00.srt",
        "/v1/transcripts/CON",
        "/v1/transcripts/file:%2f%2f%2fetc%2fpasswd",
        "/v1/transcripts/%27%20OR%201=1--",
        "/v1/transcripts/canal_history%",
        "/v1/transcripts/%25",
        "/../etc/passwd",
        "/v1/../../etc/passwd",
        "/v1/transcripts/../../../etc/passwd",
        "//v1/transcripts",
        "/v1/transcripts//canal_history",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/v1%2ftranscripts",
    ] {
        let reply = get(path).await;
        assert!(
            [400, 404].contains(&reply.status.as_u16()),
            "{path}: {reply:?}"
        );
        assert!(!reply.body.contains("root:"), "{path}");
    }
}
