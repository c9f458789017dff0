//! Tests that words are whose label they have, or nobody's: the smallest inputs that once went to
//! somebody else.

use whosaid::transcript::{ParseOptions, Parsed, parse};

fn read(text: &str) -> Parsed {
    let parsed = parse(text.as_bytes(), &ParseOptions::default());
    parsed.unwrap_or_else(|error| panic!("{error}:\n{text}"))
}

/// Returns who says what; `-` is nobody.
fn said(parsed: &Parsed) -> Vec<(&str, &str)> {
    let turns = parsed.turns.iter();
    turns
        .map(|turn| (turn.speaker.as_deref().unwrap_or("-"), &*turn.text))
        .collect()
}

/// Captions of two seconds each, three seconds apart.
fn srt(captions: &[&str]) -> String {
    let blocks = captions.iter().enumerate().map(|(at, words)| {
        let (start, end) = (3 * at, 3 * at + 2);
        format!("00:00:{start:02},000 --> 00:00:{end:02},000\n{words}\n\n")
    });
    blocks.collect()
}

fn expect(text: &str, expected: &[(&str, &str)]) {
    assert_eq!(said(&read(text)), expected, "{text}");
}

#[test]
fn a_later_line_begins_with_a_label_whether_or_not_the_line_above_ends_a_sentence() {
    let text = srt(&[
        "Ann: the mill is old\nBob: it has no roof",
        "Ann: no",
        "Bob: so",
    ]);
    let expected = [
        ("Ann", "the mill is old"),
        ("Bob", "it has no roof"),
        ("Ann", "no"),
        ("Bob", "so"),
    ];
    expect(&text, &expected);
}

#[test]
fn two_labels_may_stand_on_one_line() {
    let text = srt(&[
        "Ann: It is old. Bob: It has no roof.",
        "Ann: No.",
        "Bob: So.",
    ]);
    let expected = [
        ("Ann", "It is old."),
        ("Bob", "It has no roof."),
        ("Ann", "No."),
        ("Bob", "So."),
    ];
    expect(&text, &expected);
}

#[test]
fn an_odd_label_among_words_without_capitals_and_stops_is_not_the_former_speakers() {
    let text = srt(&[
        "Ann: it is old",
        "Bob: no roof",
        "iPhone (3): the wheel",
        "Ann: no",
    ]);
    let expected = [
        ("Ann", "it is old"),
        ("Bob", "no roof"),
        ("iPhone (3)", "the wheel"),
        ("Ann", "no"),
    ];
    expect(&text, &expected);
}

#[test]
fn a_dash_needs_no_space_to_change_the_speaker() {
    for dash in ["-", "–", "— "] {
        let other = format!("{dash}We had no roof.");
        let text = srt(&["Ann: It is old.", &other, "Bob: So."]);
        expect(
            &text,
            &[("Ann", "It is old."), ("-", &other), ("Bob", "So.")],
        );
    }
}

#[test]
fn a_speaker_in_brackets_among_labels_with_colons_is_nobody_and_a_sound_is_no_speaker() {
    let text = srt(&[
        "Ann: It is old.",
        "[MAN ON RADIO] No roof.",
        "Ann: So.",
        "[laughs] No.",
    ]);
    let expected = [
        ("Ann", "It is old."),
        ("-", "[MAN ON RADIO] No roof."),
        ("Ann", "So. [laughs] No."),
    ];
    expect(&text, &expected);
}

#[test]
fn a_closed_voice_does_not_go_on() {
    let text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>It is old.</v>\n\n\
        00:03.000 --> 00:04.000\nNo roof.\n";
    expect(text, &[("Ann", "It is old."), ("-", "No roof.")]);
}

#[test]
fn minutes_may_pass_an_hour() {
    let text = "Ann Stone 59:05\nIt is old.\n\nBob Reed 60:43\nNo roof.\n\nAnn Stone 61:15\nSo.\n";
    let parsed = read(text);
    let expected = [
        ("Ann Stone", "It is old."),
        ("Bob Reed", "No roof."),
        ("Ann Stone", "So."),
    ];
    assert_eq!(said(&parsed), expected);
    assert_eq!(
        parsed.turns[1].span.map(|span| span.start_ms),
        Some(3_643_000)
    );
}

