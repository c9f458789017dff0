//! Reads the tab-separated tables of Whisper and WhisperX.
//!
//! ```text
//! file   = "start" TAB "end" TAB "text" { row }
//! row    = milliseconds TAB milliseconds TAB words
//! ```
//!
//! Example: `480⇥3900⇥Welcome to the workshop.` The exact header says that times are whole
//! milliseconds. Nothing is quoted, and nobody is named: WhisperX puts `[SPEAKER_00]: ` before words
//! in its text and its captions, not in its table.

use crate::time::LATEST_MS;
use crate::transcript::assemble::{Assembler, Times};

const HEADER: &str = "start\tend\ttext";

/// Returns whether the text begins with the format's header.
pub(crate) fn has_header(text: &str) -> bool {
    text.lines()
        .next()
        .is_some_and(|line| line.trim_end() == HEADER)
}

/// Reads every row.
pub(crate) fn parse(text: &str) -> Assembler {
    Assembler::of_text(text).with_lines(text.lines().enumerate().skip(1), read_row)
}

fn read_row(line: &str) -> Option<(Times, Option<&str>, &str)> {
    let mut cells = line.splitn(3, '\t');
    let mut time_ms = || {
        let time_ms: u64 = cells.next()?.trim().parse().ok()?;
        (time_ms <= LATEST_MS).then_some(time_ms)
    };
    let times = (time_ms()?, time_ms()?).into();
    Some((times, None, cells.next()?))
}

#[cfg(test)]
mod tests {
    use crate::time::Span;
    use crate::transcript::format::Format;
    use crate::transcript::options::ParseOptions;
    use crate::transcript::parse::parse;
    use crate::transcript::warning::Place;

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
