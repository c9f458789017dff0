//! What can be wrong with a transcript: warnings, which keep the rest, and errors, which do not.
//!
//! Never here: the file's path. Whoever opened the file adds it, so that one message reads
//! `talk.srt:12: …`.

use std::fmt;

use thiserror::Error;

use super::Format;

/// One thing about one line that could not be taken as it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Where it stands in the file.
    pub place: Place,
    /// What is wrong with it and what was done.
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
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WarningKind {
    /// The line does not have the format's shape; it is left out. Holds its first characters.
    Unreadable(String),
    /// A timed line without words; it is left out.
    NoText,
    /// The line ends before it starts; it is kept, with no length.
    EndsBeforeStart,
    /// The line starts before the one above it; it is kept where it stands in the file.
    StartsBeforePrevious,
    /// From this line on the bytes are not UTF-8; the file is taken as Windows-1252.
    TakenAsWindows1252,
    /// What stands here is notes or a title and was not said; it is left out. Holds its first
    /// characters.
    NotSpeech(String),
    /// The time cannot be read; the words are kept without it. Holds its first characters.
    UnreadableTime(String),
    /// Lines that belong to no caption; they are left out.
    NoCue {
        /// How many words they have.
        words: usize,
        /// Their first characters.
        begins: String,
    },
}

impl Warning {
    /// Returns the warning about a line that cannot be read, quoting how it begins.
    pub(super) fn unreadable(place: Place, text: &str) -> Self {
        Self {
            place,
            kind: WarningKind::Unreadable(quoted(text)),
        }
    }

    /// Returns the warning about words that nobody said, quoting how they begin.
    pub(super) fn not_speech(place: Place, text: &str) -> Self {
        Self {
            place,
            kind: WarningKind::NotSpeech(quoted(text)),
        }
    }

    /// Returns the warning about words that belong to no caption, quoting how they begin.
    pub(super) fn no_cue(place: Place, text: &str) -> Self {
        Self {
            place,
            kind: WarningKind::NoCue {
                words: text.split_whitespace().count(),
                begins: quoted(text),
            },
        }
    }

    /// Returns the warning about a time that cannot be read, quoting how it begins.
    pub(super) fn unreadable_time(place: Place, text: &str) -> Self {
        Self {
            place,
            kind: WarningKind::UnreadableTime(quoted(text)),
        }
    }
}

/// Returns the first characters of a text, and a sign where there are more.
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
        match &self.kind {
            WarningKind::Unreadable(text) => {
                let part = match self.place {
                    Place::Line(_) => "line",
                    Place::Item(_) => "item",
                };
                write!(f, "cannot read this {part}, left out: {text}")
            }
            WarningKind::NoText => f.write_str("a timed line without words, left out"),
            WarningKind::EndsBeforeStart => {
                f.write_str("ends before it starts; kept, with no length")
            }
            WarningKind::StartsBeforePrevious => {
                f.write_str("starts before the line above it; kept in the order of the file")
            }
            WarningKind::TakenAsWindows1252 => f.write_str(
                "not UTF-8 from here on; the file was taken as Windows-1252 (Latin-1), `--encoding NAME` says otherwise",
            ),
            WarningKind::NotSpeech(text) => write!(f, "not speech, left out: {text}"),
            WarningKind::NoCue { words, begins } => {
                let (noun, verb) = match words {
                    1 => ("word", "stands"),
                    _ => ("words", "stand"),
                };
                write!(f, "{words} {noun} that {verb} under no times, left out: {begins}")
            }
            WarningKind::UnreadableTime(text) => {
                write!(f, "cannot read this time, the words are kept without it: {text}")
            }
        }
    }
}

/// Why a file gave no transcript.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ParseError {
    /// Most of the file is UTF-8, and this line, counted from 1, has a byte that is not.
    #[error(
        "line {line} is damaged: the rest is UTF-8 text and it is not; mend it, or name the file's encoding with `--encoding NAME`"
    )]
    NotUtf8 {
        /// The first line with a byte that does not belong.
        line: usize,
    },
    /// The bytes are no text: this line, counted from 1, has a control character.
    #[error(
        "line {line} holds bytes that are no text; if this is a transcript, name its encoding with `--encoding NAME`"
    )]
    NotText {
        /// The first line with such a byte.
        line: usize,
    },
    /// The bytes are not text in the encoding that was given, or that the file's first bytes name.
    #[error("the bytes are not {encoding} text; `--encoding NAME` names another encoding")]
    NotInEncoding {
        /// Its name.
        encoding: &'static str,
    },
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// The text has the shape of no format.
    #[error(
        "no known transcript format; expected one of {}; `--format NAME` forces one",
        Format::ALL.map(Format::name).join(", ")
    )]
    UnknownFormat,
    /// The format is known, and the file breaks its rules so that nothing in it can be trusted.
    #[error("line {line} cannot be read as {format}: {reason}")]
    Malformed {
        /// What it was read as.
        format: Format,
        /// Where it is broken, counted from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// It begins like a Word document and cannot be opened as one.
    #[error("this Word document cannot be read: {reason}")]
    Docx {
        /// What is wrong.
        reason: String,
    },
    /// It begins like JSON and is not sound. Holds what is wrong, and where.
    #[error("it begins like JSON and is not sound: {0}")]
    Json(String),
    /// It is JSON in which no known format and no list of turns is seen.
    #[error(
        "no known transcript format in this JSON; if it is a list with one object a line of speech, \
         say which fields count, for example `--columns speaker=WHO,text=WORDS,start=BEGIN`"
    )]
    UnknownJson,
    /// A column of times has a number, and nothing says what it counts.
    #[error(
        "the numbers of `{column}` may be seconds or milliseconds; say which with `--time-unit s` or `--time-unit ms`"
    )]
    NoTimeUnit {
        /// The column's name.
        column: String,
    },
    /// The first line does not name the columns that are needed.
    #[error(
        "the first line names no columns as `--columns` gives them; a table needs one for the text, and one for the speaker or the start"
    )]
    NoColumns,
    /// It is RTTM: who speaks when, without words.
    #[error(
        "this is RTTM, which says who speaks when and has no words; give it beside the transcript it belongs to: `whosaid index TRANSCRIPT --speakers FILE`"
    )]
    SpeakersOnly,
    /// Speakers were given, and the transcript names its own.
    #[error("the transcript names its speakers itself; read it without `--speakers`")]
    SpeakersNamed,
    /// Speakers were given by times, and the transcript has none.
    #[error("the transcript has no times, so nobody can tell which of `--speakers` says what")]
    NoTimesForSpeakers,
    /// Speakers were given by times, and none of them speaks while anything is said.
    #[error(
        "nobody in the file of `--speakers` speaks while anything is said here; is it of another recording?"
    )]
    NobodySpeaks,
    /// The format is known, and no line of it could be read.
    #[error("no readable turn in {format} text{}", first_of(.warnings))]
    NoTurns {
        /// What it was read as.
        format: Format,
        /// Why each line was left out.
        warnings: Vec<Warning>,
    },
}

fn first_of(warnings: &[Warning]) -> String {
    warnings.first().map_or_else(String::new, |warning| {
        let place = match warning.place {
            Place::Line(line) => format!("line {line}"),
            Place::Item(item) => format!("item {item}"),
        };
        format!("; first, {place}: {warning}")
    })
}
