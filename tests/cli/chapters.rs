//! Tests chapters of feeds: as headings of a printed transcript, and on hits.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use whosaid::engine::{Catalogue, Engine};
use whosaid::search::SearchConfig;
use whosaid::server::{AppState, ServeConfig, router};

use super::{TestStore, assert_holds, json};
use crate::support::embedder;

const FEED: &str = r#"<rss xmlns:podcast="https://podcastindex.org/namespace/1.0"
    xmlns:psc="http://podlove.org/simple-chapters"><channel><title>Kettle Talk</title>
    <item><guid>tea</guid><title>Tea</title><podcast:transcript url="tea.vtt" type="text/vtt"/>
    <psc:chapters>
      <psc:chapter start="00:00:02" title="Kettles"/>
      <psc:chapter start="00:00:30" title="Bread &amp; jam"/>
      <psc:chapter start="00:09:00" title="Farewell"/>
    </psc:chapters></item></channel></rss>"#;

const TEA: &str = "WEBVTT

00:00.000 --> 00:02.000
<v Ann>Welcome to the kitchen, everybody.

00:02.000 --> 00:20.000
<v Bob>The kettle boils at dawn, and it whistles like a train.

00:20.000 --> 00:40.000
<v Ann>My grandmother baked nine loaves of rye bread on Tuesdays.

00:40.000 --> 00:50.000
<v Bob>The jam was made of the plums behind the chapel.
";

/// A store with one episode that has chapters.
fn store() -> TestStore {
    let store = TestStore::new();
    let feed = store.file("feed.xml", FEED);
    store.file("tea.vtt", TEA);
    let ran = store.run(&["index", "--feed", feed.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    store
}

fn chapters() -> Value {
    json!([
        { "title": "Kettles", "start_s": 2.0, "start": "00:00:02" },
        { "title": "Bread & jam", "start_s": 30.0, "start": "00:00:30" },
        { "title": "Farewell", "start_s": 540.0, "start": "00:09:00" },
    ])
}

/// The lines of `whosaid show` after the title, without what is said.
fn shown(store: &TestStore, more: &[&str]) -> Vec<String> {
    let ran = store.run(&[&["show", "tea"], more].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let lines = ran.out.lines().skip(1);
    lines
        .map(|line| {
            line.split_once(": ")
                .map_or(line, |(head, _)| head)
                .to_owned()
        })
        .collect()
}

#[test]
fn a_transcript_is_shown_with_a_heading_where_each_chapter_begins() {
    assert_eq!(
        shown(&store(), &[]),
        [
            "00:00:00  Ann",
            "00:00:02  ## Kettles",
            "00:00:02  Bob",
            "00:00:20  Ann",
            "00:00:30  ## Bread & jam",
            "00:00:40  Bob",
            "00:09:00  ## Farewell",
        ]
    );
}

#[test]
fn a_part_of_a_transcript_is_shown_under_the_chapters_it_is_in() {
    assert_eq!(
        shown(&store(), &["--speaker", "Ann"]),
        ["00:00:00  Ann", "00:00:02  ## Kettles", "00:00:20  Ann"]
    );
}

#[test]
fn both_doors_list_the_chapters_of_a_transcript() {
    let store = store();
    let printed = json(&store.run(&["show", "tea", "--json"]));
    assert_eq!(printed["chapters"], chapters());
    let part = json(&store.run(&["show", "tea", "--at", "00:00:01", "--json"]));
    assert_eq!(part["chapters"], chapters());
    assert_eq!(get(&store, "/v1/transcripts/tea"), printed);
}

/// What the router answers over this store.
fn get(store: &TestStore, path: &str) -> Value {
    let catalogue = Catalogue::open_existing(&store.path("store.db"), Box::new(|_| {})).unwrap();
    let engine = Engine::new(catalogue, embedder(), SearchConfig::default());
    let router = router(AppState::new(Arc::new(engine), ServeConfig::default()));
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let bytes = runtime.block_on(async {
        let response = router.oneshot(request).await.unwrap();
        response.into_body().collect().await.unwrap().to_bytes()
    });
    serde_json::from_slice(&bytes).unwrap()
}

#[test]
fn a_hit_and_a_quote_say_in_which_chapter_they_begin() {
    let store = store();
    for (query, chapter) in [
        ("welcome to the kitchen", json!(null)),
        ("a kettle that whistles", json!("Kettles")),
        // It begins before the chapter that begins while it is said.
        ("grandmother's loaves of rye bread", json!("Kettles")),
        ("jam made of plums", json!("Bread & jam")),
    ] {
        let found = json(&store.run(&["search", query, "-k", "1", "--json"]));
        assert_eq!(found["hits"][0]["chapter"], chapter, "{query}");
    }
    let answer = json(&store.run(&["ask", "What was the jam made of?", "--json"]));
    assert_eq!(answer["quotes"][0]["chapter"], "Bread & jam");
    let printed = store.run(&["ask", "What was the jam made of?"]);
    assert_holds(&printed.out, "Tea, chapter “Bread & jam”");
}

#[test]
fn a_transcript_without_chapters_has_none() {
    let store = TestStore::new();
    store.file("tea.vtt", TEA);
    assert_eq!(store.run(&["index", "files"]).code, Some(0));
    let printed = json(&store.run(&["show", "tea", "--json"]));
    assert_eq!(printed["chapters"], json!([]));
    assert!(!store.run(&["show", "tea"]).out.contains("##"));
    let found = json(&store.run(&["search", "plums", "--json"]));
    assert_eq!(found["hits"][0]["chapter"], json!(null));
}
