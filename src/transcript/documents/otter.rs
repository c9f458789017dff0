//! Reads Otter's text export.
//!
//! ```text
//! file = { heading { words-line } [ blank-line ] }
//! heading = name wide-space clock               (two spaces; m:ss, or h:mm:ss)
//! ```
//!
//! Example: `Maren Holt  0:12⏎Welcome to the workshop.` The words start at the clock and end where
//! those of the next heading start. The last line, `Transcribed by https://otter.ai`, is ignored.

use super::head::{self, Chapters};
use super::speaker_heading::{SpeakerHeading, has_headings, split_at_wide_space};
use crate::time::parse_clock;
use crate::transcript::assemble::{Assembler, Times};

/// Returns whether the text consists of this format's headings and words.
pub(crate) fn is_otter(text: &str) -> bool {
    has_headings(text, heading)
}

/// Reads every line of the text.
pub(crate) fn parse(text: &str) -> Assembler {
    head::parse(text, Chapters::Nobodys)
}

fn heading(line: &str) -> Option<SpeakerHeading<'_>> {
    let (name, clock) = split_at_wide_space(line)?;
    Some((Times::from_start(parse_clock(clock)?), Some(name), ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use crate::transcript::warning::WarningKind;

    #[test]
    fn a_head_gives_name_and_time_to_the_words_below_it() {
        let text = "Maren Holt  0:00  \nWelcome.\nSit down.\n\nSpeaker 2\t1:02:03\nSee  you at 10:30\n\nTranscribed by https://otter.ai\n";
        assert!(is_otter(text));
        let (turns, warnings) = parse(text).finish();
        assert!(warnings.is_empty(), "{warnings:?}");
        assert_eq!(turns.len(), 2);
        assert_eq!(turns[0].speaker.as_deref(), Some("Maren Holt"));
        assert_eq!(turns[0].text, "Welcome. Sit down.");
        assert_eq!(turns[0].span, Some(Span::new(0, 31_800)));
        assert_eq!(turns[1].text, "See  you at 10:30");
    }

    #[test]
    fn a_line_before_the_first_head_and_a_head_without_words_are_warnings() {
        let (turns, warnings) = parse("Our meeting\nAna  0:01\n\nBen  0:02\nSo.\n").finish();
        assert_eq!(turns.len(), 1);
        let kinds: Vec<_> = warnings.into_iter().map(|warning| warning.kind).collect();
        let unreadable = WarningKind::Unreadable("Our meeting".into());
        assert_eq!(kinds, [unreadable, WarningKind::NoText]);
    }

    #[test]
    fn one_line_of_prose_with_a_time_is_no_transcript() {
        assert!(!is_otter("Dear diary\nThe train leaves  10:30\n"));
    }
}
