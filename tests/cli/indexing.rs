//! Tests `index`: what is read, stored and reported.

use std::io::Write;
use std::process::{Command, Stdio};

use super::{TWO_LINES, TestStore, assert_holds, json, strings};
use crate::support::{data, run};

#[test]
fn a_file_is_stored_under_its_name() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    let ran = store.run(&["index", "files/talk.txt"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_holds(&ran.out, "talk  stored: 2 turns, 2 passages\n");
    assert_eq!(store.ids(), ["talk"]);
}

#[test]
fn a_folder_is_read_without_its_foreign_files() {
    let store = TestStore::new();
    store.file("one.txt", TWO_LINES);
    store.file("inner/two.txt", TWO_LINES);
    store.file("notes.md", "Dear diary");
    let ran = store.run(&["index", "files"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_holds(
        &ran.err,
        "note: skipped files/notes.md: no known transcript",
    );
    assert_eq!(store.ids(), ["one", "two"]);
}

#[test]
fn the_samples_of_every_format_are_read_as_one_folder() {
    let store = TestStore::new();
    let folder = data().join("transcripts");
    let ran = run(store.command(&["index"]).arg(&folder));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let files = walkdir::WalkDir::new(&folder).into_iter();
    let files = files.filter(|entry| entry.as_ref().unwrap().file_type().is_file());
    assert_eq!(store.ids().len(), files.count(), "{ran:?}");
}

#[test]
fn prose_is_refused_with_the_formats_and_read_with_one_given() {
    let store = TestStore::new();
    store.file("diary.txt", "Dear diary,\nthe bell rang at noon.\n");
    let refused = store.run(&["index", "files/diary.txt"]);
    assert_eq!(refused.code, Some(4), "{refused:?}");
    assert_holds(&refused.err, "no known transcript format; expected one of ");
    assert_holds(&refused.err, "--format NAME forces one");
    assert_holds(&refused.err, "read with --format plain");
    let forced = ["index", "files/diary.txt", "--format", "plain"];
    assert_holds(&store.run(&forced).out, "diary  stored: 1 turn, 1 passage");
    assert_holds(&store.run(&forced).out, "diary  unchanged");
}

#[test]
fn the_same_file_in_another_encoding_is_read_again() {
    let store = TestStore::new();
    let path = store.file("talk.txt", "");
    std::fs::write(path, b"Ann: caf\xe9?\nBen: \x8aw.\nAnn: \xb9.\n").unwrap();
    let taken = store.run(&["index", "files/talk.txt"]);
    assert_holds(&taken.err, "files/talk.txt:1: not UTF-8 from here on");
    assert_holds(&store.run(&["show", "talk"]).out, "café?");
    let given = ["index", "files/talk.txt", "--encoding", "iso-8859-2"];
    assert_holds(&store.run(&given).out, "talk  replaced");
    assert_holds(&store.run(&["show", "talk"]).out, "š.");
    let unknown = store.run(&["index", "files/talk.txt", "--encoding", "elvish"]);
    assert_eq!(unknown.code, Some(2), "{unknown:?}");
}

#[test]
fn a_pattern_stands_for_the_files_that_match() {
    let store = TestStore::new();
    for name in ["a1.txt", "a2.txt", "b1.txt"] {
        store.file(name, TWO_LINES);
    }
    assert_eq!(store.run(&["index", "files/a*.txt"]).code, Some(0));
    assert_eq!(store.ids(), ["a1", "a2"]);
}

#[test]
fn an_empty_folder_keeps_no_other_file_out() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    std::fs::create_dir(store.path("files/empty")).unwrap();
    for paths in [&["files/*"][..], &["files/empty", "files/talk.txt"]] {
        let ran = store.run(&[&["index"], paths].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert_holds(&ran.err, "note: files/empty: the folder holds no file");
        assert_eq!(store.ids(), ["talk"]);
    }
    for path in ["files/empty", "files/e*"] {
        let ran = store.run(&["index", path]);
        assert_eq!(ran.code, Some(4), "{ran:?}");
        assert_holds(&ran.err, "error: files/empty: the folder holds no file");
    }
}

#[test]
fn standard_input_is_stored_under_the_id_given() {
    let store = TestStore::new();
    let input = std::fs::File::open(store.file("talk.txt", TWO_LINES)).unwrap();
    let ran = run(store.command(&["index", "-", "--id", "piped"]).stdin(input));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(store.ids(), ["piped"]);
}

#[test]
fn the_id_given_is_the_id_reported() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    let ran = store.run(&["index", "files/talk.txt", "--id", "monday", "--json"]);
    assert_eq!(strings(&json(&ran)["files"], "id"), ["monday"]);
}

#[test]
fn an_id_that_cannot_be_shown_is_refused() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    for (id, reason) in [
        (&*"é".repeat(201), "--id: an id has at most 200 characters"),
        ("\u{202e}", "--id: an id is a name of printable characters"),
        (" ", "--id: an id is a name of printable characters"),
    ] {
        let ran = store.run(&["index", "files/talk.txt", "--id", id]);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert_holds(&ran.err, reason);
    }
    let longest = "é".repeat(200);
    let ran = store.run(&["index", "files/talk.txt", "--id", &longest]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_holds(&store.run(&["list"]).out, &longest);
}

#[test]
fn name_of_a_file_becomes_an_id_that_can_be_shown() {
    let store = TestStore::new();
    store.file("talk\u{202e}gpj.txt", TWO_LINES);
    store.file(
        "talk\u{1b}gpj.txt",
        "00:00:01.000 - 00:00:02.000, Eve: Something else.\n",
    );
    store.file(&format!("{}.txt", "y".repeat(240)), TWO_LINES);
    let ran = store.run(&["index", "files"]);
    // Of two names that become one id, the second file is refused and not lost in silence.
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_holds(&ran.err, "the id talk_gpj already belongs to");
    assert_holds(&ran.err, "--id NAME");
    assert_eq!(store.ids(), ["talk_gpj".to_owned(), "y".repeat(200)]);
    // What is stored is recognised by the same id.
    let again = ["index", &*format!("files/{}.txt", "y".repeat(240))];
    assert_holds(&store.run(&again).out, "unchanged");
}

#[test]
fn a_label_as_long_as_a_book_is_listed() {
    let store = TestStore::new();
    let label = "A".repeat(100_000);
    let segment = serde_json::json!({
        "version": "1.0.0",
        "segments": [
            { "speaker": label, "startTime": 1, "endTime": 4, "body": "The kettle boils at dawn." },
            { "speaker": "Bob", "startTime": 4, "endTime": 6, "body": "I buy bread on Tuesday." },
        ],
    });
    store.file("talk.json", &segment.to_string());
    assert_eq!(store.run(&["index", "files/talk.json"]).code, Some(0));
    let speakers = store.run(&["speakers"]);
    assert_eq!(speakers.code, Some(0), "{}", speakers.err);
    assert_holds(&speakers.out, &label);
    let other = speakers.out.lines().find(|line| line.starts_with("Bob"));
    assert!(other.unwrap().len() < 120);
    assert_eq!(store.run(&["list"]).code, Some(0));
}

#[test]
fn the_same_file_again_is_unchanged() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    let _first = store.run(&["index", "files"]);
    let again = store.run(&["index", "files"]);
    assert_eq!(again.code, Some(0));
    assert_holds(&again.out, "talk  unchanged\n");
}

#[test]
fn a_changed_file_replaces_its_former_self() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    let _first = store.run(&["index", "files"]);
    store.file("talk.txt", &TWO_LINES.replace("bread", "onions"));
    let again = store.run(&["index", "files"]);
    assert_holds(&again.out, "talk  replaced: 2 turns");
    let shown = store.run(&["show", "talk"]).out;
    assert_holds(&shown, "I buy onions");
    assert!(!shown.contains("bread"), "{shown}");
}

