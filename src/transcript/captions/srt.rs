//! Reads SubRip captions.
//!
//! ```text
//! file  = { block blank-line }
//! block = [ number ] timing { text-line }
//! timing = HH:MM:SS,mmm --> HH:MM:SS,mmm
//! ```
//!
//! Example: `1⏎00:00:00,000 --> 00:00:02,760⏎Sarah: Good evening.` A `Name:` label applies to the
//! following captions too, as Podcasting 2.0 writes it (see `caption_speaker.rs`). In a file that
//! names nobody, `Name:` is speech (see `label/labels.rs`). A point may stand for the comma, and the blank
//! line before a numbered caption may be missing. A caption whose times cannot be read keeps its
//! words without a time. Rolling captions are unrolled (see `rolling.rs`).

use std::borrow::Cow;

use super::blocks::{BlockPosition, Timing, parse_blocks};
use super::rolling;
use super::timing::{looks_like_a_time, split_times};
use crate::transcript::assemble::Assembler;

/// Returns whether the line is a timing line with clock times. Two numbers around an arrow may be
/// anything.
pub(crate) fn is_timing_line(line: &str) -> bool {
    let with_arrow = || split_times(line).or_else(|| split_times(&with_usual_arrow(line)?));
    line.contains(':') && with_arrow().is_some()
}

/// Returns a timing line that has another arrow between its times, with the usual one.
fn with_usual_arrow(line: &str) -> Option<String> {
    const ARROWS: [&str; 5] = ["->", "→", "⟶", "=>", "–>"];
    let line = line.trim_start();
    let may_be = line.starts_with(|c: char| c.is_ascii_digit()) && !line.contains("-->");
    let arrow = ARROWS
        .iter()
        .find(|arrow| line.contains(*arrow))
        .filter(|_| may_be)?;
    let usual = line.replacen(arrow, "-->", 1);
    (usual.contains(':') && split_times(&usual).is_some()).then_some(usual)
}

/// Returns the text with the usual arrow in every timing line.
fn with_usual_arrows(text: &str) -> Cow<'_, str> {
    if !text.lines().any(|line| with_usual_arrow(line).is_some()) {
        return Cow::Borrowed(text);
    }
    let lines = text
        .lines()
        .map(|line| with_usual_arrow(line).map_or(Cow::Borrowed(line), Cow::Owned));
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

/// Reads every block of the text.
pub(crate) fn parse(text: &str) -> Assembler {
    let text = &with_usual_arrows(text);
    if let Some(unrolled) = rolling::parse(text) {
        return unrolled;
    }
    parse_blocks(text, timing_of)
}

