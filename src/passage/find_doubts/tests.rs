//! Tests doubts on errors of a diariser, and on turns of people that look like them.

use super::*;
use crate::passage::{PassageConfig, divide};
use crate::transcript::Cue;

/// A turn with its times, in milliseconds.
fn turn(speaker: &str, start_ms: u64, end_ms: u64, text: &str) -> Turn {
    let span = Span::new(start_ms, end_ms);
    Turn {
        speaker: Some(speaker.into()),
        span: Some(span),
        text: text.into(),
        cues: vec![Cue {
            text_start: 0,
            span,
        }],
        ..Turn::default()
    }
}

/// Codes of the doubts of each turn, each turn being one passage.
fn codes(turns: &[Turn]) -> Vec<Vec<&'static str>> {
    let doubts = doubts_of_turns(turns, None).into_iter();
    doubts
        .map(|doubts| doubts.iter().map(Doubt::name).collect())
        .collect()
}

/// Returns whether a sentence is taken as broken between two speakers, with a pause of so long.
fn breaks(before: &str, after: &str, pause_ms: u64) -> bool {
    let turns = [
        turn("A", 0, 5000, before),
        turn("B", 5000 + pause_ms, 12_000, after),
    ];
    let broken = vec![vec!["ends_mid_sentence"], vec!["begins_mid_sentence"]];
    let codes = codes(&turns);
    assert!(codes == broken || codes == [[""; 0]; 2], "{codes:?}");
    codes == broken
}

#[test]
fn sentence_that_goes_on_in_the_next_turn_is_broken() {
    for (before, after) in [
        ("And I think there's not a lot.", "Of truth to that."),
        ("It's legal in the.", "UK, there are returns."),
        ("They were filing by rules which.", "Changed last year."),
        (
            "I wonder whether you think they’ll.",
            "Survive this winter.",
        ),
        ("It costs as much as the boat, but you.", "Need engineers."),
        ("Nobody at home is going to.", "Have one of those."),
    ] {
        assert!(breaks(before, after, 20), "{before} | {after}");
    }
}

#[test]
fn unstopped_sentence_that_goes_on_in_small_letters_is_broken() {
    let stopped = turn("A", 0, 1000, "We went there.");
    let turns = [
        stopped.clone(),
        turn("B", 2000, 3000, "the boat left at nine and we"),
        turn("A", 3010, 4000, "missed it by a minute."),
        stopped,
    ];
    assert_eq!(
        codes(&turns)[1..3],
        [["ends_mid_sentence"], ["begins_mid_sentence"]]
    );
}

#[test]
fn people_who_take_turns_break_no_sentence() {
    for (before, after) in [
        ("The boat left at nine.", "I missed it by a minute."),
        ("Is that what you came for?", "Have a seat."),
        ("That is what it is.", "Was it cold?"),
        ("We had a lot.", "Of course you did."),
        ("I was going to, but—", "Of two minds, were you?"),
        ("I thought I saw", "I'm here, I'm here."),
        ("And then it just, um", "yeah, I know."),
        ("Yes, and.", "Never mind."),
        ("But you.", "Me what?"),
    ] {
        assert!(!breaks(before, after, 20), "{before} | {after}");
    }
}

#[test]
fn after_a_pause_a_new_sentence_begins() {
    assert!(breaks("It's legal in the.", "UK, there are returns.", 500));
    assert!(!breaks("It's legal in the.", "UK, there are returns.", 501));
}

#[test]
fn without_times_the_words_alone_tell() {
    let untimed = |speaker, text| Turn {
        span: None,
        cues: Vec::new(),
        ..turn(speaker, 0, 0, text)
    };
    let turns = [
        untimed("A", "It's legal in the."),
        untimed("B", "UK, I mean."),
    ];
    assert_eq!(codes(&turns)[0], ["ends_mid_sentence"]);
}

#[test]
fn transcript_without_stops_has_no_broken_sentences() {
    let lines = [
        "the boat left at nine",
        "we missed it",
        "it was cold that day",
    ];
    let turns: Vec<Turn> = ["A", "B", "A"]
        .iter()
        .zip(lines)
        .zip([0, 3000, 6000])
        .map(|((speaker, text), start_ms)| turn(speaker, start_ms, start_ms + 2990, text))
        .collect();
    assert_eq!(codes(&turns), [[""; 0]; 3]);
}

#[test]
fn label_that_changes_for_a_moment_without_pause_is_flapping() {
    let around = |start_ms, end_ms, text| {
        [
            turn("A", 0, 5000, "We bought the boat."),
            turn("B", start_ms, end_ms, text),
            turn("A", 6000, 9000, "It was old."),
        ]
    };
    let none = [[""; 0]; 3];
    let flapping = vec![vec![], vec!["flapping_label"], vec![]];
    assert_eq!(codes(&around(5040, 5950, "It is blue.")), flapping);
    // A backchannel, a pause on both sides, somebody who speaks meanwhile.
    assert_eq!(codes(&around(5040, 5950, "Yeah, right.")), none);
    assert_eq!(codes(&around(5080, 5920, "It is blue.")), none);
    assert_eq!(codes(&around(4000, 5950, "It is blue.")), none);
}

#[test]
fn label_with_few_words_beside_one_with_hundreds_is_a_ghost() {
    let long = "word ".repeat(300);
    let turns = |most: &str| {
        [
            turn("A", 0, 60_000, most),
            turn("B", 61_000, 62_000, "Over there."),
        ]
    };
    assert_eq!(codes(&turns(&long))[1], ["ghost_speaker"]);
    assert_eq!(codes(&turns(&long[..500])), [[""; 0]; 2]);
}

#[test]
fn only_the_passages_at_the_break_are_doubted() {
    let long = "We walked to the harbour in the rain. ".repeat(8);
    let turns = [
        turn("A", 0, 5000, &format!("{long}It's legal in the.")),
        turn(
            "B",
            5010,
            9000,
            &format!("UK, there are returns. {}", long.trim_end()),
        ),
    ];
    let config = PassageConfig {
        most_words: 20,
        ..PassageConfig::default()
    };
    let passages = divide(&turns, None, &config, &|text| {
        text.split_whitespace().count()
    });
    let doubts = doubts(&turns, None, &passages);
    let doubted: Vec<usize> = (0..doubts.len())
        .filter(|&at| !doubts[at].is_empty())
        .collect();
    let first_of_second = passages
        .iter()
        .position(|passage| passage.turn == 1)
        .unwrap();
    assert_eq!(doubted, [first_of_second - 1, first_of_second]);
}

#[test]
fn words_after_a_label_that_is_not_understood_are_doubted() {
    let unknown = Turn {
        speaker: None,
        label_not_understood: true,
        ..turn("Ann", 2000, 3000, "bo: We left.")
    };
    let turns = [turn("Ann", 0, 1000, "We came."), unknown];
    assert_eq!(codes(&turns)[1], ["unknown_label"]);
}
