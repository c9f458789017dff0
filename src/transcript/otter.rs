//! Otter's text export.
//!
//! ```text
//! file = { head { words-line } [ blank-line ] }
//! head = name wide-space clock                  (two spaces; m:ss, or h:mm:ss)
//! ```
//!
//! Example: `Maren Holt  0:12⏎Welcome to the workshop.` The words begin at the clock and end where
//! the next head's begin. The last line, `Transcribed by https://otter.ai`, is passed over.

use super::assemble::Assembler;
use super::headed::{self, Head, Part, split_wide};
use crate::time::parse_clock;

/// Returns whether the text is built of this format's heads.
pub(super) fn is_otter(text: &str) -> bool {
    headed::has_heads(text, head)
}

/// Reads every line of the text.
pub(super) fn parse(text: &str) -> Assembler {
    headed::parse(text, |line| match head(line) {
        Some(head) => Part::Head(head),
        None if line.starts_with("Transcribed by https://otter.ai") => Part::Furniture,
        None => Part::Words,
    })
}

fn head(line: &str) -> Option<Head<'_>> {
    let (name, clock) = split_wide(line)?;
    Some(Head {
        speaker: Some(name),
        start_ms: Some(parse_clock(clock)?),
        ..Head::default()
    })
}

#[cfg(test)]
mod tests {
    use super::super::WarningKind;
    use super::*;
    use crate::time::Span;

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
