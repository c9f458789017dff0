//! Tests doubtful attribution: reported on hits and quotes, and rare where labels are right.

use serde_json::json;
use whosaid::passage::{self, Doubts};

use crate::support::samples;
use crate::support::test_store::{TestStore, assert_holds, json};

/// A diariser cut Ann's sentence after "the", and gave the rest of it to Ben.
const BROKEN: &str = "00:00:01.000 - 00:00:04.000, Ann: The kettle boils at dawn in the.\n\
                      00:00:04.020 - 00:00:06.000, Ben: Kitchen by the harbour.\n\
                      00:00:08.000 - 00:00:09.000, Ann: I buy bread on Tuesday.\n";

#[test]
fn sentence_broken_across_speakers_is_uncertain() {
    let store = TestStore::new();
    store.file("talk.txt", BROKEN);
    let _indexed = store.run(&["index", "files"]);
    let found = json(&store.run(&["search", "the kettle in the kitchen", "--json"]));
    let hits = found["hits"].as_array().unwrap();
    for (text, attribution, reasons) in [
        (
            "The kettle boils at dawn in the.",
            "uncertain",
            json!(["ends_mid_sentence"]),
        ),
        (
            "Kitchen by the harbour.",
            "uncertain",
            json!(["begins_mid_sentence"]),
        ),
        ("I buy bread on Tuesday.", "certain", json!([])),
    ] {
        let hit = hits.iter().find(|hit| hit["text"] == text).unwrap();
        assert_eq!(hit["attribution"], attribution);
        assert_eq!(hit["attribution_reasons"], reasons);
    }
    let question = "When does the kettle boil?";
    let answer = json(&store.run(&["ask", question, "--json"]));
    assert_eq!(answer["quotes"][0]["attribution"], "uncertain");
    let printed = store.run(&["ask", question]).out;
    assert_holds(
        &printed,
        "\n    attribution uncertain: its last sentence goes on",
    );
}

#[test]
fn doubt_changes_neither_words_nor_labels() {
    let store = TestStore::new();
    store.file("talk.txt", BROKEN);
    let _indexed = store.run(&["index", "files"]);
    let shown = json(&store.run(&["show", "talk", "--json"]));
    let turns = shown["turns_text"].as_array().unwrap();
    let said: Vec<String> = turns
        .iter()
        .map(|turn| format!("{}: {}", turn["speaker"], turn["text"]).replace('"', ""))
        .collect();
    let written: Vec<&str> = BROKEN
        .lines()
        .map(|line| line.split_once(", ").unwrap().1)
        .collect();
    assert_eq!(said, written);
}

#[test]
fn conversations_whose_labels_are_right_are_nearly_never_doubted() {
    let recordings = &samples().recordings;
    let (mut all, mut doubted) = (0, 0);
    for recording in recordings {
        let doubts = passage::doubts(
            &recording.transcript.turns,
            recording.transcript.main_language(),
            &recording.passages,
        );
        all += doubts.len();
        doubted += doubts
            .iter()
            .filter(|doubts| **doubts != Doubts::default())
            .count();
    }
    assert!(all > 500, "{all} passages");
    assert!(
        doubted * 50 <= all,
        "{doubted} of {all} passages are doubted"
    );
}
