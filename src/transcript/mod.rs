//! Stage 1: bytes of a transcript file become turns.
//!
//! In: the bytes of one file; its format is told by content. Out: [`Parsed`]: turns in file order,
//! and a warning with its line number for everything that could not be read as it stood. Never here:
//! sorting, guessing a speaker's name, changing a word, opening a file.

mod assemble;
mod audacity;
mod called;
mod carried;
mod columns;
mod diarisation;
mod docx;
mod encoding;
mod format;
mod headed;
mod invisible;
mod json;
mod link;
mod markup;
mod meet;
mod moment;
mod native;
mod otter;
mod plain;
mod podcast_html;
mod prefix;
mod rolling;
mod rttm;
mod sbv;
mod sidecar;
mod sign;
mod sound;
mod spoken_markdown;
mod srt;
mod table;
mod teams;
mod ttml;
mod warning;
mod webvtt;
mod whisper_tsv;
mod whisperx_text;
mod write;
mod xml;

pub use called::{CalledError, MOST_ID_CHARACTERS, as_title, check_id};
pub use columns::{Columns, ColumnsError};
pub use diarisation::Diarisation;
pub use encoding::Encoding;
pub use format::Format;
pub use invisible::is_invisible;
pub use jiff::civil::Date;
pub use link::{LinkError, link_template, media_url};
pub use moment::TimeUnit;
pub use rttm::{RttmError, parse_rttm};
pub use sidecar::{SidecarError, offset_ms, read_sidecar};
pub use warning::{ParseError, Place, Warning, WarningKind};
pub use write::{Cut, Target, WriteError, recut, write};

use crate::time::Span;
use assemble::Assembler;
use encoding::Decoded;

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
    /// Where the recording itself can be heard.
    pub media: Media,
    /// The turns, in the order of the file.
    pub turns: Vec<Turn>,
}

/// Where a recording can be heard or seen, as far as that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Media {
    /// The audio or video file, or the page it is played on.
    pub url: Option<String>,
    /// How a link to a moment is made, where it is not the usual one for the URL.
    pub link_template: Option<String>,
    /// Milliseconds from a moment of the transcript to the same moment of the media, positive where
    /// an advertisement was put in before it; none is zero.
    pub offset_ms: Option<i64>,
}

/// What is told of a recording beside its file. What is left out stays as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// Its title.
    pub title: Option<String>,
    /// Its day.
    pub date: Option<Date>,
    /// Where it can be heard.
    pub media: Media,
    /// Who is in it; an empty list says that nobody is known.
    pub people: Option<Vec<Person>>,
}

/// Somebody in a recording, as far as that is told beside its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// What they do there, such as `host` or `guest`.
    pub role: Option<String>,
}

impl About {
    /// Returns what is told here, and where nothing is, what is told there.
    pub fn or(self, other: About) -> About {
        About {
            title: self.title.or(other.title),
            date: self.date.or(other.date),
            media: Media {
                url: self.media.url.or(other.media.url),
                link_template: self.media.link_template.or(other.media.link_template),
                offset_ms: self.media.offset_ms.or(other.media.offset_ms),
            },
            people: self.people.or(other.people),
        }
    }
}

/// How a file is to be read, where that is not left to its content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParseOptions {
    /// The format, in place of the one that the content has.
    pub format: Option<Format>,
    /// The encoding, in place of the one that the bytes have.
    pub encoding: Option<Encoding>,
    /// What the columns of a table or the fields of a list are called, where not as usual.
    pub columns: Option<Columns>,
    /// What a number in a column of times counts, where the column's name does not say it.
    pub time_unit: Option<TimeUnit>,
    /// Who speaks when, for a transcript that names nobody.
    pub speakers: Option<Diarisation>,
}

/// One speaker's uninterrupted speech.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The label in the file, as written; `None` where the file names nobody.
    pub speaker: Option<String>,
    /// From the first cue's start to the last cue's end; `None` where the file gives no time.
    pub span: Option<Span>,
    /// The words, verbatim; the texts of the lines joined by one space.
    pub text: String,
    /// The timed lines or words the turn was made of, in file order; empty where the file gives no
    /// time, and only there.
    pub cues: Vec<Cue>,
}

/// One timed line or word of a file, as a part of a turn's text: up to the next cue, or the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cue {
    /// Where its words begin in [`Turn::text`], in bytes.
    pub text_start: usize,
    /// Its own times.
    pub span: Span,
}

