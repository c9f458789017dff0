//! Tests speaker names: giving, merging, suggesting and undoing them, and their use in questions
//! and filters.

use serde_json::{Value, json};

use super::{TestStore, assert_holds, json, strings};
use crate::support::Ran;

const HARBOUR: &str = "\
00:00:00.000 - 00:00:08.000, Speaker A: Welcome. Next we've got Ilka, who dives for amber.
00:00:08.000 - 00:00:16.000, Speaker A: Ilka, how deep is the amber off this coast?
00:00:16.000 - 00:00:26.000, Speaker B: Twelve metres, under a meadow of eelgrass that hides it all.
00:00:26.000 - 00:00:34.000, Speaker A: Thanks, Illka. I once paid the ferryman forty crowns.
00:00:34.000 - 00:00:44.000, Speaker B: A good piece of amber sells for three hundred crowns.
";

const ORCHARD: &str = "\
00:00:00.000 - 00:00:08.000, Speaker A: The pears in the north orchard were hit by frost.
00:00:08.000 - 00:00:16.000, Speaker B: We lit eleven small fires to keep the pears alive.
00:00:16.000 - 00:00:26.000, Speaker A: I bought a ladder for the pickers, for sixty crowns.
00:00:26.000 - 00:00:36.000, Speaker C: The glass bottles for the juice cost nine crowns.
";

/// A store with both conversations.
fn both() -> TestStore {
    let store = TestStore::new();
    store.file("harbour.txt", HARBOUR);
    store.file("orchard.txt", ORCHARD);
    assert_eq!(store.run(&["index", "files"]).code, Some(0));
    store
}

