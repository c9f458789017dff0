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
    /// The line has a time or a label and no words, and is left out.
    #[error("a time or a name without words, left out")]
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
    /// Something stands before the words where a label would, and is not understood. The words are
    /// nobody's.
    #[error(
        "cannot tell who speaks, the words are nobody's: {begins}{}",
        and_more(*.lines, "line")
    )]
    LabelNotUnderstood {
        /// The first characters of the first such line.
        begins: String,
        /// How many such lines there are.
        lines: usize,
    },
    /// Several speakers share one caption.
    #[error(
        "several speak in one caption, whose time is divided by their characters{}",
        and_more(*.captions, "caption")
    )]
    TimeDivided {
        /// How many such captions there are.
        captions: usize,
    },
    /// A time stands in the words or above them, and is not taken for theirs.
    #[error("a time that is not used: {begins}{}", and_more(*.lines, "line"))]
    TimeNotUsed {
        /// The first characters of the first such line.
        begins: String,
        /// How many such lines there are.
        lines: usize,
    },
    /// The text names nobody.
    #[error("no speaker is found: every word is nobody's")]
    NoSpeakers,
    /// More warnings follow, which are counted only. Stands last.
    #[error("{0} more {places} that could not be read as written", places = places(*.0))]
    More(usize),
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

    /// Returns the warning about a label that is not understood. Quotes the line.
    pub(super) fn label_not_understood(place: Place, line: &str) -> Self {
        let (begins, lines) = (quoted(line), 1);
        Self::new(place, WarningKind::LabelNotUnderstood { begins, lines })
    }

    /// Returns the warning about a caption that several speakers share.
    pub(super) fn time_divided(place: Place) -> Self {
        Self::new(place, WarningKind::TimeDivided { captions: 1 })
    }

    /// Returns the warning about a time that is not used. Quotes the line.
    pub(super) fn time_not_used(place: Place, line: &str) -> Self {
        let (begins, lines) = (quoted(line), 1);
        Self::new(place, WarningKind::TimeNotUsed { begins, lines })
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

impl WarningKind {
    /// Returns how often the kind occurs, for kinds of which only the first place is kept.
    fn count(&mut self) -> Option<&mut usize> {
        match self {
            Self::LabelNotUnderstood { lines, .. } | Self::TimeNotUsed { lines, .. } => Some(lines),
            Self::TimeDivided { captions } => Some(captions),
            _ => None,
        }
    }
}

/// The most warnings of a file that are kept; more are counted.
const MOST_WARNINGS: usize = 100;

/// The warnings of a file, at most [`MOST_WARNINGS`] and how many more there are.
#[derive(Debug, Default)]
pub(super) struct Warnings {
    kept: Vec<Warning>,
    /// The place of the first that is not kept, and how many are not.
    more: Option<(Place, usize)>,
}

impl Warnings {
    /// Adds a warning, or counts it with an earlier one of its kind.
    pub(super) fn push(&mut self, mut warning: Warning) {
        if warning.kind.count().is_some() {
            let kind = std::mem::discriminant(&warning.kind);
            let same = |kept: &&mut Warning| std::mem::discriminant(&kept.kind) == kind;
            let first = self.kept.iter_mut().find(same);
            if let Some(count) = first.and_then(|first| first.kind.count()) {
                *count += 1;
                return;
            }
        } else if self.kept.len() >= MOST_WARNINGS && warning.kind != WarningKind::NoSpeakers {
            self.more.get_or_insert((warning.place, 0)).1 += 1;
            return;
        }
        self.kept.push(warning);
    }

    /// Returns the warnings in the order in which they were found; the last one says how many more
    /// there are.
    pub(super) fn finish(self) -> Vec<Warning> {
        let more = self.more;
        let more = more.map(|(place, count)| Warning::new(place, WarningKind::More(count)));
        self.kept.into_iter().chain(more).collect()
    }
}

/// Returns how many more there are than the one that is named.
fn and_more(count: usize, noun: &str) -> String {
    match count {
        0 | 1 => String::new(),
        2 => format!(" (and 1 more {noun})"),
        _ => format!(" (and {} more {noun}s)", count - 1),
    }
}

fn places(count: usize) -> &'static str {
    if count == 1 { "place" } else { "places" }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn unreadable(line: usize) -> Warning {
        Warning::unreadable(Place::Line(line), "so")
    }

    #[test]
    fn the_first_hundred_are_kept_and_the_rest_counted() {
        let mut warnings = Warnings::default();
        (1..=250).for_each(|line| warnings.push(unreadable(line)));
        let kept = warnings.finish();
        assert_eq!((kept.len(), &kept[99]), (101, &unreadable(100)));
        let more = Warning::new(Place::Line(101), WarningKind::More(150));
        assert_eq!(kept[100], more);
    }

    #[test]
    fn labels_that_are_not_understood_are_one_warning_however_many_come_before() {
        let mut warnings = Warnings::default();
        (1..=200).for_each(|line| warnings.push(unreadable(line)));
        for line in [7, 8, 9] {
            warnings.push(Warning::label_not_understood(Place::Line(line), "bo: so"));
        }
        let kept = warnings.finish();
        let said = "cannot tell who speaks, the words are nobody's: bo: so (and 2 more lines)";
        assert_eq!((kept.len(), kept[100].place), (102, Place::Line(7)));
        assert_eq!(kept[100].to_string(), said);
    }
}
