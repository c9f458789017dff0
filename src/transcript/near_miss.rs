//! Tells what a text nearly was that has the shape of no format: the line, and what is missing.

use super::captions::timing::{has_arrow, split_times};
use super::error::NearMiss;
use super::label::shape::split_speaker;
use crate::time::parse_clock;

/// Returns what the text nearly was.
pub(super) fn near_miss(text: &str) -> Option<NearMiss> {
    let first = |is_like: fn(&str) -> bool| {
        let mut lines = text.lines().enumerate();
        lines
            .find(|(_, line)| is_like(line))
            .map(|(index, _)| index + 1)
    };
    let with = |format, missing| {
        move |line| NearMiss {
            format,
            line,
            missing,
        }
    };
    let arrow = |line: &str| has_arrow(line) && split_times(line).is_none();
    first(arrow)
        .map(with(
            "SRT",
            "its arrow has no times that can be read, such as 00:00:01,000 --> 00:00:02,500",
        ))
        .or_else(|| {
            first(|line| split_speaker(line.trim()).is_some()).map(with(
                "plain text with names",
                "it begins like a name, and too few lines do, or no name comes again",
            ))
        })
        .or_else(|| {
            first(begins_with_time).map(with(
                "plain text with times",
                "it begins with a time, and too few lines do",
            ))
        })
}

fn begins_with_time(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    parse_clock(first.trim_matches(['[', ']', '(', ')', '*'])).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_is_like_a_format_is_named() {
        for (text, format, line) in [
            ("1\n0:0x --> 0:02\nso", "SRT", 2),
            ("We met.\nAnn: so\nand left.\n", "plain text with names", 2),
            (
                "So\n\n[00:10] we met.\nand left\n",
                "plain text with times",
                3,
            ),
        ] {
            let found = near_miss(text).map(|miss| (miss.format, miss.line));
            assert_eq!(found, Some((format, line)), "{text}");
        }
        assert_eq!(near_miss("Dear diary,\ntoday we left.\n"), None);
    }
}
