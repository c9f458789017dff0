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

    /// Returns its short name, the extension of its files, and its name in messages.
    fn names(self) -> [&'static str; 3] {
        match self {
            Target::Lines => ["lines", "txt", "the line format"],
            Target::Srt => ["srt", "srt", "SRT"],
            Target::WebVtt => ["vtt", "vtt", "WebVTT"],
            Target::PodcastJson => ["json", "json", "Podcasting 2.0 JSON"],
        }
    }

    /// Returns its short name, which commands use.
    pub fn name(self) -> &'static str {
        self.names()[0]
    }

    /// Returns the format of a file's extension, in upper or lower case.
    pub fn of_extension(extension: &str) -> Option<Target> {
        let mut targets = Target::ALL.into_iter();
        targets.find(|target| target.names()[1].eq_ignore_ascii_case(extension))
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.names()[2])
    }
}

/// Why turns cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A turn with these first words has no time.
    #[error("“{1}” has no time, without which {0} cannot be written")]
    NoTime(Target, String),
    /// The turn at this time, in milliseconds, has no speaker, and the format needs one or would give it
    /// the speaker before.
    #[error("nobody is named at {at}, which {0} cannot say; WebVTT can", at = clock(*.1))]
    Unnamed(Target, u64),
    /// This label does not read back from the format.
    #[error("the label `{1}` cannot be written in {0}; Podcasting 2.0 JSON can hold it")]
    Label(Target, String),
}
