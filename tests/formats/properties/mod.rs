//! Tests parsers and passages on generated input.

mod feeds;
mod json;
mod labels;

use std::ops::Range;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::support::data;
use whosaid::english::sentences;
use whosaid::passage::{MOST_CHARACTERS, Passage, PassageConfig, Window, divide, pack};
use whosaid::time::{Span, clock_with_millis, parse_clock};
use whosaid::transcript::{Cue, ParseError, ParseOptions, Parsed, Place, Turn, parse};

/// What all formats are made of; joined at random it gets further into the parsers than noise.
const FRAGMENTS: [&str; 34] = [
    "WEBVTT",
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "\t",
    "\u{feff}",
    "00:00:01.000",
    "00:00:02,500",
    "1:02",
    "99:59:59.999",
    " --> ",
    "-->",
    " - ",
    ", ",
    ": ",
    ":",
    "Ann",
    "12",
    "hello",
    "NOTE",
    "<v ",
    "<v.loud Ann>",
    "</v>",
    ">> ",
    "\n- ",
    "<",
    ">",
    "&amp;",
    "&",
    "日本：",
    "é",
    "\u{2028}",
    "\0",
];

/// A longer silence ends a turn.
const MOST_SILENCE_MS: u64 = 30_000;

/// A longer step back in time does too.
const MOST_STEP_BACK_MS: u64 = 1000;

/// No regression file: a failing input, printed shrunk, becomes a unit test beside the code.
fn settings() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// The beginnings of three conversations, one a format: short enough to be read often.
fn samples() -> impl Strategy<Value = String> {
    let beginnings = ["sunday_kitchen.txt", "canal_history.srt", "peatland.vtt"].map(|file| {
        let text = std::fs::read_to_string(data().join("transcripts").join(file)).unwrap();
        text.lines()
            .take(60)
            .flat_map(|line| [line, "\n"])
            .collect::<String>()
    });
    select(beginnings.to_vec())
}

#[derive(Debug, Clone)]
enum Mutation {
    Delete(Index),
    Insert(Index, String),
    Swap(Index, Index),
}

fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    let place = any::<Index>;
    let written = prop_oneof![any::<char>().prop_map(String::from), fragment()];
    let mutation = prop_oneof![
        place().prop_map(Mutation::Delete),
        (place(), written).prop_map(|(at, text)| Mutation::Insert(at, text)),
        (place(), place()).prop_map(|(a, b)| Mutation::Swap(a, b)),
    ];
    vec(mutation, 1..12)
}

fn fragment() -> impl Strategy<Value = String> {
    select(FRAGMENTS.to_vec()).prop_map(str::to_owned)
}

fn mutate(text: &str, mutation: &Mutation) -> String {
    let character = |index: &Index| {
        let characters: Vec<_> = text.char_indices().collect();
        characters[index.index(characters.len())]
    };
    match mutation {
        _ if text.is_empty() => String::new(),
        Mutation::Delete(index) => {
            let (at, gone) = character(index);
            format!("{}{}", &text[..at], &text[at + gone.len_utf8()..])
        }
        Mutation::Insert(index, written) => {
            let at = character(index).0;
            format!("{}{written}{}", &text[..at], &text[at..])
        }
        Mutation::Swap(a, b) => {
            let mut lines: Vec<_> = text.split('\n').collect();
            let (a, b) = (a.index(lines.len()), b.index(lines.len()));
            lines.swap(a, b);
            lines.join("\n")
        }
    }
}

