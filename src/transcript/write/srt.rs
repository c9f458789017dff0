//! SubRip captions, as `srt.rs` reads them: numbered, with `Name: ` in each, since in other programs
//! no speaker goes on.
//!
//! A label that does not look like a name is written in brackets, `[spk_0]: `, and so is every label
//! where the first words are nobody's: brackets are a label in any file. Here a name goes on over
//! captions without one, so words of nobody can be written only before the first name, and after it
//! where `caption_speaker.rs` takes them for nobody's: a sound, or what begins with the sign of another.
//! Words that look like a name stand behind the speaker's own; where nobody is named they stand as
//! they are, and a reader may take them for a name.

use std::fmt::Write;

use super::captions::Caption;
use super::escape::for_srt;
use super::target::{Target, WriteError};
use crate::time::clock_with_millis;
use crate::transcript::captions::caption_speaker::SpeakerTracker;
use crate::transcript::captions::label::{LabelStyle, split_speaker};

pub(super) fn write(captions: &[Caption<'_>]) -> Result<String, WriteError> {
    let mut written = String::new();
    let begins = match captions.first() {
        Some(Caption { speaker: None, .. }) => Begins::Unnamed,
        _ => Begins::Named,
    };
    let mut named = false;
    let mut tracker = SpeakerTracker::new(LabelStyle::Prefixed);
    for (index, caption) in captions.iter().enumerate() {
        let text = match caption.speaker {
            Some(speaker) => spoken(speaker, &caption.text, begins)?,
            None => caption.text.clone(),
        };
        let mut read = tracker.split(&text, Some(caption.span)).into_iter();
        if caption.speaker.is_none() && named && read.any(|part| part.speaker.is_some()) {
            return Err(WriteError::Unnamed {
                target: Target::Srt,
                start_ms: caption.span.start_ms,
            });
        }
        named |= caption.speaker.is_some();
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

/// Returns the words with the speaker before them.
fn spoken(speaker: &str, words: &str, begins: Begins) -> Result<String, WriteError> {
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
