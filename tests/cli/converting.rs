//! Tests `convert`, and the options that say how files are read.

use super::{TWO_LINES, TestStore, assert_holds, json, strings};
use crate::support::{Ran, limited, run};

const UNNAMED: &str = "1\n00:00:01,000 --> 00:00:04,000\nThe kettle boils at dawn.\n\n\
                       2\n00:00:04,000 --> 00:00:06,000\nI buy bread on Tuesday.\n";
const RTTM: &str = "SPEAKER talk 1 0.900 3.000 <NA> <NA> Ann <NA> <NA>\n\
                    SPEAKER talk 1 4.100 1.500 <NA> <NA> Bob <NA> <NA>\n";
const TABLE: &str = "who,at,text\nAnn,1,The kettle boils at dawn.\n";

fn written(store: &TestStore, name: &str) -> String {
    std::fs::read_to_string(store.path("files").join(name)).unwrap()
}

#[test]
fn a_transcript_is_converted_by_the_extension_and_back() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    for name in ["talk.srt", "talk.vtt", "talk.json", "again.txt"] {
        let from = if name == "again.txt" {
            "files/talk.json"
        } else {
            "files/talk.txt"
        };
        let ran = store.run(&["convert", from, &format!("files/{name}")]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert_eq!(ran.out, format!("files/{name}: 2 turns\n"));
    }
    assert_holds(
        &written(&store, "talk.srt"),
        "00:00:01,000 --> 00:00:04,000\nAnn: The kettle",
    );
    assert_holds(
        &written(&store, "talk.vtt"),
        "<v Bob>I buy bread on Tuesday.",
    );
    assert_holds(&written(&store, "talk.json"), "\"startTime\": 1.0");
    assert_eq!(written(&store, "again.txt"), TWO_LINES);
}

#[test]
fn a_file_that_is_there_is_replaced_only_by_force() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    store.file("talk.srt", "mine");
    let refused = store.run(&["convert", "files/talk.txt", "files/talk.srt"]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert_holds(
        &refused.err,
        "files/talk.srt: the file exists; --force replaces it",
    );
    assert_eq!(written(&store, "talk.srt"), "mine");
    let forced = store.run(&[
        "convert",
        "files/talk.txt",
        "files/talk.srt",
        "--force",
        "--json",
    ]);
    assert_eq!(forced.code, Some(0), "{forced:?}");
    assert_eq!(json(&forced)["turns"], 2);
    assert_holds(&written(&store, "talk.srt"), "Ann: The kettle");
}

#[test]
fn standard_input_is_converted_to_standard_output() {
    let store = TestStore::new();
    let input = std::fs::File::open(store.file("talk.txt", TWO_LINES)).unwrap();
    let ran = run(store
        .command(&["convert", "-", "-", "--to", "vtt"])
        .stdin(input));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.out
            .starts_with("WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Ann>"),
        "{ran:?}"
    );
}

