//! Cuts the start of a line that may be a label from the words after it.

use std::borrow::Cow;

use crate::time::parse_clock;
use crate::transcript::hidden::is_invisible;

/// Nearly all parts of a file, in percent.
pub(in crate::transcript) const NEARLY_ALL_PERCENT: usize = 80;

/// The most characters of a label. Meeting tools allow names of 64 characters and more.
pub(super) const MOST_LABEL_CHARACTERS: usize = 100;

/// What the start of a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::transcript) enum Opening<'a> {
    /// A label, and the words after it.
    Label(Cow<'a, str>, &'a str),
    /// It stands where a label would, and may be speech.
    NotUnderstood,
    /// Speech.
    Words,
}

/// What separates a label from the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delimiter {
    /// `Ann: hello`
    Colon,
    /// `[Ann] hello`
    Square,
    /// `(Ann) hello`
    Round,
    /// `<Ann> hello`
    Angle,
    /// `Ann> hello`
    Chevron,
    /// `Ann - hello`
    Dash,
    /// `Ann:hello`
    TightColon,
    /// `Ann`, with the words on the next line
    OwnLine,
}

impl Delimiter {
    /// Every delimiter but the colon, which stands in speech too.
    pub(super) const RARE: [Delimiter; 7] = [
        Delimiter::Square,
        Delimiter::Round,
        Delimiter::Angle,
        Delimiter::Chevron,
        Delimiter::Dash,
        Delimiter::TightColon,
        Delimiter::OwnLine,
    ];

    /// Returns whether it stands around the label.
    pub(super) fn is_bracket(self) -> bool {
        matches!(self, Self::Square | Self::Round | Self::Angle)
    }

    /// Returns the text before the delimiter, with single spaces and without invisible marks around
    /// it, and the words after it.
    pub(super) fn split(self, line: &str) -> Option<(Cow<'_, str>, &str)> {
        let line = line.trim_start_matches(is_blank);
        let (label, words) = match self {
            Self::Colon => split_at_colon(line)?,
            Self::Square => line
                .strip_prefix('[')?
                .split_once(']')
                .filter(has_no_colon)?,
            Self::Round => line.strip_prefix('(')?.split_once(')')?,
            Self::Angle => line.strip_prefix('<')?.split_once('>')?,
            Self::Chevron => line.split_once("> ")?,
            Self::Dash => line.split_once(" - ")?,
            Self::OwnLine => (line, ""),
            Self::TightColon => split_at_tight_colon(line)?,
        };
        let label = label.trim_matches(is_blank);
        may_be_a_label(label).then(|| (single_spaced(label), words.trim_matches(is_blank)))
    }
}

/// `[Ann]: hello` has a colon, whatever other lines have.
fn has_no_colon((_, words): &(&str, &str)) -> bool {
    !words.starts_with(':')
}

/// Returns whether a character is white space or invisible.
pub(in crate::transcript) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Cuts at the first colon before a space or at the end of the line, or at a wide colon.
pub(in crate::transcript) fn split_at_colon(line: &str) -> Option<(&str, &str)> {
    let (at, colon) = line.char_indices().find(|&(at, c)| {
        let after = || line[at + 1..].chars().next();
        c == '：' || (c == ':' && after().is_none_or(is_blank))
    })?;
    Some((&line[..at], &line[at + colon.len_utf8()..]))
}

/// Cuts at the first colon, which is of no time and no address.
fn split_at_tight_colon(line: &str) -> Option<(&str, &str)> {
    let (label, words) = line.split_once(':')?;
    let is_other = words.starts_with(|c: char| c == '/' || c.is_ascii_digit());
    (!is_other).then_some((label, words))
}

/// Returns whether somebody may be called so: some sign is more than punctuation, no word is a time,
/// and it is not too long.
fn may_be_a_label(text: &str) -> bool {
    let is_sign = |c: char| c.is_alphanumeric() || (!c.is_ascii() && !is_blank(c));
    text.contains(is_sign)
        && text.chars().nth(MOST_LABEL_CHARACTERS).is_none()
        && text.split(' ').all(|word| parse_clock(word).is_none())
}

fn single_spaced(label: &str) -> Cow<'_, str> {
    let is_single =
        !label.contains("  ") && !label.contains(|c: char| c != ' ' && c.is_whitespace());
    if is_single {
        return Cow::Borrowed(label);
    }
    Cow::Owned(label.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(delimiter: Delimiter, line: &str) -> Option<(String, &str)> {
        let parts = delimiter.split(line);
        parts.map(|(label, words)| (label.into_owned(), words))
    }

    #[test]
    fn what_stands_before_a_delimiter_may_be_a_label_whatever_its_signs() {
        for (delimiter, line, label) in [
            (Delimiter::Colon, "Bob | Mill Co.: So.", "Bob | Mill Co."),
            (Delimiter::Colon, "+1 555 0100: So.", "+1 555 0100"),
            (Delimiter::Colon, "\u{200f}דנה\u{200f}: So.", "דנה"),
            (Delimiter::Colon, "Ann \u{a0} Stone: So.", "Ann Stone"),
            (Delimiter::Colon, "🦊: So.", "🦊"),
            (Delimiter::Colon, "安: So.", "安"),
            (Delimiter::Square, "[speaker 0] So.", "speaker 0"),
            (Delimiter::Round, "(Ann) So.", "Ann"),
            (Delimiter::Chevron, "ann> So.", "ann"),
            (Delimiter::Dash, "ANN - So.", "ANN"),
        ] {
            let expected = Some((label.to_owned(), "So."));
            assert_eq!(split(delimiter, line), expected, "{line}");
        }
    }

    #[test]
    fn times_addresses_and_marks_are_no_label() {
        for line in [
            "10:30 so",
            "https://mill.example",
            "...: so",
            "12:30: so",
            ": so",
            "so",
        ] {
            assert_eq!(split(Delimiter::Colon, line), None, "{line}");
        }
    }
}
