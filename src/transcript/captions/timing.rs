//! Reads the timing lines of captions: `00:00:01,000 --> 00:00:02,500`.
//!
//! ```text
//! timing = time "-->" time [ settings ]
//! time   = ( clock | clock ":" milliseconds | clock ":" frames | seconds ) [ ":" ]
//! ```
//!
//! Three digits after a third colon are milliseconds. Two are frames, whose rate no caption file
//! states; they are left out, so that the time is the second that the file names.

use crate::time::{milliseconds, parse_clock};

/// Returns the start and end of a timing line, in milliseconds. Settings after the end are ignored.
pub(in crate::transcript) fn split_times(line: &str) -> Option<(u64, u64)> {
    let (start, rest) = line.split_once("-->")?;
    let end = rest.split_whitespace().next()?;
    Some((parse_time(start.trim())?, parse_time(end)?))
}

/// Returns the milliseconds of a time in a timing line.
fn parse_time(text: &str) -> Option<u64> {
    let text = text.strip_suffix(':').unwrap_or(text);
    if let Some(time_ms) = parse_clock(text) {
        return Some(time_ms);
    }
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.rsplit_once(':') {
        Some((clock, rest)) if clock.matches(':').count() == 2 && is_digits(rest) => {
            let (whole_ms, part_ms) = (parse_clock(clock)?, rest.parse::<u64>().ok()?);
            match rest.len() {
                3 => Some(whole_ms + part_ms),
                2 => Some(whole_ms),
                _ => None,
            }
        }
        Some(_) => {
            // A fraction finer than a millisecond.
            let point = text.rfind(['.', ','])?;
            let is_fraction = is_digits(&text[point + 1..]);
            parse_clock(text.get(..point + 4)?).filter(|_| is_fraction)
        }
        None => {
            let number = text.replace(',', ".");
            let is_plain = number.split('.').all(is_digits);
            milliseconds(number.parse::<f64>().ok().filter(|_| is_plain)?)
        }
    }
}

/// Returns whether a line has an arrow between two texts of which one has a digit.
pub(in crate::transcript) fn has_arrow(line: &str) -> bool {
    let parts = line.split_once("-->");
    parts.is_some_and(|(start, end)| [start, end].iter().any(|part| part.contains(is_digit)))
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_recorders_write_them() {
        for (line, times) in [
            ("00:00:01,000 --> 00:00:02.5", Some((1000, 2500))),
            ("0:00:01-->0:00:02 align:start", Some((1000, 2000))),
            ("00:00:27:125 --> 00:00:29:000", Some((27_125, 29_000))),
            ("00:00:27:12 --> 00:00:29:00", Some((27_000, 29_000))),
            ("00:03:06,0: --> 00:03:18,55", Some((186_000, 198_550))),
            ("0.860 --> 7,38", Some((860, 7380))),
            ("5 --> 61", Some((5000, 61_000))),
            ("00:00:01.123456 --> 00:00:02.1", Some((1123, 2100))),
            ("00:00:61,000 --> 00:00:62,000", None),
            ("1.2.3 --> 4", None),
            ("a --> b", None),
        ] {
            assert_eq!(split_times(line), times, "{line}");
        }
    }
}
