//! Tests the program as a user runs it: output, exit codes, errors.

mod asking;
/// Chapters of a recording, on transcripts and on hits.
mod chapters;
mod converting;
/// Answers measured on labelled questions.
mod evaluating;
/// Hits as files of other programs.
mod export;
/// Names as a speech recogniser spelt them.
mod heard;
mod indexing;
/// The language of a transcript: told, kept and shown.
mod languages;
/// Limits of the system on memory and on files.
#[cfg(target_os = "linux")]
mod limits;
/// Links to moments of a recording, and what a sidecar says of it.
mod links;
/// `--model` and `reembed`.
mod models;
mod pipes;
/// Names that are given, merged, suggested and undone, and what finds them.
mod speakers;
/// What rules read in a question, and how to say it instead.
mod understanding;
/// A folder that changes while it is watched.
mod watching;

use std::process::Command;

use serde_json::Value;

use crate::support::test_store::{TWO_LINES, TestStore, assert_holds, json, strings};
use crate::support::{Ran, library, run, whosaid};

const KEEPER: &str = "Was Tully Sandiford the keeper at Top Lock?";

/// Runs the program on the store of the library.
fn look(arguments: &[&str]) -> Ran {
    run(whosaid(&library().store).args(arguments))
}

/// The words of a transcript of the library, turn by turn.
fn turns(id: &str) -> Vec<String> {
    let transcript = library().engine.catalogue().library().transcript(id);
    transcript
        .unwrap()
        .unwrap()
        .turns
        .into_iter()
        .map(|turn| turn.text)
        .collect()
}

#[test]
fn a_wrong_command_line_ends_with_2_and_a_reason() {
    let store = TestStore::new();
    for (arguments, reason) in [
        (&["ask"][..], "QUESTION"),
        (&["frobnicate"], "frobnicate"),
        (&["aks", "x"], "'ask'"),
        (
            &["index", "x", "--date", "yesterday"],
            "a day such as 2024-03-02",
        ),
        (
            &["serve", "--addr", "7700"],
            "HOST:PORT such as 127.0.0.1:7700",
        ),
        (&["ask", " "], "the question is empty"),
        (&["ask", "x", "-k", "0"], "k is 0"),
        (&["ask", "x", "--graph", "--exact"], "cannot be used with"),
        (&["ask", "x", "--from", "2024-13-01"], "2024-13-01"),
        (
            &["ask", "x", "--from", "2024-03-02", "--to", "2024-03-01"],
            "lies after",
        ),
        (&["index", "-"], "--id NAME"),
        (
            &["index", "/bin/sh", "/bin/cat", "--id", "x"],
            "about one transcript",
        ),
        (&["index", "--feed", "ftp://x.example/"], "http and https"),
        (&["index", "--feed", "http://"], "not an address"),
        (&["index", "x", "--feed", "y"], "cannot be used with"),
        (&["index", "x", "--allow-private"], "--feed"),
        (&["index", "-", "--watch"], "--watch needs a folder"),
        (&["index", "/bin/sh", "--watch"], "/bin/sh is a file"),
        (
            &["index", ".", "--watch", "--id", "x"],
            "cannot be used with",
        ),
        (&["index", "--watch", "--feed", "x"], "cannot be used with"),
        (
            &["index", ".", "--watch", "--link", "https://x.example/{s}"],
            "about one transcript",
        ),
        (&["show", "x", "--at", "noon"], "00:12:30"),
        (
            &["index", "x", "--title", ""],
            "expected a title on one line",
        ),
        (
            &["index", "x", "--title", " \n"],
            "without --title it is the file's name",
        ),
    ] {
        let ran = store.run(arguments);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{arguments:?}");
        assert_holds(&ran.err, reason);
    }
}

#[test]
fn piped_output_has_no_escape_bytes() {
    for arguments in [
        &["ask", KEEPER, "--explain"][..],
        &["list"],
        &["show", "canal_history"],
    ] {
        let ran = look(arguments);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(!format!("{}{}", ran.out, ran.err).contains('\u{1b}'));
    }
}

