//! Defines the formats that can be written, and what they cannot hold.

use std::fmt;

use thiserror::Error;

use crate::time::clock;

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
    /// Every format.
    pub const ALL: [Target; 4] = [
        Target::Lines,
        Target::Srt,
        Target::WebVtt,
        Target::PodcastJson,
    ];

    /// Returns its short name, which commands use.
    pub fn name(self) -> &'static str {
        match self {
            Target::Lines => "lines",
            Target::Srt => "srt",
            Target::WebVtt => "vtt",
            Target::PodcastJson => "json",
        }
    }

    /// Returns the format of a file's extension, in upper or lower case.
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
    /// A turn has no time.
    #[error("“{words}” has no time, without which {target} cannot be written")]
    NoTime {
        /// The format.
        target: Target,
        /// The first words of the turn.
        words: String,
    },
    /// A turn has no speaker, and the format needs one or would give it the speaker before.
    #[error("nobody is named at {}, which {target} cannot say; {} can", clock(*.start_ms), Target::WebVtt)]
    Unnamed {
        /// The format.
        target: Target,
        /// The start of the turn.
        start_ms: u64,
    },
    /// A label does not read back from the format.
    #[error(
        "the label `{speaker}` cannot be written in {target}; {} can hold it",
        Target::PodcastJson
    )]
    Label {
        /// The format.
        target: Target,
        /// The label.
        speaker: String,
    },
}
