//! Transcripts in JSON: of speech services, podcasts and players, and lists from anywhere.
//!
//! In: text that begins like JSON. Out: its format and lines. The text is read once; then each
//! format, one file each, is asked whether the value has its shape. Never here: a segment that costs
//! the others; what cannot be read is a warning with its number in its list, a time that is none is
//! left out. Labels stay as they are written, except numbers and letters that stand alone: they are
//! read as `Speaker 0` and `Speaker A`, as the services print them for people.

mod align;
mod assemblyai;
mod aws;
mod azure;
mod deepgram;
mod document;
mod fields;
mod google;
mod heard;
mod list;
mod podcast;
mod revai;
mod speechmatics;
mod spoken;
mod stretch;
mod whisper;
mod youtube;

use serde_json::Value;

use super::assemble::Assembler;
use super::{Format, ParseError, ParseOptions, Place};

/// A format with a shape of its own.
struct Shape {
    format: Format,
    fits: fn(&Value) -> bool,
    read: fn(&Value) -> Assembler,
}

/// Every such format, in the order in which they are tried: the more there is to know one by, the
/// earlier.
const SHAPES: [Shape; 10] = [
    Shape {
        format: Format::Deepgram,
        fits: deepgram::fits,
        read: deepgram::read,
    },
    Shape {
        format: Format::AwsTranscribe,
        fits: aws::fits,
        read: aws::read,
    },
    Shape {
        format: Format::Azure,
        fits: azure::fits,
        read: azure::read,
    },
    Shape {
        format: Format::RevAi,
        fits: revai::fits,
        read: revai::read,
    },
    Shape {
        format: Format::Speechmatics,
        fits: speechmatics::fits,
        read: speechmatics::read,
    },
    Shape {
        format: Format::Google,
        fits: google::fits,
        read: google::read,
    },
    Shape {
        format: Format::YouTube,
        fits: youtube::fits,
        read: youtube::read,
    },
    Shape {
        format: Format::PodcastJson,
        fits: podcast::fits,
        read: podcast::read,
    },
    Shape {
        format: Format::Whisper,
        fits: whisper::fits,
        read: whisper::read,
    },
    Shape {
        format: Format::AssemblyAi,
        fits: assemblyai::fits,
        read: assemblyai::read,
    },
];

/// Reads JSON; `None` where the text is none, or is to be read as something else.
///
/// # Errors
/// Unsound JSON, JSON of no known shape, numbers for times in an unknown unit.
pub(super) fn parse(
    text: &str,
    options: &ParseOptions,
) -> Result<Option<(Format, Assembler)>, ParseError> {
    let given = options.format;
    let shape = |format| SHAPES.iter().find(|shape| shape.format == format);
    let wanted = given.is_some_and(|format| format == Format::JsonList || shape(format).is_some());
    if !wanted && (given.is_some() || !document::begins(text)) {
        return Ok(None);
    }
    let value = document::read(text)?;
    let fitting = match given {
        Some(format) => shape(format),
        None => SHAPES.iter().find(|shape| (shape.fits)(&value)),
    };
    if let Some(shape) = fitting {
        return Ok(Some((shape.format, (shape.read)(&value))));
    }
    if given.is_none() && !list::fits(&value, options) {
        return Err(ParseError::UnknownJson);
    }
    Ok(Some((Format::JsonList, list::read(&value, options)?)))
}

/// Reads the elements of a list one by one; one without the shape that `read` wants is a warning.
fn each<'a>(
    assembler: &mut Assembler,
    list: &'a [Value],
    mut read: impl FnMut(&mut Assembler, Place, &'a Value) -> serde_json::Result<()>,
) {
    for (index, value) in list.iter().enumerate() {
        let place = Place::Item(index + 1);
        if read(assembler, place, value).is_err() {
            assembler.unreadable(place, &value.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Format, ParseError, ParseOptions, Parsed, Turn, Warning, parse};

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

    pub(super) fn warnings_of(format: Format, text: &str) -> Vec<Warning> {
        read(format, text).warnings
    }

    #[test]
    fn json_of_no_known_shape_is_refused() {
        for text in ["{}", "[]", r#"{"name": "whosaid", "files": [{"id": 1}]}"#] {
            let parsed = parse(text.as_bytes(), &ParseOptions::default());
            assert_eq!(parsed, Err(ParseError::UnknownJson), "{text}");
        }
    }

    #[test]
    fn a_format_that_is_given_is_read_whatever_the_shape() {
        let options = ParseOptions {
            format: Some(Format::Whisper),
            ..ParseOptions::default()
        };
        let outcome = parse(br#"{"segments": [{"text": "Hi."}]}"#, &options);
        assert_eq!(outcome.map(|parsed| parsed.format), Ok(Format::Whisper));
        let outcome = parse(b"{}", &options).unwrap_err();
        assert!(matches!(outcome, ParseError::NoTurns { .. }), "{outcome}");
    }

    #[test]
    fn half_a_file_is_refused_with_its_place() {
        let refused = parse(br#"{"segments": [{"text": "Hi.""#, &ParseOptions::default());
        assert!(matches!(refused, Err(ParseError::Json(_))), "{refused:?}");
    }
}
