//! Reads JSON transcripts: of speech services, podcasts and players, and other lists of lines.
//!
//! The text is read once. Then each format is asked whether the value has its shape. An item that
//! cannot be read gives a warning with its number in its list; all other items are read. Labels
//! stay as they are written, except for single numbers and letters: they are read as `Speaker 0`
//! and `Speaker A`, as the services print them for people.

mod adobe;
mod align;
mod assemblyai;
mod aws;
mod azure;
mod channels;
mod deepgram;
mod document;
mod elevenlabs;
mod fields;
mod fireflies;
mod flat;
mod gladia;
mod gong;
mod google;
mod hugging_face;
mod kaldi;
mod list;
mod listed_word;
mod otter;
mod oyez;
mod paper_edit;
mod pieces;
mod podcast;
mod recall;
mod revai;
mod soniox;
mod speaker_spans;
mod speechmatics;
mod stated_language;
#[cfg(test)]
mod test_support;
mod timed_text;
mod value;
mod watson;
mod whisper;
mod whisper_cpp;
mod youtube;

use self::fields::{any_has, first_list, list};
use self::stated_language::stated_language;
use self::value::Value;
use crate::transcript::assemble::Assembler;
use crate::transcript::error::ParseError;
use crate::transcript::foreign::ForeignFile;
use crate::transcript::format::Format;
use crate::transcript::options::ParseOptions;

/// A format, a test of whether a value has its shape, and its reader.
type JsonFormat = (Format, fn(Value<'_>) -> bool, fn(Value<'_>, &mut Assembler));

/// The formats with a shape of their own, in the order in which they are tried: the most distinctive
/// shape first.
const FORMATS: [JsonFormat; 24] = [
    (Format::Deepgram, deepgram::fits, deepgram::read),
    (Format::AwsTranscribe, aws::fits, aws::read),
    (Format::Azure, azure::fits, azure::read),
    (Format::RevAi, revai::fits, revai::read),
    (Format::Watson, watson::fits, watson::read),
    (Format::Speechmatics, speechmatics::fits, speechmatics::read),
    (Format::Gladia, gladia::fits, gladia::read),
    (Format::Google, google::fits, google::read),
    (Format::YouTube, youtube::fits, youtube::read),
    (Format::Oyez, oyez::fits, oyez::read),
    (Format::Recall, recall::fits, recall::read),
    (Format::Fireflies, fireflies::fits, fireflies::read),
    (Format::Gong, gong::fits, gong::read),
    (Format::OtterJson, otter::fits, otter::read),
    (Format::Adobe, adobe::fits, adobe::read),
    (Format::WhisperCpp, whisper_cpp::fits, whisper_cpp::read),
    (Format::HuggingFace, hugging_face::fits, hugging_face::read),
    (Format::Soniox, soniox::fits, soniox::read),
    (Format::ElevenLabs, elevenlabs::fits, elevenlabs::read),
    (Format::PaperEdit, paper_edit::fits, paper_edit::read),
    (Format::Kaldi, kaldi::fits, kaldi::read),
    (Format::PodcastJson, podcast::fits, podcast::read),
    (Format::Whisper, whisper::fits, whisper::read),
    (Format::AssemblyAi, assemblyai::fits, assemblyai::read),
];

/// Reads JSON. Returns `None` where the text is not JSON, or another format was asked for.
///
/// # Errors
/// Fails for invalid JSON, for JSON of an unknown shape, and for times in an unknown unit.
pub(super) fn parse(
    text: &str,
    options: &ParseOptions,
) -> Result<Option<(Format, Assembler)>, ParseError> {
    let named = |name: Format| FORMATS.iter().find(|(format, ..)| *format == name);
    let is_json = match options.format {
        Some(format) => {
            let is_flat = || flat::named(format).is_some();
            format == Format::JsonList || named(format).is_some() || is_flat()
        }
        None => document::begins(text),
    };
    if !is_json {
        return Ok(None);
    }
    let mut quoted = None;
    let document = document::read(text, &mut quoted)?;
    let value = document.root();
    let format = match options.format {
        Some(format) => named(format),
        None => FORMATS.iter().find(|(_, fits, _)| fits(value)),
    };
    let family = match options.format {
        Some(format) => flat::named(format),
        None => flat::of(value),
    };
    let mut assembler = Assembler::default();
    let format = match (format, family) {
        (Some((format, _, read)), _) => {
            read(value, &mut assembler);
            *format
        }
        (None, Some(family)) => {
            family.read(value, &mut assembler);
            family.format
        }
        (None, None) if has_speakers_only(value) => {
            return Err(ParseError::Foreign(ForeignFile::SpeakerTimes));
        }
        (None, None) => {
            list::read(value, options, &mut assembler)?;
            Format::JsonList
        }
    };
    assembler.language = stated_language(value, format);
    Ok(Some((format, assembler)))
}

/// Returns whether a value says who speaks when, and has no words: Zoom's timeline, and what programs
/// that tell voices apart write.
fn has_speakers_only(value: Value<'_>) -> bool {
    let spans = first_list(value, &["output.diarization", "diarization"]);
    any_has(list(value, "timeline"), &["users"]) || any_has(spans, &["speaker"])
}

#[cfg(test)]
mod tests {
    use super::ForeignFile;
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
    fn who_speaks_when_without_words_is_refused_by_name() {
        for text in [
            r#"{"timeline": [{"ts": "00:00:02.560", "users": [{"username": "Ann", "user_id": "1"}]}]}"#,
            r#"{"output": {"diarization": [{"speaker": "SPEAKER_00", "start": 0.5, "end": 2}]}}"#,
        ] {
            let refused = parse(text.as_bytes(), &ParseOptions::default());
            let expected = ParseError::Foreign(ForeignFile::SpeakerTimes);
            assert_eq!(refused, Err(expected), "{text}");
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
