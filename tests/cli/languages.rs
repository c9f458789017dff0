//! Tests the language of a transcript: as it is told, kept and shown.

use super::{TestStore, assert_holds, json, strings};

/// Words that show no language.
const KETTLE: &str = "00:00:01.000 - 00:00:04.000, Ann: Kessel, Kessel.\n";

const GERMAN: &str = "00:00:01.000 - 00:00:04.000, Ann: Ich weiß nicht mehr, wer die alten Brücken über den Fluss gebaut hat.\n\
     00:00:04.000 - 00:00:07.000, Ben: I think that they should have told us before.\n";

fn languages(store: &TestStore) -> Vec<String> {
    strings(
        &json(&store.run(&["list", "--json"]))["transcripts"],
        "language",
    )
}

#[test]
fn an_option_counts_before_the_sidecar_and_the_sidecar_before_the_file() {
    let store = TestStore::new();
    let captions = "WEBVTT\nLanguage: fr\n\n00:01.000 --> 00:04.000\nKessel, Kessel.\n";
    store.file("kettle.vtt", captions);
    let index = ["index", "files/kettle.vtt"];
    assert_eq!(store.run(&index).code, Some(0));
    assert_eq!(languages(&store), ["fr"]);
    store.file("kettle.toml", "language = \"nl\"\n");
    assert_holds(&store.run(&index).out, "kettle  described");
    assert_eq!(languages(&store), ["nl"]);
    let told = [&index[..], &["--language", "DE_at"]].concat();
    assert_holds(&store.run(&told).out, "kettle  described");
    assert_eq!(languages(&store), ["de-AT"]);
    assert_holds(&store.run(&told).out, "kettle  unchanged");
}

#[test]
fn what_nobody_tells_is_recognised_turn_by_turn() {
    let store = TestStore::new();
    store.file("bridges.txt", GERMAN);
    assert_eq!(store.run(&["index", "files"]).code, Some(0));
    let shown = json(&store.run(&["show", "bridges", "--json"]));
    assert_eq!(shown["language"], "de");
    assert!(shown["turns_text"][0].get("language").is_none(), "{shown}");
    assert_eq!(shown["turns_text"][1]["language"], "en");
    assert_holds(&store.run(&["show", "bridges"]).out, ", German (de)\n");
    assert_holds(&store.run(&["list"]).out, "  de  ");
}

#[test]
fn a_language_that_is_told_later_is_found_by_its_stems() {
    let store = TestStore::new();
    store.file("kettle.txt", KETTLE);
    assert_eq!(store.run(&["index", "files"]).code, Some(0));
    let later = ["index", "files", "--language", "de"];
    assert_holds(&store.run(&later).out, "kettle  described");
    let found = json(&store.run(&["ask", "who mentioned Kessel", "--json"]));
    assert_eq!(found["quotes"][0]["text"], "Kessel, Kessel.", "{found}");
    assert_eq!(found["quotes"][0]["language"], "de");
    assert_eq!(found["hits"].as_array().map(Vec::len), Some(1), "{found}");
}

#[test]
fn what_is_no_language_is_refused_with_what_to_write() {
    let store = TestStore::new();
    store.file("kettle.txt", KETTLE);
    let refused = store.run(&["index", "files", "--language", "german"]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert_holds(&refused.err, "such as en or pt-BR; write de");
    store.file("kettle.toml", "language = \"klingonisch\"\n");
    let refused = store.run(&["index", "files"]);
    assert_holds(
        &refused.err,
        "kettle.toml:1: klingonisch is not a language tag",
    );
}

#[test]
fn words_from_the_right_are_verbatim_in_a_pipe() {
    let store = TestStore::new();
    let said = "המים עולים, והטחנה עומדת.";
    store.file(
        "mill.txt",
        &format!("00:00:01.000 - 00:00:04.000, דנה: {said}\n"),
    );
    assert_eq!(store.run(&["index", "files"]).code, Some(0));
    let shown = store.run(&["show", "mill"]).out;
    assert_holds(&shown, &format!("דנה: {said}\n"));
    assert_holds(&shown, ", Hebrew (he)\n");
}

#[test]
fn webvtt_that_is_converted_states_the_language_of_the_file() {
    let store = TestStore::new();
    let json = r#"{"language": "german", "segments": [{"start": 1, "end": 4, "text": "Kessel, Kessel."}]}"#;
    store.file("kettle.json", json);
    let written = store.run(&["convert", "files/kettle.json", "-", "--to", "vtt"]);
    assert_holds(&written.out, "WEBVTT\nLanguage: de\n\n00:00:01.000 --> ");
    store.file("again.vtt", &written.out);
    assert_eq!(store.run(&["index", "files/again.vtt"]).code, Some(0));
    assert_eq!(languages(&store), ["de"]);
}
