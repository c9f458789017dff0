//! Reads sample texts for the tests of JSON formats.

use crate::transcript::format::Format;
use crate::transcript::model::Turn;
use crate::transcript::options::ParseOptions;
use crate::transcript::parse::{Parsed, parse};
use crate::transcript::warning::Warning;

/// Returns what a text is read as, which must be told from its content.
fn read(format: Format, text: &str) -> Parsed {
    let parsed = parse(text.as_bytes(), &ParseOptions::default()).unwrap();
    assert_eq!(parsed.format, format, "{text}");
    parsed
}

/// Returns the turns of a text that is of this format and gives no reason for a warning.
pub(super) fn read_turns(format: Format, text: &str) -> Vec<Turn> {
    read(format, text).turns
}

/// Returns each turn's speaker, or `-` where it is nobody's, and its text.
pub(super) fn said(turns: &[Turn]) -> Vec<(&str, &str)> {
    let said = turns.iter();
    said.map(|turn| (turn.speaker.as_deref().unwrap_or("-"), &*turn.text))
        .collect()
}

pub(super) fn warnings_of(format: Format, text: &str) -> Vec<Warning> {
    read(format, text).warnings
}
