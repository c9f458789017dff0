//! Defines the warnings and errors of reading a feed.
//!
//! The caller puts the feed's address or path before them: `https://pod.example/feed.xml:12: …`.

use thiserror::Error;

/// A part of a feed that was not read as written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{kind}")]
pub struct FeedWarning {
    /// The line of the feed, counted from 1; for an item, the line on which the item begins.
    pub line: usize,
    /// What is wrong and what was done about it.
    pub kind: FeedWarningKind,
}

/// The kinds of [`FeedWarning`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FeedWarningKind {
    /// Some bytes are not valid in the encoding of the feed; their letters are replaced.
    #[error("some letters are not {0} text; each became \u{fffd}")]
    Encoding(&'static str),
    /// The XML is malformed; the text from here to the next item is left out.
    #[error("not well formed, left out up to the next item: {0}")]
    Malformed(String),
    /// The feed ends too early.
    #[error("the feed is cut off; what was not complete is left out")]
    CutOff,
    /// Nothing identifies an item; it is left out.
    #[error("an item without a guid, a link, a recording and a transcript, left out")]
    NoIdentity,
    /// An earlier item has the same guid; the item is left out.
    #[error("an item with the guid of one above it, left out: {0}")]
    SameGuid(String),
    /// A date cannot be read; the item has none.
    #[error("cannot read this date, left out: {0}")]
    Date(String),
    /// The address of a transcript, a recording or chapters cannot be used; it is left out.
    #[error("left out: {0}")]
    Address(String),
    /// A title, name or guid is too long; it is left out.
    #[error("longer than any title, name or guid, left out")]
    TooLong,
    /// There are too many items, transcripts or the like; the rest is left out.
    #[error("more {0} than a feed can have; the rest is left out")]
    TooMany(&'static str),
}

/// Why a document is no podcast feed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FeedError {
    /// It is empty.
    #[error("the feed is empty")]
    Empty,
    /// It is not XML, and begins like this.
    #[error("not a feed: a podcast's feed is RSS, which is XML, but this begins with: {0}")]
    NoXml(String),
    /// It is XML of this other kind.
    #[error("not a podcast feed: expected RSS (<rss>), but this is {0}")]
    OtherXml(String),
    /// It is RSS without a channel. Holds what is wrong with the XML, if anything is.
    #[error("not a podcast feed: the RSS has no <channel>{}", because(.0))]
    NoChannel(Option<String>),
}

fn because(reason: &Option<String>) -> String {
    let reason = reason.as_ref();
    reason.map_or_else(String::new, |reason| format!("; {reason}"))
}
