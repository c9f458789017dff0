//! Formats numbers, times and speakers, escapes text for a terminal, and breaks it into lines.
//!
//! Escaped text holds no character that moves the cursor, changes colours, reverses the direction
//! of reading or is invisible; each is written as an escape instead. Escaped JSON still parses to
//! the same value. The prompts of language models use the same rules.

use std::io::{Result, Write};
use std::path::Path;

use crate::language::runs_from_right;
pub(crate) use crate::prompt::{visible as escape, visible_json as escape_json};
use crate::time::clock;

/// Escapes a text and keeps its lines.
pub(crate) fn escape_lines(text: &str) -> String {
    text.lines().map(escape).collect::<Vec<_>>().join("\n")
}

/// Returns an escaped text between U+2068 and U+2069, where it has letters that are written from the
/// right. Times and names beside it on a terminal's line would otherwise be reordered with it. A pipe,
/// whose lines have no width, gets the text alone: a program reads it in the order of speech.
pub(crate) fn isolate(escaped: &str, width: usize) -> String {
    match width != usize::MAX && runs_from_right(escaped) {
        true => format!("\u{2068}{escaped}\u{2069}"),
        false => escaped.to_owned(),
    }
}

/// Returns a path on one line, escaped for a terminal.
pub(crate) fn path_name(path: &Path) -> String {
    escape(&path.display().to_string())
}

/// Returns a number with its noun: `1 turn`, `2 turns`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {}", plural(count as u64, noun))
}

/// Returns a noun in the form that its number asks for.
pub(crate) fn plural(count: u64, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{noun}{ending}")
}

/// Returns `HH:MM:SS`, or as many dashes.
pub(crate) fn clock_or_dashes(time_ms: Option<u64>) -> String {
    time_ms.map_or_else(|| "--:--:--".into(), clock)
}

/// Returns the speaker, escaped for a terminal: `Label`, or `Name (Label)` where a name was given.
pub(crate) fn speaker(label: Option<&str>, name: Option<&str>) -> String {
    match (name, label) {
        (Some(name), Some(label)) if name != label => {
            format!("{} ({})", escape(name), escape(label))
        }
        (_, Some(label)) => escape(label),
        _ => "(no speaker named)".into(),
    }
}

/// Prints a text, escaped for a terminal, in indented lines that fit the width.
pub(crate) fn print_indented(
    out: &mut dyn Write,
    text: &str,
    indentation: usize,
    width: usize,
) -> Result<()> {
    wrap(&escape(text), width, indentation)
        .iter()
        .map(|line| isolate(line, width))
        .try_for_each(|line| writeln!(out, "{:indentation$}{line}", ""))
}

/// Breaks a text into lines that fit beside an indentation.
pub(crate) fn wrap(text: &str, width: usize, indentation: usize) -> Vec<String> {
    if width == usize::MAX {
        return vec![text.to_owned()];
    }
    let lines = textwrap::wrap(text, width.saturating_sub(indentation).max(20));
    lines.into_iter().map(|line| line.into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::{escape, escape_json, isolate};

    #[test]
    fn text_from_the_right_stands_alone_on_a_terminal_and_is_verbatim_in_a_pipe() {
        let said = "המים עולים";
        assert_eq!(isolate(said, 80), format!("\u{2068}{said}\u{2069}"));
        assert_eq!(isolate(said, usize::MAX), said);
        assert_eq!(isolate("The water rises", 80), "The water rises");
    }

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        assert_eq!(escape("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(escape("a\u{202e}b\u{200b}"), "a\\u{202e}b\\u{200b}");
        assert_eq!(escape("a\r\nb\u{7}"), "a  b\\u{7}");
    }

    #[test]
    fn json_stays_the_same_json_without_terminal_commands() {
        let json = serde_json::to_string("a\u{9b}31m\u{202e}b").unwrap();
        assert_eq!(escape_json(&json), r#""a\u009b31m\u202eb""#);
    }
}
