//! Reads captions in blocks, as SRT and SBV write them: a timing line, and words below it.

use std::borrow::Cow;

use super::caption_speaker::SpeakerTracker;
use super::label::LabelStyle;
use super::markup::strip_markup;
use super::timing::is_number;
use crate::transcript::assemble::{Assembler, Times};
use crate::transcript::warning::{Place, Warning};

/// The times of a timing line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Timing {
    /// The start and end of the caption, in milliseconds.
    Times(u64, u64),
    /// Times that cannot be read.
    Unreadable,
}

/// Where a line stands in its block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum BlockPosition {
    /// First in the file, or below a blank line. A number may stand between.
    First,
    /// Below words, or below a number that follows words.
    UnderWords,
    /// Directly below a timing line.
    UnderTimes,
}

/// Reads every block of a text. `timing_of` recognises the format's timing lines.
pub(super) fn parse_blocks(
    text: &str,
    timing_of: impl Fn(&str, BlockPosition) -> Option<Timing>,
) -> Assembler {
    let lines: Vec<&str> = text.lines().collect();
    let timings = timings(&lines, timing_of);
    let is_timing = |index: usize| matches!(timings.get(index), Some(Some(_)));
    let label_style = LabelStyle::detect(first_lines(&lines, is_timing));
    let mut reader = BlockReader {
        assembler: Assembler::default(),
        tracker: SpeakerTracker::new(label_style),
        block: None,
        after_blank: false,
    };
    for (index, line) in lines.iter().enumerate() {
        let numbers_next = || is_number(line) && lines[index + 1].contains("-->");
        if let Some(timing) = timings[index] {
            reader.open(index + 1, line, timing);
        } else if is_timing(index + 1) && numbers_next() {
            reader.close();
        } else if line.trim().is_empty() {
            reader.after_blank = true;
        } else {
            reader.text(index + 1, line);
        }
    }
    reader.close();
    reader.assembler
}

/// Returns the times of each line that is a timing line.
fn timings(
    lines: &[&str],
    timing_of: impl Fn(&str, BlockPosition) -> Option<Timing>,
) -> Vec<Option<Timing>> {
    let mut timings: Vec<Option<Timing>> = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        let is_blank = |above: usize| {
            let above = index.checked_sub(above).map(|above| lines[above]);
            above.is_none_or(|line| line.trim().is_empty())
        };
        let is_numbered = index > 0 && is_number(lines[index - 1]);
        let position = if index > 0 && timings[index - 1].is_some() {
            BlockPosition::UnderTimes
        } else if is_blank(1) || (is_numbered && is_blank(2)) {
            BlockPosition::First
        } else {
            BlockPosition::UnderWords
        };
        timings.push(timing_of(line, position));
    }
    timings
}

/// Returns the first line of each caption, the one below its timing line.
pub(super) fn first_lines<'a>(
    lines: &[&'a str],
    is_timing: impl Fn(usize) -> bool,
) -> impl Iterator<Item = Cow<'a, str>> {
    let after_times = (1..lines.len()).filter(move |&index| is_timing(index - 1));
    after_times
        .map(|index| strip_markup(lines[index].trim()).into())
        .filter(|words: &Cow<'_, str>| !words.is_empty())
}

struct BlockReader<'a> {
    assembler: Assembler,
    tracker: SpeakerTracker,
    block: Option<Block<'a>>,
    after_blank: bool,
}

struct Block<'a> {
    place: Place,
    timing_line: &'a str,
    timing: Timing,
    text: String,
}

impl<'a> BlockReader<'a> {
    fn open(&mut self, number: usize, timing_line: &'a str, timing: Timing) {
        self.close();
        self.block = Some(Block {
            place: Place::Line(number),
            timing_line,
            timing,
            text: String::new(),
        });
    }

    /// Adds a line of words. Some writers leave blank lines inside a caption, so words below one still
    /// belong to it.
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
        let times = match block.timing {
            Timing::Times(start_ms, end_ms) => Some((start_ms, end_ms)),
            Timing::Unreadable => None,
        };
        let (place, words) = (block.place, strip_markup(&block.text));
        let assembler = &mut self.assembler;
        if let Some(times) = checked_times(assembler, place, block.timing_line, times, &words) {
            push_caption(assembler, &mut self.tracker, place, times, &words);
        }
    }
}

/// Returns the times of a caption. Warns where they cannot be read, and returns nothing where the
/// caption has no words either.
pub(super) fn checked_times(
    assembler: &mut Assembler,
    place: Place,
    timing_line: &str,
    times: Option<(u64, u64)>,
    words: &str,
) -> Option<Times> {
    if times.is_none() && words.trim().is_empty() {
        assembler.unreadable(place, timing_line);
        return None;
    }
    if times.is_none() {
        assembler.warn(Warning::unreadable_time(place, timing_line));
    }
    Some(times.map_or_else(Times::default, Times::from))
}

/// Adds a caption whose words name its speakers.
pub(super) fn push_caption(
    assembler: &mut Assembler,
    tracker: &mut SpeakerTracker,
    place: Place,
    times: Times,
    words: &str,
) {
    let parts = tracker.split(words, times.span());
    if parts.is_empty() {
        assembler.push(place, None, times, "");
    }
    for part in &parts {
        let speaker = part.speaker.as_deref();
        if part.begins_turn {
            assembler.push_apart(place, speaker, times, &part.words);
        } else {
            assembler.push(place, speaker, times, &part.words);
        }
    }
}