/// What one file held.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The format it was read as.
    pub format: Format,
    /// At least one turn, in file order.
    pub turns: Vec<Turn>,
    /// Where each turn begins in the file, in the same order.
    pub places: Vec<Place>,
    /// What the times of the turns are of.
    pub detail: Detail,
    /// What could not be read as it stood, by line.
    pub warnings: Vec<Warning>,
}

/// What each time in a transcript is of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Detail {
    /// Lines, captions or segments.
    #[default]
    Lines,
    /// Words, at least in parts of it.
    Words,
}

/// Reads the bytes of one transcript.
///
/// # Errors
/// Bytes that are no text, text in no known format, text without one readable turn, and options that
/// do not fit what is there.
pub fn parse(bytes: &[u8], options: &ParseOptions) -> Result<Parsed, ParseError> {
    let Decoded {
        text,
        warning: assumed,
    } = if docx::is_zip(bytes) {
        Decoded {
            text: docx::text(bytes)?.into(),
            warning: None,
        }
    } else {
        encoding::decode(bytes, options.encoding)?
    };
    // Some recorders end lines with a carriage return alone.
    let text = &text.replace("\r\n", "\n").replace('\r', "\n");
    let (format, assembled) = match json::parse(text, options)? {
        Some(read) => read,
        None => read_text(text, options)?,
    };
    let detail = assembled.detail();
    let places = assembled.places();
    let (turns, mut warnings) = assembled.finish();
    warnings.splice(0..0, assumed);
    if turns.is_empty() {
        return Err(ParseError::NoTurns { format, warnings });
    }
    let (turns, places) = match &options.speakers {
        Some(speakers) => speakers.name(&turns, &places)?,
        None => (turns, places),
    };
    Ok(Parsed {
        format,
        turns,
        places,
        detail,
        warnings,
    })
}

/// Reads text that is not JSON.
fn read_text(text: &str, options: &ParseOptions) -> Result<(Format, Assembler), ParseError> {
    if options.format.is_none() && rttm::is_rttm(text) {
        return Err(ParseError::SpeakersOnly);
    }
    let header = || table::has_header(text, options).then_some(Format::Table);
    let detected = || header().or_else(|| Format::detect(text));
    let Some(format) = options.format.or_else(detected) else {
        return Err(match &options.columns {
            _ if text.trim().is_empty() => ParseError::Empty,
            Some(_) => ParseError::NoColumns,
            None => ParseError::UnknownFormat,
        });
    };
    let assembled = match format {
        Format::Native => native::parse(text),
        Format::Srt => srt::parse(text),
        Format::WebVtt => webvtt::parse(text),
        Format::Sbv => sbv::parse(text),
        Format::Ttml => ttml::parse(text)?,
        Format::PodcastHtml => podcast_html::parse(text),
        Format::Audacity => audacity::parse(text),
        Format::WhisperXText => whisperx_text::parse(text),
        Format::Meet => meet::parse(text),
        Format::Teams => teams::parse(text),
        Format::Otter => otter::parse(text),
        Format::SpokenMarkdown => spoken_markdown::parse(text),
        Format::Plain => plain::parse(text),
        Format::WhisperTsv => whisper_tsv::parse(text),
        Format::Table => table::parse(text, options)?,
        // The formats that are JSON were tried before.
        _ => return Err(ParseError::UnknownFormat),
    };
    Ok((format, assembled))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(bytes: &[u8]) -> Result<Parsed, ParseError> {
        super::parse(bytes, &ParseOptions::default())
    }

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
    fn an_encoding_taken_for_granted_is_the_first_warning() {
        let parsed = parse(b"00:00:01.000 - 00:00:02.000, A: caf\xe9\nso").unwrap();
        assert_eq!(parsed.turns[0].text, "café");
        let kinds: Vec<_> = parsed
            .warnings
            .iter()
            .map(|warning| &warning.kind)
            .collect();
        assert_eq!(kinds[0], &WarningKind::TakenAsWindows1252);
        assert_eq!(kinds.len(), 2);
    }

    #[test]
    fn text_without_times_is_refused_as_unknown() {
        assert_eq!(parse(b"dear diary"), Err(ParseError::UnknownFormat));
        assert_eq!(parse(b" \n "), Err(ParseError::Empty));
    }
}
