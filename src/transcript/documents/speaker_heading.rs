//! Recognises the headings of Otter, Teams and spoken.md, by which a text is one of these formats. Its
//! lines are read by the grammar of `head`.

use super::head::may_be_a_name;
use crate::time::parse_clock;
use crate::transcript::assemble::Times;

/// The heading of somebody's words: when they are said, as far as it says so; the speaker label, where
/// `None` continues the speaker before; and the words on the same line.
pub(super) type SpeakerHeading<'a> = (Times, Option<&'a str>, &'a str);

/// Returns whether a text consists of such headings and words: its first line is a heading, or two
/// lines are.
pub(super) fn has_headings<'a>(
    text: &'a str,
    heading: impl Fn(&'a str) -> Option<SpeakerHeading<'a>>,
) -> bool {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let mut headings = lines
        .enumerate()
        .filter(|(_, line)| heading(line).is_some());
    let first = headings.next();
    first.is_some_and(|(index, _)| index == 0 || headings.next().is_some())
}

/// Splits a line at its first wide space: a tab, or two spaces. Returns the name before the space
/// and the text after it.
pub(super) fn split_at_wide_space(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let is_wide = |(at, c): &(usize, char)| {
        let next = line[at + c.len_utf8()..].chars().next();
        *c == '\t' || (c.is_whitespace() && next.is_some_and(char::is_whitespace))
    };
    let (at, _) = line.char_indices().find(is_wide)?;
    let (name, rest) = line.split_at(at);
    may_be_a_name(name).then_some((name, rest.trim_start()))
}

/// Returns the times of `clock` or `clock --> clock`. A dash may stand for the arrow.
pub(super) fn parse_times(text: &str) -> Option<Times> {
    let parts = ["-->", " - ", " – "]
        .iter()
        .find_map(|arrow| text.split_once(arrow));
    Some(match parts {
        Some((start, end)) => (parse_clock(start.trim())?, parse_clock(end.trim())?).into(),
        None => Times::from_start(parse_clock(text.trim())?),
    })
}
