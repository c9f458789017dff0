//! Markdown transcripts with bold names and times, as spoken.md has them.
//!
//! ```text
//! file = { head words { words-line } }
//! head = "**" name "**" " (" clock ")" [ ":" ]
//! ```
//!
//! Example: `**Maren Holt** (0:12)⏎Welcome to the workshop.` The words may follow on the same line;
//! they end where the next head's begin. Headings (`#`) are chapters that nobody said, and warnings;
//! rules (`---`) are passed over.

use super::assemble::Assembler;
use super::headed::{self, Head, Part, may_be_a_name};
use crate::time::parse_clock;

/// Returns whether the text is built of this format's heads.
pub(super) fn is_spoken_markdown(text: &str) -> bool {
    headed::has_heads(text, head)
}

/// Reads every line of the text.
pub(super) fn parse(text: &str) -> Assembler {
    headed::parse(text, |line| match head(line) {
        Some(head) => Part::Head(head),
        None if is_heading(line) => Part::NotSpeech,
        None if line.trim().bytes().all(|byte| byte == b'-') => Part::Furniture,
        None => Part::Words,
    })
}

fn head(line: &str) -> Option<Head<'_>> {
    let (name, rest) = line.trim().strip_prefix("**")?.split_once("**")?;
    let name = name.trim().trim_end_matches(':');
    let (clock, words) = rest.trim_start().strip_prefix('(')?.split_once(')')?;
    may_be_a_name(name).then_some(Head {
        speaker: Some(name),
        start_ms: Some(parse_clock(clock.trim())?),
        end_ms: None,
        words: words.strip_prefix(':').unwrap_or(words).trim(),
    })
}

/// Returns whether a line is a heading of Markdown.
pub(super) fn is_heading(line: &str) -> bool {
    let text = line.trim_start_matches('#');
    text.len() < line.len() && text.starts_with(' ')
}

#[cfg(test)]
mod tests {
    use super::super::WarningKind;
    use super::*;
    use crate::time::Span;

    #[test]
    fn a_bold_name_with_a_time_opens_a_turn() {
        let text =
            "**Andrew Huberman** (0:00)\nWelcome.\n\n**Guest** (1:05): It was *very* cold.\n";
        assert!(is_spoken_markdown(text));
        let (turns, warnings) = parse(text).finish();
        assert!(warnings.is_empty());
        assert_eq!(turns[0].speaker.as_deref(), Some("Andrew Huberman"));
        assert_eq!(turns[0].span, Some(Span::new(0, 30_800)));
        assert_eq!(turns[1].text, "It was *very* cold.");
    }

    #[test]
    fn headings_are_not_speech() {
        let text = "# The bell\n\n**Ana** (0:01)\nHello.\n\n## Mud\n\n---\n\nMore.\n";
        let (turns, warnings) = parse(text).finish();
        assert_eq!(turns[0].text, "Hello. More.");
        let kinds: Vec<_> = warnings.into_iter().map(|warning| warning.kind).collect();
        let heading = |text: &str| WarningKind::NotSpeech(text.into());
        assert_eq!(kinds, [heading("# The bell"), heading("## Mud")]);
    }

    #[test]
    fn bold_words_without_a_time_are_no_head() {
        assert!(!is_spoken_markdown(
            "**Note** (see below)\n**Ana** (0:7x)\nso"
        ));
    }
}
