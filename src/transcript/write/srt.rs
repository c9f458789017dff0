//! Writes SubRip captions, each with a number and the speaker's `Name: `, since in other programs a
//! label applies to its own caption only.
//!
//! A label that does not look like a name is written in brackets, `[spk_0]: `. Where the first
//! words have no speaker, every label is in brackets, which make it a label in any file. As whosaid
//! reads SRT, a label applies to the following captions too. So words without a speaker can be
//! written only above the first label, and below it where `caption_speaker.rs` gives them no
//! speaker: a sound, or words after a change sign. Words that look like a label stand after the
//! speaker's own label. In a file without speakers they are written unchanged, and a reader may
//! take them for a label.

use super::captions::Caption;
use super::escape::for_srt;
use super::target::{Target, WriteError};
use crate::time::{Span, clock_with_millis};
use crate::transcript::captions::caption_speaker::SpeakerTracker;
use crate::transcript::label::Labels;
use crate::transcript::label::shape::split_speaker;

pub(super) fn write(captions: &[Caption<'_>]) -> Result<String, WriteError> {
    let mut written = String::new();
    let first = captions.first();
    let form = if first.is_some_and(|caption| caption.speaker.is_none()) {
        LabelForm::Bracketed
    } else {
        LabelForm::Plain
    };
    let mut has_label = false;
    let mut tracker = SpeakerTracker::new(Labels::by_shape());
    for (index, caption) in captions.iter().enumerate() {
        let text = match caption.speaker {
            Some(speaker) => labelled(speaker, &caption.text, form)?,
            None => caption.text.clone(),
        };
        let mut parts = tracker.split(&text, Some(caption.span)).into_iter();
        let is_unnamed = caption.speaker.is_none();
        if is_unnamed && has_label && parts.any(|part| part.speaker.is_some()) {
            return Err(WriteError::Unnamed(Target::Srt, caption.span.start_ms));
        }
        has_label |= !is_unnamed;
        written.push_str(&srt_caption(index + 1, caption.span, &text));
    }
    Ok(written)
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