#[test]
fn control_characters_are_escaped_for_people_and_kept_in_json() {
    let hostile = "boils \u{1b}[2J\u{1b}]0;owned\u{7} at \u{202e}dawn";
    let store = TestStore::new();
    let text = TWO_LINES
        .replace("boils at dawn", hostile)
        .replace("Ann", "A\u{1b}[31mnn");
    store.file("talk.txt", &text);
    let _indexed = store.run(&["index", "files"]);
    let question = "When does the kettle boil at dawn?";
    for arguments in [&["show", "talk"][..], &["ask", question], &["list"]] {
        let out = store.run(arguments).out;
        assert!(!out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{out:?}");
        assert_holds(&out, "A\\u{1b}[31mnn");
    }
    let whole = json(&store.run(&["show", "talk", "--json"]));
    assert_eq!(
        whole["turns_text"][0]["text"],
        format!("The kettle {hostile}.")
    );
    assert_eq!(whole["turns_text"][0]["speaker"], "A\u{1b}[31mnn");
}

#[test]
fn a_list_shows_every_transcript_with_its_day_length_and_speakers() {
    let ran = look(&["list"]);
    assert_eq!((ran.code, ran.out.lines().count()), (Some(0), 2), "{ran:?}");
    let canal = ran.out.lines().nth(1).unwrap();
    for part in [
        "canal_history",
        "2024-03-02",
        "00:1",
        "105 turns",
        "Agnes",
        "Walter",
    ] {
        assert_holds(canal, part);
    }
}

#[test]
fn one_turn_is_no_turns() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES.lines().next().unwrap());
    let _indexed = store.run(&["index", "files"]);
    for command in ["list", "speakers"] {
        let ran = store.run(&[command]);
        assert!(
            ran.out.contains("1 turn ") && !ran.out.contains("turns"),
            "{ran:?}"
        );
    }
}

#[test]
fn taken_port_names_the_option_and_host_names_work() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("localhost:{}", taken.local_addr().unwrap().port());
    let ran = look(&["serve", "--addr", &address]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_holds(&ran.err, "cannot listen on 127.0.0.1:");
    assert_holds(&ran.err, "choose another with --addr");
}

#[test]
fn a_transcript_is_shown_whole_and_in_order() {
    let ran = look(&["show", "canal_history"]);
    let shown: Vec<_> = ran.out.lines().skip(1).collect();
    let turns = turns("canal_history");
    assert_eq!(shown.len(), turns.len());
    for (line, turn) in shown.iter().zip(&turns) {
        assert!(line.ends_with(turn), "{line}");
    }
}

#[test]
fn the_part_around_a_time_is_the_minute_before_and_after() {
    let near = |turn: &Value| {
        turn["start_s"].as_f64().unwrap() <= 360.0 && turn["end_s"].as_f64().unwrap() >= 240.0
    };
    let mut whole = json(&look(&["show", "canal_history", "--json"]));
    let at = ["show", "canal_history", "--at", "00:05:00", "--json"];
    let part = json(&look(&at));
    let turns = whole["turns_text"].as_array_mut().unwrap();
    turns.retain(near);
    assert!(turns.len() > 2);
    assert_eq!(part, whole);
}

#[test]
fn unknown_speaker_of_a_transcript_lists_its_speakers() {
    for arguments in [
        &["show", "canal_history", "--speaker", "Nobody"][..],
        &[
            "show",
            "canal_history",
            "--speaker",
            "Agnes",
            "--speaker",
            "Nobody",
        ],
        &["show", "canal_history", "--speaker", "Nobody", "--json"],
    ] {
        let ran = look(arguments);
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{ran:?}");
        assert_holds(&ran.err, "no speaker of canal_history is called “Nobody”");
        assert_holds(&ran.err, "there is Walter, Agnes, Interviewer");
    }
}

