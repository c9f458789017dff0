//! Whisper's and WhisperX's tab-separated table.
//!
//! ```text
//! file   = "start" TAB "end" TAB "text" { row }
//! row    = milliseconds TAB milliseconds TAB words
//! ```
//!
//! Example: `480⇥3900⇥Welcome to the workshop.` Times are whole milliseconds, which the exact header
//! settles. Nothing is quoted, and nobody is named; WhisperX puts `[SPEAKER_00]: ` before words of
//! its text and captions, not of its table.

use crate::transcript::assemble::{Assembler, Times};
use crate::transcript::warning::Place;

const HEADER: &str = "start\tend\ttext";

/// Returns whether the text begins with the format's header.
pub(crate) fn has_header(text: &str) -> bool {
    text.lines()
        .next()
        .is_some_and(|line| line.trim_end() == HEADER)
}

/// Reads every row.
pub(crate) fn parse(text: &str) -> Assembler {
    let mut assembler = Assembler::default();
    for (index, line) in text.lines().enumerate().skip(1) {
        let place = Place::Line(index + 1);
        if line.trim().is_empty() {
            continue;
        }
        match read_row(line) {
            Some((times, words)) => assembler.push(place, None, times, words),
            None => assembler.unreadable(place, line),
        }
    }
    assembler
}

fn read_row(line: &str) -> Option<(Times, &str)> {
    let mut cells = line.splitn(3, '\t');
    let mut time = || {
        let time_ms = cells.next()?.trim().parse().ok()?;
        (time_ms <= crate::time::LATEST_MS).then_some(time_ms)
    };
    let times: (u64, u64) = (time()?, time()?);
    Some((times.into(), cells.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use crate::transcript::format::Format;
    use crate::transcript::options::ParseOptions;
    use crate::transcript::parse::parse;

    #[test]
    fn the_exact_header_settles_the_unit() {
        let parsed = parse(
            b"start\tend\ttext\n480\t3900\tHi there.\n",
            &ParseOptions::default(),
        );
        let parsed = parsed.unwrap();
        assert_eq!(parsed.format, Format::WhisperTsv);
        assert_eq!(parsed.turns[0].span, Some(Span::new(480, 3900)));
    }

    #[test]
    fn words_keep_their_quotation_marks_and_tabs() {
        let text = "start\tend\ttext\n0\t900\t\"No,\" he said.\n900\t2000\tYes\tand\n";
        let (turns, warnings) = super::parse(text).finish();
        assert_eq!(turns[0].text, "\"No,\" he said. Yes\tand");
        assert_eq!((turns.len(), warnings.len()), (1, 0));
    }

    #[test]
    fn a_row_without_two_times_is_a_warning() {
        let text = "start\tend\ttext\n0.5\t900\tNo.\n-1\t2\tNo.\n5\t9\n5\t9\tYes.\n";
        let (turns, warnings) = super::parse(text).finish();
        assert_eq!((turns[0].text.as_str(), warnings.len()), ("Yes.", 3));
        assert_eq!(warnings[0].place, Place::Line(2));
    }
}
