//! Tests that written transcripts read back as they were.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use whosaid::time::{Span, clock_with_millis};
use whosaid::transcript::{
    Cut, Detail, Format, ParseOptions, Target, Turn, WriteError, parse, recut, write,
};

use super::{folder, read, sample};
use crate::support::data;

/// Words, most of which a reader could take for markup.
const WORDS: [&str; 24] = [
    "so",
    "bell,",
    "R&D",
    "&amp;",
    "&lt;i&gt;",
    "<i>rope</i>",
    "<b",
    "<v",
    "<00:00:01.000>",
    "-->",
    "Monday:",
    "[Ann]:",
    "NOTE",
    "WEBVTT",
    "12",
    "00:00:01,000",
    "{\"a\":",
    "日本。",
    "“No.”",
    "a:b",
    "-",
    "é",
    "\u{a0}",
    "\\N",
];

/// Labels, from plain names to what no file was made for.
const LABELS: [&str; 9] = [
    "Ann",
    "Dr. Ana de la Cruz",
    "spk_0",
    "SPEAKER_00",
    "山田太郎",
    "A & B",
    "Jo <jo@x>",
    "Ann:Lee",
    "NEAL CONAN, HOST",
];

/// A line, with how long after the one before it begins, and how long it is.
type Said = (Option<&'static str>, u64, u64, String);

fn lines(labels: impl Strategy<Value = Option<&'static str>>) -> impl Strategy<Value = Vec<Said>> {
    let words =
        vec(select(WORDS.to_vec()), 1..6).prop_map(|words| words.join(" ").trim().to_owned());
    let words = words.prop_filter("a line has words", |words| !words.is_empty());
    vec((labels, 0..50_000u64, 0..9000u64, words), 1..12)
}

fn named() -> impl Strategy<Value = Option<&'static str>> {
    select(LABELS.to_vec()).prop_map(Some)
}

fn named_or_not() -> impl Strategy<Value = Option<&'static str>> {
    prop_oneof![3 => named(), 1 => Just(None)]
}

/// Returns the turns that lines make, as JSON of our own says them.
fn turns(lines: &[Said]) -> Vec<Turn> {
    let mut start_ms = 0;
    let segments = lines.iter().map(|(speaker, after_ms, length_ms, text)| {
        start_ms += after_ms;
        let mut segment = serde_json::json!({
            "start_ms": start_ms, "end_ms": start_ms + length_ms, "text": text,
        });
        if let Some(speaker) = speaker {
            segment["speaker"] = (*speaker).into();
        }
        segment
    });
    let list = serde_json::Value::from(segments.collect::<Vec<_>>()).to_string();
    parse(list.as_bytes(), &ParseOptions::default())
        .unwrap()
        .turns
}

fn reads_back(turns: &[Turn], target: Target, format: Format) -> Result<(), TestCaseError> {
    let text = write(turns, target).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let parsed = parse(text.as_bytes(), &ParseOptions::default());
    let parsed = parsed.map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(parsed.format, format);
    prop_assert_eq!(&parsed.turns, turns, "{}", text);
    prop_assert_eq!(parsed.warnings, []);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn turns_of_named_speakers_read_back_from_lines(lines in lines(named())) {
        reads_back(&turns(&lines), Target::Lines, Format::Lines)?;
    }

    #[test]
    fn turns_of_named_speakers_read_back_from_srt(lines in lines(named())) {
        reads_back(&turns(&lines), Target::Srt, Format::Srt)?;
    }

    #[test]
    fn turns_read_back_from_webvtt_whoever_is_named(lines in lines(named_or_not())) {
        reads_back(&turns(&lines), Target::WebVtt, Format::WebVtt)?;
    }

    #[test]
    fn turns_read_back_from_json_whoever_is_named(lines in lines(named_or_not())) {
        reads_back(&turns(&lines), Target::PodcastJson, Format::PodcastJson)?;
    }

    #[test]
    fn words_joined_to_captions_are_all_there(lines in lines(named())) {
        let turns = turns(&lines);
        for cut in [Cut::Words, Cut::Captions] {
            let again = recut(&turns, cut);
            let mut pairs = again.iter().zip(&turns);
            let same = pairs.all(|(again, turn)| again.text == turn.text && again.span == turn.span);
            prop_assert!(same, "{:?}", again);
        }
    }
}

/// Every sample that names its speakers in lines, and longer conversations.
#[test]
fn a_file_of_lines_comes_back_from_every_format_as_it_was() {
    let conversations = ["sunday_kitchen.txt", "billing_meeting.txt"];
    let conversations = conversations.map(|file| data().join("transcripts").join(file));
    let mut files = conversations
        .map(|path| std::fs::read(path).unwrap())
        .to_vec();
    files.push(sample("lines.txt"));
    for file in files {
        let turns = parse(&file, &ParseOptions::default()).unwrap().turns;
        for target in Target::ALL {
            let written = write(&turns, target).unwrap();
            let again = parse(written.as_bytes(), &ParseOptions::default()).unwrap();
            let lines = write(&again.turns, Target::Lines).unwrap();
            assert_eq!(lines.as_bytes(), file, "{target}");
        }
    }
}

#[test]
fn every_sample_with_speakers_and_times_keeps_them_in_every_format() {
    let mut kept = 0;
    for entry in std::fs::read_dir(folder()).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let turns = recut(&read(&file).turns, Cut::Captions);
        let is_whole = |turn: &Turn| turn.speaker.is_some() && turn.span.is_some();
        if !turns.iter().all(is_whole) {
            continue;
        }
        for target in Target::ALL {
            let written = write(&turns, target).unwrap();
            let again = parse(written.as_bytes(), &ParseOptions::default()).unwrap();
            assert_eq!(parts(&again.turns), parts(&turns), "{file} as {target}");
            kept += 1;
        }
    }
    assert!(kept >= 160, "{kept} files");
}

