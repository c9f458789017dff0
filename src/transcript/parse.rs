//! Reads one transcript: decodes the bytes, recognises the format, reads the turns.

use std::borrow::Cow;
use std::mem;

use super::assemble::Assembler;
use super::captions::{ass, sbv, srt, ttml, webvtt};
use super::detect::detect;
use super::documents::{
    docx, lines, markdown, meet, otter, plain, podcast_html, teams, whisperx_text,
};
use super::encoding;
use super::error::ParseError;
use super::foreign::ForeignFile;
use super::format::Format;
use super::json;
use super::model::{Detail, Turn};
use super::near_miss::near_miss;
use super::options::ParseOptions;
use super::tables::{audacity, rttm, table, whisper_tsv};
use super::warning::{Place, Warning};
use crate::language::LanguageTag;

/// The content of one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The format it was read as.
    pub format: Format,
    /// At least one turn, in file order.
    pub turns: Vec<Turn>,
    /// Where each turn begins in the file, in the order of the turns.
    pub places: Vec<Place>,
    /// The language that the file states.
    pub language: Option<LanguageTag>,
    /// Whether the cues are lines or words.
    pub detail: Detail,
    /// The parts that could not be read as written.
    pub warnings: Vec<Warning>,
}

/// Reads the bytes of one transcript.
///
/// # Errors
/// Fails for bytes that are not text, for an unknown format, for a text without a readable turn, for
/// one whose turns are too many and too short, and for options that do not fit the content.
///
/// # Memory
/// Takes at most 12 times the bytes of the file, or 60 MB where that is more.
pub fn parse(bytes: &[u8], options: &ParseOptions) -> Result<Parsed, ParseError> {
    if let Some(kind) = ForeignFile::of_bytes(bytes) {
        return Err(ParseError::Foreign(kind));
    }
    let (text, assumed) = if docx::is_zip(bytes) {
        (docx::text(bytes)?.into(), None)
    } else {
        encoding::decode(bytes, options.encoding)?
    };
    if let Some(kind) = ForeignFile::of_text(&text).filter(|kind| kind.begins_like_json()) {
        return Err(ParseError::Foreign(kind));
    }
    let n_bytes = text.len();
    let (format, mut assembled) = match json::parse(&text, options)? {
        Some(read) => read,
        None => read_text(&with_line_feeds(text), options)?,
    };
    assembled.check_density(n_bytes)?;
    let (detail, places) = (assembled.detail, mem::take(&mut assembled.places));
    let language = assembled.language.take();
    let (turns, mut warnings) = assembled.finish();
    warnings.splice(0..0, assumed);
    if turns.is_empty() {
        return Err(ParseError::NoTurns { format, warnings });
    }
    let (turns, places) = match &options.speakers {
        Some(speakers) => speakers.name_speakers(&turns, &places)?,
        None => (turns, places),
    };
    Ok(Parsed {
        format,
        turns,
        places,
        language,
        detail,
        warnings,
    })
}

/// Returns the error for a text with the shape of no format.
fn unknown(text: &str) -> ParseError {
    if let Some(kind) = ForeignFile::of_text(text) {
        return ParseError::Foreign(kind);
    }
    near_miss(text).map_or(ParseError::UnknownFormat, ParseError::NearMiss)
}

/// Returns the text with a line feed at each line end. Some recorders end lines with a lone carriage
/// return. A text without any is not copied.
fn with_line_feeds(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains('\r') {
        return text;
    }
    let mut lines = String::with_capacity(text.len());
    let mut parts = text.split('\r').enumerate().peekable();
    while let Some((index, part)) = parts.next() {
        // Some tools write two carriage returns before a line feed.
        let is_doubled =
            part.is_empty() && parts.peek().is_some_and(|(_, next)| next.starts_with('\n'));
        if index > 0 && !part.starts_with('\n') && !is_doubled {
            lines.push('\n');
        }
        lines.push_str(part);
    }
    lines.into()
}

/// Reads text that is not JSON.
fn read_text(text: &str, options: &ParseOptions) -> Result<(Format, Assembler), ParseError> {
    if options.format.is_none() && rttm::is_rttm(text) {
        return Err(ParseError::SpeakersOnly);
    }
    let header = || table::has_header(text, options).then_some(Format::Table);
    let detected = || header().or_else(|| detect(text));
    let Some(format) = options.format.or_else(detected) else {
        return Err(match &options.columns {
            _ if text.trim().is_empty() => ParseError::Empty,
            Some(_) => ParseError::NoColumns,
            None => unknown(text),
        });
    };
    let assembled = match format {
        Format::Lines => lines::parse(text),
        Format::Ass => ass::parse(text),
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
        Format::SpokenMarkdown => markdown::parse(text),
        Format::Plain => plain::parse(text),
        Format::WhisperTsv => whisper_tsv::parse(text),
        Format::Table => table::parse(text, options)?,
        // Cannot happen: JSON formats were tried before.
        _ => return Err(ParseError::UnknownFormat),
    };
    Ok((format, assembled))
}

#[cfg(test)]
mod tests {
    use super::super::warning::WarningKind;
    use super::*;

    fn parse(bytes: &[u8]) -> Result<Parsed, ParseError> {
        super::parse(bytes, &ParseOptions::default())
    }

    #[test]
    fn the_content_and_not_the_name_decides_the_format() {
        let cases = [
            ("00:00:01.000 - 00:00:02.000, A: hi", Format::Lines),
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
    fn every_line_end_is_a_line_feed() {
        for (text, lines) in [
            ("a\r\n\r\rb\n\r\nc\r", "a\n\n\nb\n\nc\n"),
            ("\r", "\n"),
            ("\n", "\n"),
            ("a\r\r\nb\r\r\n\r\r\nc", "a\nb\n\nc"),
            ("", ""),
        ] {
            assert_eq!(with_line_feeds(text.into()), lines, "{text:?}");
        }
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
