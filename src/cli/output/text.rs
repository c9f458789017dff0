//! Words numbers, times and speakers, and breaks text into lines.

use std::io::{Result, Write};

use crate::cli::output::escape::escape;
use crate::time::clock;

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

/// Returns who speaks, harmless to a terminal: `Label`, or `Name (Label)` where a name was given.
pub(crate) fn speaker(label: Option<&str>, name: Option<&str>) -> String {
    match (name, label) {
        (Some(name), Some(label)) if name != label => {
            format!("{} ({})", escape(name), escape(label))
        }
        (_, Some(label)) => escape(label),
        _ => "(no speaker named)".into(),
    }
}

/// Prints a text, harmless to a terminal, in lines that are indented and fit the width.
pub(crate) fn print_indented(
    out: &mut dyn Write,
    text: &str,
    indentation: usize,
    width: usize,
) -> Result<()> {
    wrap(&escape(text), width, indentation)
        .iter()
        .try_for_each(|line| writeln!(out, "{:indentation$}{line}", ""))
}

/// Breaks a text into lines that fit beside an indentation.
pub(crate) fn wrap(text: &str, width: usize, indentation: usize) -> Vec<String> {
    if width == usize::MAX {
        return vec![text.to_owned()];
    }
    textwrap::wrap(text, width.saturating_sub(indentation).max(20))
        .into_iter()
        .map(|line| line.into_owned())
        .collect()
}
