//! Reads captions in blocks, as SRT and SBV write them: a timing line, and words below it.

use super::caption_speaker::{CaptionPart, LabelDoubt, SpeakerTracker};
use super::markup::strip_markup;
use super::non_speech::is_non_speech;
use super::speaker_change::without_change_sign;
use super::timing::is_number;
use crate::transcript::assemble::{Assembler, MANY_TURNS, Times};
use crate::transcript::label::Labels;
use crate::transcript::texts::Texts;
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
    let mut openings = Texts::default();
    for_each_block(text, &timing_of, |block| {
        if block.head.is_some() {
            let lines = block.lines().map(|(_, line)| line);
            let words = joined(lines.filter(|line| !is_number(line)));
            push_speech(&mut openings, &strip_markup(&words));
        }
    });
    let mut tracker = SpeakerTracker::new(Labels::of(&openings));
    drop(openings);
    let mut assembler = Assembler::of_text(text);
    for_each_block(text, &timing_of, |block| {
        push_block(&mut assembler, &mut tracker, &block);
    });
    assembler
}

/// A timing line, and the lines below it up to the next one without the number of that. The lines
/// above the first timing line are a block without one.
struct Block<'a> {
    head: Option<Head<'a>>,
    /// The first line below, counted from 0.
    first: usize,
    below: &'a str,
}

struct Head<'a> {
    line: &'a str,
    timing: Timing,
}

impl<'a> Block<'a> {
    /// Returns the lines below that are not blank, each with its index in the file. Some writers leave
    /// blank lines inside a caption or above its words.
    fn lines(&self) -> impl Iterator<Item = (usize, &'a str)> {
        let lines = self.below.lines().zip(self.first..);
        let lines = lines.map(|(line, index)| (index, line.trim()));
        lines.filter(|(_, line)| !line.is_empty())
    }
}

/// Calls `each` with every block of a text. None is kept, since a file may have millions.
fn for_each_block<'a>(
    text: &'a str,
    timing_of: impl Fn(&str, BlockPosition) -> Option<Timing>,
    mut each: impl FnMut(Block<'a>),
) {
    let (mut head, mut first, mut begin) = (None, 0, 0);
    let (mut two_above, mut above) = ("", "");
    let mut position = BlockPosition::First;
    let (mut above_at, mut at) = (0, 0);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let next = at + line.len();
        let line = line.lines().next().unwrap_or_default();
        if position != BlockPosition::UnderTimes {
            let is_numbered = is_number(above) && two_above.trim().is_empty();
            position = match above.trim().is_empty() || is_numbered {
                true => BlockPosition::First,
                false => BlockPosition::UnderWords,
            };
        }
        let timing = timing_of(line, position);
        position = BlockPosition::UnderWords;
        if let Some(timing) = timing {
            let is_numbered = line.contains("-->") && begin < at && is_number(above);
            let end = if is_numbered { above_at } else { at };
            each(Block {
                head: head.replace(Head { line, timing }),
                first,
                below: &text[begin..end],
            });
            (first, begin) = (index + 1, next);
            position = BlockPosition::UnderTimes;
        }
        (two_above, above) = (above, line);
        (above_at, at) = (at, next);
    }
    each(Block {
        head,
        first,
        below: &text[begin..],
    });
}

/// Adds the words of a block. Lines above the first timing line are warnings.
fn push_block(assembler: &mut Assembler, tracker: &mut SpeakerTracker, block: &Block<'_>) {
    let Some(head) = &block.head else {
        for (index, line) in block.lines() {
            assembler.unreadable(Place::Line(index + 1), line);
        }
        return;
    };
    let place = Place::Line(block.first);
    let words = strip_markup(&joined(block.lines().map(|(_, line)| line)));
    if let Some(times) = checked_times(assembler, place, head.line, head.timing, &words) {
        push_caption(assembler, tracker, place, times, &words);
    }
}

/// Returns lines below each other.
fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for (index, line) in lines.enumerate() {
        if index > 0 {
            joined.push('\n');
        }
        joined.push_str(line);
    }
    joined
}

/// Decides which openings of captions are labels.
pub(in crate::transcript) fn labels<S: AsRef<str>>(
    captions: impl IntoIterator<Item = S>,
) -> Labels {
    let mut openings = Texts::default();
    for caption in captions {
        push_speech(&mut openings, caption.as_ref());
    }
    Labels::of(&openings)
}

/// Adds a caption to those by which [`Labels`] tells which openings are labels, without signs of a
/// change of speaker, unless it has no speech.
pub(super) fn push_speech(openings: &mut Texts, caption: &str) {
    if caption.contains(char::is_alphanumeric) && !is_non_speech(&caption.replace('\n', " ")) {
        let lines = caption.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty());
        openings.push(&joined(lines.map(without_change_sign)));
    }
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
    if parts.len() > MANY_TURNS {
        return assembler.refuse_density();
    }
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
