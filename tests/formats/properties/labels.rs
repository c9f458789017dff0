//! Tests that labels of any kind, in captions however they are decorated, give every word to whoever
//! said it.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use whosaid::transcript::{ParseOptions, Turn, parse};

use super::settings;
use crate::support::data;

/// How many conversations are read back: of 20 to 80 lines, about a hundred thousand in all.
const CONVERSATIONS: u32 = 2000;

/// What stands before a label and is not part of it.
const BEFORE_LABELS: [&str; 7] = ["", "<i>", "<b>", "{\\an8}", "\u{200f}", "\u{feff}", "- "];

/// One line of a caption: who says it, what decorates its label, and whether it shares the caption of
/// the line before.
type Line = (Index, &'static str, bool);

fn names() -> Vec<String> {
    let names = std::fs::read_to_string(data().join("display_names.txt")).unwrap();
    names.lines().map(str::to_owned).collect()
}

fn conversations() -> impl Strategy<Value = (Vec<String>, Vec<Line>)> {
    let cast = vec(select(names()), 2..5);
    let shares = prop_oneof![4 => Just(false), 1 => Just(true)];
    let line = (any::<Index>(), select(BEFORE_LABELS.to_vec()), shares);
    (cast, vec(line, 10..40))
}

/// Returns who says which word: each line has one that no other has. Everybody speaks twice.
fn said(cast: &[String], lines: &[Line]) -> Vec<(String, String)> {
    let speakers: Vec<&String> = lines.iter().map(|(who, ..)| who.get(cast)).collect();
    let twice = speakers.iter().chain(&speakers).enumerate();
    twice
        .map(|(at, name)| ((*name).clone(), format!("Word{at}.")))
        .collect()
}

/// Writes captions in which every line has a label.
fn labelled(cast: &[String], lines: &[Line], head: &str, point: char) -> String {
    let mut text = head.to_owned();
    let decorations = lines.iter().chain(lines);
    for (at, ((name, word), (_, before, shares))) in
        said(cast, lines).iter().zip(decorations).enumerate()
    {
        if at == 0 || !shares {
            let (minute, second) = (at / 60, at % 60);
            text += &format!(
                "\n00:{minute:02}:{second:02}{point}000 --> 00:{minute:02}:{second:02}{point}900\n"
            );
        }
        let name = name.replace('&', "&amp;").replace('<', "&lt;");
        text += &format!("{before}{name}: {word}\n");
    }
    text
}

fn read(text: &str) -> Vec<Turn> {
    let parsed = parse(text.as_bytes(), &ParseOptions::default());
    parsed.unwrap_or_else(|error| panic!("{error}:\n{text}")).turns
}

fn single_spaced(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CONVERSATIONS / 2, ..settings() })]

    #[test]
    fn every_word_is_whose_label_it_has((cast, lines) in conversations()) {
        for (head, point) in [("WEBVTT\n", '.'), ("", ',')] {
            let text = labelled(&cast, &lines, head, point);
            let turns = read(&text);
            for (name, word) in said(&cast, &lines) {
                let mut found = turns.iter().filter(|turn| {
                    turn.text.split(' ').any(|said| said == word)
                });
                let turn = found.next();
                prop_assert!(turn.is_some() && found.next().is_none(), "{}:\n{}", word, text);
                let speaker = turn.and_then(|turn| turn.speaker.clone());
                prop_assert_eq!(speaker, Some(single_spaced(&name)), "{}:\n{}", word, text);
            }
        }
    }

    #[test]
    fn no_word_is_the_former_speakers_where_labels_stand_at_changes((cast, lines) in conversations()) {
        let said = said(&cast, &lines);
        let mut text = String::new();
        for (at, (name, word)) in said.iter().enumerate() {
            let goes_on = at > 0 && said[at - 1].0 == *name;
            let label = if goes_on { String::new() } else { format!("{name}: ") };
            let (minute, second) = (at / 60, at % 60);
            text += &format!("00:{minute:02}:{second:02},000 --> 00:{minute:02}:{second:02},900\n");
            text += &format!("{label}{word}\n\n");
        }
        let turns = read(&text);
        for (name, word) in said {
            let turn = turns.iter().find(|turn| turn.text.split(' ').any(|said| said == word));
            prop_assert!(turn.is_some(), "{}:\n{}", word, text);
            let speaker = turn.and_then(|turn| turn.speaker.clone());
            let is_right = speaker.is_none() || speaker == Some(single_spaced(&name));
            prop_assert!(is_right, "{} is {:?}'s:\n{}", word, speaker, text);
        }
    }
}
