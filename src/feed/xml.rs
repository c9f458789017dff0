//! A feed's XML as a sequence of pieces, which goes on after a broken place.
//!
//! In: the text of a feed. Out: [`Piece`]s: elements that open and close, named by [`Name`], and the
//! text in them, entities resolved. Where the XML is broken, [`Piece::Broken`] says why, and the next
//! piece opens the next item, as though all before it had been well formed. Never here: entities of
//! a feed's own (they stay as they are written), memory or time beyond the size of the feed, a
//! meaning of any element.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};

/// After so many broken places the rest of the feed is given up: each may cost a look at all of it.
const MOST_BREAKS: usize = 100;

/// No feed nests its elements deeper.
const MOST_DEPTH: usize = 500;

/// Items stand in the channel, which stands in the root.
const ITEM_DEPTH: usize = 3;

/// What begins an item.
const ITEM: &str = "<item";

/// The elements that a feed is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Rss,
    Channel,
    Item,
    Title,
    Guid,
    Link,
    PubDate,
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

/// Whose elements a prefix stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Vocabulary {
    /// Podcasting 2.0.
    Podcast,
    /// Podlove Simple Chapters.
    SimpleChapters,
}

/// One piece of a feed.
#[derive(Debug)]
pub(super) enum Piece<'a> {
    /// An element begins.
    Open(Element<'a>),
    /// Text, as far as it has no entity in it.
    Text(Cow<'a, str>),
    /// The element that opened last, and has not closed, ends.
    Close,
    /// Here the XML is broken. What was open is closed; the next piece opens an item that stands in
    /// the channel, or is the end.
    Broken(String),
    /// There is no more.
    End,
}

/// The beginning of an element.
#[derive(Debug)]
pub(super) struct Element<'a> {
    /// What it is.
    pub(super) name: Name,
    start: BytesStart<'a>,
}

impl Element<'_> {
    /// Returns its name as written.
    pub(super) fn tag(&self) -> String {
        let tag = self.start.name();
        tag.as_ref().chars().take(40).collect()
    }

    /// Returns the value of an attribute, entities resolved.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        // Comparing each with all others is not needed to find one.
        let mut attributes = attributes.with_checks(false).flatten();
        let found = attributes.find(|attribute| attribute.key.as_ref() == name)?;
        // An ampersand that begins no entity is common in addresses, and can only be meant.
        let value = unescape(&found.value).unwrap_or(Cow::Borrowed(&found.value));
        Some(value.trim().to_owned())
    }
}

/// The pieces of a feed's text.
pub(super) struct Pieces<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// Where in the text the reader began, in bytes.
    reader_start: usize,
    depth: usize,
    breaks: usize,
    /// Prefixes that the feed declares for itself.
    prefixes: Vec<(String, Vocabulary)>,
    /// How many lines end before the byte.
    counted: (usize, usize),
}