/// What holds for every text that is read, however odd.
fn check_outcome(text: &str, outcome: &Result<Parsed, ParseError>) -> Result<(), TestCaseError> {
    let (turns, warnings) = match outcome {
        Ok(parsed) => {
            prop_assert!(!parsed.turns.is_empty());
            (&parsed.turns[..], &parsed.warnings)
        }
        Err(ParseError::NoTurns { warnings, .. }) => (&[][..], warnings),
        Err(_) => return Ok(()),
    };
    // A carriage return alone ends a line too.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for warning in warnings {
        let there = match warning.place {
            Place::Line(line) => (1..=text.lines().count()).contains(&line),
            Place::Item(item) => item > 0,
        };
        prop_assert!(there, "{warning:?}");
    }
    for turn in turns {
        prop_assert!(!turn.text.trim().is_empty());
        let around = turn.cues.iter().map(|cue| cue.span);
        let around = around.reduce(|all, span| all.around(&span));
        prop_assert_eq!(turn.span, around);
        for cue in &turn.cues {
            let words = turn.text.get(cue.text_start..);
            prop_assert!(words.is_some_and(|words| !words.is_empty()));
        }
    }
    for pair in turns.windows(2) {
        let latest = pair[0].cues.iter().map(|cue| cue.span.start_ms).max();
        let apart = match (pair[0].span.zip(latest), pair[1].cues.first()) {
            (Some((before, latest_ms)), Some(Cue { span, .. })) => {
                span.start_ms.saturating_sub(before.end_ms) > MOST_SILENCE_MS
                    || latest_ms.saturating_sub(span.start_ms) > MOST_STEP_BACK_MS
            }
            // What has a time and what has none are apart.
            (before, now) => before.is_some() != now.is_some(),
        };
        // Words after a change sign are a turn of their own, even where both speakers are unknown.
        let signed = pair[1].speaker.is_none()
            && [">>", "-", "–"]
                .iter()
                .any(|sign| pair[1].text.starts_with(sign));
        prop_assert!(pair[0].speaker != pair[1].speaker || apart || signed);
    }
    Ok(())
}