#[test]
fn unchanged_files_need_no_model() {
    let store = TestStore::new();
    for name in ["a.txt", "b.txt"] {
        store.file(name, TWO_LINES);
    }
    store.file("notes.md", "Dear diary");
    let _first = store.run(&["index", "files"]);
    let without_model = || {
        let mut command = store.command(&["index", "files", "--json"]);
        run(command.env("WHOSAID_MODEL_DIR", store.path("no model")))
    };
    let again = without_model();
    assert_eq!(again.code, Some(0), "{again:?}");
    let statuses = strings(&json(&again)["files"], "status");
    assert_eq!(statuses, ["unchanged", "unchanged", "skipped"]);
    store.file("c.txt", TWO_LINES);
    assert_eq!(without_model().code, Some(69));
    assert_eq!(store.ids(), ["a", "b"]);
}

#[test]
fn files_are_told_in_their_order_whether_or_not_they_are_embedded() {
    let store = TestStore::new();
    for name in ["b.txt", "d.txt"] {
        store.file(name, TWO_LINES);
    }
    let _first = store.run(&["index", "files"]);
    for name in ["a.txt", "c.txt", "e.txt"] {
        store.file(name, TWO_LINES);
    }
    store.file("c1.txt", "00:00:01.000 - 00:00:04.000, Ann:\n");
    let ran = store.run(&["index", "files", "--json"]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    let files = &json(&ran)["files"];
    assert_eq!(strings(files, "id"), ["a", "b", "c", "c1", "d", "e"]);
    let statuses = strings(files, "status");
    let (stored, unchanged) = ("stored", "unchanged");
    assert_eq!(
        statuses,
        [stored, unchanged, stored, "failed", unchanged, stored]
    );
    assert_eq!(store.ids(), ["a", "b", "c", "d", "e"]);
}

#[test]
fn the_same_name_twice_among_new_files_is_stored_once() {
    let store = TestStore::new();
    store.file("friday/talk.txt", TWO_LINES);
    store.file("monday/talk.txt", TWO_LINES);
    store.file("sunday/talk.txt", &TWO_LINES.replace("bread", "onions"));
    let ran = store.run(&["index", "files", "--json"]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_holds(&ran.err, "index this one alone with --id NAME");
    let statuses = strings(&json(&ran)["files"], "status");
    assert_eq!(statuses, ["stored", "unchanged", "failed"]);
    assert_holds(&store.run(&["show", "talk"]).out, "bread");
}

#[test]
fn an_unreadable_line_is_a_warning_with_file_and_line() {
    let store = TestStore::new();
    store.file("talk.txt", &format!("{TWO_LINES}gibberish\n"));
    let ran = store.run(&["index", "files/talk.txt"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let warning = "files/talk.txt:3: cannot read this line, left out: gibberish";
    assert_holds(&ran.err, warning);
}

#[test]
fn file_without_turns_exits_4_and_changes_nothing() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    let _first = store.run(&["index", "files/talk.txt"]);
    store.file("talk.txt", "00:00:01.000 - 00:00:04.000, Ann:\n");
    let ran = store.run(&["index", "files/talk.txt"]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_holds(&ran.err, "files/talk.txt: no readable turn");
    assert_holds(&store.run(&["show", "talk"]).out, "I buy bread on Tuesday.");
}

#[test]
fn a_file_that_cannot_be_read_is_named_once() {
    let store = TestStore::new();
    let path = store.file("long.txt", TWO_LINES);
    let file = std::fs::File::options().write(true).open(path).unwrap();
    file.set_len((64 << 20) + 1).unwrap();
    let ran = store.run(&["index", "files/long.txt"]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_eq!(ran.err.matches("files/long.txt").count(), 1, "{ran:?}");
}

#[test]
fn one_bad_file_does_not_keep_the_others_out() {
    let store = TestStore::new();
    let bad = store.file("bad.txt", "Dear diary");
    let good = store.file("good.txt", TWO_LINES);
    let ran = run(store.command(&["index"]).args([bad, good]));
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_eq!(store.ids(), ["good"]);
}

#[test]
fn an_id_that_another_file_has_is_refused_with_the_way_out() {
    let store = TestStore::new();
    store.file("monday/talk.txt", TWO_LINES);
    store.file("friday/talk.txt", &TWO_LINES.replace("bread", "onions"));
    let _first = store.run(&["index", "files/monday"]);
    let ran = store.run(&["index", "files/friday/talk.txt"]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_holds(&ran.err, "the id talk already belongs to");
    assert_holds(&ran.err, "--id NAME");
}

#[test]
fn an_interrupt_while_indexing_leaves_what_was_stored() {
    let store = TestStore::new();
    store.file("first.txt", TWO_LINES);
    let _first = store.run(&["index", "files"]);
    let mut command = store.command(&["index", "-", "--id", "second"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut indexing = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut input = indexing.stdin.take().unwrap();
    // More than a pipe holds: when it is written, the program is reading, so it listens to Ctrl-C.
    input.write_all(&[b'\n'; 1 << 20]).unwrap();
    let kill = ["-INT", &indexing.id().to_string()];
    assert!(Command::new("kill").args(kill).status().unwrap().success());
    let conversation = data().join("transcripts/sunday_kitchen.txt");
    let conversation = std::fs::read(conversation).unwrap();
    // It may have ended already.
    let _ = input.write_all(&conversation);
    drop(input);
    let ended = indexing.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130), "{ended:?}");
    assert_eq!(store.ids(), ["first"]);
    let ran = store.run(&["ask", "When does the kettle boil at dawn?"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}
