//! The line format, as `documents/lines.rs` reads it: `00:00:01.000 - 00:00:02.500, Speaker: text`.
//!
//! Every line names its speaker, so turns that name nobody cannot be written; nor can a label that
//! holds a colon and a space.

use super::captions::Caption;
use super::target::{Target, WriteError};
use crate::time::clock_with_millis;
use crate::transcript::documents::lines;

pub(super) fn write(captions: &[Caption<'_>]) -> Result<String, WriteError> {
    let mut written = String::new();
    for Caption {
        speaker,
        span,
        text,
        ..
    } in captions
    {
        let speaker = speaker.ok_or(WriteError::Unnamed {
            target: Target::Lines,
            start_ms: span.start_ms,
        })?;
        let start = clock_with_millis(span.start_ms);
        let end = clock_with_millis(span.end_ms);
        let line = format!("{start} - {end}, {speaker}: {text}");
        let holds = lines::split_line(&line)
            .is_some_and(|(_, read_speaker, words)| read_speaker == speaker && words == text);
        if !holds || line.contains('\n') {
            return Err(WriteError::Label {
                target: Target::Lines,
                speaker: speaker.to_owned(),
            });
        }
        written.push_str(&line);
        written.push('\n');
    }
    Ok(written)
}
