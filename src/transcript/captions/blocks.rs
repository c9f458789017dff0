//! Reads captions in blocks, as SRT and SBV write them: a timing line, and words below it.

use super::caption_speaker::SpeakerTracker;
use super::label::LabelStyle;
use super::markup::strip_markup;
use super::timing::is_number;
use crate::transcript::assemble::{Assembler, Times};
use crate::transcript::warning::{Place, Warning};

/// The start and end of a timing line, in milliseconds; `None` where they cannot be read.
pub(super) type Timing = Option<(u64, u64)>;

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
    let (mut assembler, mut tracker) = (Assembler::default(), SpeakerTracker::new(label_style));
    let mut at = 0;
    while at < lines.len() {
        let first = at + usize::from(is_timing(at));
        let end = (first..lines.len()).find(|&index| is_timing(index));
        let end = end.unwrap_or(lines.len());
        let is_arrow = lines.get(end).is_some_and(|line| line.contains("-->"));
        let numbers_next = is_arrow && end > first && is_number(lines[end - 1]);
        let below = first..end - usize::from(numbers_next);
        let mut below: Vec<usize> = below.filter(|&at| !lines[at].trim().is_empty()).collect();
        // Some writers leave blank lines inside a caption, so words below one still belong to it. Words
        // whose first line is below one belong to no caption.
        let has_words = is_timing(at) && below.first() == Some(&first);
        if !has_words {
            for stray in std::mem::take(&mut below) {
                assembler.unreadable(Place::Line(stray + 1), lines[stray]);
            }
        }
        if let Some(timing) = timings[at] {
            let words: Vec<&str> = below.iter().map(|&index| lines[index].trim()).collect();
            let (place, words) = (Place::Line(at + 1), strip_markup(&words.join("\n")));
            let times = checked_times(&mut assembler, place, lines[at], timing, &words);
            if let Some(times) = times {
                push_caption(&mut assembler, &mut tracker, place, times, &words);
            }
        }
        at = end;
    }
    assembler
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
pub(super) fn first_lines(
    lines: &[&str],
    is_timing: impl Fn(usize) -> bool,
) -> impl Iterator<Item = String> {
    let after_times = (1..lines.len()).filter(move |&index| is_timing(index - 1));
    let first = after_times.map(|index| strip_markup(lines[index].trim()));
    first.filter(|words| !words.is_empty())
}

/// Returns the times of a caption. Warns where they cannot be read, and returns nothing where the
/// caption has no words either.
pub(super) fn checked_times(
    assembler: &mut Assembler,
    place: Place,
    timing_line: &str,
    times: Timing,
    words: &str,
) -> Option<Times> {
    if let Some(times) = times {
        return Some(times.into());
    }
    if words.trim().is_empty() {
        assembler.unreadable(place, timing_line);
        return None;
    }
    assembler.warn(Warning::unreadable_time(place, timing_line));
    Some(Times::default())
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
        let (speaker, turn_break) = (part.speaker.as_deref(), part.turn_break);
        assembler.push_line(place, speaker, times, &part.words, turn_break);
    }
}
