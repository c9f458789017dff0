//! SubRip captions.
//!
//! ```text
//! file  = { block blank-line }
//! block = [ number ] timing { text-line }
//! timing = HH:MM:SS,mmm --> HH:MM:SS,mmm
//! ```
//!
//! Example: `1⏎00:00:00,000 --> 00:00:02,760⏎Sarah: Good evening.` A name with a colon opens a
//! speaker's speech and holds until the next name, as Podcasting 2.0 writes it; in a file that names
//! nobody it is words (see `prefix.rs`). A point may stand
//! for the comma; the blank line before a numbered timing may be missing. Captions that roll
//! (`rolling.rs`) are unrolled.

use std::borrow::Cow;

use super::Place;
use super::assemble::{Assembler, Line};
use super::markup::plain;
use super::prefix::Prefixes;
use super::rolling;
use crate::time::parse_clock;

/// Returns whether the line is a timing line.
pub(super) fn is_timing_line(line: &str) -> bool {
    split_times(line).is_some()
}

/// Reads every block of the text.
pub(super) fn parse(text: &str) -> Assembler {
    if let Some(unrolled) = rolling::parse(text) {
        return unrolled;
    }
    parse_blocks(text, split_times)
}

/// Reads every block of a text whose timing lines hold these two times.
pub(super) fn parse_blocks(
    text: &str,
    split_times: impl Fn(&str) -> Option<(u64, u64)>,
) -> Assembler {
    let mut reader = Reader {
        assembler: Assembler::default(),
        prefixes: Prefixes::of(beginnings(text, |line| split_times(line).is_some())),
        speaker: None,
        block: None,
        after_blank: false,
    };
    let mut lines = text.lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let next = lines.peek().map(|(_, next)| *next);
        if let Some((start_ms, end_ms)) = split_times(line) {
            reader.open(index + 1, start_ms, end_ms);
        } else if is_block_number(line, next) {
            reader.close();
        } else if line.trim().is_empty() {
            reader.blank();
        } else {
            reader.text(index + 1, line);
        }
    }
    reader.close();
    reader.assembler
}

/// Returns the first line of each caption, the one after its times.
pub(super) fn beginnings<'a>(
    text: &'a str,
    is_timing: impl Fn(&str) -> bool,
) -> impl Iterator<Item = Cow<'a, str>> {
    let pairs = text.lines().zip(text.lines().skip(1));
    let after_times = pairs.filter(move |(line, _)| is_timing(line));
    after_times
        .map(|(_, words)| plain(words.trim()).into())
        .filter(|words: &Cow<'_, str>| !words.is_empty())
}

struct Reader {
    assembler: Assembler,
    prefixes: Prefixes,
    speaker: Option<String>,
    block: Option<Block>,
    after_blank: bool,
}

struct Block {
    number: usize,
    start_ms: u64,
    end_ms: u64,
    text: String,
}

impl Reader {
    fn open(&mut self, number: usize, start_ms: u64, end_ms: u64) {
        self.close();
        self.block = Some(Block {
            number,
            start_ms,
            end_ms,
            text: String::new(),
        });
    }

    fn blank(&mut self) {
        self.after_blank = true;
    }

    /// Some writers leave blank lines inside a caption, so words after one still belong to it.
    fn text(&mut self, number: usize, line: &str) {
        match &mut self.block {
            Some(block) if !(self.after_blank && block.text.is_empty()) => {
                if !block.text.is_empty() {
                    block.text.push(' ');
                }
                block.text.push_str(line.trim());
            }
            _ => self.assembler.unreadable(Place::Line(number), line),
        }
    }

    fn close(&mut self) {
        self.after_blank = false;
        let Some(block) = self.block.take() else {
            return;
        };
        let text = plain(&block.text);
        let words = match self.prefixes.split(&text) {
            Some((label, words)) => {
                self.speaker = Some(label.to_owned());
                words
            }
            None => &text,
        };
        self.assembler.push(Line {
            place: Place::Line(block.number),
            speaker: self.speaker.as_deref(),
            start_ms: Some(block.start_ms),
            end_ms: Some(block.end_ms),
            text: words,
        });
    }
}

/// A line of digits directly above a timing line numbers a block.
pub(super) fn is_block_number(line: &str, next: Option<&str>) -> bool {
    let line = line.trim();
    !line.is_empty()
        && line.bytes().all(|byte| byte.is_ascii_digit())
        && next.is_some_and(is_timing_line)
}

/// Returns the two times of a caption's timing line, in milliseconds.
pub(super) fn split_times(line: &str) -> Option<(u64, u64)> {
    let (start, rest) = line.split_once("-->")?;
    let end = rest.split_whitespace().next()?;
    Some((parse_clock(start.trim())?, parse_clock(end)?))
}

#[cfg(test)]
mod tests {
    use super::super::{Turn, Warning};
    use super::*;

    fn read(text: &str) -> (Vec<Turn>, Vec<Warning>) {
        parse(text).finish()
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

    #[test]
    fn words_before_the_first_timing_are_a_warning() {
        let (turns, warnings) = read("hello\n1\n00:00:00,000 --> 00:00:01,000\nA: x\n");
        assert_eq!((turns.len(), warnings[0].place), (1, Place::Line(1)));
    }
}
