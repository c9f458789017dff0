//! Reads a podcast's RSS feed.
//!
//! An item that cannot be read is a warning with its line; the others are read. These elements matter,
//! each as a child of the item (the first three also of the channel):
//!
//! ```text
//! <title>  <language>  <podcast:person role="guest">Name</podcast:person>  <guid>  <link>  <pubDate>
//! <enclosure url="…"/>  <podcast:transcript url="…" type="text/vtt" language="en"/>
//! <podcast:chapters url="…"/>  <psc:chapters><psc:chapter start="00:01:02" title="…"/></psc:chapters>
//! ```

use std::borrow::Cow;
use std::collections::HashSet;

use encoding_rs::{Encoding, UTF_8};

use super::elements::{ElementName, FeedPiece, FeedPieces};
use super::item::{ItemDraft, add_person};
use super::location::Base;
use super::model::{Feed, single_spaced};
use super::warning::{FeedError, FeedWarning, FeedWarningKind};
use crate::transcript::Person;
use crate::xml::XmlElement;

/// The longest title, name or guid, in bytes; a longer one is left out.
const MOST_TEXT: usize = 4_096;

/// The most items of a feed; the rest is left out.
const MOST_ITEMS: usize = 50_000;

/// The most warnings of a feed; more are not recorded.
const MOST_WARNINGS: usize = 1_000;

/// The most characters of a tag that a message shows.
const MOST_TAG: usize = 40;

/// How much of a feed is searched for the encoding that it declares, in bytes.
const MOST_DECLARATION_BYTES: usize = 200;

/// Reads a feed.
///
/// # Errors
/// Bytes that are no RSS feed. A malformed item is no error.
pub fn read(bytes: &[u8], base: &Base) -> Result<Feed, FeedError> {
    let (text, doubt) = decode(bytes);
    let start = text.trim_start();
    if start.is_empty() {
        return Err(FeedError::Empty);
    }
    if !start.starts_with('<') {
        let start: String = start.chars().take(40).collect();
        return Err(FeedError::NoXml(single_spaced(&start)));
    }
    let mut reader = FeedReader {
        base,
        feed: Feed::default(),
        path: Vec::new(),
        people: Vec::new(),
        guids: HashSet::new(),
        item: None,
        field: ElementText::default(),
    };
    if let Some(encoding) = doubt {
        reader.warn(1, FeedWarningKind::Encoding(encoding));
    }
    reader.read(&text)?;
    let mut feed = reader.feed;
    // The language may stand behind the items.
    for item in &mut feed.items {
        item.take_language(feed.language.as_ref());
    }
    Ok(feed)
}

/// Returns the text, and the name of its encoding where some bytes are not valid in it.
fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<&'static str>) {
    let declared = || {
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(MOST_DECLARATION_BYTES)]);
        let (_, after) = start.split_once("encoding=")?;
        let label = after.trim_start_matches(['"', '\'']);
        let label = label.split(['"', '\'', '?']).next()?;
        // A declaration that was readable as ASCII is not in UTF-16, even if it claims so.
        Encoding::for_label(label.as_bytes()).filter(|encoding| encoding.is_ascii_compatible())
    };
    let (text, encoding, replaced) = declared().unwrap_or(UTF_8).decode(bytes);
    (text, replaced.then(|| encoding.name()))
}

/// What is known of a feed so far.
struct FeedReader<'a> {
    base: &'a Base,
    feed: Feed,
    /// The elements that are open.
    path: Vec<ElementName>,
    /// The people whom the channel names.
    people: Vec<Person>,
    guids: HashSet<String>,
    item: Option<ItemDraft>,
    field: ElementText,
}

/// The text of the element that is being read.
#[derive(Default)]
struct ElementText {
    text: String,
    /// The role of a person.
    role: Option<String>,
    too_long: bool,
}

