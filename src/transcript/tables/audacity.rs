//! Reads Audacity's label tracks, as Audacity exports and WhisperX writes them.
//!
//! ```text
//! line = seconds TAB seconds TAB [ "[[" speaker "]]" ] words
//! ```
//!
//! Example: `0.480000→8.920000→[[SPEAKER_00]]Welcome to the workshop.` (arrows for tabs). Times are
//! seconds with a point, or with a comma where the system writes one. A line that begins with a
//! backslash holds the frequencies of a selection and is ignored. The format is recognised only where
//! the times of the first line have fractions, since whole numbers might be milliseconds.

use crate::time::milliseconds;
use crate::transcript::assemble::{Assembler, Times};

/// Returns whether the first line is a label with fractions of seconds.
pub(crate) fn is_labels(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty());
    first.and_then(split).is_some_and(|(start, end, _)| {
        [start, end]
            .iter()
            .all(|time| time.contains(['.', ',']) && seconds(time).is_some())
    })
}

/// Reads every line of the text.
pub(crate) fn parse(text: &str) -> Assembler {
    let lines = text.lines().enumerate();
    Assembler::of_text(text).with_lines(
        lines.filter(|(_, line)| !line.starts_with('\\')),
        read_label,
    )
}

/// Returns the times, the speaker and the words of a label.
fn read_label(line: &str) -> Option<(Times, Option<&str>, &str)> {
    let (start, end, label) = split(line)?;
    let times = (seconds(start)?, seconds(end)?).into();
    let bracketed = label.trim().strip_prefix("[[");
    match bracketed.and_then(|rest| rest.split_once("]]")) {
        Some((speaker, words)) if !speaker.trim().is_empty() => {
            Some((times, Some(speaker.trim()), words))
        }
        _ => Some((times, None, label)),
    }
}

fn split(line: &str) -> Option<(&str, &str, &str)> {
    let (start, rest) = line.split_once('\t')?;
    let (end, label) = rest.split_once('\t')?;
    Some((start.trim(), end.trim(), label))
}

/// Returns the milliseconds of a number of seconds.
fn seconds(text: &str) -> Option<u64> {
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b".,".contains(&byte));
    let number = is_plain.then(|| text.replace(',', "."))?;
    milliseconds(number.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use crate::transcript::warning::WarningKind;

    #[test]
    fn a_label_has_times_a_speaker_and_words() {
        let text = "0.480000\t8.920000\t[[Ana]]Hello.\n\\\t120.0\t4000.0\n9,5\t10,0\tNobody.\n";
        assert!(is_labels(text));
        let (turns, warnings) = parse(text).finish();
        assert!(warnings.is_empty());
        assert_eq!(turns[0].speaker.as_deref(), Some("Ana"));
        assert_eq!(
            (turns[0].span, &*turns[0].text),
            (Some(Span::new(480, 8920)), "Hello.")
        );
        assert_eq!(
            (turns[1].speaker.as_deref(), turns[1].span),
            (None, Some(Span::new(9500, 10_000)))
        );
    }

    #[test]
    fn whole_numbers_are_not_guessed_to_be_seconds() {
        assert!(!is_labels("480\t8920\tHello.\n"));
        assert!(!is_labels("start\tend\ttext\n0.5\t1.5\tHello.\n"));
    }

    #[test]
    fn a_line_with_broken_times_is_a_warning() {
        let (turns, warnings) =
            parse("0.5\t1.5\tHello.\n1e9\tinf\tSo.\n-1.0\t2.0\tSo.\n0.5\n").finish();
        assert_eq!((turns.len(), warnings.len()), (1, 3));
        assert_eq!(
            warnings[0].kind,
            WarningKind::Unreadable("1e9\tinf\tSo.".into())
        );
    }
}
