//! Writes SubRip captions, each with a number and the speaker's `Name: `, since in other programs a
//! label applies to its own caption only.
//!
//! A label that does not look like a name is written in brackets, `[spk_0]: `. Where the first
//! words have no speaker, every label is in brackets, which make it a label in any file. As whosaid
//! reads SRT, a label applies to the following captions too. So words without a speaker can be
//! written only above the first label, and below it where `caption_speaker.rs` gives them no
//! speaker: a sound, or words after a change sign. Words that look like a label stand after the
//! speaker's own label. Captions that would read back as somebody else's words are refused.

use super::captions::Caption;
use super::escape::for_srt;
use super::read_back::first_misread;
use super::target::{Target, WriteError};
use crate::time::{Span, clock_with_millis};
use crate::transcript::label::shape::split_speaker;

pub(super) fn write(captions: &[Caption<'_>]) -> Result<String, WriteError> {
    let first = captions.first();
    let is_unnamed_first = first.is_some_and(|caption| caption.speaker.is_none());
    let plain = Some(LabelForm::Plain).filter(|_| !is_unnamed_first);
    let plain = plain.map(|form| labelled_captions(captions, form));
    let texts = match plain {
        Some(Ok(texts)) => texts,
        _ => labelled_captions(captions, LabelForm::Bracketed)?,
    };
    let numbered = captions.iter().zip(texts).enumerate();
    Ok(numbered
        .map(|(index, (caption, text))| srt_caption(index + 1, caption.span, &text))
        .collect())
}

/// Returns the text of each caption in this form of labels, where a reader would take it as it is
/// meant.
fn labelled_captions(captions: &[Caption<'_>], form: LabelForm) -> Result<Vec<String>, WriteError> {
    let texts = captions.iter().map(|caption| match caption.speaker {
        Some(speaker) => labelled(speaker, &caption.text, form),
        None => Ok(caption.text.clone()),
    });
    let texts = texts.collect::<Result<Vec<String>, WriteError>>()?;
    match first_misread(captions, &texts) {
        None => Ok(texts),
        Some(caption) => Err(match caption.speaker {
            Some(speaker) => WriteError::Label(Target::Srt, speaker.to_owned()),
            None => WriteError::Unnamed(Target::Srt, caption.span.start_ms),
        }),
    }
}

/// Returns one caption. `text` is one line, with the label before the words.
pub fn srt_caption(number: usize, span: Span, text: &str) -> String {
    let clock = |time_ms| clock_with_millis(time_ms).replace('.', ",");
    let (start, end) = (clock(span.start_ms), clock(span.end_ms));
    format!("{number}\n{start} --> {end}\n{}\n\n", for_srt(text))
}

/// How a file writes labels.
#[derive(Clone, Copy, PartialEq)]
enum LabelForm {
    /// `Ann: `, or `[ann]: ` where that does not look like a name.
    Plain,
    /// `[Ann]: `
    Bracketed,
}

/// Returns the words with the label before them, as a file with this form of labels can hold it.
fn labelled(speaker: &str, words: &str, form: LabelForm) -> Result<String, WriteError> {
    let plain = format!("{speaker}: {words}");
    let bracketed = format!("[{speaker}]: {words}");
    let reads_back =
        |text: &String| split_speaker(text) == Some((speaker, words)) && !text.contains('\n');
    Some(plain)
        .filter(|plain| form == LabelForm::Plain && reads_back(plain))
        .or(Some(bracketed).filter(reads_back))
        .ok_or_else(|| WriteError::Label(Target::Srt, speaker.to_owned()))
}