proptest! {
    #![proptest_config(settings())]

    #[test]
    fn bytes_of_any_kind_are_read_or_refused(bytes in vec(any::<u8>(), 0..400)) {
        let outcome = parse(&bytes, &ParseOptions::default());
        // Text in another encoding may have other lines.
        check_outcome(&String::from_utf8_lossy(&bytes), &outcome)?;
    }

    #[test]
    fn text_of_any_kind_is_read_or_refused(text in any::<String>()) {
        check_outcome(&text, &parse(text.as_bytes(), &ParseOptions::default()))?;
    }

    #[test]
    fn fragments_of_formats_in_any_order_are_read_or_refused(
        fragments in vec(fragment(), 0..60),
    ) {
        let text = fragments.concat();
        check_outcome(&text, &parse(text.as_bytes(), &ParseOptions::default()))?;
    }

    #[test]
    fn damaged_transcripts_of_all_formats_are_read_or_refused(
        sample in samples(),
        mutations in mutations(),
    ) {
        let text = mutations.iter().fold(sample, |text, mutation| mutate(&text, mutation));
        check_outcome(&text, &parse(text.as_bytes(), &ParseOptions::default()))?;
    }

    #[test]
    fn turns_written_as_lines_read_back_as_they_were(turns in spoken_turns()) {
        let parsed = parse(written(&turns).as_bytes(), &ParseOptions::default());
        let parsed = parsed.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(parsed.warnings, []);
        prop_assert_eq!(parsed.turns, turns);
    }

    #[test]
    fn a_clock_written_out_is_read_back(time_ms in 0..1_000_000 * 3_600_000u64) {
        prop_assert_eq!(parse_clock(&clock_with_millis(time_ms)), Some(time_ms));
    }

    #[test]
    fn every_word_is_in_one_passage_in_order(
        turns in turns_of(spaced()),
        config in configs(),
    ) {
        let passages = divide(&turns, None, &config, &words_as_tokens);
        prop_assert!(passages.is_sorted_by_key(|passage| (passage.turn, passage.text_range.start)));
        for (turn_idx, turn) in turns.iter().enumerate() {
            let own = passages.iter().filter(|passage| passage.turn == turn_idx);
            let words: Vec<_> = own.flat_map(|own| own.text(&turns).split_whitespace()).collect();
            prop_assert_eq!(words, turn.text.split_whitespace().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_word_too_long_for_a_passage_loses_no_character(
        turns in spoken_turns(),
        config in configs(),
    ) {
        let passages = divide(&turns, None, &config, &characters_as_tokens);
        for (turn_idx, turn) in turns.iter().enumerate() {
            let own = passages.iter().filter(|passage| passage.turn == turn_idx);
            let joined: String = own.map(|own| own.text(&turns)).collect();
            prop_assert_eq!(without_spaces(&joined), without_spaces(&turn.text));
        }
    }

    #[test]
    fn words_and_gaps_of_any_length_are_in_passages_of_bounded_length(text in endless()) {
        let turns = [turn("A".into(), &[(text, 0, 1000)], &mut 0)];
        let longest = std::cell::Cell::new(0);
        let count_tokens = |text: &str| {
            longest.set(longest.get().max(text.chars().count()));
            words_as_tokens(text)
        };
        let passages = divide(&turns, None, &PassageConfig::default(), &count_tokens);
        let texts: Vec<&str> = passages.iter().map(|passage| passage.text(&turns)).collect();
        prop_assert_eq!(without_spaces(&texts.concat()), without_spaces(&turns[0].text));
        prop_assert!(texts.iter().all(|text| text.chars().count() <= MOST_CHARACTERS));
        prop_assert!(longest.get() <= MOST_CHARACTERS);
    }

    #[test]
    fn a_passage_has_no_more_tokens_than_allowed(turns in spoken_turns(), config in configs()) {
        for count_tokens in [words_as_tokens, characters_as_tokens] {
            for passage in divide(&turns, None, &config, &count_tokens) {
                let label_tokens = count_tokens(&label(&turns[passage.turn]));
                let most = config.most_passage_tokens.saturating_sub(label_tokens).max(1);
                prop_assert!(count_tokens(passage.text(&turns)) <= most);
            }
        }
    }

    #[test]
    fn a_passage_has_more_words_than_allowed_only_as_one_sentence(
        turns in spoken_turns(),
        config in configs(),
    ) {
        for passage in divide(&turns, None, &config, &words_as_tokens) {
            let n_words = words_as_tokens(passage.text(&turns));
            let whole = sentences(&turns[passage.turn].text).contains(&passage.text_range);
            prop_assert!(n_words <= config.most_words || whole, "{n_words} words");
        }
    }

    #[test]
    fn a_passage_was_said_within_its_turn(turns in spoken_turns(), config in configs()) {
        let passages = divide(&turns, None, &config, &words_as_tokens);
        for Passage { turn, span, .. } in &passages {
            let (whole, span) = (turns[*turn].span.unwrap(), span.unwrap());
            prop_assert_eq!(whole.around(&span), whole, "{:?} in {:?}", span, whole);
        }
        // The lines are in order of time, so what is cut from them is too.
        prop_assert!(passages.is_sorted_by_key(|passage| passage.span.map(|span| span.start_ms)));
    }

    #[test]
    fn windows_hold_every_passage_once_in_order(turns in spoken_turns(), config in configs()) {
        let passages = divide(&turns, None, &config, &words_as_tokens);
        let windows = pack(&turns, &passages, &config, &words_as_tokens);
        let held: Vec<_> = parts(&windows).map(|(_, passage, _)| passage).collect();
        prop_assert_eq!(held, (0..passages.len()).collect::<Vec<_>>());
    }

    #[test]
    fn a_part_of_a_window_is_the_label_and_the_words(
        turns in spoken_turns(),
        config in configs(),
    ) {
        let passages = divide(&turns, None, &config, &words_as_tokens);
        let windows = pack(&turns, &passages, &config, &words_as_tokens);
        for (window, passage, range) in parts(&windows) {
            let passage = &passages[passage];
            let line = format!("{}{}", label(&turns[passage.turn]), passage.text(&turns));
            prop_assert_eq!(window.text.get(range), Some(&*line));
        }
    }

    #[test]
    fn a_window_has_more_tokens_than_allowed_only_for_one_passage(
        turns in spoken_turns(),
        config in configs(),
    ) {
        let passages = divide(&turns, None, &config, &words_as_tokens);
        for window in pack(&turns, &passages, &config, &words_as_tokens) {
            let n_tokens = words_as_tokens(&window.text);
            prop_assert!(n_tokens <= config.most_window_tokens || window.parts.len() == 1);
        }
    }
}

/// Turns as a file gives them: neighbours have different speakers, lines follow one another, some
/// without length.
fn turns_of(said: impl Strategy<Value = String>) -> impl Strategy<Value = Vec<Turn>> {
    let line = (said, 0..3000u64, prop_oneof![Just(0), 1..9000u64]);
    vec((speaker(), vec(line, 1..5)), 1..8).prop_map(|turns| {
        let mut now_ms = 0;
        let numbered = turns.into_iter().enumerate();
        numbered
            .map(|(place, (name, lines))| turn(format!("{name}{place}"), &lines, &mut now_ms))
            .collect()
    })
}

fn turn(speaker: String, lines: &[(String, u64, u64)], now_ms: &mut u64) -> Turn {
    let mut text = String::new();
    let mut cues: Vec<Cue> = Vec::new();
    for (words, pause_ms, length_ms) in lines {
        let span = Span::new(*now_ms + pause_ms, *now_ms + pause_ms + length_ms);
        if !text.is_empty() {
            text.push(' ');
        }
        cues.push(Cue {
            text_start: text.len(),
            span,
        });
        text.push_str(words);
        *now_ms = span.end_ms;
    }
    let span = Span::new(cues[0].span.start_ms, *now_ms);
    Turn {
        speaker: Some(speaker),
        span: Some(span),
        text,
        cues,
        ..Turn::default()
    }
}

fn speaker() -> impl Strategy<Value = String> {
    "[A-Za-zÀ-ÿ0-9日本]([A-Za-z0-9 ,.’#_-]|:[A-Za-z0-9]){0,12}"
        .prop_map(|label| label.trim().into())
}

fn spoken_turns() -> impl Strategy<Value = Vec<Turn>> {
    turns_of(said("\\PC{1,60}"))
}

/// One thing again and again, and then another: words and gaps longer than a passage may be.
fn endless() -> impl Strategy<Value = String> {
    let things = [
        "x",
        "é",
        "日",
        "👩\u{200d}👧",
        "\u{301}",
        " ",
        "\u{2003}",
        "!",
        "so ",
        "No. ",
    ];
    let runs = vec((select(things.to_vec()), 1..2 * MOST_CHARACTERS), 1..5);
    runs.prop_map(|runs| {
        let text: String = runs
            .iter()
            .map(|(thing, count)| thing.repeat(*count))
            .collect();
        text.trim().to_owned()
    })
    .prop_filter("a line has words", |text| !text.is_empty())
}

/// Words in alphabets that put spaces between them; elsewhere a sentence may end without one.
fn spaced() -> impl Strategy<Value = String> {
    said("[ -~À-ʯΑ-ωА-я“”’…–€]{1,60}")
}

/// A line's words: sentences as people speak them, or these signs.
fn said(signs: &'static str) -> impl Strategy<Value = String> {
    let spoken = "([A-Za-zé]{1,9}(, | |\\. |\\? |: )){0,30}[a-z]{1,40}[.?!…]?";
    prop_oneof![3 => spoken, 1 => signs]
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("a line has words", |text| !text.is_empty())
}

fn configs() -> impl Strategy<Value = PassageConfig> {
    (1..20usize, 1..30usize, 1..40usize).prop_map(|(words, passage_tokens, window_tokens)| {
        PassageConfig {
            most_words: words,
            most_passage_tokens: passage_tokens,
            most_window_tokens: window_tokens,
        }
    })
}

fn written(turns: &[Turn]) -> String {
    let mut file = String::new();
    for turn in turns {
        let ends = turn.cues.iter().skip(1).map(|next| next.text_start - 1);
        for (cue, end) in turn.cues.iter().zip(ends.chain([turn.text.len()])) {
            file.push_str(&format!(
                "{} - {}, {}: {}\n",
                clock_with_millis(cue.span.start_ms),
                clock_with_millis(cue.span.end_ms),
                turn.speaker.as_deref().unwrap(),
                &turn.text[cue.text_start..end]
            ));
        }
    }
    file
}

fn parts(windows: &[Window]) -> impl Iterator<Item = (&Window, usize, Range<usize>)> {
    windows.iter().flat_map(|window| {
        let parts = window.parts.iter();
        parts.map(move |part| (window, part.passage, part.range.clone()))
    })
}

fn label(turn: &Turn) -> String {
    format!("{}: ", turn.speaker.as_deref().unwrap())
}

fn words_as_tokens(text: &str) -> usize {
    text.split_whitespace().count()
}

fn characters_as_tokens(text: &str) -> usize {
    without_spaces(text).chars().count()
}

fn without_spaces(text: &str) -> String {
    text.split_whitespace().collect()
}
