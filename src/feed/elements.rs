//! Reads the elements and texts of a feed, and continues after malformed XML.
//!
//! After a malformed place, reading continues at the next item. Time and memory are proportional to
//! the size of the feed.

use std::borrow::Cow;

use crate::xml::{XmlElement, XmlError, XmlEvent, XmlReader};

/// After this many malformed places the rest of the feed is left out, since each may cost a search
/// through all of it.
const MOST_BREAKS: usize = 100;

/// The most declarations of prefixes that are kept; a feed may repeat one.
const MOST_PREFIXES: usize = 8;

/// The depth of an item's element: root, channel, item.
const ITEM_DEPTH: usize = 3;

/// The beginning of an item.
const ITEM: &str = "<item";

/// The elements that matter in a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ElementName {
    Rss,
    Channel,
    Item,
    Title,
    Guid,
    Link,
    PubDate,
    /// `language` or `dc:language`
    Language,
    Enclosure,
    /// `podcast:transcript`
    Transcript,
    /// `podcast:person`
    Person,
    /// `podcast:chapters`
    ChaptersAt,
    /// `psc:chapters`
    Chapters,
    /// `psc:chapter`
    Chapter,
    Other,
}

/// One piece of a feed.
pub(super) enum FeedPiece<'a> {
    /// An element begins.
    Open(ElementName, XmlElement<'a>),
    /// Text between two tags or references.
    Text(Cow<'a, str>),
    /// The innermost open element ends.
    Close,
    /// The XML is malformed here, for this reason. All elements up to the channel are closed; the
    /// next piece opens an item in the channel, or is the end.
    Malformed(String),
    /// The feed ends.
    End,
}

/// Reads the pieces of a feed.
pub(super) struct FeedPieces<'a> {
    text: &'a str,
    reader: XmlReader<'a>,
    breaks: usize,
    /// The prefixes that the feed declares, each with the customary one of its vocabulary.
    prefixes: Vec<(String, &'static str)>,
}

impl<'a> FeedPieces<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            // After a malformed place the reader has not seen what closes at the end.
            reader: XmlReader::lenient(text),
            breaks: 0,
            prefixes: Vec::new(),
        }
    }

    /// Returns the line on which the last piece ends, counted from 1.
    pub(super) fn line(&mut self) -> usize {
        self.reader.line()
    }

    /// Returns the next piece; after the end, the end again.
    pub(super) fn next(&mut self) -> FeedPiece<'a> {
        match self.reader.next() {
            Ok(XmlEvent::Open(element)) => self.open(element),
            Ok(XmlEvent::Text(text)) => FeedPiece::Text(text),
            Ok(XmlEvent::Close) => FeedPiece::Close,
            Ok(XmlEvent::End) => FeedPiece::End,
            Err(XmlError { at, reason, .. }) => self.skip_to_item(at, reason),
        }
    }

    fn open(&mut self, element: XmlElement<'a>) -> FeedPiece<'a> {
        if self.reader.depth() < ITEM_DEPTH {
            for (prefix, namespace) in element.prefixes() {
                if let Some(customary) = customary_prefix(&namespace)
                    && self.prefixes.len() < MOST_PREFIXES
                {
                    self.prefixes.push((prefix, customary));
                }
            }
        }
        let name = self.name_of(element.tag());
        if name == ElementName::Item && self.reader.depth() > ITEM_DEPTH {
            let end = self.reader.position();
            let start = self.text[..end].rfind(ITEM).unwrap_or(end);
            return self.skip_to_item(start, "an item begins before this one ends".into());
        }
        FeedPiece::Open(name, element)
    }

    fn name_of(&self, tag: &str) -> ElementName {
        let Some((prefix, local)) = tag.split_once(':') else {
            return match tag {
                "rss" => ElementName::Rss,
                "channel" => ElementName::Channel,
                "item" => ElementName::Item,
                "title" => ElementName::Title,
                "guid" => ElementName::Guid,
                "link" => ElementName::Link,
                "pubDate" => ElementName::PubDate,
                "language" => ElementName::Language,
                "enclosure" => ElementName::Enclosure,
                _ => ElementName::Other,
            };
        };
        let declared = self.prefixes.iter().find(|(known, _)| known == prefix);
        // Feeds that forget to declare a prefix use the customary one.
        let prefix = declared.map_or(prefix, |(_, customary)| customary);
        match (prefix, local) {
            ("podcast", "transcript") => ElementName::Transcript,
            ("podcast", "person") => ElementName::Person,
            ("podcast", "chapters") => ElementName::ChaptersAt,
            ("dc", "language") => ElementName::Language,
            ("psc", "chapters") => ElementName::Chapters,
            ("psc", "chapter") => ElementName::Chapter,
            _ => ElementName::Other,
        }
    }

    /// Goes on at the first item after `at`, a byte of the text.
    fn skip_to_item(&mut self, at: usize, reason: String) -> FeedPiece<'a> {
        self.breaks += 1;
        // At least one byte after the last start, or the same item would be found again.
        let from = self
            .text
            .ceil_char_boundary(at.max(self.reader.start() + 1));
        let next = next_item(&self.text[from..]).filter(|_| self.breaks < MOST_BREAKS);
        let start = next.map_or(self.text.len(), |found| from + found);
        self.reader.restart_at(start, ITEM_DEPTH - 1);
        FeedPiece::Malformed(reason)
    }
}

/// Returns the customary prefix of Podcasting 2.0, of Dublin Core and of Podlove Simple Chapters.
fn customary_prefix(namespace: &str) -> Option<&'static str> {
    let name = namespace.trim().trim_end_matches('/');
    let (_, name) = name.split_once("://")?;
    match name {
        "podcastindex.org/namespace/1.0"
        | "github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md" => Some("podcast"),
        "purl.org/dc/elements/1.1" => Some("dc"),
        "podlove.org/simple-chapters" => Some("psc"),
        _ => None,
    }
}

/// Returns where the next item begins.
fn next_item(text: &str) -> Option<usize> {
    let mut places = text.match_indices(ITEM).map(|(at, _)| at);
    places.find(|at| text[at + ITEM.len()..].starts_with(|c: char| c == '>' || c.is_whitespace()))
}
