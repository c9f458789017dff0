//! What can be wrong with a feed: warnings, which keep the rest, and errors, which do not.
//!
//! Never here: where the feed came from. Whoever got it adds that, so that one message reads
//! `https://pod.example/feed.xml:12: …`.

use std::fmt;

use thiserror::Error;

use super::Unusable;

/// One thing about a feed that could not be taken as it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The line of the feed, counted from 1; of an item's warning, the line where the item begins.
    pub line: usize,
    /// What is wrong and what was done.
    pub kind: WarningKind,
}

/// The kinds of [`Warning`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WarningKind {
    /// Text that is not in the encoding that it should be in; the letters were replaced.
    Encoding(&'static str),
    /// The feed is not well formed here; what stands between here and the next item is left out.
    Malformed(String),
    /// The feed ends before it is complete.
    CutOff,
    /// An item with nothing to know it by; it is left out.
    NoIdentity,
    /// A guid that an item above has; the item is left out.
    SameGuid(String),
    /// A date that cannot be read; the item has none.
    Date(String),
    /// A transcript, a recording or chapters whose address cannot be used; the address is left out.
    Address(Unusable),
    /// A title, name, or guid longer than any can be; it is left out.
    TooLong,
    /// More of something than any feed has; the rest is left out.
    TooMany(&'static str),
}

impl fmt::Display for WarningKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WarningKind::Encoding(encoding) => {
                write!(
                    f,
                    "some letters are not {encoding} text; each became \u{fffd}"
                )
            }
            WarningKind::Malformed(reason) => {
                write!(f, "not well formed, left out up to the next item: {reason}")
            }
            WarningKind::CutOff => {
                f.write_str("the feed is cut off; what was not complete is left out")
            }
            WarningKind::NoIdentity => f.write_str(
                "an item without a guid, a link, a recording and a transcript, left out",
            ),
            WarningKind::SameGuid(guid) => {
                write!(f, "an item with the guid of one above it, left out: {guid}")
            }
            WarningKind::Date(text) => write!(f, "cannot read this date, left out: {text}"),
            WarningKind::Address(unusable) => write!(f, "left out: {unusable}"),
            WarningKind::TooLong => f.write_str("longer than any title, name or guid, left out"),
            WarningKind::TooMany(what) => {
                write!(f, "more {what} than a feed can have; the rest is left out")
            }
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

/// Why something is no podcast feed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FeedError {
    /// There is nothing in it.
    #[error("the feed is empty")]
    Empty,
    /// It is no XML.
    #[error("no feed: a podcast's feed is RSS, which is XML, and this begins with: {start}")]
    NoXml {
        /// How it begins.
        start: String,
    },
    /// It is XML of another kind.
    #[error("no podcast feed: expected RSS (<rss>), and this is {what}")]
    OtherXml {
        /// What it is.
        what: String,
    },
    /// RSS without a channel.
    #[error("no podcast feed: the RSS has no <channel>{}", because(.reason))]
    NoChannel {
        /// What is wrong with the XML, if anything is.
        reason: Option<String>,
    },
}

fn because(reason: &Option<String>) -> String {
    reason
        .as_ref()
        .map_or_else(String::new, |reason| format!("; {reason}"))
}
