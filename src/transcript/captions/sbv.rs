//! Reads SubViewer captions, as YouTube once exported them.
//!
//! ```text
//! file   = { timing { text-line } blank-line }
//! timing = H:MM:SS.mmm "," H:MM:SS.mmm
//! ```
//!
//! Example: `0:00:00.480,0:00:02.760⏎Sarah: Good evening.` Blocks have no number. Otherwise they are
//! read like those of SRT.

use super::blocks::{BlockPosition, Timing, parse_blocks};
use super::timing::looks_like_a_time;
use crate::time::parse_clock;
use crate::transcript::assemble::Assembler;

/// Returns whether the first line is a timing line.
pub(crate) fn is_sbv(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty());
    first.is_some_and(|line| split_times(line).is_some())
}

/// Reads every block of the text.
pub(crate) fn parse(text: &str) -> Assembler {
    parse_blocks(text, timing_of)
}

fn timing_of(line: &str, position: BlockPosition) -> Option<Timing> {
    if let Some(times) = split_times(line) {
        return Some(Some(times));
    }
    let (start, end) = line.trim().split_once(',')?;
    let look_like_times = [start, end]
        .iter()
        .all(|clock| looks_like_a_time(clock) && has_hours(clock));
    (position != BlockPosition::UnderTimes && look_like_times).then_some(None)
}

fn split_times(line: &str) -> Option<(u64, u64)> {
    let (start, end) = line.trim().split_once(',')?;
    let times = (parse_clock(start)?, parse_clock(end)?);
    (has_hours(start) && has_hours(end)).then_some(times)
}

fn has_hours(clock: &str) -> bool {
    clock.matches(':').count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use crate::transcript::warning::Place;

    #[test]
    fn a_block_has_times_and_words_and_a_name_holds() {
        let text = "0:00:00.480,0:00:02.760\nSarah: one\ntwo\n\n0:00:02.760,0:00:04.000\nthree\n";
        assert!(is_sbv(text));
        let (turns, warnings) = parse(text).finish();
        assert!(warnings.is_empty());
        assert_eq!((turns.len(), &*turns[0].text), (1, "one two three"));
        assert_eq!(turns[0].speaker.as_deref(), Some("Sarah"));
        assert_eq!(turns[0].span, Some(Span::new(480, 4000)));
    }

    #[test]
    fn words_under_times_that_cannot_be_read_are_their_speakers_without_a_time() {
        let text = "0:00:00.480,0:00:02.760\nAnna: one\n\n0:00:61.000,0:00:65.000\nBert: two\n";
        let (turns, warnings) = parse(text).finish();
        assert_eq!((turns.len(), &*turns[0].text), (2, "one"));
        assert_eq!(
            (turns[1].speaker.as_deref(), turns[1].span),
            (Some("Bert"), None)
        );
        assert_eq!(warnings[0].place, Place::Line(4));
    }

    #[test]
    fn words_above_the_first_times_are_a_warning() {
        let (turns, warnings) = parse("hello\n0:00:00.480,0:00:02.760\nA: x\n").finish();
        assert_eq!((turns.len(), warnings[0].place), (1, Place::Line(1)));
    }

    #[test]
    fn two_numbers_are_no_times() {
        for text in ["1:02,1:03\nso\n", "1,2\n3,4\n", "0:00:01.0\n"] {
            assert!(!is_sbv(text), "{text}");
        }
    }
}
