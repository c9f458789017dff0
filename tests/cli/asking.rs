//! Tests `ask` and `search`: answers, refusals, filters.

use std::process::Command;

use serde_json::Value;

use super::{KEEPER, TWO_LINES, TestStore, assert_holds, json, look, strings, turns};
use crate::support::{library, run, whosaid};

#[test]
fn an_answer_quotes_words_that_were_said() {
    let ran = look(&["ask", KEEPER]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let quote = ran.out.lines().next().unwrap().strip_prefix('“').unwrap();
    let quote = quote.strip_suffix('”').unwrap();
    let mut said = turns("canal_history").into_iter();
    assert!(said.any(|turn| turn.contains(quote)), "{quote}");
}

#[test]
fn an_answer_says_who_when_and_where() {
    let ran = look(&["ask", KEEPER]);
    let attribution = ran.out.lines().nth(1).unwrap();
    let parts: Vec<_> = attribution.split(", ").collect();
    assert_eq!((parts[0], parts[2]), ("  — Agnes", "canal history"));
    let (start, end) = parts[1].trim_start_matches('~').split_once('–').unwrap();
    assert!("00:00:51" <= start && start <= end && end <= "00:01:11");
}

#[test]
fn an_answer_is_read_unless_that_is_turned_off() {
    let reader = |command: &mut Command| {
        let ran = run(command.args(["--json", "ask", KEEPER]));
        let answer = json(&ran);
        assert!(["sure", "likely", "guess"].contains(&answer["certainty"].as_str().unwrap()));
        answer["reader"].clone()
    };
    let store = &library().store;
    assert_eq!(reader(whosaid(store).env_remove("WHOSAID_READER")), "read");
    assert_eq!(
        reader(whosaid(store).env("WHOSAID_READER", "off")),
        Value::Null
    );
}

#[test]
fn a_folder_without_a_reader_is_an_error_that_names_the_file() {
    let ran = look(&["--reader", "/no/such/folder", "ask", KEEPER]);
    assert_ne!(ran.code, Some(0));
    assert_holds(&ran.err, "reader.onnx cannot be read");
}

#[test]
fn an_off_topic_question_is_not_found_and_ends_with_1() {
    let ran = look(&["ask", "Which country won the 1990 football World Cup?"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.starts_with("Not found: "), "{ran:?}");
}

#[test]
fn a_missing_store_ends_with_3_and_says_how_to_make_one() {
    let store = TestStore::new();
    let ran = store.run(&["ask", KEEPER]);
    assert_eq!((ran.code, &*ran.out), (Some(3), ""));
    assert_holds(
        &ran.err,
        "store.db; index transcripts with `whosaid index PATH…`",
    );
    assert!(!store.path("store.db").exists());
}

#[test]
fn an_unknown_speaker_is_not_found_and_the_nearest_is_named() {
    let ran = look(&["ask", KEEPER, "--speaker", "Agness"]);
    assert_eq!(ran.code, Some(1));
    assert_holds(&ran.out, "no speaker is called “Agness” (there is Agnes)");
}

#[test]
fn an_unknown_transcript_is_not_found_and_the_nearest_is_named() {
    let ran = look(&["ask", KEEPER, "--transcript", "canal_histroy"]);
    assert_eq!(ran.code, Some(1));
    let message = "no transcript has the id “canal_histroy” (there is canal_history)";
    assert_holds(&ran.out, message);
    let ran = look(&["show", "canal_histroy"]);
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    assert_holds(&ran.err, "canal_histroy; there is canal_history");
}

#[test]
fn filters_hold_for_every_hit() {
    let (canal, billing) = ("canal_history", "billing_meeting");
    for (filter, key, only) in [
        (["--speaker", "Walter"], "speaker", "Walter"),
        (["--speaker", "wALTER"], "speaker", "Walter"),
        (["--transcript", billing], "transcript_id", billing),
        (["--from", "2024-03-11"], "transcript_id", billing),
        (["--to", "2024-03-02"], "transcript_id", canal),
    ] {
        let ran = look(&[&["search", KEEPER, "-k", "30", "--json"], &filter[..]].concat());
        let found = strings(&json(&ran)["hits"], key);
        assert!((10..=30).contains(&found.len()), "{filter:?}");
        assert!(found.iter().all(|it| it == only), "{filter:?}");
    }
}

#[test]
fn a_speaker_is_found_in_any_case_of_any_alphabet() {
    let store = TestStore::new();
    store.file("talk.txt", &TWO_LINES.replace("Ann", "Élodie"));
    let _indexed = store.run(&["index", "files"]);
    let ran = store.run(&["search", "kettle", "--speaker", "éLODIE", "--json"]);
    assert_eq!(strings(&json(&ran)["hits"], "speaker"), ["Élodie"]);
}

#[test]
fn filters_that_leave_nothing_say_so() {
    let ran = look(&["ask", KEEPER, "--speaker", "Agnes", "--from", "2024-03-10"]);
    assert_eq!(ran.code, Some(1));
    assert_holds(&ran.out, "the filters together leave no passage");
}

#[test]
fn days_that_no_recording_has_are_told_with_the_remedy() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    let _indexed = store.run(&["index", "files"]);
    for command in [
        &["ask", "kettle"][..],
        &["search", "kettle"],
        &["export", "kettle", "--as", "md"],
        &["list"],
    ] {
        let ran = store.run(&[command, &["--from", "2024-03-02"]].concat());
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert_holds(&ran.err, "no recording has a day");
        assert_holds(&ran.err, "--date 2024-03-02");
    }
    let dated = look(&["list", "--from", "2034-03-02"]);
    assert!(!dated.err.contains("no recording has a day"), "{dated:?}");
}

#[test]
fn json_stands_alone_on_standard_output() {
    let ran = look(&["ask", KEEPER, "--json", "--timings"]);
    assert_eq!(json(&ran)["answerable"], true);
    for part in ["open store", "load model", "model", "search", "in all"] {
        let timed = |line: &str| line.starts_with(part) && line.ends_with(" ms");
        assert!(ran.err.lines().any(timed), "{part}: {ran:?}");
    }
}

#[test]
fn graph_and_scan_agree_on_the_best_passage() {
    let [graph, exact] = ["graph", "exact"].map(|path| {
        let flag = format!("--{path}");
        let found = json(&look(&["search", KEEPER, &flag, "--explain", "--json"]));
        assert_eq!(found["explain"]["path"], path);
        found["hits"][0]["passage_id"].clone()
    });
    assert_eq!(graph, exact);
    let ran = look(&["search", KEEPER, "--graph", "--explain"]);
    assert_holds(&ran.out, "the graph was walked, comparing ");
}