#[test]
fn a_name_that_labels_elsewhere_is_a_head_on_either_side_of_its_time_and_as_a_heading() {
    let heads = "Ann Stone 00:05\nIt is old.\n\nBob Reed 00:12\nNo roof.\n\n[00:43] Ann Stone\nSo.\n\n\
        Bob Reed 01:15\nNo.\n";
    let expected = [
        ("Ann Stone", "It is old."),
        ("Bob Reed", "No roof."),
        ("Ann Stone", "So."),
        ("Bob Reed", "No."),
    ];
    expect(heads, &expected);
    let headings = "**Ann:** It is old.\n\n**Bob:** No roof.\n\n**Ann:** So.\n\n**Bob:** No.\n\n\
        ### Ann\n\nYes.\n";
    assert_eq!(said(&read(headings)).last(), Some(&("Ann", "Yes.")));
}

#[test]
fn words_that_end_in_a_time_of_day_are_no_head() {
    let text = "Ann Stone 00:05\nIt is old.\n\nBob Reed 00:12\nThe bus left at 9:15\nand we ran.\n\n\
        Ann Stone 00:20\nSo.\n\nBob Reed 00:30\nNo.\n";
    assert_eq!(
        said(&read(text))[1],
        ("Bob Reed", "The bus left at 9:15 and we ran.")
    );
}

#[test]
fn a_name_on_a_line_of_its_own_in_every_caption_speaks() {
    let text = srt(&[
        "Ann Stone\nIt is old.",
        "Bob Reed\nNo roof.",
        "Ann Stone\nSo.",
        "Bob Reed\nNo.",
    ]);
    let expected = [
        ("Ann Stone", "It is old."),
        ("Bob Reed", "No roof."),
        ("Ann Stone", "So."),
        ("Bob Reed", "No."),
    ];
    expect(&text, &expected);
}

#[test]
fn invisible_marks_and_doubled_line_ends_hide_no_label() {
    let text = "Ann: The mill.\nBob: No roof.\nAnn:\u{200b} The wheel.\nBob: Nobody.\nAnn: So.\n";
    assert_eq!(said(&read(text))[2], ("Ann", "The wheel."));
    let doubled = srt(&["Ann: It is old.", "Bob: No roof."]).replace('\n', "\r\r\n");
    expect(&doubled, &[("Ann", "It is old."), ("Bob", "No roof.")]);
}

#[test]
fn a_time_alone_above_a_label_is_the_labels() {
    let text = "0:05\nAnn: It is old.\n0:12\nBob: No roof.\n0:43\nAnn: So.\n1:15\nBob: No.\n";
    let parsed = read(text);
    let starts = parsed
        .turns
        .iter()
        .map(|turn| turn.span.map(|span| span.start_ms));
    let expected = [5000, 12_000, 43_000, 75_000].map(Some);
    assert_eq!(starts.collect::<Vec<_>>(), expected);
}

#[test]
fn logs_notes_and_steps_are_no_transcripts() {
    for text in [
        "2024-01-05 10:00:01 INFO server: started\n".repeat(4),
        "# Mill\n\n**Note:** Run it as root.\n\n**Note:** It is slow.\n\n**Warning:** It is hot.\n\n\
         **Note:** Stop it first.\n"
            .into(),
        "Step 1: Mix the flour.\nStep 2: Add the water.\nStep 1: Knead it.\nStep 2: Bake it.\n".into(),
    ] {
        let parsed = parse(text.as_bytes(), &ParseOptions::default());
        assert!(parsed.is_err(), "{text}");
    }
}

#[test]
fn a_copied_web_page_has_the_speakers_of_its_labels() {
    let text = "<html><body><p><b>Ann:</b> It is old.</p>\n<p><b>Bob:</b> No roof.</p>\n\
        <p><b>Ann:</b> So.</p>\n<p><b>Bob:</b> No.</p></body></html>";
    let expected = [
        ("Ann", "It is old."),
        ("Bob", "No roof."),
        ("Ann", "So."),
        ("Bob", "No."),
    ];
    expect(text, &expected);
}

#[test]
fn a_field_below_the_first_label_is_nobodys_and_kept() {
    let text = "Title: The mill\n\nAnn: It is old.\n\nBob: No roof.\n\nVideo: a film of the mill.\n\n\
        Ann: So.\n\nBob: No.\n";
    let parsed = read(text);
    assert_eq!(said(&parsed)[2], ("-", "Video: a film of the mill."));
}

#[test]
fn a_line_in_capitals_is_no_heading_of_who_asks() {
    let text = "ANN: IT IS OLD.\n\nBY THE RIVER\n\nQ: WHO?\n\nANN: SO.\n\nQ: WHEN?\n\nBOB: NO.\n";
    let parsed = read(text);
    assert!(said(&parsed).contains(&("Q", "WHO?")));
}
