//! Writes turns as a transcript file that reads back as the same turns.
//!
//! Each cue becomes a line, a caption or a segment. What a format cannot hold is an error, unless it
//! can be escaped.

mod captions;
mod escape;
mod lines;
mod podcast;
mod read_back;
mod srt;
mod target;
mod webvtt;

use super::model::Turn;

pub use captions::{Cut, recut};
pub use srt::srt_caption;
pub use target::{Target, WriteError};
pub use webvtt::{WEBVTT_HEADER, webvtt_cue, webvtt_in_language};

/// Returns the text of a file.
///
/// # Errors
/// Turns without times, and what the format cannot hold.
pub fn write(turns: &[Turn], target: Target) -> Result<String, WriteError> {
    let captions = captions::captions_of(turns, target)?;
    match target {
        Target::Lines => lines::write(&captions),
        Target::Srt => srt::write(&captions),
        Target::WebVtt => webvtt::write(&captions),
        Target::PodcastJson => Ok(podcast::write(&captions)),
    }
}
