//! Reads a time at the start of a text: a clock or a range of two, in brackets or bare.
//!
//! ```text
//! time  = open range close | range | spoken [ clock ]
//! range = clock [ arrow clock ]
//! clock = [ HH ":" ] MM ":" SS [ ( "." | "," ) fraction | ( ":" | ";" ) frames ]
//! spoken = [ n "hours" ] [ n "minutes" ] [ n "seconds" ]               (also `h`, `m`, `s`)
//! ```
//!
//! Brackets are `[]`, `()`, `<>` or `{}`, also escaped as Markdown does (`\[`). In brackets, a number
//! of seconds with its unit (`3.96s`) is a time too. A file that counts frames does not state their
//! rate, so its times are cut to the second.

use crate::time::{milliseconds, parse_clock};
use crate::transcript::assemble::Times;

use super::marks::trim_start;

/// How a time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimeStyle {
    /// In brackets.
    Bracketed,
    /// Bare, with hours or an end.
    Full,
    /// Bare minutes and seconds, which may be a time of day or a score.
    Short,
    /// In words, as pages tell it to people who listen: `1 minute, 5 seconds`.
    Spoken,
}

/// A time at the start of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ReadTimes<'a> {
    /// The start, and the end where there is one.
    pub times: Times,
    pub style: TimeStyle,
    /// The text after it.
    pub rest: &'a str,
}

/// The brackets around a time.
const BRACKETS: [(char, char); 4] = [('[', ']'), ('(', ')'), ('<', '>'), ('{', '}')];

/// What stands between the start and the end of a range, the longer ones first.
const ARROWS: [&str; 9] = ["--&gt;", "-->", "->", "=>", "→", "–", "—", "-", "to "];

/// Reads the time at the start of a text.
pub(super) fn read_times(text: &str) -> Option<ReadTimes<'_>> {
    let text = trim_start(text);
    match text.chars().next()? {
        '0'..='9' => bare(text).or_else(|| spoken(text)),
        '\\' | '[' | '(' | '<' | '{' => bracketed(text),
        _ => None,
    }
}

fn bracketed(text: &str) -> Option<ReadTimes<'_>> {
    let inner = text.strip_prefix('\\').unwrap_or(text);
    let first = inner.chars().next()?;
    let (_, close) = BRACKETS.iter().find(|(open, _)| *open == first)?;
    let inner = trim_start(&inner[first.len_utf8()..]);
    let (times, rest, _) = range(inner, in_brackets)?;
    let rest = trim_start(rest);
    let rest = rest.strip_prefix('\\').unwrap_or(rest);
    Some(ReadTimes {
        times,
        style: TimeStyle::Bracketed,
        rest: rest.strip_prefix(*close)?,
    })
}

fn bare(text: &str) -> Option<ReadTimes<'_>> {
    let (times, rest, colons) = range(text, clock)?;
    let is_full = colons > 1 || times.end_ms.is_some();
    Some(ReadTimes {
        times,
        style: if is_full {
            TimeStyle::Full
        } else {
            TimeStyle::Short
        },
        rest,
    })
}

/// A time, the text after it, and how many colons it has.
type Moment<'a> = (u64, &'a str, usize);

/// Reads a time, or two with an arrow between them.
fn range<'a>(
    text: &'a str,
    moment: fn(&'a str) -> Option<Moment<'a>>,
) -> Option<(Times, &'a str, usize)> {
    let (start_ms, rest, colons) = moment(text)?;
    let after = trim_start(rest);
    let arrow = ARROWS.iter().find_map(|arrow| after.strip_prefix(arrow));
    match arrow.and_then(|end| moment(trim_start(end))) {
        Some((end_ms, rest, _)) => Some(((start_ms, end_ms).into(), rest, colons)),
        None => Some((Times::from_start(start_ms), rest, colons)),
    }
}

fn in_brackets(text: &str) -> Option<Moment<'_>> {
    clock(text).or_else(|| {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let rest = text[end..].strip_prefix('s')?;
        let is_whole = rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
        let seconds = text[..end].parse().ok().filter(|_| is_whole)?;
        Some((milliseconds(seconds)?, rest, 0))
    })
}

/// Reads a clock that no letter or digit follows.
fn clock(text: &str) -> Option<Moment<'_>> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !":.,;".contains(c));
    let token = text[..end.unwrap_or(text.len())].trim_end_matches([':', '.', ',', ';']);
    let rest = &text[token.len()..];
    let colons = token.matches(':').count();
    let is_whole = rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
    Some((clock_ms(token).filter(|_| is_whole)?, rest, colons))
}