/// Returns the times of a timing line. Below a blank line, an arrow makes any line one. Elsewhere an
/// arrow may be speech, and only what looks like times makes a timing line.
fn timing_of(line: &str, position: BlockPosition) -> Option<Timing> {
    let times = split_times(line);
    if times.is_some() && (is_timing_line(line) || position == BlockPosition::First) {
        return Some(times);
    }
    let (start, end) = line.split_once("-->")?;
    let look_like_times =
        looks_like_a_time(start) && end.split_whitespace().next().is_some_and(looks_like_a_time);
    let is_timing = position == BlockPosition::First
        || (position == BlockPosition::UnderWords && look_like_times);
    is_timing.then_some(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::model::Turn;
    use crate::transcript::warning::{Place, Warning};

    fn read(text: &str) -> (Vec<Turn>, Vec<Warning>) {
        parse(text).finish()
    }

    #[test]
    fn other_arrows_stand_between_times_too() {
        let (turns, warnings) = read(
            "1\n00:00:00,000 --> 00:00:01,000\nAnn: one -> two\n\n2\n00:00:01,000 -> 00:00:02,000\nBo: two\n\n3\n00:00:02,000 → 00:00:03,000\nAnn: three\n",
        );
        assert!(warnings.is_empty(), "{warnings:?}");
        let said: Vec<_> = turns.iter().map(|turn| &*turn.text).collect();
        assert_eq!(said, ["one -> two", "two", "three"]);
    }

    #[test]
    fn a_named_speaker_holds_until_the_next_name() {
        let (turns, warnings) = read(
            "1\n00:00:00,000 --> 00:00:01,000\nSarah: one\n\n2\n00:00:01,000 --> 00:00:02,000\ntwo\n\n3\n00:00:02,000 --> 00:00:03,000\nBen: three\n",
        );
        assert!(warnings.is_empty(), "{warnings:?}");
        assert_eq!(turns.len(), 2);
        assert_eq!(turns[0].speaker.as_deref(), Some("Sarah"));
        assert_eq!(turns[0].text, "one two");
    }

    #[test]
    fn a_file_without_names_has_turns_without_speakers() {
        let (turns, _) = read("1\n00:00:00,000 --> 00:00:01,000\n<i>hello</i>\nthere\n");
        assert_eq!(
            (turns[0].speaker.as_deref(), &*turns[0].text),
            (None, "hello there")
        );
    }

    /// One caption a second.
    fn captions(words: &[&str]) -> String {
        let block = |(at, words): (usize, &&str)| {
            let end = at + 1;
            format!("{end}\n00:00:0{at},000 --> 00:00:0{end},000\n{words}\n\n")
        };
        words.iter().enumerate().map(block).collect()
    }

    #[test]
    fn a_title_with_a_colon_is_words_in_a_file_that_names_nobody() {
        let (turns, _) = read(&captions(&[
            "We saw",
            "The Godfather: a film.",
            "Yes",
            "twice.",
        ]));
        assert_eq!(turns.len(), 1);
        assert_eq!(
            (turns[0].speaker.as_deref(), &*turns[0].text),
            (None, "We saw The Godfather: a film. Yes twice.")
        );
    }

    #[test]
    fn a_speaker_with_one_caption_is_named_in_a_file_that_names_speakers() {
        for words in [
            &[
                "Ann: We saw",
                "the film.",
                "yes",
                "Bo: Twice.",
                "and",
                "again",
            ][..],
            &["(music)", "Ann: We saw", "it.", "yes", "Bo: Twice.", "and"],
            &["so", "Ann: We saw", "it.", "Bo: Twice.", "and", "Ann: Yes."],
        ] {
            let (turns, _) = read(&captions(words));
            let mut speakers = turns.iter().filter_map(|turn| turn.speaker.as_deref());
            assert!(speakers.any(|speaker| speaker == "Bo"), "{words:?}");
        }
    }

    #[test]
    fn a_label_in_brackets_before_a_sound_in_brackets_names_a_speaker() {
        let (turns, _) = read(&captions(&[
            "[SPEAKER_00]: Hello there [laughter]",
            "and welcome",
            "to the show.",
            "Ann: Thank you,",
            "it is good",
            "to be here.",
        ]));
        let said = |turn: &Turn| (turn.speaker.clone(), turn.text.clone());
        let expected = [
            (
                "SPEAKER_00",
                "Hello there [laughter] and welcome to the show.",
            ),
            ("Ann", "Thank you, it is good to be here."),
        ];
        let expected = expected.map(|(by, text)| (Some(by.to_owned()), text.to_owned()));
        assert_eq!(turns.iter().map(said).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn blocks_without_blank_lines_and_with_points_are_read() {
        let (turns, _) = read(
            "1\r\n00:00:00.000 --> 00:00:01.000\r\nA: 42\r\n2\r\n00:00:01.000 --> 00:00:02.000\r\n1999\r\n",
        );
        assert_eq!(turns[0].text, "42 1999");
    }

    /// A caption of Anna, one of Bert with these times, another of Bert.
    fn with_times(times: &str, before: &str) -> String {
        format!(
            "1\n00:00:01,000 --> 00:00:05,000\nAnna: one\n{before}{times}\nBert: two\n\n3\n00:00:10,000 --> 00:00:15,000\nBert: three\n"
        )
    }

    #[test]
    fn words_under_times_that_cannot_be_read_are_their_speakers_without_a_time() {
        for (times, before) in [
            ("00:01:61,000 --> 00:01:65,000", "\n2\n"),
            ("00:01:61,000 --> 00:01:65,000", "\n"),
            ("00:01:61,000 --> 00:01:65,000", "2\n"),
            ("00:01:61,000 --> 00:01:65,000", ""),
            ("-00:00:01,000 --> 00:00:05,000", "\n2\n"),
            ("99999999:00:00,000 --> 99999999:00:01,000", "\n2\n"),
            ("00:0x:06,000 --> 00:00:08,000", "\n2\n"),
            ("00:00:06,000 -->", "\n2\n"),
            ("--> 00:00:08,000", "\n"),
        ] {
            let text = with_times(times, before);
            let (turns, warnings) = read(&text);
            let said: Vec<_> = turns
                .iter()
                .map(|turn| (turn.speaker.as_deref().unwrap(), &*turn.text))
                .collect();
            assert_eq!(
                said,
                [("Anna", "one"), ("Bert", "two"), ("Bert", "three")],
                "{text}"
            );
            assert_eq!(turns[1].span, None);
            let line = 1 + text.lines().position(|line| line == times).unwrap();
            assert_eq!(
                warnings,
                [Warning::unreadable_time(Place::Line(line), times)]
            );
        }
    }

    #[test]
    fn times_that_cannot_be_read_above_no_words_are_a_warning() {
        let (turns, warnings) =
            read("1\n00:00:00,000 --> 00:00:01,000\nA: x\n\n2\n00:00:61,000 --> 00:00:62,000\n\n");
        assert_eq!(turns.len(), 1);
        let line = "00:00:61,000 --> 00:00:62,000";
        assert_eq!(warnings, [Warning::unreadable(Place::Line(6), line)]);
    }

    #[test]
    fn an_arrow_between_words_is_words() {
        for words in ["Ann: from A --> B", "Ann: from\nA --> B", "1:75 --> 2:80"] {
            let (turns, warnings) = read(&format!("1\n00:00:00,000 --> 00:00:01,000\n{words}\n"));
            let said: String = words.trim_start_matches("Ann: ").replace('\n', " ");
            assert_eq!((&*turns[0].text, warnings.len()), (&*said, 0));
        }
    }

    #[test]
    fn words_before_the_first_timing_are_a_warning() {
        let (turns, warnings) = read("hello\n1\n00:00:00,000 --> 00:00:01,000\nA: x\n");
        assert_eq!((turns.len(), warnings[0].place), (1, Place::Line(1)));
    }
}
