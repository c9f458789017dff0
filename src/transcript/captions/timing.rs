//! Reads the timing lines of captions: `00:00:01,000 --> 00:00:02,500`.

use crate::time::parse_clock;

/// Returns the start and end of a timing line, in milliseconds. Settings after the end are ignored.
pub(super) fn split_times(line: &str) -> Option<(u64, u64)> {
    let (start, rest) = line.split_once("-->")?;
    let end = rest.split_whitespace().next()?;
    Some((parse_clock(start.trim())?, parse_clock(end)?))
}

/// Returns whether a line consists of digits. Directly above a timing line it numbers the caption.
pub(super) fn is_number(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns whether a text is written like a time, even if its numbers are not one.
pub(super) fn looks_like_a_time(text: &str) -> bool {
    let text = text.trim();
    text.contains(':')
        && text.contains(|c: char| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || ":.,-".contains(c))
}
