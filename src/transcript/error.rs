//! Defines why a file gives no transcript.
//!
//! An error holds no path: whoever opened the file adds it, so that a message reads
//! `talk.srt: line 12 …`.

use thiserror::Error;

use super::format::Format;
use super::warning::{Place, Warning};

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
