//! Reads Microsoft Teams' transcripts, as text or copied from a Word document.
//!
//! ```text
//! file = { heading { words-line } [ blank-line ] }
//! heading = name wide-space ( clock | clock " --> " clock )    (three spaces; or two and a range)
//! ```
//!
//! Example: `Martin Storey   0:04⏎Welcome to the workshop.` or
//! `Martin Storey  00:00:04.120 --> 00:00:09.500⏎Welcome to the workshop.` With one clock, the words
//! end where those of the next heading start. The lines that say who started and stopped the
//! transcription are ignored. The title and the date above the first heading are warnings.

use super::head::{self, Chapters};
use super::speaker_heading::{SpeakerHeading, has_headings, parse_times, split_at_wide_space};
use crate::transcript::assemble::Assembler;

/// Returns whether the text consists of this format's headings and words. Headings with two spaces
/// and one clock are Otter's.
pub(crate) fn is_teams(text: &str) -> bool {
    has_headings(text, |line| {
        let is_spaced = line.trim().contains("   ");
        heading(line).filter(|(times, ..)| times.end_ms.is_some() || is_spaced)
    })
}

/// Reads every line of the text.
pub(crate) fn parse(text: &str) -> Assembler {
    head::parse(text, Chapters::Nobodys)
}

fn heading(line: &str) -> Option<SpeakerHeading<'_>> {
    let (name, times) = split_at_wide_space(line)?;
    Some((parse_times(times)?, Some(name), ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use crate::transcript::warning::Place;

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