/// Changes names.
#[track_caller]
fn change(store: &TestStore, arguments: &[&str]) {
    let ran = store.run(&[&["speakers"], arguments].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

/// What the program says, as JSON.
fn told(store: &TestStore, arguments: &[&str]) -> Value {
    json(&store.run(&[arguments, &["--json"]].concat()))
}

/// Each label of a transcript with its name, as `Label = Name`.
fn names(store: &TestStore, transcript: &str) -> Vec<String> {
    let listed = told(store, &["speakers", "--transcript", transcript]);
    let speakers = listed["speakers"].as_array().unwrap().iter();
    let mut names: Vec<String> = speakers
        .map(|speaker| {
            let name = speaker["name"].as_str().unwrap_or("nobody");
            format!("{} = {name}", speaker["label"].as_str().unwrap())
        })
        .collect();
    names.sort();
    names
}

/// Who speaks in the hits of a search, as `transcript label`, each once.
fn voices(found: &Value) -> Vec<String> {
    let hits = found["hits"].as_array().unwrap().iter();
    let mut voices: Vec<String> = hits
        .map(|hit| {
            let part = |name: &str| hit[name].as_str().unwrap().to_owned();
            format!("{} {}", part("transcript_id"), part("speaker_label"))
        })
        .collect();
    voices.sort();
    voices.dedup();
    voices
}

fn keys(value: &Value) -> Vec<&str> {
    let object = value.as_object().unwrap();
    let mut keys: Vec<&str> = object.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[track_caller]
fn expect_refusal(ran: &Ran, words: &str) {
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_holds(&ran.err, words);
}

#[test]
fn a_name_is_given_in_one_transcript_and_in_all() {
    let store = both();
    change(
        &store,
        &["name", "Speaker A", "Petra Lind", "--transcript", "harbour"],
    );
    assert_eq!(names(&store, "harbour")[0], "Speaker A = Petra Lind");
    assert_eq!(names(&store, "orchard")[0], "Speaker A = nobody");
    change(&store, &["name", "Speaker B", "Oskar"]);
    for transcript in ["harbour", "orchard"] {
        assert_eq!(names(&store, transcript)[1], "Speaker B = Oskar");
    }
    // What is said of one transcript wins over what is said of all, whichever comes later.
    change(&store, &["name", "Speaker A", "Edda"]);
    assert_eq!(names(&store, "harbour")[0], "Speaker A = Petra Lind");
    assert_eq!(names(&store, "orchard")[0], "Speaker A = Edda");
}

#[test]
fn names_are_shown_and_labels_kept() {
    let store = both();
    change(
        &store,
        &["name", "Speaker B", "Ilka", "--transcript", "harbour"],
    );
    let printed = store.run(&["search", "amber sells for crowns", "-k", "1"]);
    assert_holds(&printed.out, "Ilka (Speaker B), 00:00:34");
    let found = told(&store, &["search", "amber sells for crowns", "-k", "1"]);
    let hit = &found["hits"][0];
    assert_eq!(
        (&hit["speaker"], &hit["speaker_label"]),
        (&json!("Ilka"), &json!("Speaker B"))
    );
    assert_eq!(hit["cite"], "Ilka, “harbour”, 00:00:34");
    assert_holds(
        &store.run(&["show", "harbour"]).out,
        "Ilka (Speaker B): Twelve metres",
    );
    assert_holds(&store.run(&["list"]).out, "Ilka (Speaker B)");
    let shown = told(&store, &["show", "harbour"]);
    let turn = &shown["turns_text"][1];
    assert_eq!(
        (&turn["speaker"], &turn["speaker_label"]),
        (&json!("Ilka"), &json!("Speaker B"))
    );
    // The name applies to the label in that transcript only.
    let elsewhere = told(&store, &["show", "orchard"]);
    assert_eq!(elsewhere["turns_text"][1]["speaker"], "Speaker B");
}

#[test]
fn a_question_filters_by_a_name_a_part_of_it_and_the_label() {
    let store = both();
    change(
        &store,
        &["name", "Speaker A", "Petra Lind", "--transcript", "harbour"],
    );
    for question in [
        "What did Petra Lind say about crowns?",
        "What did Petra say about crowns?",
    ] {
        let answer = told(&store, &["ask", question]);
        let filter = &answer["interpreted_as"]["filter"];
        assert_eq!(filter, &json!({ "speakers": ["Petra Lind"] }), "{question}");
        assert_eq!(voices(&answer), ["harbour Speaker A"], "{question}");
        assert_holds(
            answer["quotes"][0]["text"].as_str().unwrap(),
            "forty crowns",
        );
    }
    for (asked, expected) in [
        ("petra lind", vec!["harbour Speaker A"]),
        ("Petra", vec!["harbour Speaker A"]),
        ("Speaker A", vec!["harbour Speaker A", "orchard Speaker A"]),
    ] {
        let found = told(&store, &["search", "crowns", "--speaker", asked]);
        assert_eq!(voices(&found), expected, "{asked}");
    }
}

#[test]
fn merged_labels_are_one_speaker_with_one_name() {
    let store = both();
    change(
        &store,
        &["name", "Speaker A", "Edda", "--transcript", "orchard"],
    );
    change(
        &store,
        &["merge", "Speaker C", "Speaker A", "--transcript", "orchard"],
    );
    assert_eq!(
        names(&store, "orchard"),
        ["Speaker A = Edda", "Speaker B = nobody", "Speaker C = Edda"]
    );
    assert_holds(&store.run(&["speakers"]).out, "Edda (Speaker A, Speaker C)");
    let found = told(&store, &["search", "crowns", "--speaker", "Edda"]);
    assert_eq!(voices(&found), ["orchard Speaker A", "orchard Speaker C"]);
}

#[test]
fn merged_names_are_both_known_and_one_is_shown() {
    let store = both();
    change(
        &store,
        &["name", "Speaker B", "Taru", "--transcript", "harbour"],
    );
    change(
        &store,
        &["name", "Speaker B", "Tarun", "--transcript", "orchard"],
    );
    change(&store, &["merge", "Taru", "Tarun"]);
    assert_eq!(names(&store, "harbour")[1], "Speaker B = Tarun");
    for asked in ["Taru", "Tarun"] {
        let found = told(&store, &["search", "amber and fires", "--speaker", asked]);
        let hits = strings(&found["hits"], "speaker");
        assert!(hits.iter().all(|name| name == "Tarun"), "{asked}: {hits:?}");
    }
    let found = told(&store, &["search", "amber and fires", "--speaker", "Tarun"]);
    assert_eq!(voices(&found), ["harbour Speaker B", "orchard Speaker B"]);
}

#[test]
fn suggestions_show_their_evidence_and_change_nothing() {
    let store = both();
    let printed = store.run(&["speakers", "suggest"]);
    assert_eq!(printed.code, Some(0));
    assert_holds(&printed.out, "Speaker B may be Ilka, in harbour");
    assert_holds(
        &printed.out,
        "“Ilka, how deep is the amber off this coast?”",
    );
    assert_holds(&printed.out, "“Thanks, Illka.”");
    assert_holds(&printed.err, "nothing was changed");
    assert_eq!(names(&store, "harbour")[1], "Speaker B = nobody");
    assert_eq!(
        told(&store, &["speakers", "history"]),
        json!({ "changes": [] })
    );
    // No name is suggested for a label that has been given one.
    change(
        &store,
        &["name", "Speaker B", "Yrsa", "--transcript", "harbour"],
    );
    let suggested = told(&store, &["speakers", "suggest"]);
    assert_eq!(suggested["suggestions"], json!([]));
}

#[test]
fn accepted_suggestions_are_logged_with_their_evidence() {
    let store = both();
    change(&store, &["suggest", "--accept"]);
    assert_eq!(names(&store, "harbour")[1], "Speaker B = Ilka");
    let history = told(&store, &["speakers", "history"]);
    let reason = history["changes"][0]["reason"].as_str().unwrap();
    assert_holds(reason, "suggested by “");
}

#[test]
fn a_name_that_two_labels_fit_is_told_as_a_doubt_and_never_given() {
    let store = TestStore::new();
    store.file(
        "pianos.txt",
        "00:00:00.000 - 00:00:04.000, Speaker A: Hello, my name is Chris, and I tune pianos.\n\
         00:00:04.000 - 00:00:08.000, Speaker B: That is funny, my name is Chris too.\n",
    );
    assert_eq!(store.run(&["index", "files"]).code, Some(0));
    let ran = store.run(&["speakers", "suggest", "--accept", "--json"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let suggested = json(&ran);
    assert_eq!(suggested["suggestions"], json!([]));
    let claims = &suggested["ambiguous"][0]["claims"];
    assert_eq!(strings(claims, "label"), ["Speaker A", "Speaker B"]);
    assert_eq!(
        names(&store, "pianos"),
        ["Speaker A = nobody", "Speaker B = nobody"]
    );
}

#[test]
fn shared_part_of_a_name_filters_nothing_and_lists_people() {
    let store = both();
    change(
        &store,
        &[
            "name",
            "Speaker A",
            "Chris Miller",
            "--transcript",
            "harbour",
        ],
    );
    change(
        &store,
        &[
            "name",
            "Speaker B",
            "Chris Okafor",
            "--transcript",
            "orchard",
        ],
    );
    let given = store.run(&["search", "fires", "--speaker", "Chris"]);
    assert_eq!(given.code, Some(1));
    assert_holds(&given.out, "there is Chris Miller, Chris Okafor");
    let asked = told(&store, &["ask", "What did Chris say about the fires?"]);
    assert_eq!(asked["interpreted_as"]["filter"], json!({}));
    let asked = told(
        &store,
        &["ask", "What did Chris Okafor say about the fires?"],
    );
    assert_eq!(voices(&asked), ["orchard Speaker B"]);
}

#[test]
fn undoing_restores_what_was_and_the_log_keeps_everything() {
    let store = both();
    change(
        &store,
        &["name", "Speaker A", "Petra", "--reason", "she says so"],
    );
    change(&store, &["name", "Speaker A", "Peter"]);
    let undone = store.run(&["speakers", "undo", "--reason", "misheard"]);
    assert_holds(&undone.out, "change 2 is undone");
    assert_holds(
        &undone.err,
        "change 2 was: Speaker A is Peter in all transcripts",
    );
    assert_eq!(names(&store, "harbour")[0], "Speaker A = Petra");
    change(&store, &["undo"]);
    assert_eq!(names(&store, "harbour")[0], "Speaker A = nobody");
    // An undoing is a change like another.
    change(&store, &["undo", "4"]);
    assert_eq!(names(&store, "harbour")[0], "Speaker A = Petra");
    let history = told(&store, &["speakers", "history"]);
    let changes = history["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 5);
    assert_eq!(changes[0]["reason"], "she says so");
    assert_eq!(
        (&changes[2]["undoes"], &changes[2]["reason"]),
        (&json!(2), &json!("misheard"))
    );
    for change in changes {
        let at = change["at"].as_str().unwrap();
        assert!(at.parse::<jiff::Timestamp>().is_ok(), "{at}");
    }
    let undone: Vec<bool> = changes.iter().map(|one| one["undone"] == true).collect();
    assert_eq!(undone, [false, true, false, true, false]);
}

#[test]
fn a_change_that_makes_no_sense_is_refused_with_what_there_is() {
    let store = both();
    change(
        &store,
        &["name", "Speaker A", "Petra", "--transcript", "harbour"],
    );
    let speakers = |arguments: &[&str]| store.run(&[&["speakers"], arguments].concat());
    for (arguments, words) in [
        (
            &["name", "Speaker Z", "Bo"][..],
            "there is Speaker A, Speaker B, Speaker C",
        ),
        (
            &["name", "Petra", "Bo"],
            "“Petra” is a name, given to Speaker A",
        ),
        (
            &["name", "Speaker B", " "],
            "a name has from 1 to 200 characters",
        ),
        (&["name", "Speaker B", "a\nb"], "on one line"),
        (&["name", "Speaker B", "Bo\u{202e}gpj"], "U+202E cannot"),
        (
            &["name", "Speaker B", "\u{2066}Bo\u{2069}"],
            "U+2066 cannot",
        ),
        (&["name", "Speaker B", "Bo\u{200f}"], "U+200F cannot"),
        (&["name", "Speaker B", "B\u{200d}o"], "U+200D cannot"),
        (
            &["name", "Speaker B", "Bo", "--transcript", "harbor"],
            "there is harbour",
        ),
        (
            &["merge", "Speaker A", "Petra", "--transcript", "harbour"],
            "“Petra” already",
        ),
        (
            &["merge", "Nobody", "Petra"],
            "no speaker is labelled “Nobody”",
        ),
        (&["undo", "9"], "there is no change 9"),
        (
            &["name", "Speaker B", "Bo", "--reason", &"é".repeat(1001)],
            "a reason has at most 1000 characters",
        ),
    ] {
        expect_refusal(&speakers(arguments), words);
    }
    assert_eq!(
        told(&store, &["speakers", "history"])["changes"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    change(&store, &["undo"]);
    expect_refusal(&speakers(&["undo"]), "no name was given");
    expect_refusal(&speakers(&["undo", "1"]), "undone already");
}

#[test]
fn the_json_of_speakers_suggestions_and_changes_has_these_fields() {
    let store = both();
    let listed = told(&store, &["speakers"]);
    assert_eq!(
        keys(&listed["speakers"][0]),
        [
            "label",
            "name",
            "talk",
            "talk_s",
            "transcript_id",
            "turns",
            "words"
        ]
    );
    let suggested = told(&store, &["speakers", "suggest"]);
    assert_eq!(keys(&suggested), ["ambiguous", "note", "suggestions"]);
    let suggestion = &suggested["suggestions"][0];
    assert_eq!(
        keys(suggestion),
        ["evidence", "label", "name", "score", "transcript_id"]
    );
    assert_eq!(
        keys(&suggestion["evidence"][0]),
        [
            "estimated_times",
            "language",
            "link",
            "rule",
            "speaker",
            "speaker_label",
            "start",
            "start_s",
            "text"
        ]
    );
    let change = told(&store, &["speakers", "name", "Speaker A", "Petra"]);
    assert_eq!(
        keys(&change),
        [
            "action",
            "at",
            "label",
            "name",
            "number",
            "reason",
            "transcript_id",
            "undoes",
            "undone"
        ]
    );
    let history = told(&store, &["speakers", "history"]);
    assert_eq!(history, json!({ "changes": [change] }));
}

#[test]
fn a_name_of_a_script_that_joins_letters_is_given() {
    let store = both();
    // A Persian name, with the joiner that its spelling has.
    change(&store, &["name", "Speaker C", "حسین\u{200c}زاده"]);
    assert!(names(&store, "orchard").contains(&"Speaker C = حسین\u{200c}زاده".to_owned()));
}

#[test]
fn label_with_direction_marks_is_stored_raw_and_shown_escaped() {
    let store = TestStore::new();
    let label = "Ann\u{202e}\u{2067}gpj\u{200b}";
    store.file("harbour.txt", &HARBOUR.replace("Speaker A", label));
    assert_eq!(store.run(&["index", "files"]).code, Some(0));
    let listed = told(&store, &["speakers"]);
    assert!(strings(&listed["speakers"], "label").contains(&label.to_owned()));
    for arguments in [
        &["show", "harbour"][..],
        &["show", "harbour", "--speaker", "Ann"],
        &["show", "harbour", "--speaker", "Nobody"],
        &["list"],
        &["speakers"],
        &["speakers", "suggest"],
        &["speakers", "name", label, "Ann"],
        &["speakers", "name", label, "An\u{202e}n"],
        &["speakers", "name", "Annn\u{202e}", "Ann"],
        &["speakers"],
        &["speakers", "history"],
        &["speakers", "undo"],
        &["ask", "How deep is the amber?"],
        &["ask", "Who mentioned amber?", "--explain"],
        &["search", "amber"],
        &["search", "amber", "--speaker", label],
        &["search", "amber", "--speaker", "Bob\u{202e}"],
        &["search", "amber", "--json"],
    ] {
        let ran = store.run(arguments);
        let hidden = |text: &str| text.contains(whosaid::transcript::is_invisible);
        assert!(
            !hidden(&ran.out) && !hidden(&ran.err),
            "{arguments:?}: {ran:?}"
        );
    }
}
