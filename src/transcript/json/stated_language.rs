//! Finds the language that a JSON transcript states.
//!
//! Services write it once for the whole (`"language_code": "en_us"`) or with each line, where all
//! lines must agree. A language that a service chose by itself counts as much as one that it was told.

use super::fields::{field, first_list};
use super::value::Value;
use crate::language::LanguageTag;
use crate::transcript::format::Format;

/// Where a format states the language.
enum Statement {
    /// In this field.
    Once(&'static str),
    /// In the first of these lists, in this field of its items.
    InItems(&'static [&'static str], &'static str),
}

use Statement::{InItems, Once};

/// The formats whose files state a language.
const STATEMENTS: [(Format, Statement); 14] = [
    (Format::Whisper, Once("language")),
    (Format::WhisperCpp, Once("result.language")),
    (
        Format::Deepgram,
        InItems(&["results.channels"], "detected_language"),
    ),
    (Format::AssemblyAi, Once("language_code")),
    (Format::AwsTranscribe, Once("results.language_code")),
    (Format::Azure, InItems(&["recognizedPhrases"], "locale")),
    (
        Format::Google,
        InItems(&["results", "response.results"], "languageCode"),
    ),
    (
        Format::Speechmatics,
        Once("metadata.transcription_config.language"),
    ),
    (
        Format::Gladia,
        InItems(&super::gladia::UTTERANCES, "language"),
    ),
    (Format::Soniox, InItems(&["tokens"], "language")),
    (Format::ElevenLabs, Once("language_code")),
    (Format::Adobe, Once("language")),
    (Format::Recall, InItems(&["transcript"], "language_code")),
    (Format::HuggingFace, InItems(&["chunks"], "language")),
];

/// Returns the language that a file of this format states.
pub(super) fn stated_language(value: Value<'_>, format: Format) -> Option<LanguageTag> {
    let (_, statement) = STATEMENTS.iter().find(|(of, _)| *of == format)?;
    let text = match statement {
        Once(path) => field(value, path)?.as_str()?,
        InItems(paths, name) => {
            let list = match value.as_list() {
                Some(list) => list,
                None => first_list(value, paths),
            };
            let mut stated = list.iter().filter_map(|item| item.get(name)?.as_str());
            let first = stated.next()?;
            stated.all(|other| other == first).then_some(first)?
        }
    };
    // Speechmatics writes two languages as one: `cmn_en`.
    let names_several = format == Format::Speechmatics && text.contains('_');
    LanguageTag::stated(text).filter(|_| !names_several)
}

#[cfg(test)]
mod tests {
    use super::super::value::Document;
    use super::*;

    fn stated(format: Format, json: &str) -> Option<String> {
        let document = Document::read(json).unwrap();
        stated_language(document.root(), format).map(|tag| tag.to_string())
    }

    #[test]
    fn language_of_the_whole_is_read_in_each_spelling() {
        for (format, json, tag) in [
            (Format::Whisper, r#"{"language": "german"}"#, "de"),
            (Format::AssemblyAi, r#"{"language_code": "pt_br"}"#, "pt-BR"),
            (Format::ElevenLabs, r#"{"language_code": "fra"}"#, "fr"),
            (
                Format::AwsTranscribe,
                r#"{"results": {"language_code": "es-US"}}"#,
                "es-US",
            ),
            (
                Format::Speechmatics,
                r#"{"metadata": {"transcription_config": {"language": "cmn"}}}"#,
                "zh",
            ),
        ] {
            assert_eq!(stated(format, json).as_deref(), Some(tag), "{json}");
        }
    }

    #[test]
    fn lines_state_a_language_only_where_they_agree() {
        let azure = |first: &str, second: &str| {
            let phrase = |locale| format!(r#"{{"locale": "{locale}", "nBest": []}}"#);
            let phrases = [phrase(first), phrase(second)].join(", ");
            stated(
                Format::Azure,
                &format!(r#"{{"recognizedPhrases": [{phrases}]}}"#),
            )
        };
        assert_eq!(azure("de-DE", "de-DE").as_deref(), Some("de-DE"));
        assert_eq!(azure("de-DE", "en-US"), None);
    }

    #[test]
    fn several_languages_in_one_and_a_missing_one_state_nothing() {
        let json = r#"{"metadata": {"transcription_config": {"language": "cmn_en"}}}"#;
        assert_eq!(stated(Format::Speechmatics, json), None);
        assert_eq!(stated(Format::Whisper, r#"{"language": null}"#), None);
        assert_eq!(stated(Format::RevAi, r#"{"language": "en"}"#), None);
    }
}
