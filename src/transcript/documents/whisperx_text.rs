//! Reads WhisperX's plain text, which has a label before each line and no times.
//!
//! ```text
//! line = "[" label "]: " words
//! ```
//!
//! Example: `[SPEAKER_00]: Welcome to the workshop.` A line without a label continues the line above
//! it.

use super::head::{self, Chapters};
use crate::transcript::assemble::Assembler;
use crate::transcript::label::shape::split_bracketed;

/// Returns whether the first line, and half of all lines, have a label. An address after a label is
/// a reference of a Markdown text.
pub(crate) fn is_whisperx_text(text: &str) -> bool {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let is_address = |words: &str| {
        words
            .split_once("://")
            .is_some_and(|(scheme, _)| !scheme.contains(' '))
    };
    let is_labelled =
        |line: &&str| split_bracketed(line).is_some_and(|(_, words)| !is_address(words));
    lines().next().as_ref().is_some_and(is_labelled)
        && lines().filter(is_labelled).count() * 2 >= lines().count()
}

/// Reads every line of the text.
pub(crate) fn parse(text: &str) -> Assembler {
    head::parse(text, Chapters::Nobodys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::warning::{Place, WarningKind};

    #[test]
    fn a_label_opens_a_turn_without_times() {
        let text = "[SPEAKER_00]: Welcome.\n[SPEAKER_00]: Sit down.\n[SPEAKER_01]: So: thanks.\n";
        assert!(is_whisperx_text(text));
        let (turns, warnings) = parse(text).finish();
        assert!(warnings.is_empty());
        assert_eq!(turns.len(), 2);
        assert_eq!(turns[0].text, "Welcome. Sit down.");
        assert_eq!(turns[1].speaker.as_deref(), Some("SPEAKER_01"));
        assert_eq!((turns[1].span, &*turns[1].text), (None, "So: thanks."));
    }

    #[test]
    fn a_label_without_words_is_a_warning() {
        let (turns, warnings) = parse("[A]: Hello.\n[B]:\n").finish();
        assert_eq!(turns.len(), 1);
        assert_eq!(
            (warnings[0].place, &warnings[0].kind),
            (Place::Line(2), &WarningKind::NoText)
        );
    }

    #[test]
    fn references_and_lists_are_no_transcript() {
        for text in [
            "[1]: https://example.org\n[site]: https://example.org\n",
            "[1, 2]\n",
            "dear diary",
        ] {
            assert!(!is_whisperx_text(text), "{text}");
        }
    }
}