/// Returns the milliseconds of a clock, whose seconds have two digits. A fourth part has three digits
/// of milliseconds, or two of frames, which are less than a second.
fn clock_ms(token: &str) -> Option<u64> {
    let (whole, last) = token.rsplit_once([':', ';'])?;
    let has_fourth = whole.matches(':').count() == 2;
    if has_fourth && last.len() == 3 {
        return parse_clock(&format!("{whole}.{last}"));
    }
    if has_fourth && last.len() == 2 && last.bytes().all(|byte| byte.is_ascii_digit()) {
        return parse_clock(whole);
    }
    let seconds = last.split(['.', ',']).next().unwrap_or(last);
    parse_clock(token).filter(|_| seconds.len() == 2)
}

/// Reads a time in words that ends its line or stands before a clock.
fn spoken(text: &str) -> Option<ReadTimes<'_>> {
    let (mut rest, mut seconds, mut least, mut parts) = (text, 0_u64, u64::MAX, 0);
    while let Some((count, unit, after)) = count_of_unit(rest).filter(|(_, unit, _)| *unit < least)
    {
        seconds = seconds.checked_add(count.checked_mul(unit)?)?;
        (least, rest, parts) = (unit, after, parts + 1);
    }
    let has_clock = clock(rest).is_some();
    // `1h` and `5m` alone may be anything.
    let is_short = parts == 1 && least > 1 && !text.contains(' ');
    let is_time = !is_short && least < u64::MAX && (has_clock || trim_start(rest).is_empty());
    let start_ms = is_time.then_some(seconds)?.checked_mul(1000)?;
    Some(ReadTimes {
        times: Times::from_start(start_ms),
        style: TimeStyle::Spoken,
        rest: clock(rest).map_or(rest, |(_, after, _)| after),
    })
}

/// Reads `5 seconds` or `5s`. Returns the count, the seconds of the unit, and the text after it.
fn count_of_unit(text: &str) -> Option<(u64, u64, &str)> {
    const UNITS: [(&str, u64); 6] = [
        ("hour", 3600),
        ("minute", 60),
        ("second", 1),
        ("h", 3600),
        ("m", 60),
        ("s", 1),
    ];
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .filter(|&end| (1..=3).contains(&end))?;
    let word = &text[digits..];
    let word = word.strip_prefix(' ').unwrap_or(word);
    let (name, unit) = UNITS.iter().find(|(name, _)| word.starts_with(name))?;
    let rest = &word[name.len()..];
    let rest = rest
        .strip_prefix('s')
        .filter(|_| name.len() > 1)
        .unwrap_or(rest);
    if name.len() == 1 && rest.starts_with(char::is_alphabetic) {
        return None;
    }
    let rest = rest.strip_prefix(',').unwrap_or(rest);
    Some((
        text[..digits].parse().ok()?,
        *unit,
        rest.trim_start_matches(' '),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(Option<u64>, Option<u64>, &str)> {
        let read = read_times(text)?;
        Some((read.times.start_ms, read.times.end_ms, read.rest))
    }

    #[test]
    fn times_of_many_shapes_are_read() {
        for (text, start_ms, end_ms) in [
            ("0:05", 5000, None),
            ("00:01:05.500", 65_500, None),
            ("[00:05]", 5000, None),
            ("\\[00:05\\]", 5000, None),
            ("(1:02:03)", 3_723_000, None),
            ("<00:05>", 5000, None),
            ("[00:05.000 --> 00:07.500]", 5000, Some(7500)),
            ("[00:05 -> 00:07]", 5000, Some(7000)),
            ("00:05 – 00:07", 5000, Some(7000)),
            ("00:05-00:07", 5000, Some(7000)),
            ("[5.00s -> 7.50s]", 5000, Some(7500)),
            ("00:00:05:12", 5000, None),
            ("00:00:05:120", 5120, None),
            ("00:00:05;12", 5000, None),
            ("5 seconds", 5000, None),
            ("1 minute, 5 seconds", 65_000, None),
            ("1 hour", 3_600_000, None),
            ("0 minutes 5 seconds0:05", 5000, None),
        ] {
            assert_eq!(read(text), Some((Some(start_ms), end_ms, "")), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "10:30am",
            "1:2",
            "5 seconds later",
            "[music]",
            "[1]",
            "(2019)",
            "12",
            "3.5s",
            "[1:75]",
            "0:05x",
            "2 cups",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_mark_after_a_clock_is_not_of_it() {
        assert_eq!(read("00:05: so"), Some((Some(5000), None, ": so")));
        assert_eq!(read("0:05 - Ann"), Some((Some(5000), None, " - Ann")));
    }
}
