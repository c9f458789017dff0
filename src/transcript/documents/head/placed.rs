//! Walks the lines of a document that have words, each with what stands around it.

use std::collections::HashSet;

use super::line::Line;
use super::marks::trim;
use crate::transcript::label::NEARLY_ALL_PERCENT;

/// The most lines of front matter.
const MOST_FRONT_MATTER_LINES: usize = 200;

/// A line with what stands around it.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    /// The line, counted from 1.
    pub number: usize,
    /// Whether a blank line or the start of the text stands before it.
    pub after_blank: bool,
    pub line: Line<'a>,
}

/// Returns every line with words, below the front matter. The numbers of lines that a court's page
/// has at its margin and the colon of a definition (`: words`) are no words.
pub(super) fn placed(text: &str) -> impl Iterator<Item = Placed<'_>> {
    let mut after_blank = true;
    let is_numbered = has_line_numbers(text);
    let has_definitions = has_definitions(text);
    let lines = text.lines().enumerate().skip(front_matter_lines(text));
    lines.filter_map(move |(index, line)| {
        let line = match numbered(line).filter(|_| is_numbered) {
            Some((_, rest)) => rest,
            None => line,
        };
        let line = trim(line);
        let definition = line.strip_prefix(": ").filter(|_| has_definitions);
        let line = definition.unwrap_or(line);
        if trim(line).is_empty() {
            after_blank = true;
            return None;
        }
        Some(Placed {
            number: index + 1,
            after_blank: std::mem::take(&mut after_blank),
            line: Line::read(line),
        })
    })
}

/// Returns the number at the start of a line, and the text after it: `12   Q   Why?`
fn numbered(line: &str) -> Option<(usize, &str)> {
    let line = trim(line);
    let end = line.find(|c: char| !c.is_ascii_digit());
    let (number, rest) = line.split_at(end.unwrap_or(line.len()));
    let is_apart = rest.is_empty() || rest.starts_with(char::is_whitespace);
    Some((number.parse().ok().filter(|_| is_apart)?, rest))
}

/// Returns whether nearly all lines begin with their number, which may begin again on each page.
fn has_line_numbers(text: &str) -> bool {
    const FEWEST_LINES: usize = 5;
    let (mut lines, mut in_order, mut before) = (0, 0, 0);
    for line in text.lines().filter(|line| !trim(line).is_empty()) {
        lines += 1;
        if let Some((number, _)) = numbered(line) {
            in_order += usize::from(number == 1 || Some(number) == usize::checked_add(before, 1));
            before = number;
        }
    }
    in_order >= FEWEST_LINES && in_order * 100 >= lines * NEARLY_ALL_PERCENT
}

/// Returns whether lines of definitions stand each below a line without one.
fn has_definitions(text: &str) -> bool {
    const FEWEST_LINES: usize = 3;
    let begins = |line: &str| trim(line).starts_with(": ");
    let mut above_is_term = false;
    let (mut all, mut below_terms) = (0, 0);
    for line in text.lines() {
        all += usize::from(begins(line));
        below_terms += usize::from(begins(line) && above_is_term);
        above_is_term = !trim(line).is_empty() && !begins(line);
    }
    below_terms >= FEWEST_LINES && below_terms * 2 > all
}

/// Returns how many lines the front matter of a Markdown file has: `---`, fields, `---`.
pub(super) fn front_matter_lines(text: &str) -> usize {
    let is_fence =
        |line: &str| trim(line).len() == 3 && trim(line).bytes().all(|byte| byte == b'-');
    let mut lines = text.lines();
    if !lines.next().is_some_and(is_fence) {
        return 0;
    }
    let lines: Vec<&str> = lines.take(MOST_FRONT_MATTER_LINES).collect();
    let Some(end) = lines.iter().position(|line| is_fence(line)) else {
        return 0;
    };
    if are_fields(&lines[..end]) {
        end + 2
    } else {
        0
    }
}

/// Returns whether the front matter has a field of a transcript: `type: transcript`,
/// `transcript_by: Ann`. A page that links to one has its address.
pub(super) fn says_transcript(text: &str) -> bool {
    let fields = text.lines().take(front_matter_lines(text));
    let mut fields = fields.filter_map(|line| line.split_once(':'));
    fields.any(|(key, value)| {
        let value = value.trim().trim_matches(['"', '\'']);
        let is_kind = value.eq_ignore_ascii_case("transcript");
        is_kind || matches!(key, "transcript_by" | "transcribed_by" | "transcriber")
    })
}

/// Returns whether lines are fields of YAML, in which no key comes twice.
fn are_fields(lines: &[&str]) -> bool {
    let mut keys = HashSet::new();
    lines.iter().all(|line| {
        let is_more = line.trim().is_empty() || line.starts_with([' ', '\t', '-', '#']);
        let key = line.split_once(':').map(|(key, _)| key);
        is_more || key.is_some_and(|key| !key.contains(' ') && keys.insert(key.to_owned()))
    })
}
