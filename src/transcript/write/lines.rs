//! Writes the line format: `00:00:01.000 - 00:00:02.500, Speaker: text`.
//!
//! Every line names its speaker. So a turn without a speaker cannot be written, nor a label that
//! holds a colon and a space.

use super::captions::Caption;
use super::target::{Target, WriteError};
use crate::time::clock_with_millis;
use crate::transcript::documents::lines;

pub(super) fn write(captions: &[Caption<'_>]) -> Result<String, WriteError> {
    let mut written = String::new();
    for caption in captions {
        let unnamed = WriteError::Unnamed(Target::Lines, caption.span.start_ms);
        let speaker = caption.speaker.ok_or(unnamed)?;
        let start = clock_with_millis(caption.span.start_ms);
        let end = clock_with_millis(caption.span.end_ms);
        let line = format!("{start} - {end}, {speaker}: {}", caption.text);
        let reads_back = lines::split_line(&line)
            .is_some_and(|(_, label, words)| label == speaker && words == caption.text);
        if !reads_back || line.contains('\n') {
            return Err(WriteError::Label(Target::Lines, speaker.to_owned()));
        }
        written.push_str(&line);
        written.push('\n');
    }
    Ok(written)
}
