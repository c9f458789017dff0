//! Reads JSON transcripts: of speech services, podcasts and players, and lists from anywhere.
//!
//! The text is read once. Then each format is asked whether the value has its shape. An item that
//! cannot be read is a warning with its number in its list, and costs no other item. Labels stay as
//! they are written, except for single numbers and letters: they are read as `Speaker 0` and
//! `Speaker A`, as the services print them for people.

mod align;
mod assemblyai;
mod aws;
mod azure;
mod channels;
mod deepgram;
mod document;
mod fields;
mod google;
mod list;
mod listed_word;
mod podcast;
mod revai;
mod speechmatics;
#[cfg(test)]
mod test_support;
mod timed_text;
mod whisper;
mod youtube;

use serde_json::Value;

use crate::transcript::assemble::Assembler;
use crate::transcript::error::ParseError;
use crate::transcript::format::Format;
use crate::transcript::options::ParseOptions;

/// A format with a shape of its own.
struct Shape {
    format: Format,
    fits: fn(&Value) -> bool,
    read: fn(&Value, &mut Assembler),
}

/// Every such format, in the order in which they are tried: those with the most distinctive shape
/// first.
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

/// Reads JSON. Returns `None` where the text is not JSON, or another format was asked for.
///
/// # Errors
/// Fails for invalid JSON, for JSON of an unknown shape, and for times in an unknown unit.
pub(super) fn parse(
    text: &str,
    options: &ParseOptions,
) -> Result<Option<(Format, Assembler)>, ParseError> {
    let shape_of = |format| SHAPES.iter().find(|shape| shape.format == format);
    let is_json = match options.format {
        Some(format) => format == Format::JsonList || shape_of(format).is_some(),
        None => document::begins(text),
    };
    if !is_json {
        return Ok(None);
    }
    let value = document::read(text)?;
    let shape = match options.format {
        Some(format) => shape_of(format),
        None => SHAPES.iter().find(|shape| (shape.fits)(&value)),
    };
    let mut assembler = Assembler::default();
    let format = match shape {
        Some(shape) => {
            (shape.read)(&value, &mut assembler);
            shape.format
        }
        None => {
            list::read(&value, options, &mut assembler)?;
            Format::JsonList
        }
    };
    Ok(Some((format, assembler)))
}

#[cfg(test)]
mod tests {
    use crate::transcript::error::ParseError;
    use crate::transcript::format::Format;
    use crate::transcript::options::ParseOptions;
    use crate::transcript::parse::parse;

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
