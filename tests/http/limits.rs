//! Tests limits of rate and size, and compression.

use std::num::NonZeroU32;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use http_body_util::BodyExt;
use serde_json::json;
use tower::ServiceExt;
use whosaid::server::{AppState, Rate, ServeConfig, Timeouts, router};

use super::{JSON, QUESTION, Reply, app, send};
use crate::support::library;

fn app_with(config: ServeConfig) -> Router {
    router(AppState::new(library().engine.clone(), config))
}

async fn list(app: &Router) -> Reply {
    let path = "/v1/transcripts";
    send(app.clone(), Method::GET, path, "", Body::empty()).await
}

#[tokio::test]
async fn a_caller_is_told_what_is_left_and_then_when_to_come_back() {
    let app = app_with(ServeConfig {
        rate: Some(Rate {
            requests: NonZeroU32::new(2).unwrap(),
            window: Duration::from_secs(3600),
        }),
        ..ServeConfig::default()
    });
    for left in ["\"default\";r=1;t=1800", "\"default\";r=0;t=3600"] {
        let reply = list(&app).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.headers["ratelimit"], left);
        assert_eq!(reply.headers["ratelimit-policy"], "\"default\";q=2;w=3600");
    }
    let reply = list(&app).await;
    reply.problem(429, "rate_limited");
    let wait: u64 = reply.header(header::RETRY_AFTER).parse().unwrap();
    assert!((1..=1800).contains(&wait), "{wait}");
    assert_eq!(reply.headers["ratelimit"], "\"default\";r=0;t=3600");
}

#[tokio::test]
async fn without_a_rate_no_header_speaks_of_one() {
    let reply = list(&app()).await;
    assert!(!reply.headers.contains_key("ratelimit"));
}

#[tokio::test]
async fn health_is_told_however_often_it_is_asked() {
    let app = app_with(ServeConfig {
        rate: Some(Rate {
            requests: NonZeroU32::MIN,
            window: Duration::from_secs(3600),
        }),
        ..ServeConfig::default()
    });
    for _ in 0..3 {
        let reply = send(app.clone(), Method::GET, "/healthz", "", Body::empty()).await;
        assert_eq!(reply.status, 200);
    }
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_a_problem() {
    let app = app_with(ServeConfig {
        timeouts: Timeouts {
            answer: Duration::ZERO,
            ..Timeouts::default()
        },
        ..ServeConfig::default()
    });
    let body = Body::from(json!({ "question": QUESTION }).to_string());
    let reply = send(app, Method::POST, "/v1/ask", JSON, body).await;
    reply.problem(504, "timed_out");
}

#[tokio::test]
async fn a_body_in_a_coding_is_refused_unread() {
    for coding in ["gzip", "br", "deflate", "identity, gzip"] {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/v1/ask")
            .header(header::CONTENT_TYPE, JSON)
            .header(header::CONTENT_ENCODING, coding)
            .body(Body::from(vec![0x1f; 1000]));
        let reply = Reply::read(app().oneshot(request.unwrap()).await.unwrap()).await;
        reply.problem(415, "unsupported_media_type");
        assert_eq!(reply.header(header::ACCEPT_ENCODING), "identity");
    }
}

#[tokio::test]
async fn long_responses_are_compressed_on_request_short_ones_not() {
    let get = |path: &'static str, coding: &'static str| async move {
        let request = Request::builder()
            .uri(path)
            .header(header::ACCEPT_ENCODING, coding)
            .body(Body::empty());
        let response = app().oneshot(request.unwrap()).await.unwrap();
        let (head, body) = response.into_parts();
        let coding = head.headers.get(header::CONTENT_ENCODING).cloned();
        let coding = coding.map(|coding| coding.to_str().unwrap().to_owned());
        (coding, body.collect().await.unwrap().to_bytes().len())
    };
    let path = "/v1/transcripts/canal_history";
    let (coding, plain) = get(path, "identity").await;
    assert_eq!(coding, None);
    for wanted in ["gzip", "br"] {
        let (coding, bytes) = get(path, wanted).await;
        assert_eq!(coding.as_deref(), Some(wanted));
        assert!(bytes * 2 < plain, "{bytes} of {plain}");
    }
    let (coding, _) = get("/healthz", "gzip, br").await;
    assert_eq!(coding, None);
}
