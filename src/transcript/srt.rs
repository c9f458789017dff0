//! SubRip captions.
//!
//! ```text
//! file  = { block blank-line }
//! block = [ number ] timing { text-line }
//! timing = HH:MM:SS,mmm --> HH:MM:SS,mmm
//! ```
//!
//! Example: `1⏎00:00:00,000 --> 00:00:02,760⏎Sarah: Good evening.` A name with a colon opens a
//! speaker's speech, which goes on over captions without a name, as Podcasting 2.0 writes it, until
//! something says that another speaks (see `carried.rs`); in a file that names nobody it is words
//! (see `prefix.rs`). A point may stand
//! for the comma; the blank line before a numbered timing may be missing. A timing line whose times
//! cannot be read begins a caption all the same: its words are kept without a time. Captions that
//! roll (`rolling.rs`) are unrolled.

use std::borrow::Cow;

use super::assemble::{Assembler, Line};
use super::carried::{Begins, Carried, Part};
use super::markup::plain;
use super::prefix::Prefixes;
use super::rolling;
use super::{Place, Warning};
use crate::time::{Span, parse_clock};

/// Returns whether the line is a timing line.
pub(super) fn is_timing_line(line: &str) -> bool {
    split_times(line).is_some()
}

/// Reads every block of the text.
pub(super) fn parse(text: &str) -> Assembler {
    if let Some(unrolled) = rolling::parse(text) {
        return unrolled;
    }
    parse_blocks(text, timing)
}

/// What a timing line says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Timing {
    /// When the caption begins and ends, in milliseconds.
    Times(u64, u64),
    /// Nothing that is a time of a recording.
    Unreadable,
}

/// Where a line stands in its file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Stands {
    /// After a blank line, or first of all; a number may be between.
    First,
    /// Under words, or a number that stands under words.
    UnderWords,
    /// Directly under the times of a caption.
    UnderTimes,
}

/// Reads every block of a text whose timing lines say this.
pub(super) fn parse_blocks(
    text: &str,
    timing: impl Fn(&str, Stands) -> Option<Timing>,
) -> Assembler {
    let lines: Vec<&str> = text.lines().collect();
    let timings = timings(&lines, timing);
    let is_timing = |index: usize| matches!(timings.get(index), Some(Some(_)));
    let mut reader = Reader {
        assembler: Assembler::default(),
        carried: Carried::new(Prefixes::of(beginnings(&lines, is_timing))),
        block: None,
        after_blank: false,
    };
    for (index, line) in lines.iter().enumerate() {
        let numbers = || {
            is_number(line)
                && lines
                    .get(index + 1)
                    .is_some_and(|next| next.contains("-->"))
        };
        if let Some(timing) = timings[index] {
            reader.open(index + 1, line, timing);
        } else if is_timing(index + 1) && numbers() {
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

/// Returns what each line says that is a timing line.
fn timings(lines: &[&str], timing: impl Fn(&str, Stands) -> Option<Timing>) -> Vec<Option<Timing>> {
    let mut timings: Vec<Option<Timing>> = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        let blank = |above: usize| {
            let above = index.checked_sub(above).map(|above| lines[above]);
            above.is_none_or(|line| line.trim().is_empty())
        };
        let numbered = index > 0 && is_number(lines[index - 1]);
        let stands = if index > 0 && timings[index - 1].is_some() {
            Stands::UnderTimes
        } else if blank(1) || (numbered && blank(2)) {
            Stands::First
        } else {
            Stands::UnderWords
        };
        timings.push(timing(line, stands));
    }
    timings
}

/// Returns the first line of each caption, the one after its times.
pub(super) fn beginnings<'a>(
    lines: &[&'a str],
    is_timing: impl Fn(usize) -> bool,
) -> impl Iterator<Item = Cow<'a, str>> {
    let after_times = (1..lines.len()).filter(move |&index| is_timing(index - 1));
    after_times
        .map(|index| plain(lines[index].trim()).into())
        .filter(|words: &Cow<'_, str>| !words.is_empty())
}

struct Reader<'a> {
    assembler: Assembler,
    carried: Carried,
    block: Option<Block<'a>>,
    after_blank: bool,
}

struct Block<'a> {
    number: usize,
    /// Its timing line.
    line: &'a str,
    timing: Timing,
    text: String,
}

impl<'a> Reader<'a> {
    fn open(&mut self, number: usize, line: &'a str, timing: Timing) {
        self.close();
        self.block = Some(Block {
            number,
            line,
            timing,
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
                    block.text.push('\n');
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
        let place = Place::Line(block.number);
        let text = plain(&block.text);
        let times = match block.timing {
            Timing::Times(start_ms, end_ms) => Some((start_ms, end_ms)),
            Timing::Unreadable if text.trim().is_empty() => {
                return self.assembler.unreadable(place, block.line);
            }
            Timing::Unreadable => {
                self.assembler
                    .note(Warning::unreadable_time(place, block.line));
                None
            }
        };
        push_parts(&mut self.assembler, &mut self.carried, place, times, &text);
    }
}

/// Adds the words of a caption that names speakers in its words, with who says them.
pub(super) fn push_parts(
    assembler: &mut Assembler,
    carried: &mut Carried,
    place: Place,
    times: Option<(u64, u64)>,
    text: &str,
) {
    let line = |speaker, text| Line {
        place,
        speaker,
        start_ms: times.map(|(start_ms, _)| start_ms),
        end_ms: times.map(|(_, end_ms)| end_ms),
        text,
    };
    let span = times.map(|(start_ms, end_ms)| Span::new(start_ms, end_ms));
    let parts = carried.parts(text, span);
    if parts.is_empty() {
        assembler.push(line(None, ""));
    }
    for Part {
        speaker,
        words,
        begins,
    } in &parts
    {
        let line = line(speaker.as_deref(), words);
        match begins {
            Begins::With => assembler.push(line),
            Begins::Apart => assembler.push_apart(line),
        }
    }
}

/// Directly above a timing line, a line of digits numbers a block.
pub(super) fn is_number(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
}

/// An arrow where times are expected stands between times, readable or not. Elsewhere words may have
/// one, but not between what is as good as times.
fn timing(line: &str, stands: Stands) -> Option<Timing> {
    if let Some((start_ms, end_ms)) = split_times(line) {
        return Some(Timing::Times(start_ms, end_ms));
    }
    let (start, end) = line.split_once("-->")?;
    let seem_times = seems_a_time(start) && end.split_whitespace().next().is_some_and(seems_a_time);
    let is_timing = stands == Stands::First || (stands == Stands::UnderWords && seem_times);
    is_timing.then_some(Timing::Unreadable)
}

/// Returns whether something is written like a time, whatever its numbers are.
pub(super) fn seems_a_time(text: &str) -> bool {
    let text = text.trim();
    text.contains(':')
        && text.contains(|c: char| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || ":.,-".contains(c))
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
