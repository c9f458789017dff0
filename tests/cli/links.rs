//! Tests links to the recording, given by options or in a sidecar, and shown on every hit.

use serde_json::Value;

use super::{TWO_LINES, TestStore, assert_holds, json};

const QUESTION: &str = "When does the kettle boil at dawn?";

/// Indexes the folder and returns what became of its one transcript.
fn status(store: &TestStore) -> Value {
    let files = json(&store.run(&["index", "files", "--json"]));
    let files = files["files"].as_array().unwrap();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0]["status"].clone()
}

fn shown(store: &TestStore) -> Value {
    json(&store.run(&["show", "talk", "--json"]))
}

#[test]
fn quotes_hits_and_turns_lead_to_the_moment() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    let url = "https://www.youtube.com/watch?v=abc&list=x";
    let told = ["--url", url, "--offset", "60.5"];
    let ran = store.run(&[&["index", "files/talk.txt"][..], &told].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    // One second into the transcript is 61.5 s into the recording.
    let link = format!("{url}&t=61");
    let answer = json(&store.run(&["ask", QUESTION, "--json"]));
    assert_eq!(answer["quotes"][0]["link"], *link);
    assert_eq!(answer["hits"][0]["link"], *link);
    assert_eq!(shown(&store)["turns_text"][0]["link"], *link);
    assert_eq!(shown(&store)["media_url"], url);
    let printed = store.run(&["ask", QUESTION]).out;
    assert_eq!(
        printed.matches(&format!("    {link}\n")).count(),
        2,
        "{printed}"
    );
    assert_holds(&store.run(&["show", "talk"]).out, &format!("\n{url}\n"));
}

#[test]
fn without_an_address_there_is_no_link() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    let _indexed = store.run(&["index", "files"]);
    let answer = json(&store.run(&["ask", QUESTION, "--json"]));
    assert_eq!(answer["quotes"][0]["link"], Value::Null);
    assert_eq!(shown(&store)["media_url"], Value::Null);
    assert!(!store.run(&["ask", QUESTION]).out.contains("http"));
}

#[test]
fn an_address_that_is_not_http_is_refused_where_it_is_given() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    for (flag, value) in [
        ("--url", "javascript:alert(1)"),
        ("--link", "javascript:alert({s})"),
        ("--url", "talk.mp3"),
        ("--link", "https://play.er/{seconds}"),
        ("--offset", "soon"),
        ("--offset", "inf"),
    ] {
        let ran = store.run(&["index", "files/talk.txt", flag, value]);
        assert_eq!(ran.code, Some(2), "{flag} {value}: {ran:?}");
        assert_holds(&ran.err, flag);
    }
    store.file(
        "talk.toml",
        "title = \"T\"\nurl = \"javascript:alert(1)\"\n",
    );
    let ran = store.run(&["index", "files"]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_holds(&ran.err, "talk.toml:2: “javascript:alert(1)” begins with");
    let nothing: [&str; 0] = [];
    assert_eq!(store.ids(), nothing);
}

#[test]
fn one_url_for_many_recordings_is_refused_a_template_is_not() {
    let store = TestStore::new();
    store.file("a.txt", TWO_LINES);
    store.file("b.txt", &TWO_LINES.replace("kettle", "engine"));
    for told in [
        ["--url", "https://example.com/a"],
        ["--link", "https://play.er/{s}"],
        ["--offset", "-1"],
    ] {
        let ran = store.run(&[&["index", "files"][..], &told].concat());
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert_holds(&ran.err, "about one transcript");
    }
    let ran = store.run(&["index", "files", "--link", "{url}?at={s}"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn a_sidecar_tells_of_its_transcript_and_is_none_itself() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    store.file(
        "talk.toml",
        "title = \"Of kettles\"\ndate = 2024-05-31\nurl = \"https://example.com/talk.mp3\"\n\
         link = \"{url}?at={hms}\"\noffset = 59\n\
         people = [\"Ann\", { name = \"Bob\", role = \"guest\" }]\n",
    );
    assert_eq!(status(&store), "stored");
    let detail = shown(&store);
    assert_eq!(
        (&detail["title"], &detail["date"]),
        (&"Of kettles".into(), &"2024-05-31".into())
    );
    let people = serde_json::json!([
        { "name": "Ann", "role": null }, { "name": "Bob", "role": "guest" }
    ]);
    assert_eq!(detail["people"], people);
    let link = "https://example.com/talk.mp3?at=1m0s";
    assert_eq!(detail["turns_text"][0]["link"], link);
    let answer = json(&store.run(&["ask", QUESTION, "--json"]));
    assert_eq!(answer["quotes"][0]["cite"], "Ann, “Of kettles”, 00:00:01");
}

#[test]
fn a_changed_sidecar_alone_changes_what_is_told() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    assert_eq!(status(&store), "stored");
    store.file(
        "talk.toml",
        "people = [\"Ann\"]\nurl = \"https://example.com/a\"\n",
    );
    assert_eq!(status(&store), "described");
    assert_eq!(status(&store), "unchanged");
    store.file("talk.toml", "people = [\"Bob\"]\n");
    assert_eq!(status(&store), "described");
    let detail = shown(&store);
    assert_eq!(detail["people"][0]["name"], "Bob");
    // What it no longer tells stays as it was told.
    assert_eq!(detail["media_url"], "https://example.com/a");
}

#[test]
fn sidecar_facts_outlive_changes_but_not_removal() {
    let store = TestStore::new();
    let sidecar = store.file(
        "talk.toml",
        "people = [\"Ann\"]\nurl = \"https://example.com/a\"\n",
    );
    store.file("talk.txt", TWO_LINES);
    assert_eq!(status(&store), "stored");
    std::fs::remove_file(sidecar).unwrap();
    store.file("talk.txt", &TWO_LINES.replace("bread", "onions"));
    assert_eq!(status(&store), "replaced");
    assert_eq!(shown(&store)["people"][0]["name"], "Ann");
    assert_eq!(shown(&store)["media_url"], "https://example.com/a");
    let _removed = store.run(&["remove", "talk"]);
    assert_eq!(status(&store), "stored");
    assert_eq!(shown(&store)["people"], serde_json::json!([]));
}

#[test]
fn the_command_line_wins_over_the_sidecar() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    store.file(
        "talk.toml",
        "title = \"Of kettles\"\nurl = \"https://example.com/a\"\n",
    );
    let ran = store.run(&["index", "files/talk.txt", "--title", "Of bread"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let detail = shown(&store);
    assert_eq!(detail["title"], "Of bread");
    assert_eq!(detail["media_url"], "https://example.com/a");
}

#[test]
fn a_wrong_sidecar_is_named_with_its_line_and_changes_nothing() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    assert_eq!(status(&store), "stored");
    store.file("talk.toml", "title = \"T\"\ntitel = \"U\"\n");
    let ran = store.run(&["index", "files"]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_holds(
        &ran.err,
        "files/talk.toml:2: there is no key `titel`; did you mean `title`?",
    );
    assert_eq!(shown(&store)["title"], "talk");
}

#[test]
fn foreign_file_beside_a_sidecar_is_still_skipped() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    store.file("Cargo.lock", "version = 4\n");
    store.file("Cargo.toml", "[package]\n");
    let ran = store.run(&["index", "files"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_holds(&ran.err, "skipped files/Cargo.lock: no known transcript");
    assert!(!ran.err.contains("Cargo.toml"), "{ran:?}");
}