#[test]
fn one_speaker_is_shown_alone() {
    let by = ["show", "canal_history", "--speaker", "agnes", "--json"];
    let part = json(&look(&by));
    let mut speakers = strings(&part["turns_text"], "speaker");
    speakers.dedup();
    assert_eq!(speakers, ["Agnes"]);
}

#[test]
fn part_of_a_speaker_name_works_in_show_and_list() {
    let store = TestStore::new();
    let host = TWO_LINES.replace("Ann", "Agnes Thwaite-Marsh (host)");
    store.file("talk.txt", &host);
    let _indexed = store.run(&["index", "files"]);
    for part in ["Thwaite", "host", "agnes thwaite-marsh"] {
        let shown = json(&store.run(&["show", "talk", "--speaker", part, "--json"]));
        let speakers = strings(&shown["turns_text"], "speaker");
        assert_eq!(speakers, ["Agnes Thwaite-Marsh (host)"], "{part}");
        let listed = json(&store.run(&["list", "--speaker", part, "--json"]));
        assert_eq!(strings(&listed["transcripts"], "id"), ["talk"], "{part}");
        let found = json(&store.run(&["search", "kettle", "--speaker", part, "--json"]));
        assert_eq!(strings(&found["hits"], "transcript_id"), ["talk"], "{part}");
    }
}

#[test]
fn filtered_empty_list_does_not_call_the_store_empty() {
    let store = TestStore::new();
    // Acknowledgements are stored, and cannot be found.
    store.file("talk.txt", "00:00:01.000 - 00:00:04.000, Ann: Yeah.\n");
    let _indexed = store.run(&["index", "files"]);
    let ran = store.run(&["list", "--containing", "nothing"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_holds(&ran.err, "no transcript matches");
    let _removed = store.run(&["remove", "talk"]);
    assert_holds(&store.run(&["list"]).err, "the store is empty");
}

#[test]
fn a_transcript_that_is_removed_is_neither_listed_nor_found() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    store.file("other.txt", &TWO_LINES.replace("kettle", "engine"));
    let _indexed = store.run(&["index", "files"]);
    assert_eq!(store.run(&["remove", "talk"]).out, "talk removed\n");
    assert_eq!(store.ids(), ["other"]);
    let found = json(&store.run(&["search", "the kettle", "--json"]));
    assert_eq!(strings(&found["hits"], "transcript_id"), ["other", "other"]);
}

#[test]
fn an_unknown_id_among_known_ones_removes_nothing() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    let _indexed = store.run(&["index", "files"]);
    let ran = store.run(&["remove", "talk", "tork"]);
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    assert_holds(
        &ran.err,
        "there is no transcript tork, so nothing was removed",
    );
    assert_eq!(store.ids(), ["talk"]);
}

#[test]
fn a_doctor_who_finds_nothing_ends_with_0() {
    let ran = look(&["doctor"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for part in ["files", "runtime", "inference", "store", "index"] {
        assert_holds(&ran.out, &format!("\nok   {part}"));
    }
}

#[test]
fn a_reader_who_leaves_early_is_no_error() {
    let commands = [
        &["show", "canal_history"][..],
        &["list", "--json"],
        &["ask", "--help"],
    ];
    for arguments in commands {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ran = run(whosaid(&library().store).args(arguments).stdout(writer));
        assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn every_command_has_help_that_needs_no_environment() {
    let help = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_whosaid"));
        let ran = run(command.env_clear().current_dir("/").args(arguments));
        assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{arguments:?}");
        ran.out
    };
    let all = help(&["--help"]);
    assert_holds(&all, "Exit codes:\n  0  answered");
    for name in [
        "index", "ask", "search", "export", "show", "list", "remove", "serve", "eval", "doctor",
        "demo",
    ] {
        assert_holds(&all, &format!("\n  {name} "));
        let own = help(&[name, "--help"]);
        assert_holds(&own, &format!("Usage: whosaid {name}"));
        // What every command has comes after what it has alone.
        let (before, after) = own.split_once("\nGlobal options:\n").unwrap();
        assert!(
            !before.contains("--store") && after.contains("--store"),
            "{own}"
        );
    }
}
