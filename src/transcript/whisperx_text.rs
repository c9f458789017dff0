//! WhisperX's plain text, with a label before each line and no times.
//!
//! ```text
//! line = "[" label "]: " words
//! ```
//!
//! Example: `[SPEAKER_00]: Welcome to the workshop.` A line without a label goes on with the words
//! of the one above it.

use super::assemble::Assembler;
use super::headed::{self, Head, Part};
use super::prefix::split_bracketed;

/// Returns whether the first line, and half of all lines, have a label. Addresses after a label
/// are the references of a Markdown text.
pub(super) fn is_whisperx_text(text: &str) -> bool {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let labelled = |line: &str| {
        let is_address = |words: &str| {
            words
                .split_once("://")
                .is_some_and(|(scheme, _)| !scheme.contains(' '))
        };
        split_bracketed(line).is_some_and(|(_, words)| !is_address(words))
    };
    lines().next().is_some_and(labelled)
        && lines().filter(|line| labelled(line)).count() * 2 >= lines().count()
}

/// Reads every line of the text.
pub(super) fn parse(text: &str) -> Assembler {
    headed::parse(text, |line| match split_bracketed(line) {
        Some((label, words)) => Part::Head(Head {
            speaker: Some(label),
            words,
            ..Head::default()
        }),
        None => Part::Words,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Place, WarningKind};
    use super::*;

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
