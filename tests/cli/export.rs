//! Tests `export`: what is written, left out and refused.

use super::{TestStore, assert_holds, json};
use crate::support::{Ran, data, library, run, whosaid};

const ANSWERED: &str = "Was Tully Sandiford the keeper at Top Lock?";
const OFF_TOPIC: &str = "Which country won the 1990 football World Cup?";

/// Exports from the store of the library to standard output.
fn export(question: &str, more: &[&str]) -> Ran {
    run(whosaid(&library().store)
        .args(["export", question])
        .args(more))
}

/// The texts of a question's hits, in order.
fn texts(command: &str, question: &str) -> Vec<String> {
    let found = json(&run(
        whosaid(&library().store).args([command, question, "--json"])
    ));
    let hits = found["hits"].as_array().unwrap().iter();
    hits.map(|hit| hit["text"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_table_has_the_hits_of_the_answer_best_first() {
    let ran = export(ANSWERED, &["--as", "csv"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let mut reader = csv::Reader::from_reader(ran.out.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let exported: Vec<&str> = rows.iter().map(|row| &row[7]).collect();
    assert_eq!(exported, texts("ask", ANSWERED));
}

#[test]
fn the_quotes_alone_are_the_words_of_the_answer() {
    let answer = json(&run(
        whosaid(&library().store).args(["ask", ANSWERED, "--json"])
    ));
    let ran = export(ANSWERED, &["--as", "csv", "--quotes"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let mut reader = csv::Reader::from_reader(ran.out.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let quotes = answer["quotes"].as_array().unwrap();
    assert_eq!(rows.len(), quotes.len());
    for (row, quote) in rows.iter().zip(quotes) {
        assert_eq!(
            (&row[7], &row[3]),
            (text(quote, "text"), text(quote, "start"))
        );
    }
}

fn text<'a>(object: &'a serde_json::Value, key: &str) -> &'a str {
    object[key].as_str().unwrap()
}

#[test]
fn untimed_best_hit_is_named_and_the_others_are_written() {
    let store = TestStore::new();
    store.file("pies.txt", "Ann: The kettle boils at dawn.\n");
    store.file(
        "tea.txt",
        "00:00:01.000 - 00:00:04.000, Bob: I buy bread on Tuesday.\n",
    );
    let plain = store.run(&["index", "files/pies.txt", "--format", "plain"]);
    assert_eq!(plain.code, Some(0), "{plain:?}");
    let _timed = store.run(&["index", "files/tea.txt"]);
    let question = ["export", "the kettle boils at dawn", "--search", "--as"];
    let ran = store.run(&[&question[..], &["srt"]].concat());
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_holds(&ran.err, "left out 1 hit");
    assert_holds(&ran.err, "pies#");
    assert_holds(&ran.out, "I buy bread on Tuesday.");
    let alone = store.run(&[&question[..], &["srt", "--transcript", "pies"]].concat());
    assert_eq!((alone.code, &*alone.out), (Some(4), ""));
    let whole = store.run(&[&question[..], &["md"]].concat());
    assert_eq!(whole.code, Some(0), "{whole:?}");
}

#[test]
fn unanswered_question_exports_nothing_without_search_option() {
    let ran = export(OFF_TOPIC, &["--as", "md"]);
    assert_eq!((ran.code, &*ran.out), (Some(1), ""));
    assert_holds(&ran.err, "--search");
    let ran = export(OFF_TOPIC, &["--as", "md", "--search"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let hits = texts("search", OFF_TOPIC).len();
    assert_eq!(ran.out.matches("\n>\n> — ").count(), hits, "{}", ran.out);
}

#[test]
fn subtitles_can_be_indexed_again_and_say_the_same() {
    for (format, suffix) in [("srt", "srt"), ("vtt", "vtt")] {
        let store = TestStore::new();
        let only = ["--as", format, "--transcript", "canal_history", "-k", "1"];
        let ran = export(ANSWERED, &only);
        store.file(&format!("hits.{suffix}"), &ran.out);
        let ran = store.run(&["index", "files"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let shown = json(&store.run(&["show", "hits", "--json"]));
        assert_eq!(shown["turns_text"][0]["text"], texts("ask", ANSWERED)[0]);
        assert_eq!(shown["turns_text"][0]["speaker"], "Agnes");
    }
}

#[test]
fn clips_say_what_to_cut_out_of_which_recording_by_its_clock() {
    let store = TestStore::new();
    let talk = data().join("transcripts/canal_history.srt");
    let told = ["--url", "https://example.com/canal.mp3", "--offset", "3600"];
    let ran = run(store.command(&["index"]).arg(talk).args(told));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let ran = store.run(&["export", ANSWERED, "--as", "clips", "-k", "1"]);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 2, "{ran:?}");
    let cells: Vec<&str> = lines[1].split('\t').collect();
    assert!(
        cells[0].starts_with("01:") && cells[1] > cells[0],
        "{ran:?}"
    );
    assert_eq!(
        cells[2..],
        [
            "canal_history",
            "https://example.com/canal.mp3",
            "canal history"
        ]
    );
}

#[test]
fn hits_of_several_recordings_in_one_file_of_subtitles_are_told() {
    let ran = export("the water", &["--as", "srt", "--search", "-k", "50"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_holds(&ran.err, "the hits are from 2 recordings");
}

#[test]
fn export_replaces_a_file_only_with_force() {
    let store = TestStore::new();
    let out = store.file("hits.md", "before");
    let unasked = ["--as", "md", "--out", out.to_str().unwrap()];
    let ran = export(ANSWERED, &unasked);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_holds(&ran.err, "the file exists; --force replaces it");
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "before");
    let ran = export(ANSWERED, &[&unasked[..], &["--force"]].concat());
    assert_eq!((ran.code, &*ran.out), (Some(0), ""), "{ran:?}");
    let written = std::fs::read_to_string(&out).unwrap();
    assert!(written.starts_with("# Was Tully Sandiford"), "{written}");
    assert_eq!(std::fs::read_dir(store.path("files")).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_pipe_gets_the_text_and_stays_a_pipe() {
    use std::os::unix::fs::FileTypeExt;
    let store = TestStore::new();
    let pipe = store.path("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let from = pipe.clone();
    let reader = std::thread::spawn(move || std::fs::read_to_string(from).unwrap());
    let ran = export(ANSWERED, &["--as", "md", "--out", pipe.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let read = reader.join().unwrap();
    assert!(read.starts_with("# Was Tully Sandiford"), "{read}");
    assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
}

#[test]
fn what_cannot_be_written_is_told_and_leaves_nothing() {
    let store = TestStore::new();
    let out = store.path("nowhere/hits.md");
    let ran = export(ANSWERED, &["--as", "md", "--out", out.to_str().unwrap()]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_holds(&ran.err, "nowhere/hits.md: its folder does not exist");
    assert!(!ran.err.contains(".writing-"), "{ran:?}");
    let kept = store.file("hits.md", "before");
    let ran = export(OFF_TOPIC, &["--as", "md", "--out", kept.to_str().unwrap()]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(std::fs::read_to_string(kept).unwrap(), "before");
}

#[test]
fn a_wrong_export_is_refused_before_anything_is_looked_for() {
    for (arguments, reason) in [
        (&["--as", "docx"][..], "clips"),
        (&[], "--as"),
        (&["--as", "csv", "--json"], "--out FILE"),
        (&["--as", "csv", "-k", "0"], "k is 0"),
    ] {
        let ran = export(ANSWERED, arguments);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{arguments:?}");
        assert_holds(&ran.err, reason);
    }
}