/// Who says what, and when.
fn parts(turns: &[Turn]) -> Vec<(Option<&str>, Option<Span>, &str)> {
    let turns = turns.iter();
    turns
        .map(|turn| (turn.speaker.as_deref(), turn.span, &*turn.text))
        .collect()
}

#[test]
fn words_with_times_become_captions_and_stay_words_in_json() {
    let parsed = read("deepgram.json");
    assert_eq!(parsed.detail, Detail::Words);
    let captions = recut(&parsed.turns, Cut::Captions);
    let srt = write(&captions, Target::Srt).unwrap();
    let first = "1\n00:00:00,480 --> 00:00:02,200\nSpeaker 0: Welcome to the workshop.\n\n2\n";
    assert!(srt.starts_with(first), "{srt}");
    assert!(srt.lines().all(|line| line.chars().count() <= 100));
    let words = recut(&parsed.turns, Cut::Words);
    let json = write(&words, Target::PodcastJson).unwrap();
    let again = parse(json.as_bytes(), &ParseOptions::default()).unwrap();
    assert_eq!(again.turns, parsed.turns);
    assert_eq!(again.detail, Detail::Words);
}

#[test]
fn every_caption_of_srt_has_its_speakers_name() {
    let turns = turns(&[
        (Some("Ann"), 0, 500, "So it".into()),
        (Some("Ann"), 500, 500, "is.".into()),
    ]);
    assert_eq!((turns.len(), turns[0].cues.len()), (1, 2));
    let srt = write(&turns, Target::Srt).unwrap();
    assert!(
        srt.contains("\nAnn: So it\n") && srt.contains("\nAnn: is.\n"),
        "{srt}"
    );
}

#[test]
fn sounds_and_signs_of_another_speaker_read_back_from_srt() {
    let turns = turns(&[
        (Some("Ann"), 0, 500, "So it".into()),
        (None, 500, 500, "[a bell rings]".into()),
        (Some("Ann"), 500, 500, "is.".into()),
        (None, 500, 500, ">> Never.".into()),
        (Some("Ann"), 500, 500, "It is.".into()),
        (None, 60_000, 500, "No.".into()),
    ]);
    reads_back(&turns, Target::Srt, Format::Srt).unwrap();
}

#[test]
fn words_of_nobody_that_read_as_labels_are_not_written_to_srt() {
    let words = [
        "bo | mill co: It rang.",
        "ann (pc): No.",
        "bo | mill co: So.",
    ];
    let lines =
        [words[0], words[1], words[2], words[1]].map(|words| (None, 500, 500, words.into()));
    let turns = turns(&lines);
    let refused = write(&turns, Target::Srt).unwrap_err();
    assert!(
        refused.to_string().starts_with("nobody is named at"),
        "{refused}"
    );
    reads_back(&turns, Target::WebVtt, Format::WebVtt).unwrap();
}

#[test]
fn words_with_another_speakers_label_inside_are_not_written_to_srt() {
    let turns = turns(&[
        (Some("Ann"), 0, 500, "It rang.".into()),
        (Some("Bo"), 500, 500, "He said so. Ann: no more.".into()),
    ]);
    assert!(write(&turns, Target::Srt).is_err());
    reads_back(&turns, Target::WebVtt, Format::WebVtt).unwrap();
}

#[test]
fn what_a_format_cannot_hold_is_refused_with_the_reason() {
    let unnamed = turns(&[(None, 61_000, 500, "So.".into())]);
    let mixed = turns(&[
        (Some("Ann"), 0, 500, "So.".into()),
        (None, 500, 500, "No.".into()),
    ]);
    let colon = turns(&[(Some("Host: Ann"), 0, 500, "So.".into())]);
    let timeless = br#"[{"speaker": "Ann", "text": "So."}]"#;
    let timeless = parse(timeless, &ParseOptions::default()).unwrap().turns;
    for (turns, target, reason) in [
        (&unnamed, Target::Lines, "nobody is named at 00:01:01"),
        (&mixed, Target::Srt, "nobody is named at 00:00:00"),
        (
            &colon,
            Target::Lines,
            "the label `Host: Ann` cannot be written",
        ),
        (&timeless, Target::Srt, "“So.” has no time"),
        (&timeless, Target::PodcastJson, "“So.” has no time"),
    ] {
        let refused: WriteError = write(turns, target).unwrap_err();
        assert!(refused.to_string().starts_with(reason), "{refused}");
    }
}

#[test]
fn a_moment_is_written_as_other_programs_read_it() {
    let turns = turns(&[(Some("Ann"), 3_723_004, 1000, "So.".into())]);
    assert_eq!(turns[0].span, Some(Span::new(3_723_004, 3_724_004)));
    assert_eq!(clock_with_millis(3_723_004), "01:02:03.004");
    for (target, written) in [
        (Target::Lines, "01:02:03.004 - 01:02:04.004, Ann: So.\n"),
        (
            Target::Srt,
            "1\n01:02:03,004 --> 01:02:04,004\nAnn: So.\n\n",
        ),
        (
            Target::WebVtt,
            "WEBVTT\n\n01:02:03.004 --> 01:02:04.004\n<v Ann>So.\n\n",
        ),
    ] {
        assert_eq!(write(&turns, target).as_deref(), Ok(written));
    }
}