#[test]
fn what_cannot_be_written_is_refused_and_nothing_is() {
    let store = TestStore::new();
    store.file("unnamed.srt", UNNAMED);
    store.file("timeless.json", r#"[{"speaker": "Ann", "text": "So."}]"#);
    for (from, to, code, reason) in [
        (
            "unnamed.srt",
            "out.txt",
            4,
            "files/unnamed.srt: nobody is named at 00:00:01",
        ),
        (
            "timeless.json",
            "out.srt",
            4,
            "files/timeless.json: no turn in it has a time, without which SRT cannot be written",
        ),
        ("missing.srt", "out.srt", 4, "files/missing.srt: "),
        (
            "unnamed.srt",
            "out",
            2,
            "files/out: say what to write with --to",
        ),
        (
            "unnamed.srt",
            "nowhere/out.srt",
            2,
            "files/nowhere/out.srt: ",
        ),
    ] {
        let ran = store.run(&["convert", &format!("files/{from}"), &format!("files/{to}")]);
        assert_eq!(ran.code, Some(code), "{ran:?}");
        assert_holds(&ran.err, reason);
        assert!(!store.path("files").join(to).exists(), "{ran:?}");
    }
}

/// Three captions, the second with times that cannot be read.
fn broken_caption() -> String {
    UNNAMED.replace("00:00:04,000 --> ", "00:00:0x,000 --> ")
        + "\n3\n00:00:07,000 --> 00:00:08,000\nSo be it.\n"
}

#[test]
fn untimed_turns_are_refused_with_count_and_place() {
    let store = TestStore::new();
    store.file("talk.srt", &broken_caption());
    for name in ["out.srt", "out.vtt", "out.json"] {
        let ran = store.run(&["convert", "files/talk.srt", &format!("files/{name}")]);
        assert_eq!(ran.code, Some(4), "{ran:?}");
        assert_holds(
            &ran.err,
            "files/talk.srt: 1 turn of 3 (5 words) has no time",
        );
        assert_holds(
            &ran.err,
            "the first is at line 6: “I buy bread on Tuesday.”",
        );
        assert_holds(&ran.err, "--leave-out-untimed");
        assert!(!store.path("files").join(name).exists(), "{ran:?}");
    }
}

#[test]
fn captions_without_a_time_are_left_out_on_demand_and_told() {
    let store = TestStore::new();
    store.file("talk.srt", &broken_caption());
    for name in ["out.srt", "out.vtt", "out.json"] {
        let out = format!("files/{name}");
        let ran = store.run(&["convert", "files/talk.srt", &out, "--leave-out-untimed"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert_eq!(ran.out, format!("{out}: 2 turns\n"));
        assert_holds(
            &ran.err,
            "files/talk.srt: left out 1 turn without a time, 5 words: line 6\n",
        );
        let written = written(&store, name);
        assert_holds(&written, "The kettle boils at dawn.");
        assert_holds(&written, "So be it.");
        assert!(!written.contains("bread"), "{written}");
    }
}

#[test]
fn of_many_turns_without_a_time_the_first_places_are_named() {
    let store = TestStore::new();
    let turns: Vec<String> = (0..16)
        .map(|turn| {
            let start = if turn % 2 == 0 { "" } else { "7" };
            format!("S{turn},{start},So be it.")
        })
        .collect();
    store.file(
        "talk.csv",
        &format!("who,start_s,text\n{}\n", turns.join("\n")),
    );
    let ran = store.run(&[
        "convert",
        "files/talk.csv",
        "files/talk.vtt",
        "--leave-out-untimed",
        "--columns",
        "speaker=who,start=start_s,text=text",
    ]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_holds(
        &ran.err,
        "left out 8 turns without a time, 24 words: line 2, line 4, line 6, line 8, line 10, 3 more\n",
    );
}

#[test]
fn words_that_readers_take_for_a_name_are_refused() {
    let store = TestStore::new();
    store.file("talk.csv", "start_s,text\n1,Monday: we ship.\n");
    let ran = store.run(&["convert", "files/talk.csv", "files/talk.srt"]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_holds(&ran.err, "nobody is named at 00:00:01");
    let ran = store.run(&["convert", "files/talk.csv", "files/talk.vtt"]);
    assert_holds(&written(&store, "talk.vtt"), "\n<v>Monday: we ship.\n");
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn rttm_names_the_speakers_and_another_names_them_anew() {
    let store = TestStore::new();
    store.file("talk.srt", UNNAMED);
    store.file("talk.rttm", RTTM);
    let index = ["index", "files/talk.srt", "--speakers", "files/talk.rttm"];
    assert_holds(&store.run(&index).out, "talk  stored: 2 turns");
    assert_holds(&store.run(&["show", "talk"]).out, "Ann");
    assert_holds(&store.run(&index).out, "talk  unchanged");
    store.file("talk.rttm", &RTTM.replace("Ann", "Cleo"));
    assert_holds(&store.run(&index).out, "talk  replaced: 2 turns");
    assert_holds(&store.run(&["show", "talk"]).out, "Cleo");
    let lines = [
        "convert",
        "files/talk.srt",
        "-",
        "--to",
        "lines",
        "--speakers",
        "files/talk.rttm",
    ];
    assert_eq!(store.run(&lines).out, TWO_LINES.replace("Ann", "Cleo"));
}

#[test]
fn speakers_that_do_not_fit_are_refused_with_the_reason() {
    let store = TestStore::new();
    store.file("named.txt", TWO_LINES);
    store.file("talk.srt", UNNAMED);
    store.file("talk.rttm", RTTM);
    store.file("empty.rttm", ";; nothing\n");
    store.file(
        "later.rttm",
        "SPEAKER talk 1 900 3 <NA> <NA> Ann <NA> <NA>\n",
    );
    for (transcript, speakers, code, reason) in [
        (
            "named.txt",
            "talk.rttm",
            4,
            "named.txt: the transcript names its speakers itself",
        ),
        (
            "talk.srt",
            "empty.rttm",
            4,
            "--speakers files/empty.rttm: no line says who speaks when",
        ),
        (
            "talk.srt",
            "later.rttm",
            4,
            "talk.srt: nobody in the file of speakers speaks",
        ),
        ("", "talk.rttm", 2, "--speakers"),
    ] {
        let transcript = format!("files/{transcript}");
        let speakers = format!("files/{speakers}");
        let ran = store.run(&["index", &transcript, "--speakers", &speakers]);
        assert_eq!(ran.code, Some(code), "{ran:?}");
        assert_holds(&ran.err, reason);
    }
}

#[test]
fn rttm_in_a_folder_is_skipped_with_what_it_is_for() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    store.file("talk.rttm", RTTM);
    let ran = store.run(&["index", "files"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_holds(&ran.err, "skipped files/talk.rttm: this is RTTM");
    assert_holds(&ran.err, "--speakers FILE");
    assert_eq!(store.ids(), ["talk"]);
}

#[test]
fn a_table_is_read_by_the_columns_and_the_unit_that_are_given() {
    let store = TestStore::new();
    store.file("talk.csv", TABLE);
    let index = |more: &[&str]| {
        store.run(
            &[
                &[
                    "index",
                    "files/talk.csv",
                    "--columns",
                    "speaker=who,start=at",
                ],
                more,
            ]
            .concat(),
        )
    };
    let asked = index(&[]);
    assert_eq!(asked.code, Some(4), "{asked:?}");
    assert_holds(&asked.err, "say which with --time-unit s or --time-unit ms");
    assert_holds(&index(&["--time-unit", "s", "--json"]).out, "\"stored\"");
    let shown = json(&store.run(&["show", "talk", "--json"]));
    assert_eq!(strings(&shown["turns_text"], "speaker"), ["Ann"]);
    assert_holds(&index(&["--time-unit", "ms"]).out, "talk  replaced");
}

/// Eight megabytes of values of no use may take twelve times as much, beside the 200 MB of addresses
/// that the program has anyway.
#[cfg(target_os = "linux")]
#[test]
fn a_file_of_useless_values_takes_little_memory() {
    let store = TestStore::new();
    let useless = "{\"a\":0},".repeat(1_000_000);
    let said = r#"{"start":0,"end":1,"text":"The kettle boils."}"#;
    store.file("bomb.json", &format!("{{\"segments\":[{useless}{said}]}}"));
    let ran = convert_within(&store, "files/bomb.json", 300_000);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_holds(&ran.out, "The kettle boils.");
    let notes = ran.err.lines().count();
    assert!((100..=102).contains(&notes), "{notes} notes");
}

/// A file of one shape: the text above, what is repeated below it, and what is said of it.
#[cfg(target_os = "linux")]
struct Dense {
    name: &'static str,
    head: &'static str,
    line: &'static str,
    said: &'static str,
}

#[cfg(target_os = "linux")]
impl Dense {
    /// Returns two megabytes of the shape.
    fn text(&self) -> String {
        const BYTES: usize = 2_000_000;
        format!("{}{}", self.head, self.line.repeat(BYTES / self.line.len()))
    }
}

#[cfg(target_os = "linux")]
const DENSE: [Dense; 8] = [
    Dense {
        name: "labels.srt",
        head: "1\n00:00:01,000 --> 00:00:02,000\n",
        line: "A: x\nB: x\n",
        said: REFUSED,
    },
    Dense {
        name: "dashes.vtt",
        head: "WEBVTT\n\n00:01.000 --> 00:02.000\nAnn: x\n",
        line: "-x\n",
        said: REFUSED,
    },
    Dense {
        name: "voices.vtt",
        head: "WEBVTT\n\n00:01.000 --> 00:02.000\n",
        line: "<v A>x<v B>x",
        said: REFUSED,
    },
    Dense {
        name: "cells.csv",
        head: "speaker,text\n",
        line: "A,x\nB,x\n",
        said: REFUSED,
    },
    Dense {
        name: "times.vtt",
        head: "WEBVTT\n\n",
        line: "00:09-->00:09\nx\n\n00:01-->00:01\nx\n\n",
        said: "",
    },
    Dense {
        name: "words.vtt",
        head: "WEBVTT\n\n00:01.000 --> 00:02.000\n",
        line: "<00:01.000>x",
        said: "",
    },
    Dense {
        name: "lines.vtt",
        head: "WEBVTT\n\n00:01.000 --> 00:02.000\n",
        line: "x\n",
        said: "",
    },
    Dense {
        name: "cues.srt",
        head: "",
        line: "00:01-->00:02\nx\n\n",
        said: "",
    },
];

/// What is said of a file that changes the speaker every few bytes.
#[cfg(target_os = "linux")]
const REFUSED: &str = "in no conversation does the speaker change so often";

/// Two megabytes of anything may take 60 MB, beside the 200 MB of addresses that the program has
/// anyway.
#[cfg(target_os = "linux")]
#[test]
fn a_dense_file_takes_little_memory_or_is_refused() {
    let store = TestStore::new();
    for shape in &DENSE {
        store.file(shape.name, &shape.text());
        let path = format!("files/{}", shape.name);
        let ran = convert_within(&store, &path, 260_000);
        let code = if shape.said.is_empty() { 0 } else { 4 };
        assert_eq!(ran.code, Some(code), "{}: {}", shape.name, ran.err);
        assert_holds(&ran.err, shape.said);
    }
}

/// Converts a file in a process that has this many kilobytes of addresses.
#[cfg(target_os = "linux")]
fn convert_within(store: &TestStore, path: &str, kilobytes: u32) -> Ran {
    let convert = store.command(&["convert", path, "-", "--to", "vtt"]);
    run(&mut limited(&format!("-v {kilobytes}"), &convert))
}
