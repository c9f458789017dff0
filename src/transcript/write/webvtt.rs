//! Writes WebVTT captions, with a voice tag in every cue: `<v Sarah>Good evening.`
//!
//! In a file with voices, words without a speaker have an empty voice, `<v>`. Words that look like
//! a label have an empty voice in any file. A turn without a speaker that begins with a change
//! sign, `>>` or a dash, has none, since that sign separates it from the words before it.

use super::captions::Caption;
use super::escape::{for_webvtt, for_webvtt_name};
use super::read_back::first_misread;
use super::target::{Target, WriteError};
use crate::language::LanguageTag;
use crate::time::{Span, clock_with_millis};
use crate::transcript::captions::speaker_change::{split_change_sign, without_change_sign};
use crate::transcript::label::shape::split_speaker;

/// The first line of a file, and the blank line below it.
pub const WEBVTT_HEADER: &str = "WEBVTT\n\n";

/// Returns captions in WebVTT whose header states their language, as YouTube writes it. Players pass
/// over lines below the header that they do not know.
pub fn webvtt_in_language(captions: &str, language: &LanguageTag) -> String {
    let cues = captions.strip_prefix(WEBVTT_HEADER).unwrap_or(captions);
    format!(
        "{}\nLanguage: {language}\n\n{cues}",
        WEBVTT_HEADER.trim_end()
    )
}

pub(super) fn write(captions: &[Caption<'_>]) -> Result<String, WriteError> {
    let mut written = WEBVTT_HEADER.to_owned();
    let texts: Vec<String> = captions
        .iter()
        .map(|caption| caption.text.clone())
        .collect();
    let has_voices = captions.iter().any(|caption| {
        caption.speaker.is_some() || split_speaker(without_change_sign(&caption.text)).is_some()
    }) || first_misread(captions, &texts).is_some();
    for caption in captions {
        let voice = match caption.speaker {
            Some(speaker) if !is_name(speaker) => {
                return Err(WriteError::Label(Target::WebVtt, speaker.to_owned()));
            }
            Some(speaker) => Some(speaker),
            None if caption.begins_turn && has_plain_sign(&caption.text) => None,
            None => has_voices.then_some(""),
        };
        written.push_str(&webvtt_cue(None, caption.span, voice, &caption.text));
    }
    Ok(written)
}

/// Returns whether words begin with a change sign and no label after it.
fn has_plain_sign(words: &str) -> bool {
    split_change_sign(words).is_some_and(|(_, words)| split_speaker(words).is_none())
}

/// Returns one cue. The id, the voice and the words are each on one line. An empty voice means an
/// unknown speaker.
pub fn webvtt_cue(id: Option<&str>, span: Span, voice: Option<&str>, words: &str) -> String {
    // An id with an arrow would be a timing line, and the arrow cannot be escaped.
    let id = id.map_or_else(String::new, |id| format!("{}\n", id.replace("-->", "->")));
    let clock = clock_with_millis;
    let (start, end) = (clock(span.start_ms), clock(span.end_ms));
    let voice = match voice {
        Some("") => "<v>".to_owned(),
        Some(name) => format!("<v {}>", for_webvtt_name(name)),
        None => String::new(),
    };
    format!("{id}{start} --> {end}\n{voice}{}\n\n", for_webvtt(words))
}

/// Returns whether a label can be the name of a voice.
fn is_name(label: &str) -> bool {
    !label.contains(['\n', '\r']) && label.trim() == label && !label.is_empty()
}
