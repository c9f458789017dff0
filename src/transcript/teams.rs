//! Microsoft Teams' transcript, as text or copied out of its Word document.
//!
//! ```text
//! file = { head { words-line } [ blank-line ] }
//! head = name wide-space ( clock | clock " --> " clock )       (three spaces; or two and a range)
//! ```
//!
//! Example: `Martin Storey   0:04⏎Welcome to the workshop.` or
//! `Martin Storey  00:00:04.120 --> 00:00:09.500⏎Welcome to the workshop.` With one clock, the words
//! end where the next head's begin. The lines that say who started and stopped the transcription
//! are passed over; the title and the date above the first head are warnings.

use super::assemble::Assembler;
use super::headed::{self, Head, Part, split_times, split_wide};

/// Returns whether the text is built of this format's heads; two spaces and one clock are Otter's.
pub(super) fn is_teams(text: &str) -> bool {
    headed::has_heads(text, |line| {
        let own = |head: &Head<'_>| head.end_ms.is_some() || line.trim().contains("   ");
        head(line).filter(own)
    })
}

/// Reads every line of the text.
pub(super) fn parse(text: &str) -> Assembler {
    headed::parse(text, |line| match head(line) {
        Some(head) => Part::Head(head),
        None if is_announcement(line) => Part::Furniture,
        None => Part::Words,
    })
}

fn head(line: &str) -> Option<Head<'_>> {
    let (name, times) = split_wide(line)?;
    let (start_ms, end_ms) = split_times(times)?;
    Some(Head {
        speaker: Some(name),
        start_ms: Some(start_ms),
        end_ms,
        words: "",
    })
}

/// `Martin Storey started transcription`, a line of its own.
fn is_announcement(line: &str) -> bool {
    let line = line.trim();
    let name = line
        .strip_suffix(" started transcription")
        .or_else(|| line.strip_suffix(" stopped transcription"));
    name.is_some_and(headed::may_be_a_name)
}

#[cfg(test)]
mod tests {
    use super::super::Place;
    use super::*;
    use crate::time::Span;

    #[test]
    fn a_head_has_a_start_or_a_range() {
        let text = "Martin Storey   0:04\nWelcome.\n\nAna  00:00:06.500 --> 00:00:08.000\nHello.\n";
        assert!(is_teams(text));
        let (turns, warnings) = parse(text).finish();
        assert!(warnings.is_empty());
        assert_eq!(turns[0].speaker.as_deref(), Some("Martin Storey"));
        assert_eq!(turns[0].span, Some(Span::new(4000, 6500)));
        assert_eq!(turns[1].span, Some(Span::new(6500, 8000)));
    }

    #[test]
    fn what_teams_says_of_itself_is_passed_over_and_a_title_is_a_warning() {
        let text = "Weekly-20240311\nAna started transcription\n\nAna   0:01\nHello.\nAna stopped transcription";
        let (turns, warnings) = parse(text).finish();
        assert_eq!(turns[0].text, "Hello.");
        assert_eq!((warnings.len(), warnings[0].place), (1, Place::Line(1)));
    }

    #[test]
    fn a_head_with_two_spaces_and_one_clock_is_not_of_teams() {
        assert!(!is_teams("Ana  0:01\nHello.\n"));
    }

    #[test]
    fn a_head_with_a_broken_time_is_words() {
        let (turns, _) = parse("Ana   0:01\nHello.\nBen   0:7x\nYes.").finish();
        assert_eq!(turns[0].text, "Hello. Ben   0:7x Yes.");
    }
}
