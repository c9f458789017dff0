//! Reads captions in blocks, as SRT and SBV write them: a timing line, and words below it.

use super::caption_speaker::{CaptionPart, LabelDoubt, SpeakerTracker};
use super::markup::strip_markup;
use super::non_speech::is_non_speech;
use super::speaker_change::without_change_sign;
use super::timing::is_number;
use crate::transcript::assemble::{Assembler, Times};
use crate::transcript::label::Labels;
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
    let labels = labels(&captions(&lines, is_timing));
    let (mut assembler, mut tracker) = (Assembler::default(), SpeakerTracker::new(labels));
    let mut at = 0;
    while at < lines.len() {
        let first = at + usize::from(is_timing(at));
        let end = (first..lines.len()).find(|&index| is_timing(index));
        let end = end.unwrap_or(lines.len());
        let is_arrow = lines.get(end).is_some_and(|line| line.contains("-->"));
        let numbers_next = is_arrow && end > first && is_number(lines[end - 1]);
        let below = first..end - usize::from(numbers_next);
        let mut below: Vec<usize> = below.filter(|&at| !lines[at].trim().is_empty()).collect();
        // Some writers leave blank lines inside a caption or above its words.
        if !is_timing(at) {
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

/// Returns the words of each caption, line by line, without markup: what stands below its timing
/// line.
fn captions(lines: &[&str], is_timing: impl Fn(usize) -> bool) -> Vec<String> {
    let mut captions: Vec<String> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if is_timing(index) {
            captions.push(String::new());
        } else if let Some(caption) = captions.last_mut().filter(|_| !is_number(line)) {
            if !caption.is_empty() {
                caption.push('\n');
            }
            caption.push_str(line.trim());
        }
    }
    captions
        .iter()
        .map(|caption| strip_markup(caption))
        .collect()
}

/// Decides which openings of captions are labels.
pub(in crate::transcript) fn labels(captions: &[String]) -> Labels {
    let has_speech = |caption: &&String| {
        caption.contains(char::is_alphanumeric) && !is_non_speech(&caption.replace('\n', " "))
    };
    let without_signs = |caption: &String| {
        let lines = caption
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty());
        let lines: Vec<&str> = lines.map(without_change_sign).collect();
        lines.join("\n")
    };
    let parts: Vec<String> = captions
        .iter()
        .filter(has_speech)
        .map(without_signs)
        .collect();
    Labels::of(&parts)
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
    push_parts(assembler, place, times, &parts);
}

/// Adds the words of each speaker of a caption. Several share its time by their characters.
pub(super) fn push_parts(
    assembler: &mut Assembler,
    place: Place,
    times: Times,
    parts: &[CaptionPart],
) {
    let all: u64 = parts.iter().map(characters).sum();
    let Some(span) = times.span().filter(|_| parts.len() > 1 && all > 0) else {
        if parts.is_empty() {
            assembler.push(place, None, times, "");
        }
        return parts
            .iter()
            .for_each(|part| push_part(assembler, place, times, part));
    };
    assembler.warn(Warning::time_divided(place));
    let at_ms = |said: u64| span.start_ms + span.length_ms() * said / all;
    let mut said = 0;
    for part in parts {
        let start_ms = at_ms(said);
        said += characters(part);
        let times = (start_ms, at_ms(said)).into();
        push_part(assembler, place, times, part);
    }
}

fn characters(part: &CaptionPart) -> u64 {
    part.words.chars().count() as u64
}

fn push_part(assembler: &mut Assembler, place: Place, times: Times, part: &CaptionPart) {
    let (words, turn_break) = (&part.words, part.turn_break);
    match part.doubt {
        LabelDoubt::None => {
            assembler.push_line(place, part.speaker.as_deref(), times, words, turn_break);
        }
        LabelDoubt::Begins => {
            assembler.warn(Warning::label_not_understood(place, words));
            assembler.push_not_understood(place, times, words, turn_break);
        }
        LabelDoubt::GoesOn => assembler.push_not_understood(place, times, words, turn_break),
    }
}
