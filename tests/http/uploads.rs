//! Transcripts put in and taken out over HTTP.

use super::*;

const TALK: &str = "1\n00:00:01,000 --> 00:00:06,000\nPetra: The quince tree gave ninety pounds.\n";

/// A service over an empty store, and the folder that it lives in.
fn empty() -> (tempfile::TempDir, Router) {
    let Temporary { engine, folder } = Temporary::empty();
    let state = AppState::new(Arc::new(engine), ServeConfig::default());
    (folder, router(state))
}

async fn put(app: &Router, path: &str, body: impl Into<Body>) -> Reply {
    send(app.clone(), Method::PUT, path, "text/plain", body.into()).await
}

#[tokio::test]
async fn a_transcript_that_is_put_can_be_asked_and_taken_out_again() {
    let (_folder, app) = empty();
    let stored = put(
        &app,
        "/v1/transcripts/garden?title=The+garden&date=2024-05-31",
        TALK,
    )
    .await;
    assert_eq!(stored.status, 201, "{stored:?}");
    assert_eq!(stored.json()["turns"], 1);
    assert_eq!(put(&app, "/v1/transcripts/garden", TALK).await.status, 200);
    let body = json!({ "question": "How much fruit did the quince tree give?" }).to_string();
    let asked = send(app.clone(), Method::POST, "/v1/ask", JSON, body.into()).await;
    let answer = asked.answer();
    assert_eq!(answer["quotes"][0]["speaker"], "Petra");
    assert_eq!(answer["hits"][0]["title"], "The garden");
    let gone = send(
        app.clone(),
        Method::DELETE,
        "/v1/transcripts/garden",
        "",
        Body::empty(),
    )
    .await;
    assert_eq!(gone.status, 204, "{gone:?}");
    let again = send(
        app,
        Method::DELETE,
        "/v1/transcripts/garden",
        "",
        Body::empty(),
    )
    .await;
    again.problem(404, "not_found");
}

#[tokio::test]
async fn what_is_no_transcript_is_refused_and_changes_nothing() {
    let (_folder, app) = empty();
    let refused = put(&app, "/v1/transcripts/diary", "dear diary, today it rained").await;
    refused.problem(422, "unreadable_transcript");
    let listed = send(app, Method::GET, "/v1/transcripts", "", Body::empty()).await;
    assert_eq!(listed.answer()["transcripts"], json!([]));
}

#[tokio::test]
async fn an_id_of_a_file_that_was_indexed_is_not_taken_over() {
    let taken = send(
        app(),
        Method::PUT,
        "/v1/transcripts/canal_history",
        "",
        TALK.into(),
    )
    .await;
    taken.problem(409, "conflict");
}

#[tokio::test]
async fn parameters_of_an_upload_are_strict() {
    let (_folder, app) = empty();
    let unknown = put(&app, "/v1/transcripts/garden?titel=x", TALK).await;
    let problem = unknown.problem(400, "invalid_request");
    assert_detail(&problem, "did you mean `title`?");
    assert_eq!(problem["field"], "titel");
    for (query, field) in [
        ("format=morse", "format"),
        ("url=javascript:alert(1)", "url"),
        ("date=yesterday", "date"),
    ] {
        let refused = put(&app, &format!("/v1/transcripts/garden?{query}"), TALK).await;
        let problem = refused.problem(400, "invalid_request");
        assert_eq!(problem["field"], field, "{problem}");
    }
}

#[tokio::test]
async fn an_upload_that_is_too_large_is_refused_with_the_limit() {
    let (_folder, app) = empty();
    let flood = put(&app, "/v1/transcripts/flood", vec![b'x'; (64 << 20) + 1]).await;
    flood.problem(413, "body_too_large");
}
