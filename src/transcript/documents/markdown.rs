//! Reads Markdown transcripts with bold names and times, as spoken.md writes them.
//!
//! ```text
//! file = { heading words { words-line } }
//! heading = "**" name "**" " (" clock ")" [ ":" ]
//! ```
//!
//! Example: `**Maren Holt** (0:12)⏎Welcome to the workshop.` The words may follow on the same line.
//! They end where those of the next heading start. Markdown's own headings (`#`) are chapters that
//! nobody said, and warnings. Rules (`---`) are ignored.

use super::head::{self, Chapters, may_be_a_name};
use super::speaker_heading::{SpeakerHeading, has_headings};
use crate::time::parse_clock;
use crate::transcript::assemble::{Assembler, Times};

/// Returns whether the text consists of this format's headings and words.
pub(crate) fn is_spoken_markdown(text: &str) -> bool {
    has_headings(text, heading)
}

/// Reads every line of the text.
pub(crate) fn parse(text: &str) -> Assembler {
    head::parse(text, Chapters::LeftOut)
}

fn heading(line: &str) -> Option<SpeakerHeading<'_>> {
    let (name, rest) = line.trim().strip_prefix("**")?.split_once("**")?;
    let name = name.trim().trim_end_matches(':');
    let (clock, words) = rest.trim_start().strip_prefix('(')?.split_once(')')?;
    let times = Times::from_start(parse_clock(clock.trim())?);
    let words = words.strip_prefix(':').unwrap_or(words).trim();
    may_be_a_name(name).then_some((times, Some(name), words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use crate::transcript::warning::WarningKind;

    #[test]
    fn a_bold_name_with_a_time_opens_a_turn() {
        let text =
            "**Andrew Huberman** (0:00)\nWelcome.\n\n**Guest** (1:05): It was *very* cold.\n";
        assert!(is_spoken_markdown(text));
        let (turns, warnings) = parse(text).finish();
        assert!(warnings.is_empty());
        assert_eq!(turns[0].speaker.as_deref(), Some("Andrew Huberman"));
        assert_eq!(turns[0].span, Some(Span::new(0, 30_800)));
        assert_eq!(turns[1].text, "It was very cold.");
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
