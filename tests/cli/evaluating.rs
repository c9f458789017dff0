//! Tests `eval`: the figures on labelled questions, as text and as JSON.

use crate::support::test_store::{TestStore, assert_holds, json};

const TRANSCRIPT: &str = "\
00:00:00.000 - 00:00:05.000, Ilka: The harbour froze in the year of the long winter.
00:00:10.000 - 00:00:15.000, Orla: Did any boat get out of the harbour at all?
00:00:20.000 - 00:00:25.000, Ilka: One boat brought forty loaves of bread to the islands.
";

const QUESTIONS: &str = r#"{"id": "q1", "transcript": "harbour", "question": "When did the harbour freeze?", "spans": [[0, 5]], "category": "when", "answerable": true}

{"id": "q2", "transcript": "harbour", "question": "How many loaves of bread did the boat bring?", "spans": [[20, 25]], "category": "number", "answerable": true}
{"id": "q3", "transcript": "harbour", "question": "Which compiler flags speed up the linker?", "spans": [], "category": "off_topic", "answerable": false}
"#;

/// A folder with a transcript that the questions name, one that they do not, and the questions.
fn prepared() -> TestStore {
    let store = TestStore::new();
    store.file("talks/harbour.txt", TRANSCRIPT);
    store.file("talks/other.txt", "Ann: Nobody asks about this.\n");
    store.file("questions.jsonl", QUESTIONS);
    store
}

const ARGUMENTS: [&str; 4] = [
    "eval",
    "files/questions.jsonl",
    "--transcripts",
    "files/talks",
];

#[test]
fn json_has_the_figures_of_all_questions_of_each_category_and_of_each_question() {
    let store = prepared();
    let ran = store.run(&[&ARGUMENTS[..], &["--json"]].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let measured = json(&ran);
    let all = &measured["all"];
    assert_eq!(
        (&all["questions"], &all["answerable"]),
        (&3.into(), &2.into())
    );
    for depth in ["1", "3", "5", "10"] {
        assert_eq!(all["hit_at"][depth], 1.0, "{measured}");
    }
    assert_eq!(all["recall_at"]["1"], 1.0);
    assert_eq!(
        (&all["mrr"], &all["answerable_refused"]),
        (&1.0.into(), &0.0.into())
    );
    assert_eq!(all["unanswerable_answered"], 0.0);
    let null = serde_json::Value::Null;
    assert_eq!(
        (&all["first_quote"], &all["asked_quoted"]),
        (&1.0.into(), &null)
    );
    let off_topic = &measured["by_category"]["off_topic"];
    assert_eq!(
        (&off_topic["hit_at"]["1"], &off_topic["first_quote"]),
        (&null, &null)
    );
    assert_eq!(measured["by_category"]["when"]["questions"], 1);
    let questions = measured["questions"].as_array().unwrap();
    let fields = ["id", "answered", "first_rank", "first_quote_right"];
    let verdicts = questions
        .iter()
        .map(|it| fields.map(|field| it[field].clone()));
    let wanted = [
        ["q1".into(), true.into(), 1.into(), true.into()],
        ["q2".into(), true.into(), 1.into(), true.into()],
        ["q3".into(), false.into(), null.clone(), null],
    ];
    assert_eq!(verdicts.collect::<Vec<_>>(), wanted, "{measured}");
    assert!(measured["footprint"]["words"].as_u64().unwrap() > 20);
    assert!(measured["latency"]["p50_ms"].as_f64().unwrap() > 0.0);
}

#[test]
fn text_has_a_row_for_each_category_and_the_size_on_disk() {
    let ran = prepared().run(&ARGUMENTS);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let row = |name: &str| {
        let line = ran.out.lines().find(|line| line.starts_with(name));
        line.unwrap_or_else(|| panic!("{ran:?}")).split_whitespace()
    };
    let figures: Vec<&str> = row("all ").skip(1).collect();
    let hits_and_first_quote = ["1.000"; 5];
    assert_eq!(figures[0], "3");
    assert_eq!(figures[1..6], hits_and_first_quote);
    assert_eq!(figures[10..], ["1.000", "0.000", "0.000", "0.000"]);
    assert_eq!(
        row("off_topic ").filter(|figure| *figure == "-").count(),
        11
    );
    assert!(!ran.out.contains("asked on tape"), "{ran:?}");
    assert_holds(&ran.out, "A question takes");
    assert_holds(&ran.out, "for 100 words");
}

/// Questions whose first quotes are right and wrong by their words, and lie outside and inside the
/// turn that is said to ask.
const ASKED: &str = r#"{"id": "a1", "transcript": "harbour", "question": "When did the harbour freeze?", "spans": [[0, 5]], "answers": ["the short winter", "The Long Winter!"], "asked": [[10, 15]], "category": "asked", "answerable": true}
{"id": "a2", "transcript": "harbour", "question": "When did the harbour freeze?", "spans": [[20, 25]], "answers": ["winters"], "asked": [[0, 5]], "category": "asked", "answerable": true}
"#;

#[test]
fn the_first_quote_is_judged_by_its_words_and_by_the_turn_that_asks() {
    let store = prepared();
    store.file("questions.jsonl", ASKED);
    let measured = json(&store.run(&[&ARGUMENTS[..], &["--json"]].concat()));
    let asked = &measured["by_category"]["asked"];
    for figures in [&measured["all"], asked] {
        assert_eq!(figures["first_quote"], 0.5, "{measured}");
        assert_eq!(figures["asked_quoted"], 0.5, "{measured}");
    }
    let questions = measured["questions"].as_array().unwrap().iter();
    let verdicts = questions.map(|it| [&it["first_quote_right"], &it["asked_quoted"]]);
    let verdicts: Vec<_> = verdicts.collect();
    assert_eq!(verdicts, [[true, false], [false, true]], "{measured}");
    let ran = store.run(&ARGUMENTS);
    assert_holds(&ran.out, "questions asked on tape, 0.500 begin");
}

#[test]
fn a_question_about_a_transcript_that_is_not_there_says_where_it_is_looked_for() {
    let store = prepared();
    store.file(
        "questions.jsonl",
        &QUESTIONS.replace("\"harbour\"", "\"haven\""),
    );
    let ran = store.run(&ARGUMENTS);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_holds(&ran.err, "question q1: there is no transcript haven");
    assert_holds(&ran.err, "--transcripts");
}

#[test]
fn a_line_that_is_no_question_is_named_with_its_file() {
    let store = prepared();
    store.file("questions.jsonl", &format!("{QUESTIONS}{{\"id\": 4}}\n"));
    let ran = store.run(&ARGUMENTS);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_holds(&ran.err, "files/questions.jsonl: line 5:");
}

#[test]
fn each_file_of_questions_needs_its_own_folder() {
    let store = prepared();
    let ran = store.run(&[&ARGUMENTS[..], &["--transcripts", "files"]].concat());
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_holds(&ran.err, "1 file of questions and 2 folders of transcripts");
}
