//! Tests that no display name of a meeting tool gives its words to somebody else.

use whosaid::transcript::{ParseOptions, parse};

use crate::support::data;

const HOST: &str = "Carla Jones";

/// What the host and the other say in turn.
const SAID: [(&str, &str); 3] = [
    ("The wheel is fixed now.", "Who fixed it then?"),
    ("Two brothers from the hill.", "When did they come?"),
    ("They came at noon.", "We should thank them."),
];

/// Writes down who says what.
type Writer = fn(&[(&str, &str)]) -> String;

/// The ways to write a conversation down.
const FORMATS: [(&str, Writer); 6] = [
    ("SRT", srt),
    ("WebVTT", webvtt),
    ("plain text", plain),
    ("plain text with times", timed),
    ("Markdown", markdown),
    ("Markdown with the colon inside", markdown_inside),
];

fn names() -> Vec<String> {
    let names = std::fs::read_to_string(data().join("display_names.txt")).unwrap();
    names.lines().map(str::to_owned).collect()
}

fn captions(turns: &[(&str, &str)], point: char) -> String {
    let mut text = String::new();
    for (at, (name, words)) in turns.iter().enumerate() {
        let label = if name.is_empty() {
            String::new()
        } else {
            format!("{name}: ")
        };
        let (start, end) = (3 * at, 3 * at + 2);
        text += &format!("00:00:{start:02}{point}000 --> 00:00:{end:02}{point}000\n");
        text += &format!("{label}{words}\n\n");
    }
    text
}

fn srt(turns: &[(&str, &str)]) -> String {
    captions(turns, ',')
}

fn webvtt(turns: &[(&str, &str)]) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let turns: Vec<(String, &str)> = turns
        .iter()
        .map(|(name, words)| (escaped(name), *words))
        .collect();
    let turns: Vec<(&str, &str)> = turns
        .iter()
        .map(|(name, words)| (&**name, *words))
        .collect();
    format!("WEBVTT\n\n{}", captions(&turns, '.'))
}

fn plain(turns: &[(&str, &str)]) -> String {
    lines(turns, |_, name, words| format!("{name}: {words}"))
}

fn timed(turns: &[(&str, &str)]) -> String {
    lines(turns, |at, name, words| {
        format!("[00:00:{:02}] {name}: {words}", 3 * at)
    })
}

fn markdown(turns: &[(&str, &str)]) -> String {
    lines(turns, |_, name, words| {
        format!("**{}**: {words}", escaped(name))
    })
}

fn markdown_inside(turns: &[(&str, &str)]) -> String {
    lines(turns, |_, name, words| {
        format!("**{}:** {words}", escaped(name))
    })
}

/// Returns a name as a writer of Markdown escapes it.
fn escaped(name: &str) -> String {
    let mut escaped = String::new();
    for c in name.chars() {
        if "\\*_`[]<>#".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn lines(turns: &[(&str, &str)], line: impl Fn(usize, &str, &str) -> String) -> String {
    let lines = turns.iter().enumerate();
    let lines: Vec<String> = lines
        .map(|(at, (name, words))| line(at, name, words))
        .collect();
    lines.join("\n\n") + "\n"
}

/// Returns who says what, with single spaces in names.
fn read(text: &str) -> Vec<(Option<String>, String)> {
    let parsed = parse(text.as_bytes(), &ParseOptions::default());
    let parsed = parsed.unwrap_or_else(|error| panic!("{error}:\n{text}"));
    let turns = parsed.turns.into_iter();
    turns.map(|turn| (turn.speaker, turn.text)).collect()
}

fn who_says(said: &[(Option<String>, String)], words: &str) -> Option<String> {
    let turn = said.iter().find(|(_, text)| text.contains(words));
    turn.unwrap_or_else(|| panic!("“{words}” is lost: {said:?}"))
        .0
        .clone()
}

/// Returns a name without the brackets and marks around it, which a document may put there.
fn unmarked(name: &str) -> &str {
    name.trim_matches(|c: char| "[](){}<>*_".contains(c))
}

#[test]
fn a_name_that_comes_back_speaks_whatever_it_is() {
    let mut wrong = Vec::new();
    for name in names() {
        let turns = SAID
            .map(|(host, other)| [(HOST, host), (&*name, other)])
            .concat();
        for (format, write) in FORMATS {
            let said = read(&write(&turns));
            let expected: Vec<_> = name.split_whitespace().collect();
            let expected = expected.join(" ");
            for (host, other) in SAID {
                let spoken = (who_says(&said, host), who_says(&said, other));
                let is_right = match &spoken.1 {
                    Some(speaker) => unmarked(speaker) == unmarked(&expected),
                    None => false,
                };
                if !is_right || spoken.0.as_deref() != Some(HOST) {
                    wrong.push((format, name.clone(), spoken));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}

#[test]
fn a_name_that_comes_once_never_gives_its_words_to_another() {
    let mut wrong = Vec::new();
    for name in names() {
        let mut turns = SAID
            .map(|(host, other)| [(HOST, host), ("Ada Berg", other)])
            .concat();
        turns[3].0 = &name;
        for (format, write) in FORMATS {
            let speaker = who_says(&read(&write(&turns)), SAID[1].1);
            if speaker
                .as_deref()
                .is_some_and(|speaker| speaker == HOST || speaker == "Ada Berg")
            {
                wrong.push((format, name.clone()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:?}", wrong.len());
}

#[test]
fn a_name_before_some_captions_never_gives_its_words_to_another() {
    let mut wrong = Vec::new();
    for name in names() {
        let mut turns = Vec::new();
        for (host, other) in SAID {
            turns.extend([(HOST, host), ("", "And so on."), ("", "As you know.")]);
            turns.extend([(&*name, other), ("", "I do not know.")]);
        }
        for (format, write) in &FORMATS[..2] {
            let said = read(&write(&turns));
            for (_, other) in SAID {
                if who_says(&said, other).as_deref() == Some(HOST) {
                    wrong.push((*format, name.clone()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:?}", wrong.len());
}
