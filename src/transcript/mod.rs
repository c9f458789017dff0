//! Stage 1: bytes of a transcript file become turns.
//!
//! In: the bytes of one file; its format is told by content. Out: [`Parsed`]: turns in file order,
//! and a warning with its line number for everything that could not be read as it stood. Never here:
//! sorting, guessing a speaker's name, changing a word, opening a file.

mod assemble;
mod markup;
mod native;
mod prefix;
mod srt;
mod warning;
mod webvtt;

use std::fmt;

pub use jiff::civil::Date;
pub use warning::{ParseError, Warning, WarningKind};

use crate::time::Span;

/// One recording: what it is called and what was said in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Transcript {
    /// The name users and machines call it by, unique in a store; by default the file's stem.
    pub id: String,
    /// What people read, by default the id with spaces for underscores.
    pub title: String,
    /// The day it was recorded or published, where known.
    pub date: Option<Date>,
    /// Where it was read from: an absolute path, or `-` for standard input.
    pub source: String,
    /// The format it was read from.
    pub format: Format,
    /// The turns, in the order of the file.
    pub turns: Vec<Turn>,
}

/// One speaker's uninterrupted speech.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The label in the file, as written; `None` where the file names nobody.
    pub speaker: Option<String>,
    /// From the first cue's start to the last cue's end.
    pub span: Span,
    /// The words, verbatim; the texts of the cues joined by one space.
    pub text: String,
    /// The timed lines the turn was made of, in file order; never empty.
    pub cues: Vec<Cue>,
}

/// One timed line of a file, as a part of a turn's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cue {
    /// Where the line's words begin in [`Turn::text`], in bytes.
    pub text_start: usize,
    /// The line's own times.
    pub span: Span,
}

/// The formats that can be read. They are told apart by content, never by a file's extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `00:00:01.000 - 00:00:02.500, Speaker: text`
    Native,
    /// SubRip.
    Srt,
    /// WebVTT.
    WebVtt,
}

impl Format {
    /// Every format, in the order in which they are tried.
    pub const ALL: [Format; 3] = [Format::WebVtt, Format::Srt, Format::Native];

    /// Returns the short name used in stores, listings and messages.
    pub fn name(self) -> &'static str {
        match self {
            Format::Native => "lines",
            Format::Srt => "srt",
            Format::WebVtt => "webvtt",
        }
    }

    /// Returns the format of that short name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Returns the format whose shape the text has.
    ///
    /// A `WEBVTT` header settles it; otherwise the first line that has the shape of one format's
    /// timing line does.
    pub fn detect(text: &str) -> Option<Format> {
        if webvtt::has_header(text) {
            return Some(Format::WebVtt);
        }
        text.lines().find_map(|line| {
            if srt::is_timing_line(line) {
                Some(Format::Srt)
            } else if native::is_timed_line(line) {
                Some(Format::Native)
            } else {
                None
            }
        })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What one file held.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The format it was read as.
    pub format: Format,
    /// At least one turn, in file order.
    pub turns: Vec<Turn>,
    /// What could not be read as it stood, by line.
    pub warnings: Vec<Warning>,
}

/// Reads the bytes of one transcript.
///
/// # Errors
/// Bytes that are not UTF-8, text in no known format, and text without one readable turn.
pub fn parse(bytes: &[u8]) -> Result<Parsed, ParseError> {
    let text = std::str::from_utf8(bytes).map_err(|error| ParseError::NotUtf8 {
        line: 1 + bytes[..error.valid_up_to()]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count(),
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Some recorders end lines with a carriage return alone.
    let text = &text.replace("\r\n", "\n").replace('\r', "\n");
    let Some(format) = Format::detect(text) else {
        return Err(if text.trim().is_empty() {
            ParseError::Empty
        } else {
            ParseError::UnknownFormat
        });
    };
    let assembled = match format {
        Format::Native => native::parse(text),
        Format::Srt => srt::parse(text),
        Format::WebVtt => webvtt::parse(text),
    };
    let (turns, warnings) = assembled.finish();
    if turns.is_empty() {
        return Err(ParseError::NoTurns { format, warnings });
    }
    Ok(Parsed {
        format,
        turns,
        warnings,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_and_not_the_name_decides_the_format() {
        let cases = [
            ("00:00:01.000 - 00:00:02.000, A: hi", Format::Native),
            ("1\n00:00:01,000 --> 00:00:02,000\nhi", Format::Srt),
            ("WEBVTT\n\n00:01.000 --> 00:02.000\nhi", Format::WebVtt),
        ];
        for (text, format) in cases {
            assert_eq!(
                parse(text.as_bytes()).map(|parsed| parsed.format),
                Ok(format)
            );
        }
    }

    #[test]
    fn a_byte_order_mark_is_not_a_word() {
        let parsed = parse("\u{feff}00:00:01.000 - 00:00:02.000, A: hi".as_bytes());
        assert_eq!(
            parsed.map(|parsed| parsed.turns[0].text.clone()),
            Ok("hi".into())
        );
    }

    #[test]
    fn lines_may_end_with_a_carriage_return_alone() {
        let text = "00:00:01.000 - 00:00:02.000, A: hi\r00:00:02.000 - 00:00:03.000, B: ho\r";
        assert_eq!(
            parse(text.as_bytes()).map(|parsed| parsed.turns.len()),
            Ok(2)
        );
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused_with_their_line() {
        let error = parse(b"00:00:01.000 - 00:00:02.000, A: hi\n\xff\xfe").unwrap_err();
        assert_eq!(error, ParseError::NotUtf8 { line: 2 });
    }

    #[test]
    fn text_without_times_is_refused_as_unknown() {
        assert_eq!(parse(b"dear diary"), Err(ParseError::UnknownFormat));
        assert_eq!(parse(b" \n "), Err(ParseError::Empty));
    }
}