impl<'a> Pieces<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            reader: reader_of(text),
            reader_start: 0,
            depth: 0,
            breaks: 0,
            prefixes: Vec::new(),
            counted: (0, 0),
        }
    }

    /// Returns the line that the last piece ends on, counted from 1.
    pub(super) fn line(&mut self) -> usize {
        let end = self.position().max(self.counted.1);
        let (lines, from) = self.counted;
        let new = self.text.as_bytes()[from..end].iter();
        let lines = lines + new.filter(|&&byte| byte == b'\n').count();
        self.counted = (lines, end);
        lines + 1
    }

    fn position(&self) -> usize {
        (self.reader_start + self.reader.buffer_position() as usize).min(self.text.len())
    }

    /// Returns the next piece; after the end, the end again.
    pub(super) fn next(&mut self) -> Piece<'a> {
        loop {
            return match self.reader.read_event() {
                Ok(Event::Start(start)) => self.open(start),
                Ok(Event::End(_)) => {
                    self.depth = self.depth.saturating_sub(1);
                    Piece::Close
                }
                Ok(Event::Text(text)) => Piece::Text(text.into_inner()),
                Ok(Event::CData(text)) => Piece::Text(text.into_inner()),
                Ok(Event::GeneralRef(entity)) => Piece::Text(resolved(&entity)),
                Ok(Event::Eof) => Piece::End,
                // The reader makes no such event while it expands empty elements.
                Ok(Event::Empty(_)) => continue,
                Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => {
                    continue;
                }
                Err(error) => {
                    let at = self.reader_start + self.reader.error_position() as usize;
                    self.break_off(at, error.to_string())
                }
            };
        }
    }

    fn open(&mut self, start: BytesStart<'a>) -> Piece<'a> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return self.break_off(self.position(), "elements nested too deeply".into());
        }
        // Prefixes are declared at the top, where there is one.
        if self.depth < ITEM_DEPTH {
            self.learn_prefixes(&start);
        }
        let name = self.name_of(start.name().as_ref());
        if name == Name::Item && self.depth > ITEM_DEPTH {
            let end = self.position();
            let at = self.text[..end].rfind(ITEM).unwrap_or(end);
            return self.break_off(at, "an item begins before this one ends".into());
        }
        Piece::Open(Element { name, start })
    }

    fn learn_prefixes(&mut self, start: &BytesStart<'_>) {
        for attribute in start.attributes().with_checks(false).flatten() {
            let prefix = attribute.key.as_ref().strip_prefix("xmlns:");
            let vocabulary = vocabulary_of(&attribute.value);
            if let (Some(prefix), Some(vocabulary)) = (prefix, vocabulary)
                && self.prefixes.len() < MOST_PREFIXES
            {
                self.prefixes.push((prefix.to_owned(), vocabulary));
            }
        }
    }

    fn name_of(&self, tag: &str) -> Name {
        let Some((prefix, local)) = tag.split_once(':') else {
            return match tag {
                "rss" => Name::Rss,
                "channel" => Name::Channel,
                "item" => Name::Item,
                "title" => Name::Title,
                "guid" => Name::Guid,
                "link" => Name::Link,
                "pubDate" => Name::PubDate,
                "enclosure" => Name::Enclosure,
                _ => Name::Other,
            };
        };
        let declared = self.prefixes.iter().find(|(known, _)| known == prefix);
        let vocabulary = declared.map(|(_, vocabulary)| *vocabulary);
        // Feeds that forget to declare a prefix use the customary one.
        let customary = || match prefix {
            "podcast" => Some(Vocabulary::Podcast),
            "psc" => Some(Vocabulary::SimpleChapters),
            _ => None,
        };
        match (vocabulary.or_else(customary), local) {
            (Some(Vocabulary::Podcast), "transcript") => Name::Transcript,
            (Some(Vocabulary::Podcast), "person") => Name::Person,
            (Some(Vocabulary::Podcast), "chapters") => Name::ChaptersAt,
            (Some(Vocabulary::SimpleChapters), "chapters") => Name::Chapters,
            (Some(Vocabulary::SimpleChapters), "chapter") => Name::Chapter,
            _ => Name::Other,
        }
    }

    /// Goes on at the first item after `at`, a byte of the text.
    fn break_off(&mut self, at: usize, reason: String) -> Piece<'a> {
        self.breaks += 1;
        // At least one byte further than where the reader began, or it would find the same item.
        let from = self.text.ceil_char_boundary(at.max(self.reader_start + 1));
        let next = next_item(&self.text[from..]).map(|found| from + found);
        let next = next.filter(|_| self.breaks < MOST_BREAKS);
        self.reader_start = next.unwrap_or(self.text.len());
        self.reader = reader_of(&self.text[self.reader_start..]);
        self.depth = ITEM_DEPTH - 1;
        Piece::Broken(reason)
    }
}

/// A feed may declare its prefixes more than once, and not much more.
const MOST_PREFIXES: usize = 8;

fn vocabulary_of(namespace: &str) -> Option<Vocabulary> {
    let name = namespace.trim().trim_end_matches('/');
    let (_, name) = name.split_once("://")?;
    match name {
        "podcastindex.org/namespace/1.0"
        | "github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md" => {
            Some(Vocabulary::Podcast)
        }
        "podlove.org/simple-chapters" => Some(Vocabulary::SimpleChapters),
        _ => None,
    }
}

fn reader_of(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    // After a break the reader has not seen what closes at the end.
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

/// Returns where the next item begins.
fn next_item(text: &str) -> Option<usize> {
    let mut places = text.match_indices(ITEM).map(|(at, _)| at);
    places.find(|at| text[at + ITEM.len()..].starts_with(|c: char| c == '>' || c.is_whitespace()))
}

/// Returns what an entity stands for; one that XML does not know stays as it is written.
fn resolved<'a>(entity: &BytesRef<'_>) -> Cow<'a, str> {
    if let Ok(Some(character)) = entity.resolve_char_ref() {
        return Cow::Owned(character.into());
    }
    match resolve_predefined_entity(entity) {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(format!("&{};", &**entity)),
    }
}
