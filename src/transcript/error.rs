//! Defines the errors of reading a transcript.
//!
//! An error holds no path: the caller adds it, so that a message reads `talk.srt: line 12 …`.

use thiserror::Error;

use super::foreign::ForeignFile;
use super::format::Format;
use super::warning::Warning;
use crate::remedy::Remedy;

/// What a text nearly was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// The format, as people call it.
    pub format: &'static str,
    /// The first line that is like it, counted from 1.
    pub line: usize,
    /// What is missing.
    pub missing: &'static str,
}

/// Why a file gives no transcript.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ParseError {
    /// Most of the file is UTF-8, and one line is not. Holds the first line with a byte that is not
    /// UTF-8, counted from 1.
    #[error("line {0} is damaged: the rest of the file is UTF-8 text, and this line is not")]
    NotUtf8(usize),
    /// The bytes are not text: they have control characters. Holds the first line with one, counted
    /// from 1.
    #[error("line {0} holds bytes that are not text")]
    NotText(usize),
    /// The bytes are not text in the encoding that was given, or that the file's first bytes name.
    /// Holds the name of the encoding.
    #[error("the bytes are not {0} text")]
    NotInEncoding(&'static str),
    /// The file has no content.
    #[error("the file is empty")]
    Empty,
    /// The text has the shape of no format.
    #[error(
        "no known transcript format; expected one of {}",
        Format::ALL.map(Format::name).join(", ")
    )]
    UnknownFormat,
    /// The text has the shape of no format, and some line is like one.
    #[error(
        "no known transcript format; nearly {}: line {}: {}", .0.format, .0.line, .0.missing
    )]
    NearMiss(NearMiss),
    /// The file is of a kind that holds no transcript.
    #[error("no transcript: this is {0}")]
    Foreign(ForeignFile),
    /// The format is known, but the file breaks its rules so badly that nothing in it can be
    /// trusted.
    #[error("line {line} cannot be read as {format}: {reason}")]
    Malformed {
        /// The format it was read as.
        format: Format,
        /// The broken line, counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// The file begins like a Word document and cannot be opened as one. Holds what is wrong with it.
    #[error("this Word document cannot be read: {0}")]
    Docx(String),
    /// The file begins like JSON and is not valid. Holds what is wrong, and where.
    #[error("the file begins like JSON and is not valid: {0}")]
    Json(String),
    /// The file is JSON without a known format or a list of turns.
    #[error(
        "no known transcript format in this JSON, and no list of objects whose fields are known to hold speech"
    )]
    UnknownJson,
    /// A column of times has a number whose unit is unknown. Holds the name of the column.
    #[error("the numbers of `{0}` may be seconds or milliseconds")]
    NoTimeUnit(String),
    /// The first line does not name the columns that are needed.
    #[error(
        "the first line does not name the columns of a table: one for the text, and one for the speaker or the start"
    )]
    NoColumns,
    /// The file is RTTM: who speaks when, without words.
    #[error("this is RTTM, which says who speaks when and has no words")]
    SpeakersOnly,
    /// Speakers were given, and the transcript names its own.
    #[error("the transcript names its speakers itself")]
    SpeakersNamed,
    /// Speakers were given by times, and the transcript has none.
    #[error("the transcript has no times, so the given speakers cannot be matched to its words")]
    NoTimesForSpeakers,
    /// Speakers were given by times, and none of them speaks during any words.
    #[error("nobody in the file of speakers speaks while anything is said here")]
    NobodySpeaks,
    /// The speaker changes every few bytes, over more turns than any reader should hold.
    #[error(
        "more than {turns} turns in {bytes} bytes: in no conversation does the speaker change so often"
    )]
    TooDense {
        /// The most turns that are read in a file of this size.
        turns: usize,
        /// The bytes of the file's text.
        bytes: usize,
    },
    /// The format is known, and no line of the file can be read.
    #[error("no readable turn in {format} text{}", first_of(.warnings))]
    NoTurns {
        /// The format it was read as.
        format: Format,
        /// Why each line was left out.
        warnings: Vec<Warning>,
    },
}

impl ParseError {
    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::NotUtf8(_) | Self::NotText(_) | Self::NotInEncoding(_) => {
                Some(Remedy::NameEncoding)
            }
            Self::UnknownFormat | Self::NearMiss(_) => Some(Remedy::NameFormat),
            Self::Foreign(kind) => Some(Remedy::MakeTranscript(kind.advice())),
            Self::UnknownJson | Self::NoColumns => Some(Remedy::NameColumns),
            Self::NoTimeUnit(_) => Some(Remedy::NameTimeUnit),
            Self::SpeakersOnly => Some(Remedy::GiveWithTranscript),
            Self::SpeakersNamed | Self::NoTimesForSpeakers => Some(Remedy::OmitSpeakers),
            Self::NobodySpeaks => Some(Remedy::OtherSpeakers),
            Self::TooDense { .. } => Some(Remedy::MakeTranscript(
                "if its words have labels or times of their own, join the words of one speaker on a \
                 line; if it is several recordings, give each a file",
            )),
            Self::Empty
            | Self::Malformed { .. }
            | Self::Docx(_)
            | Self::Json(_)
            | Self::NoTurns { .. } => None,
        }
    }
}

fn first_of(warnings: &[Warning]) -> String {
    warnings.first().map_or_else(String::new, |warning| {
        format!("; first, {}: {warning}", warning.place.in_words())
    })
}
