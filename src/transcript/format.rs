//! The formats that can be read, and how they are told apart.
//!
//! In: a file's text. Out: the [`Format`] whose shape it has. Never here: a file's name; a format is
//! known by its content, or given by the user.

use std::fmt;

use super::{native, srt, webvtt};

/// The formats that can be read. They are told apart by content, never by a file's extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `00:00:01.000 - 00:00:02.500, Speaker: text`
    Native,
    /// SubRip.
    Srt,
    /// WebVTT.
    WebVtt,
}

impl Format {
    /// Every format, in the order in which they are tried.
    pub const ALL: [Format; 3] = [Format::WebVtt, Format::Srt, Format::Native];

    /// Returns the short name used in stores, listings and messages.
    pub fn name(self) -> &'static str {
        match self {
            Format::Native => "lines",
            Format::Srt => "srt",
            Format::WebVtt => "webvtt",
        }
    }

    /// Returns the format of that short name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Returns the format whose shape the text has.
    ///
    /// A `WEBVTT` header settles it; otherwise the first line that has the shape of one format's
    /// timing line does.
    pub fn detect(text: &str) -> Option<Format> {
        if webvtt::has_header(text) {
            return Some(Format::WebVtt);
        }
        text.lines().find_map(|line| {
            if srt::is_timing_line(line) {
                Some(Format::Srt)
            } else if native::is_timed_line(line) {
                Some(Format::Native)
            } else {
                None
            }
        })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
