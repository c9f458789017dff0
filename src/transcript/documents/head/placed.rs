//! Walks the lines of a document that have words, each with what stands around it.

use std::collections::HashSet;

use super::line::Line;
use super::marks::trim;

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

/// Returns every line with words, below the front matter.
pub(super) fn placed(text: &str) -> impl Iterator<Item = Placed<'_>> {
    let mut after_blank = true;
    let lines = text.lines().enumerate().skip(front_matter_lines(text));
    lines.filter_map(move |(index, line)| {
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
