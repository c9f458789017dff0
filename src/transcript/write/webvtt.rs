//! WebVTT, as `webvtt.rs` reads it: a voice tag in every cue, `<v Sarah>Good evening.`
//!
//! In a file with voices, words that nobody is named for have an empty one, `<v>`, and so they have
//! where they look like a name; but a turn of nobody that begins with the sign of another speaker,
//! `>>` or a dash, has none, since that sign parts it from the words before it.

use std::fmt::Write;

use super::captions::Caption;
use super::escape::for_webvtt;
use super::target::{Target, WriteError};
use crate::time::clock_with_millis;
use crate::transcript::captions::label::split_speaker;
use crate::transcript::captions::markup::strip_markup;
use crate::transcript::captions::speaker_change::{split_change_sign, without_change_sign};

pub(super) fn write(captions: &[Caption<'_>]) -> Result<String, WriteError> {
    let mut written = String::from("WEBVTT\n\n");
    let voiced = captions.iter().any(|caption| {
        caption.speaker.is_some() || split_speaker(without_change_sign(&caption.text)).is_some()
    });
    for Caption {
        speaker,
        span,
        text,
        opens,
    } in captions
    {
        let (start, end) = (
            clock_with_millis(span.start_ms),
            clock_with_millis(span.end_ms),
        );
        let voice = match speaker {
            Some(speaker) => voice(speaker)?,
            None if *opens && split_change_sign(text).is_some() => String::new(),
            None if voiced => "<v>".to_owned(),
            None => String::new(),
        };
        let text = for_webvtt(text);
        // Writing to a string cannot fail.
        let _ = write!(written, "{start} --> {end}\n{voice}{text}\n\n");
    }
    Ok(written)
}

/// Returns the tag of a speaker's voice.
fn voice(speaker: &str) -> Result<String, WriteError> {
    let name = for_webvtt(speaker).replace('>', "&gt;");
    let one_line =
        !speaker.contains(['\n', '\r']) && speaker.trim() == speaker && !speaker.is_empty();
    if one_line && strip_markup(&name) == speaker {
        Ok(format!("<v {name}>"))
    } else {
        Err(WriteError::Label {
            target: Target::WebVtt,
            speaker: speaker.to_owned(),
        })
    }
}
