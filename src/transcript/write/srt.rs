//! SubRip captions, as `srt.rs` reads them: numbered, with `Name: ` where another speaks.
//!
//! A label that does not look like a name is written in brackets, `[spk_0]: `, and so is every label
//! where the first words are nobody's: brackets are a label in any file. A name holds until the next
//! one, so turns that name nobody can be written only before the first that does. Words
//! that look like a name stand behind the speaker's own; where nobody is named they stand as they
//! are, and a reader may take them for a name.

use std::fmt::Write;

use super::super::prefix::split_speaker;
use super::captions::Caption;
use super::escape::for_srt;
use super::{Target, WriteError};
use crate::time::clock_with_millis;

pub(super) fn write(captions: &[Caption<'_>]) -> Result<String, WriteError> {
    let mut written = String::new();
    let begins = match captions.first() {
        Some(Caption { speaker: None, .. }) => Begins::Unnamed,
        _ => Begins::Named,
    };
    let mut named = false;
    for (index, caption) in captions.iter().enumerate() {
        let text = match caption.speaker {
            Some(speaker) => spoken(speaker, caption, begins)?,
            None if named => {
                return Err(WriteError::Unnamed {
                    target: Target::Srt,
                    start_ms: caption.span.start_ms,
                });
            }
            None => caption.text.clone(),
        };
        named = caption.speaker.is_some();
        let clock = |time_ms| clock_with_millis(time_ms).replace('.', ",");
        let (start, end) = (clock(caption.span.start_ms), clock(caption.span.end_ms));
        let text = for_srt(&text);
        // Writing to a string cannot fail.
        let _ = write!(written, "{}\n{start} --> {end}\n{text}\n\n", index + 1);
    }
    Ok(written)
}

/// Whether the first words are somebody's.
#[derive(Clone, Copy, PartialEq)]
enum Begins {
    Named,
    Unnamed,
}

/// Returns the words with the speaker before them, where that is not the one before or the words
/// look like another.
fn spoken(speaker: &str, caption: &Caption<'_>, begins: Begins) -> Result<String, WriteError> {
    let words = &caption.text;
    if !caption.opens && split_speaker(words).is_none() {
        return Ok(words.clone());
    }
    let plain = (begins == Begins::Named).then(|| format!("{speaker}: {words}"));
    let bracketed = format!("[{speaker}]: {words}");
    let holds =
        |text: &String| split_speaker(text) == Some((speaker, words)) && !text.contains('\n');
    plain
        .into_iter()
        .chain([bracketed])
        .find(holds)
        .ok_or_else(|| WriteError::Label {
            target: Target::Srt,
            speaker: speaker.to_owned(),
        })
}