impl FeedReader<'_> {
    fn read(&mut self, text: &str) -> Result<(), FeedError> {
        let mut pieces = FeedPieces::new(text);
        let mut channel = false;
        let mut malformed = None;
        loop {
            match pieces.next() {
                FeedPiece::Open(name, element) => {
                    if self.path.is_empty() && name != ElementName::Rss {
                        return Err(other_xml(&element));
                    }
                    channel |= name == ElementName::Channel;
                    let line = pieces.line();
                    if !self.open(name, &element, line) {
                        break;
                    }
                }
                FeedPiece::Text(text) => self.take_text(&text),
                FeedPiece::Close => self.close(),
                FeedPiece::Malformed(reason) => {
                    malformed.get_or_insert_with(|| reason.clone());
                    let draft = self.item.take();
                    let line = draft.map_or_else(|| pieces.line(), |draft| draft.item.line);
                    self.warn(line, FeedWarningKind::Malformed(reason));
                    self.path = vec![ElementName::Rss, ElementName::Channel];
                }
                FeedPiece::End => {
                    if !self.path.is_empty() && channel {
                        self.warn(pieces.line(), FeedWarningKind::CutOff);
                    }
                    break;
                }
            }
        }
        channel.then_some(()).ok_or(FeedError::NoChannel(malformed))
    }

    /// Takes the beginning of an element, and returns whether to go on.
    fn open(&mut self, name: ElementName, element: &XmlElement<'_>, line: usize) -> bool {
        let parent = self.path.last().copied();
        self.path.push(name);
        if matches!(parent, Some(ElementName::Item | ElementName::Channel)) {
            self.field = ElementText::default();
        }
        match (parent, name) {
            (Some(ElementName::Channel), ElementName::Item) => {
                if self.feed.items.len() == MOST_ITEMS {
                    self.warn(line, FeedWarningKind::TooMany("items"));
                    return false;
                }
                self.item = Some(ItemDraft::new(line));
            }
            (Some(ElementName::Item | ElementName::Channel), ElementName::Person) => {
                self.field.role = element.attribute("role");
            }
            (Some(ElementName::Item), _) | (Some(ElementName::Chapters), ElementName::Chapter) => {
                if let Some(item) = &mut self.item {
                    item.take_attributes(name, element, self.base);
                }
            }
            _ => {}
        }
        true
    }

    fn take_text(&mut self, text: &str) {
        let wanted = matches!(
            self.path.last(),
            Some(
                ElementName::Title
                    | ElementName::Guid
                    | ElementName::Link
                    | ElementName::PubDate
                    | ElementName::Language
                    | ElementName::Person
            )
        );
        if !wanted {
            return;
        }
        if self.field.text.len() + text.len() > MOST_TEXT {
            self.field.too_long = true;
        } else {
            self.field.text.push_str(text);
        }
    }

    fn close(&mut self) {
        let Some(name) = self.path.pop() else {
            return;
        };
        let parent = self.path.last().copied();
        if !matches!(parent, Some(ElementName::Item | ElementName::Channel)) {
            return;
        }
        let field = std::mem::take(&mut self.field);
        if field.too_long {
            if let Some(item) = &mut self.item {
                item.warn(FeedWarningKind::TooLong);
            }
            return;
        }
        match (parent, name) {
            (Some(ElementName::Channel), ElementName::Title) => {
                let title = Some(single_spaced(&field.text)).filter(|title| !title.is_empty());
                self.feed.title = self.feed.title.take().or(title);
            }
            (Some(ElementName::Channel), ElementName::Language) => {
                let language = || field.text.parse().ok();
                self.feed.language = self.feed.language.take().or_else(language);
            }
            (Some(ElementName::Channel), ElementName::Person) => {
                add_person(&mut self.people, field.person())
            }
            (Some(ElementName::Channel), ElementName::Item) => self.close_item(),
            (Some(ElementName::Item), ElementName::Person) => {
                if let Some(item) = &mut self.item {
                    add_person(&mut item.item.people, field.person());
                }
            }
            (Some(ElementName::Item), name) => {
                if let Some(item) = &mut self.item {
                    item.take_text(name, &field.text);
                }
            }
            _ => {}
        }
    }

    fn close_item(&mut self) {
        let Some(mut draft) = self.item.take() else {
            return;
        };
        let line = draft.item.line;
        for kind in std::mem::take(&mut draft.warnings) {
            self.warn(line, kind);
        }
        match draft.finish(&self.people) {
            None => self.warn(line, FeedWarningKind::NoIdentity),
            Some(item) if !self.guids.insert(item.guid.clone()) => {
                self.warn(line, FeedWarningKind::SameGuid(item.guid));
            }
            Some(item) => self.feed.items.push(item),
        }
    }

    fn warn(&mut self, line: usize, kind: FeedWarningKind) {
        if self.feed.warnings.len() < MOST_WARNINGS {
            self.feed.warnings.push(FeedWarning { line, kind });
        }
    }
}

impl ElementText {
    fn person(self) -> Person {
        let role = single_spaced(self.role.as_deref().unwrap_or_default());
        Person {
            name: single_spaced(&self.text),
            // As the specification has it.
            role: Some(if role.is_empty() {
                "host".into()
            } else {
                role.to_lowercase()
            }),
        }
    }
}

fn other_xml(root: &XmlElement<'_>) -> FeedError {
    let tag: String = root.tag().chars().take(MOST_TAG).collect();
    FeedError::OtherXml(match tag.to_ascii_lowercase().as_str() {
        "html" => "a web page; look there for the link to the feed".into(),
        "feed" => "an Atom feed; podcasts have an RSS feed as well".into(),
        "opml" => "an OPML list of feeds; give one of the feeds in it".into(),
        _ => format!("<{tag}>"),
    })
}

#[cfg(test)]
mod tests;
