//! Writes head lines from the grammar and reads them back: the same name, time and words.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::clock::TimeStyle;
use super::line::{Line, Site};
use super::{Chapters, parse};

const NAMES: [&str; 10] = [
    "Ann Stone",
    "Bob",
    "SPEAKER_00",
    "Dr. Lee",
    "Zoë O'Brien",
    "山田太郎",
    "Jo (guest)",
    "Speaker 1",
    "Mill Co | Bob",
    "ann",
];

/// How a time is written: before it, after it.
const TIME_MARKS: [(&str, &str); 6] = [
    ("[", "]"),
    ("(", ")"),
    ("\\[", "\\]"),
    ("<", ">"),
    ("", ""),
    ("[", " --> 99:59:59.999]"),
];

/// How a line with both is written.
const LINES: [&str; 14] = [
    "TIME NAME: WORDS",
    "TIME - NAME: WORDS",
    "TIME **NAME:** WORDS",
    "NAME: TIME WORDS",
    "NAME TIME: WORDS",
    "**NAME:** TIME WORDS",
    "**NAME** TIME: WORDS",
    "**NAME TIME:** WORDS",
    "**TIME NAME:** WORDS",
    "*NAME*: TIME WORDS",
    "_NAME TIME_: WORDS",
    "- **NAME:** TIME WORDS",
    "[NAME]: TIME WORDS",
    "TIME [NAME]: WORDS",
];

fn clock(start_ms: u64) -> String {
    crate::time::clock_with_millis(start_ms)
}

fn run<S: Strategy>(
    cases: u32,
    strategy: &S,
    test: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    runner.run(strategy, test).unwrap();
}

#[test]
fn a_line_reads_back_as_it_was_written() {
    let written = (
        0..NAMES.len(),
        0..TIME_MARKS.len(),
        0..LINES.len(),
        0_u64..86_400_000,
        "[A-Za-z][a-z ,']{0,20}[a-z.?!]",
    );
    run(100_000, &written, |(name, mark, line, start_ms, words)| {
        let (name, (open, close)) = (NAMES[name], TIME_MARKS[mark]);
        let time = format!("{open}{}{close}", clock(start_ms));
        let text = LINES[line].replace("TIME", &time);
        let text = text.replace("NAME", name).replace("WORDS", &words);
        let read = Line::read(&text);
        prop_assert_eq!(read.label.map(|(name, _)| name), Some(name), "{}", text);
        prop_assert!(
            read.label
                .is_some_and(|(_, site)| site != Site::BeforeWords)
        );
        prop_assert_eq!(read.words, words.trim(), "{}", text);
        let (times, style) = read.time.unwrap_or((Default::default(), TimeStyle::Short));
        prop_assert_eq!(times.start_ms, Some(start_ms), "{}", text);
        prop_assert!(style != TimeStyle::Short);
        Ok(())
    });
}

/// How a turn is written. The first line of its words stands at `WORDS`.
const TURNS: [&str; 12] = [
    "TIME NAME: WORDS\n",
    "**NAME:** TIME WORDS\n\n",
    "NAME  TIME\nWORDS\n\n",
    "NAME TIME\n\nWORDS\n\n",
    "NAME\nTIME\nWORDS\n\n",
    "TIME\nNAME\nWORDS\n\n",
    "TIME NAME\nWORDS\n\n",
    "TIME - NAME\n\nWORDS\n\n",
    "**NAME** TIME\nWORDS\n\n",
    "*NAME TIME*: WORDS\n\n",
    "[NAME]: TIME WORDS\n",
    "NAME: TIME\n\nWORDS\n\n",
];

#[test]
fn a_document_reads_back_as_it_was_written() {
    let words = "[A-Z][a-z]{1,6}( [a-z]{1,7}){2,12}[.?!]";
    let turn = (
        0..3_usize,
        proptest::collection::vec(words, 1..4),
        0..3_usize,
    );
    let written = (
        0..TURNS.len(),
        0..TIME_MARKS.len(),
        proptest::collection::vec(turn, 4..12),
    );
    run(2000, &written, |(shape, mark, turns)| {
        let (open, close) = TIME_MARKS[mark];
        let breaks = ["\n", "\n\n", "\n\u{feff}\n"];
        let (mut text, mut expected) = (String::new(), Vec::new());
        for (index, (name, paragraphs, wrap)) in turns.iter().enumerate() {
            let start_ms = index as u64 * 20_000;
            // Names come back, as in a conversation.
            let name = if index < 4 { index % 2 } else { *name };
            let name = ["Ann Stone", "Bob Reed", "Speaker 3"][name];
            let words = paragraphs.join(breaks[*wrap]);
            let time = format!("{open}{}{close}", clock(start_ms));
            let turn = TURNS[shape].replace("TIME", &time).replace("NAME", name);
            text.push_str(&turn.replace("WORDS", &words));
            expected.push((name.to_owned(), paragraphs.join(" "), start_ms));
        }
        let (read, _) = parse(&text, Chapters::Nobodys).finish();
        let all: Vec<&str> = read
            .iter()
            .flat_map(|turn| turn.text.split_whitespace())
            .collect();
        let spoken = expected
            .iter()
            .flat_map(|(_, words, _)| words.split_whitespace());
        let spoken: Vec<&str> = spoken.collect();
        prop_assert_eq!(all, spoken, "{}", text);
        let mut starts = expected.iter();
        for turn in &read {
            for (cue, words) in turn.cue_texts() {
                let (name, said, start_ms) = starts.next().unwrap();
                prop_assert_eq!(turn.speaker.as_deref(), Some(&**name), "{}", text);
                prop_assert_eq!(words.trim(), said, "{}", text);
                prop_assert_eq!(cue.span.start_ms, *start_ms, "{}", text);
            }
        }
        prop_assert!(starts.next().is_none(), "{}", text);
        Ok(())
    });
}
