use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{Ran, data, library, run, whosaid};

const TWO_LINES: &str = "00:00:01.000 - 00:00:04.000, Ann: The kettle boils at dawn.\n\
                         00:00:04.000 - 00:00:06.000, Bob: I buy bread on Tuesday.\n";
const KEEPER: &str = "Was Tully Sandiford the keeper at Top Lock?";
const OFF_TOPIC: &str = "Which country won the 1990 football World Cup?";

/// A throw-away folder with a store and files of its own.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file into the folder `files`.
    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path("files").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut file = std::fs::File::create(&path).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        path
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = whosaid(&self.path("store.db"));
        command.args(arguments).current_dir(self.0.path());
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        run(&mut self.command(arguments))
    }

    fn ids(&self) -> Vec<String> {
        let listed = json(&self.run(&["list", "--json"]));
        strings(&listed["transcripts"], "id")
    }
}

/// Runs the program on the store of the library.
fn look(arguments: &[&str]) -> Ran {
    run(whosaid(&library().store).args(arguments))
}

/// The words of a transcript of the library, turn by turn.
fn turns(id: &str) -> Vec<String> {
    let transcript = library()
        .engine
        .catalogue()
        .transcript(id)
        .unwrap()
        .unwrap();
    transcript.turns.into_iter().map(|turn| turn.text).collect()
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

fn strings(objects: &Value, key: &str) -> Vec<String> {
    let objects = objects.as_array().unwrap().iter();
    objects
        .map(|object| object[key].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_file_is_stored_under_its_name() {
    let desk = Desk::new();
    desk.file("talk.txt", TWO_LINES);
    let ran = desk.run(&["index", "files/talk.txt"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.out.starts_with("talk  stored: 2 turns, 2 passages\n"),
        "{ran:?}"
    );
    assert_eq!(desk.ids(), ["talk"]);
}

#[test]
fn a_folder_is_read_without_its_foreign_files() {
    let desk = Desk::new();
    desk.file("one.txt", TWO_LINES);
    desk.file("inner/two.txt", TWO_LINES);
    desk.file("notes.md", "Dear diary");
    let ran = desk.run(&["index", "files"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.err
            .contains("note: skipped files/notes.md: no known transcript"),
        "{ran:?}"
    );
    assert_eq!(desk.ids(), ["one", "two"]);
}

#[test]
fn a_pattern_stands_for_the_files_that_match() {
    let desk = Desk::new();
    for name in ["a1.txt", "a2.txt", "b1.txt"] {
        desk.file(name, TWO_LINES);
    }
    assert_eq!(desk.run(&["index", "files/a*.txt"]).code, Some(0));
    assert_eq!(desk.ids(), ["a1", "a2"]);
}

#[test]
fn standard_input_is_stored_under_the_id_given() {
    let desk = Desk::new();
    let input = std::fs::File::open(desk.file("talk.txt", TWO_LINES)).unwrap();
    let ran = run(desk.command(&["index", "-", "--id", "piped"]).stdin(input));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(desk.ids(), ["piped"]);
}

#[test]
fn the_id_given_is_the_id_reported() {
    let desk = Desk::new();
    desk.file("talk.txt", TWO_LINES);
    let ran = desk.run(&["index", "files/talk.txt", "--id", "monday", "--json"]);
    assert_eq!(strings(&json(&ran)["files"], "id"), ["monday"]);
}

#[test]
fn the_same_file_again_is_unchanged() {
    let desk = Desk::new();
    desk.file("talk.txt", TWO_LINES);
    let _first = desk.run(&["index", "files"]);
    let again = desk.run(&["index", "files"]);
    assert_eq!(again.code, Some(0));
    assert!(again.out.starts_with("talk  unchanged\n"), "{again:?}");
}

#[test]
fn a_changed_file_replaces_its_former_self() {
    let desk = Desk::new();
    desk.file("talk.txt", TWO_LINES);
    let _first = desk.run(&["index", "files"]);
    desk.file("talk.txt", &TWO_LINES.replace("bread", "onions"));
    let again = desk.run(&["index", "files"]);
    assert!(
        again.out.starts_with("talk  replaced: 2 turns"),
        "{again:?}"
    );
    let shown = desk.run(&["show", "talk"]).out;
    assert!(
        shown.contains("I buy onions") && !shown.contains("bread"),
        "{shown}"
    );
}

#[test]
fn an_unreadable_line_is_a_warning_with_file_and_line() {
    let desk = Desk::new();
    desk.file("talk.txt", &format!("{TWO_LINES}gibberish\n"));
    let ran = desk.run(&["index", "files/talk.txt"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let warning = "files/talk.txt:3: cannot read this line, left out: gibberish";
    assert!(
        ran.err.contains(warning) && !ran.out.contains("gibberish"),
        "{ran:?}"
    );
}

#[test]
fn a_file_without_turns_ends_with_4_and_leaves_the_store_as_it_was() {
    let desk = Desk::new();
    desk.file("talk.txt", TWO_LINES);
    let _first = desk.run(&["index", "files/talk.txt"]);
    desk.file("talk.txt", "00:00:01.000 - 00:00:04.000, Ann:\n");
    let ran = desk.run(&["index", "files/talk.txt"]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(
        ran.err.contains("files/talk.txt: no readable turn"),
        "{ran:?}"
    );
    assert!(
        desk.run(&["show", "talk"])
            .out
            .contains("I buy bread on Tuesday.")
    );
}

#[test]
fn one_bad_file_does_not_keep_the_others_out() {
    let desk = Desk::new();
    let bad = desk.file("bad.txt", "Dear diary");
    let good = desk.file("good.txt", TWO_LINES);
    let ran = run(desk.command(&["index"]).args([bad, good]));
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_eq!(desk.ids(), ["good"]);
}

#[test]
fn an_id_that_another_file_has_is_refused_with_the_way_out() {
    let desk = Desk::new();
    desk.file("monday/talk.txt", TWO_LINES);
    desk.file("friday/talk.txt", &TWO_LINES.replace("bread", "onions"));
    let _first = desk.run(&["index", "files/monday"]);
    let ran = desk.run(&["index", "files/friday/talk.txt"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err.contains("the id talk already belongs to"),
        "{ran:?}"
    );
    assert!(ran.err.contains("--id NAME"), "{ran:?}");
}

#[test]
fn an_interrupt_while_indexing_leaves_what_was_stored() {
    let desk = Desk::new();
    desk.file("first.txt", TWO_LINES);
    let pipe = desk.path("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let mut command = desk.command(&["index", "files/first.txt", "pipe"]);
    let indexing = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Opening waits until the program reads the pipe: the first file is stored then.
    let mut second = std::fs::File::options().write(true).open(&pipe).unwrap();
    let id = indexing.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    second
        .write_all(&std::fs::read(data().join("transcripts/peatland.vtt")).unwrap())
        .unwrap();
    drop(second);
    let ended = indexing.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130), "{ended:?}");
    assert_eq!(desk.ids(), ["first"]);
    assert_eq!(
        desk.run(&["ask", "When does the kettle boil at dawn?"])
            .code,
        Some(0)
    );
}

#[test]
fn an_answer_quotes_words_that_were_said() {
    let ran = look(&["ask", KEEPER]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let quote = ran.out.lines().next().unwrap().strip_prefix('“').unwrap();
    let quote = quote.strip_suffix('”').unwrap();
    assert!(
        turns("canal_history")
            .iter()
            .any(|turn| turn.contains(quote)),
        "{quote}"
    );
}

#[test]
fn an_answer_says_who_when_and_where() {
    let ran = look(&["ask", KEEPER]);
    let attribution = ran.out.lines().nth(1).unwrap();
    let parts: Vec<_> = attribution.split(", ").collect();
    assert_eq!(
        (parts[0], parts[2]),
        ("  — Agnes", "canal history"),
        "{ran:?}"
    );
    let (start, end) = parts[1].trim_start_matches('~').split_once('–').unwrap();
    assert!(
        "00:00:51" <= start && start <= end && end <= "00:01:11",
        "{ran:?}"
    );
}

#[test]
fn an_off_topic_question_is_not_found_and_ends_with_1() {
    let ran = look(&["ask", OFF_TOPIC]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.starts_with("Not found: "), "{ran:?}");
}

#[test]
fn a_missing_store_ends_with_3_and_says_how_to_make_one() {
    let desk = Desk::new();
    let ran = desk.run(&["ask", KEEPER]);
    assert_eq!((ran.code, &*ran.out), (Some(3), ""));
    assert!(
        ran.err
            .contains("store.db; `whosaid index PATH…` makes one"),
        "{ran:?}"
    );
    assert!(!desk.path("store.db").exists());
}

#[test]
fn a_wrong_command_line_ends_with_2_and_a_reason() {
    for (arguments, reason) in [
        (&["ask"][..], "QUESTION"),
        (&["frobnicate"], "frobnicate"),
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
            &["index", "Cargo.toml", "src", "--id", "x"],
            "about one transcript",
        ),
        (&["show", "x", "--at", "noon"], "00:12:30"),
    ] {
        let ran = look(arguments);
        assert_eq!(
            (ran.code, &*ran.out),
            (Some(2), ""),
            "{arguments:?}: {ran:?}"
        );
        assert!(ran.err.contains(reason), "{arguments:?}: {ran:?}");
    }
}

#[test]
fn an_unknown_speaker_is_not_found_and_the_nearest_is_named() {
    let ran = look(&["ask", KEEPER, "--speaker", "Agness"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.out
            .contains("no speaker is labelled “Agness” (there is Agnes)"),
        "{ran:?}"
    );
}

#[test]
fn an_unknown_transcript_is_not_found_and_the_nearest_is_named() {
    let ran = look(&["ask", KEEPER, "--transcript", "canal_histroy"]);
    assert_eq!(ran.code, Some(1));
    let message = "no transcript has the id “canal_histroy” (there is canal_history)";
    assert!(ran.out.contains(message), "{ran:?}");
    let ran = look(&["show", "canal_histroy"]);
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    assert!(
        ran.err.contains("canal_histroy; there is canal_history"),
        "{ran:?}"
    );
}

#[test]
fn filters_hold_for_every_hit() {
    for (filter, key, only) in [
        (&["--speaker", "Walter"][..], "speaker", "Walter"),
        (&["--speaker", "wALTER"], "speaker", "Walter"),
        (
            &["--transcript", "billing_meeting"],
            "transcript_id",
            "billing_meeting",
        ),
        (
            &["--from", "2024-03-03"],
            "transcript_id",
            "billing_meeting",
        ),
        (
            &["--from", "2024-03-11"],
            "transcript_id",
            "billing_meeting",
        ),
        (&["--to", "2024-03-10"], "transcript_id", "canal_history"),
        (&["--to", "2024-03-02"], "transcript_id", "canal_history"),
    ] {
        let ran = look(&[&["search", KEEPER, "-k", "30", "--json"], filter].concat());
        let found = strings(&json(&ran)["hits"], key);
        assert_eq!(found, vec![only; 30], "{filter:?}");
    }
}

#[test]
fn a_speaker_is_found_in_any_case_of_any_alphabet() {
    let desk = Desk::new();
    desk.file("talk.txt", &TWO_LINES.replace("Ann", "Élodie"));
    let _indexed = desk.run(&["index", "files"]);
    let ran = desk.run(&["search", "kettle", "--speaker", "éLODIE", "--json"]);
    assert_eq!(strings(&json(&ran)["hits"], "speaker"), ["Élodie"]);
}

#[test]
fn filters_that_leave_nothing_say_so() {
    let ran = look(&["ask", KEEPER, "--speaker", "Agnes", "--from", "2024-03-10"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.out.contains("the filters together leave no passage"),
        "{ran:?}"
    );
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
fn piped_output_has_no_escape_bytes() {
    for arguments in [
        &["ask", KEEPER, "--explain"][..],
        &["list"],
        &["show", "canal_history"],
    ] {
        let ran = look(arguments);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(
            !ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'),
            "{ran:?}"
        );
    }
}

#[test]
fn what_a_terminal_would_obey_is_written_out_for_people_and_whole_in_json() {
    let hostile = "boils \u{1b}[2J\u{1b}]0;owned\u{7} at \u{202e}dawn";
    let desk = Desk::new();
    let text = TWO_LINES
        .replace("boils at dawn", hostile)
        .replace("Ann", "A\u{1b}[31mnn");
    desk.file("talk.txt", &text);
    let _indexed = desk.run(&["index", "files"]);
    let question = "When does the kettle boil at dawn?";
    for arguments in [&["show", "talk"][..], &["ask", question], &["list"]] {
        let out = desk.run(arguments).out;
        assert!(!out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{out:?}");
        assert!(out.contains("A\\u{1b}[31mnn"), "{out}");
    }
    let whole = json(&desk.run(&["show", "talk", "--json"]));
    assert_eq!(
        whole["turns_text"][0]["text"],
        format!("The kettle {hostile}.")
    );
    assert_eq!(whole["turns_text"][0]["speaker"], "A\u{1b}[31mnn");
}

#[test]
fn graph_and_exact_scan_agree_on_the_best_passage_and_say_which_ran() {
    let [graph, exact] = ["graph", "exact"].map(|path| {
        let flag = format!("--{path}");
        let found = json(&look(&["search", KEEPER, &flag, "--explain", "--json"]));
        assert_eq!(found["explain"]["path"], path);
        found["hits"][0]["passage_id"].clone()
    });
    assert_eq!(graph, exact);
    let ran = look(&["search", KEEPER, "--graph", "--explain"]);
    assert!(
        ran.out.contains("the graph was walked, comparing "),
        "{ran:?}"
    );
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
        assert!(canal.contains(part), "{part}: {canal}");
    }
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
    let part = json(&look(&[
        "show",
        "canal_history",
        "--at",
        "00:05:00",
        "--json",
    ]));
    let turns = whole["turns_text"].as_array_mut().unwrap();
    turns.retain(near);
    assert!(turns.len() > 2);
    assert_eq!(part, whole);
}

#[test]
fn one_speaker_is_shown_alone() {
    let part = json(&look(&[
        "show",
        "canal_history",
        "--speaker",
        "agnes",
        "--json",
    ]));
    let mut speakers = strings(&part["turns_text"], "speaker");
    speakers.dedup();
    assert_eq!(speakers, ["Agnes"]);
}

#[test]
fn a_transcript_that_is_removed_is_neither_listed_nor_found() {
    let desk = Desk::new();
    desk.file("talk.txt", TWO_LINES);
    desk.file("other.txt", &TWO_LINES.replace("kettle", "engine"));
    let _indexed = desk.run(&["index", "files"]);
    assert_eq!(desk.run(&["remove", "talk"]).out, "talk removed\n");
    assert_eq!(desk.ids(), ["other"]);
    let found = json(&desk.run(&["search", "the kettle", "--json"]));
    assert_eq!(strings(&found["hits"], "transcript_id"), ["other", "other"]);
}

#[test]
fn an_unknown_id_among_known_ones_removes_nothing() {
    let desk = Desk::new();
    desk.file("talk.txt", TWO_LINES);
    let _indexed = desk.run(&["index", "files"]);
    let ran = desk.run(&["remove", "talk", "tork"]);
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    assert!(
        ran.err
            .contains("there is no transcript tork, so nothing was removed"),
        "{ran:?}"
    );
    assert_eq!(desk.ids(), ["talk"]);
}

#[test]
fn a_doctor_who_finds_nothing_ends_with_0() {
    let ran = look(&["doctor"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for part in ["files", "runtime", "inference", "store", "index"] {
        assert!(
            ran.out.contains(&format!("\nok   {part}")),
            "{part}: {ran:?}"
        );
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
        let ran = run(command
            .env_clear()
            .current_dir(Path::new("/"))
            .args(arguments));
        assert_eq!((ran.code, &*ran.err), (Some(0), ""), "{arguments:?}");
        ran.out
    };
    let all = help(&["--help"]);
    assert!(all.contains("Exit codes:\n  0  answered"), "{all}");
    let commands = all
        .split_once("Commands:\n")
        .unwrap()
        .1
        .split_once("\n\n")
        .unwrap()
        .0;
    let names: Vec<_> = commands
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    for name in [
        "index", "ask", "search", "show", "list", "remove", "serve", "eval", "doctor",
    ] {
        assert!(names.contains(&name), "{name}: {all}");
        assert!(help(&[name, "--help"]).contains(&format!("Usage: whosaid {name}")));
    }
}
