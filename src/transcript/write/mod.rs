//! Turns become the text of a format again.
//!
//! In: turns with times. Out: a file that reads back as the same turns: each timed line is a line,
//! caption or segment of its own. Never here: a speaker or a time that the turns do not have; what a
//! format cannot hold is an error, and where it can be escaped it is.

mod captions;
mod escape;
mod lines;
mod podcast;
mod srt;
mod webvtt;

use std::fmt;

use thiserror::Error;

use super::Turn;
use crate::time::clock;

pub use captions::{Cut, recut};

/// The formats that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// `00:00:01.000 - 00:00:02.500, Speaker: text`
    Lines,
    /// SubRip.
    Srt,
    /// WebVTT.
    WebVtt,
    /// Podcasting 2.0 JSON.
    PodcastJson,
}

impl Target {
    /// Every one of them.
    pub const ALL: [Target; 4] = [
        Target::Lines,
        Target::Srt,
        Target::WebVtt,
        Target::PodcastJson,
    ];

    /// Returns the short name that commands have for it.
    pub fn name(self) -> &'static str {
        match self {
            Target::Lines => "lines",
            Target::Srt => "srt",
            Target::WebVtt => "vtt",
            Target::PodcastJson => "json",
        }
    }

    /// Returns what a file with this extension is, in whatever case.
    pub fn of_extension(extension: &str) -> Option<Target> {
        match extension.to_ascii_lowercase().as_str() {
            "txt" => Some(Target::Lines),
            "srt" => Some(Target::Srt),
            "vtt" => Some(Target::WebVtt),
            "json" => Some(Target::PodcastJson),
            _ => None,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Target::Lines => "the line format",
            Target::Srt => "SRT",
            Target::WebVtt => "WebVTT",
            Target::PodcastJson => "Podcasting 2.0 JSON",
        })
    }
}

/// Why turns cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A turn has no time. Holds its first words.
    #[error("“{words}” has no time, without which {target} cannot be written")]
    NoTime {
        /// What was to be written.
        target: Target,
        /// How the turn begins.
        words: String,
    },
    /// A turn names nobody, where the format needs a name or has the former speaker go on.
    #[error("nobody is named at {}, which {target} cannot say; {} can", clock(*.start_ms), Target::WebVtt)]
    Unnamed {
        /// What was to be written.
        target: Target,
        /// When the turn begins.
        start_ms: u64,
    },
    /// A speaker's label does not read back from the format.
    #[error(
        "the label `{speaker}` cannot be written in {target}; {} can hold it",
        Target::PodcastJson
    )]
    Label {
        /// What was to be written.
        target: Target,
        /// The label.
        speaker: String,
    },
}

/// Returns the text of a file.
///
/// # Errors
/// Turns without times, and what the format cannot hold.
pub fn write(turns: &[Turn], target: Target) -> Result<String, WriteError> {
    let captions = captions::of(turns, target)?;
    match target {
        Target::Lines => lines::write(&captions),
        Target::Srt => srt::write(&captions),
        Target::WebVtt => webvtt::write(&captions),
        Target::PodcastJson => Ok(podcast::write(&captions)),
    }
}
