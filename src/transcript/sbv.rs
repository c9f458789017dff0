//! SubViewer captions, as YouTube once exported them.
//!
//! ```text
//! file   = { timing { text-line } blank-line }
//! timing = H:MM:SS.mmm "," H:MM:SS.mmm
//! ```
//!
//! Example: `0:00:00.480,0:00:02.760⏎Sarah: Good evening.` Blocks have no number; for the rest the
//! words are read as those of SRT, also where the times cannot be read.

use super::assemble::Assembler;
use super::srt::{self, Stands, Timing, seems_a_time};
use crate::time::parse_clock;

/// Returns whether the first line is a timing line.
pub(super) fn is_sbv(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty());
    first.is_some_and(|line| split_times(line).is_some())
}

/// Reads every block of the text.
pub(super) fn parse(text: &str) -> Assembler {
    srt::parse_blocks(text, timing)
}

fn timing(line: &str, stands: Stands) -> Option<Timing> {
    if let Some((start_ms, end_ms)) = split_times(line) {
        return Some(Timing::Times(start_ms, end_ms));
    }
    let (start, end) = line.trim().split_once(',')?;
    let seem_times = [start, end]
        .iter()
        .all(|clock| seems_a_time(clock) && is_whole(clock));
    (stands != Stands::UnderTimes && seem_times).then_some(Timing::Unreadable)
}

fn split_times(line: &str) -> Option<(u64, u64)> {
    let (start, end) = line.trim().split_once(',')?;
    let times = (parse_clock(start)?, parse_clock(end)?);
    (is_whole(start) && is_whole(end)).then_some(times)
}

/// Returns whether a clock has hours.
fn is_whole(clock: &str) -> bool {
    clock.matches(':').count() == 2
}

#[cfg(test)]
mod tests {
    use super::super::Place;
    use super::*;
    use crate::time::Span;

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
