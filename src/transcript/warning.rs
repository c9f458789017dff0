//! Defines the warnings of reading a transcript: parts of a file that are not read as written.
//!
//! A warning holds no path: the caller adds it, so that a message reads `talk.srt:12: …`.

use std::fmt;

use thiserror::Error;

use crate::remedy::Remedy;

/// A part of a file that was not read as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Where the part is.
    pub place: Place,
    /// What is wrong with it, and what the reader did.
    pub kind: WarningKind,
}

/// A place in a file that a person can go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A line of a text, counted from 1.
    Line(usize),
    /// An element of a list, such as a segment in JSON, counted from 1.
    Item(usize),
}

impl Place {
    /// Returns what names it inside a sentence: `line 12` or `item 12`.
    pub fn in_words(self) -> String {
        match self {
            Place::Line(line) => format!("line {line}"),
            Place::Item(item) => format!("item {item}"),
        }
    }
}

impl fmt::Display for Place {
    /// Writes what follows a file's name and a colon: `12` or `item 12`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Line(line) => write!(f, "{line}"),
            Place::Item(item) => write!(f, "item {item}"),
        }
    }
}

/// The kinds of [`Warning`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WarningKind {
    /// The line does not have the format's shape, and is left out. Holds its first characters.
    #[error("cannot read this line, left out: {0}")]
    Unreadable(String),
    /// The line has a time and no words, and is left out.
    #[error("a timed line without words, left out")]
    NoText,
    /// The line ends before it starts, and is kept without length.
    #[error("ends before it starts; kept, with no length")]
    EndsBeforeStart,
    /// The line starts before the line above it, and is kept in its place.
    #[error("starts before the line above it; kept in the order of the file")]
    StartsBeforePrevious,
    /// From this line on the bytes are not UTF-8. The file is read as Windows-1252.
    #[error("not UTF-8 from here on; the file was read as Windows-1252 (Latin-1)")]
    TakenAsWindows1252,
    /// The line is a note or a title that nobody said, and is left out. Holds its first characters.
    #[error("not speech, left out: {0}")]
    NotSpeech(String),
    /// The time cannot be read. The words are kept without it. Holds its first characters.
    #[error("cannot read this time, the words are kept without it: {0}")]
    UnreadableTime(String),
    /// The lines belong to no caption, and are left out.
    #[error("{words} {} under no times, left out: {begins}", words_stand(*.words))]
    NoCue {
        /// How many words they have.
        words: usize,
        /// Their first characters.
        begins: String,
    },
}

impl Warning {
    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        matches!(self.kind, WarningKind::TakenAsWindows1252).then_some(Remedy::NameEncoding)
    }

    /// Returns a warning about a place.
    pub(super) fn new(place: Place, kind: WarningKind) -> Self {
        Self { place, kind }
    }

    /// Returns the warning about a line that cannot be read. Quotes its start.
    pub(super) fn unreadable(place: Place, text: &str) -> Self {
        Self::new(place, WarningKind::Unreadable(quoted(text)))
    }

    /// Returns the warning about words that nobody said. Quotes their start.
    pub(super) fn not_speech(place: Place, text: &str) -> Self {
        Self::new(place, WarningKind::NotSpeech(quoted(text)))
    }

    /// Returns the warning about words outside a caption. Quotes their start.
    pub(super) fn no_cue(place: Place, text: &str) -> Self {
        let words = text.split_whitespace().count();
        let begins = quoted(text);
        Self::new(place, WarningKind::NoCue { words, begins })
    }

    /// Returns the warning about a time that cannot be read. Quotes its start.
    pub(super) fn unreadable_time(place: Place, text: &str) -> Self {
        Self::new(place, WarningKind::UnreadableTime(quoted(text)))
    }
}

fn words_stand(count: usize) -> &'static str {
    match count {
        1 => "word that stands",
        _ => "words that stand",
    }
}

/// Returns the first characters of a text, with an ellipsis where there are more.
fn quoted(text: &str) -> String {
    const QUOTED_CHARACTERS: usize = 40;
    let mut quoted: String = text.trim().chars().take(QUOTED_CHARACTERS).collect();
    if text.trim().chars().nth(QUOTED_CHARACTERS).is_some() {
        quoted.push('…');
    }
    quoted
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.kind, self.place) {
            (WarningKind::Unreadable(text), Place::Item(_)) => {
                write!(f, "cannot read this item, left out: {text}")
            }
            (kind, _) => write!(f, "{kind}"),
        }
    }
}
