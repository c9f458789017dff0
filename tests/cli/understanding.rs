//! Tests what `ask` and `search` read in a question, and the options that override it.

use super::{KEEPER, TWO_LINES, TestStore, assert_holds, json, look, strings};

const BY_WALTER: &str = "What did Walter say about the lock?";

#[test]
fn who_is_asked_for_is_told_before_the_answer() {
    for command in ["ask", "search"] {
        let ran = look(&[command, BY_WALTER]);
        let first = ran.out.lines().next();
        let told = "looking for what was said by Walter";
        assert_eq!(first, Some(told), "{ran:?}");
    }
}

#[test]
fn nothing_is_told_where_nothing_is_read() {
    assert!(!look(&["search", KEEPER]).out.contains("looking for"));
    let ran = look(&["search", BY_WALTER, "--literal"]);
    assert!(!ran.out.contains("looking for"), "{ran:?}");
    let literal = ["search", BY_WALTER, "--literal", "-k", "30", "--json"];
    let speakers = strings(&json(&look(&literal))["hits"], "speaker");
    assert!(speakers.iter().any(|speaker| speaker != "Walter"));
}

#[test]
fn all_filters_are_told_in_one_line() {
    let ran = look(&[
        "ask",
        "Who spoke of \"top lock\"?",
        "--speaker=Agnes",
        "--transcript=canal_history",
        "--from=2024-03-01",
        "--to=2024-03-02",
    ]);
    let told = "looking for what was said by Agnes, in canal_history, from 2024-03-01, up to \
                2024-03-02, with the words “top lock”\n";
    assert_holds(&ran.out, told);
}

#[test]
fn a_filter_that_leaves_nothing_is_dropped_and_told() {
    let ran = look(&["ask", "What did Walter say in the meeting on 2024-05-05?"]);
    let told = "not limited to the days 2024-05-05 to 2024-05-05, which would leave nothing\n";
    assert_holds(&ran.out, told);
    assert_holds(&ran.out, "looking for what was said by Walter\n");
}

#[test]
fn a_speaker_that_is_given_holds_instead_of_the_one_that_is_read() {
    let ran = look(&["search", BY_WALTER, "--speaker", "Agnes", "--json"]);
    let mut speakers = strings(&json(&ran)["hits"], "speaker");
    speakers.dedup();
    assert_eq!(speakers, ["Agnes"]);
}

#[test]
fn a_phrase_in_quotation_marks_is_in_every_hit() {
    let ran = look(&["search", "the keeper at \"top lock\"", "--json"]);
    let texts = strings(&json(&ran)["hits"], "text");
    assert!(!texts.is_empty());
    for text in texts {
        assert_holds(&text.to_lowercase(), "top lock");
    }
}

#[test]
fn a_phrase_that_nobody_said_is_not_found_and_ends_with_1() {
    let ran = look(&["ask", "Who said \"lock top\"?"]);
    assert_eq!(ran.code, Some(1));
    assert_holds(
        &ran.out,
        "Not found: no passage that may be found has “lock top” word for word",
    );
}

#[test]
fn a_list_may_quote_several_and_all_are_printed() {
    let list = ["ask", "lock keepers and boats", "--kind", "list"];
    let answer = json(&look(&[&list[..], &["--json"]].concat()));
    assert_eq!(answer["interpreted_as"]["kind"], "list");
    let quotes = answer["quotes"].as_array().unwrap();
    let printed = look(&list);
    let quoted = |line: &&str| line.starts_with("  — ");
    assert_eq!(printed.out.lines().filter(quoted).count(), quotes.len());
    for quote in quotes {
        assert_holds(&printed.out, quote["text"].as_str().unwrap());
    }
}

#[test]
fn an_unknown_kind_ends_with_2_and_all_kinds() {
    let ran = look(&["ask", KEEPER, "--kind", "whose"]);
    assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    assert_holds(
        &ran.err,
        "`whose` is not a kind of question; use one of what, when, when_said, ",
    );
}

#[test]
fn a_topic_is_looked_for_in_place_of_the_words() {
    let topic = ["search", "Anything?", "--topic", KEEPER, "--json"];
    let ids = |arguments: &[&str]| strings(&json(&look(arguments))["hits"], "passage_id");
    let by_topic = ids(&topic);
    assert_eq!(
        by_topic,
        ids(&["search", KEEPER, "--topic", KEEPER, "--json"])
    );
    assert_ne!(by_topic, ids(&["search", "Anything?", "--json"]));
    let empty = look(&["ask", KEEPER, "--topic", " "]);
    assert_eq!((empty.code, &*empty.out), (Some(2), ""));
    assert_holds(&empty.err, "the topic is empty");
}

#[test]
fn what_is_read_and_what_is_matched_is_harmless_to_a_terminal() {
    let store = TestStore::new();
    store.file("talk.txt", &TWO_LINES.replace("Ann", "A\u{1b}[31mnn"));
    let _indexed = store.run(&["index", "files"]);
    for arguments in [
        &[
            "ask",
            "the \u{1b}[2Jkettle boils",
            "--speaker",
            "A\u{1b}[31mnn",
        ][..],
        &["ask", "Who said \"kettle\u{7} boils\"?", "--explain"],
        &["ask", "Who said \"no\u{1b}[2Jthing\"?"],
        &[
            "search",
            "the \u{202e}kettle",
            "--topic",
            "dawn \u{1b}[2J",
            "--explain",
        ],
    ] {
        let out = store.run(arguments).out;
        assert!(!out.is_empty());
        assert!(!out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{out:?}");
    }
}

#[test]
fn an_explanation_shows_the_sum_and_the_words_that_met() {
    let ran = look(&["search", KEEPER, "--explain", "-k", "1"]);
    for part in [
        "score ",
        " = meaning ",
        "(MaxSim ",
        "near a better one ",
        "; ",
        "keeper ~ ",
    ] {
        assert_holds(&ran.out, part);
    }
}

#[test]
fn when_it_was_talked_about_is_answered_with_times_earliest_first() {
    let asked = ["ask", "When do they talk about the boats?"];
    let answer = json(&look(&[&asked[..], &["--json"]].concat()));
    assert_eq!(answer["interpreted_as"]["kind"], "when_said");
    let starts = strings(&answer["quotes"], "start");
    assert!(starts.len() > 1 && starts.is_sorted(), "{starts:?}");
    let printed = look(&asked).out;
    let times = printed.lines().map(|line| line.trim_start_matches('~'));
    let times = times.filter(|line| line.starts_with("00:"));
    let times: Vec<&str> = times.map(|line| &line[..8]).collect();
    assert_eq!(times, starts);
    for quote in answer["quotes"].as_array().unwrap() {
        assert_holds(&printed, quote["text"].as_str().unwrap());
    }
}
