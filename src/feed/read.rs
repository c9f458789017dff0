//! RSS bytes become a [`Feed`].
//!
//! In: the bytes of a feed, in any encoding that it declares, and where it came from. Out: its items
//! in the order of the feed. An item that cannot be read is a warning with its line, and the others
//! are read. Of the many elements of RSS these are looked at, each as a child of the item (the first
//! two also of the channel):
//!
//! ```text
//! <title>  <podcast:person role="guest">Name</podcast:person>  <guid>  <link>  <pubDate>
//! <enclosure url="…"/>  <podcast:transcript url="…" type="text/vtt" language="en" rel="captions"/>
//! <podcast:chapters url="…"/>  <psc:chapters><psc:chapter start="00:01:02" title="…"/></psc:chapters>
//! ```
//!
//! Never here: a fetched byte, a guess what an item is about.

use std::borrow::Cow;
use std::collections::HashSet;

use encoding_rs::{Encoding, UTF_8};

use super::item::{Draft, add_person};
use super::xml::{Element, Name, Piece, Pieces};
use super::{Base, Feed, FeedError, Warning, WarningKind, single_spaced};
use crate::transcript::Person;

/// No title, name or guid is longer, in bytes.
const MOST_TEXT: usize = 4_096;

/// No podcast has more episodes.
const MOST_ITEMS: usize = 50_000;

/// So many warnings tell what is wrong; the rest of them would only be long.
const MOST_WARNINGS: usize = 1_000;

/// How much of a feed is looked at to find the encoding that it declares, in bytes.
const DECLARATION: usize = 200;

/// Reads a feed.
///
/// # Errors
/// Bytes that are no RSS feed. A broken item is no error.
pub fn read(bytes: &[u8], base: &Base) -> Result<Feed, FeedError> {
    let (text, doubt) = decode(bytes);
    let start = text.trim_start();
    if start.is_empty() {
        return Err(FeedError::Empty);
    }
    if !start.starts_with('<') {
        return Err(FeedError::NoXml {
            start: single_spaced(&start.chars().take(40).collect::<String>()),
        });
    }
    let mut reader = Reader {
        base,
        feed: Feed::default(),
        path: Vec::new(),
        people: Vec::new(),
        guids: HashSet::new(),
        item: None,
        field: Field::default(),
    };
    if let Some(encoding) = doubt {
        reader.warn(1, WarningKind::Encoding(encoding));
    }
    reader.read(&text)?;
    Ok(reader.feed)
}

/// Returns the text, and the encoding that some of its letters are not in.
fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<&'static str>) {
    let declared = || {
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]);
        let (_, after) = start.split_once("encoding=")?;
        let label = after.trim_start_matches(['"', '\'']);
        let label = label.split(['"', '\'', '?']).next()?;
        // What could be read up to here is not UTF-16, whatever it says.
        Encoding::for_label(label.as_bytes()).filter(|encoding| encoding.is_ascii_compatible())
    };
    let (text, encoding, replaced) = declared().unwrap_or(UTF_8).decode(bytes);
    (text, replaced.then(|| encoding.name()))
}

/// What is known of a feed so far.
struct Reader<'a> {
    base: &'a Base,
    feed: Feed,
    /// The elements that are open.
    path: Vec<Name>,
    /// Whom the channel names.
    people: Vec<Person>,
    guids: HashSet<String>,
    item: Option<Draft>,
    field: Field,
}

/// The text of the element that is being read.
#[derive(Default)]
struct Field {
    text: String,
    /// The role of a person.
    role: Option<String>,
    too_long: bool,
}

impl Reader<'_> {
    fn read(&mut self, text: &str) -> Result<(), FeedError> {
        let mut pieces = Pieces::new(text);
        let mut channel = false;
        let mut broken = None;
        loop {
            match pieces.next() {
                Piece::Open(element) => {
                    if self.path.is_empty() && element.name != Name::Rss {
                        return Err(other_xml(&element));
                    }
                    channel |= element.name == Name::Channel;
                    let line = pieces.line();
                    if !self.open(&element, line) {
                        break;
                    }
                }
                Piece::Text(text) => self.text(&text),
                Piece::Close => self.close(),
                Piece::Broken(reason) => {
                    broken.get_or_insert_with(|| reason.clone());
                    let line = self
                        .item
                        .take()
                        .map_or_else(|| pieces.line(), |item| item.line());
                    self.warn(line, WarningKind::Malformed(reason));
                    self.path = vec![Name::Rss, Name::Channel];
                }
                Piece::End => {
                    if !self.path.is_empty() && channel {
                        self.warn(pieces.line(), WarningKind::CutOff);
                    }
                    break;
                }
            }
        }
        if channel {
            Ok(())
        } else {
            Err(FeedError::NoChannel { reason: broken })
        }
    }

    /// Takes the beginning of an element, and returns whether to go on.
    fn open(&mut self, element: &Element<'_>, line: usize) -> bool {
        let parent = self.path.last().copied();
        self.path.push(element.name);
        if matches!(parent, Some(Name::Item | Name::Channel)) {
            self.field = Field::default();
        }
        match (parent, element.name) {
            (Some(Name::Channel), Name::Item) => {
                if self.feed.items.len() == MOST_ITEMS {
                    self.warn(line, WarningKind::TooMany("items"));
                    return false;
                }
                self.item = Some(Draft::new(line));
            }
            (Some(Name::Item | Name::Channel), Name::Person) => {
                self.field.role = element.attribute("role");
            }
            (Some(Name::Item), _) | (Some(Name::Chapters), Name::Chapter) => {
                if let Some(item) = &mut self.item {
                    item.element(element, self.base);
                }
            }
            _ => {}
        }
        true
    }

    fn text(&mut self, text: &str) {
        let wanted = matches!(
            self.path.last(),
            Some(Name::Title | Name::Guid | Name::Link | Name::PubDate | Name::Person)
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
        if !matches!(parent, Some(Name::Item | Name::Channel)) {
            return;
        }
        let field = std::mem::take(&mut self.field);
        if field.too_long {
            if let Some(item) = &mut self.item {
                item.warn(WarningKind::TooLong);
            }
            return;
        }
        match (parent, name) {
            (Some(Name::Channel), Name::Title) => {
                let title = Some(single_spaced(&field.text)).filter(|title| !title.is_empty());
                self.feed.title = self.feed.title.take().or(title);
            }
            (Some(Name::Channel), Name::Person) => add_person(&mut self.people, field.person()),
            (Some(Name::Channel), Name::Item) => self.close_item(),
            (Some(Name::Item), Name::Person) => {
                if let Some(item) = &mut self.item {
                    item.person(field.person());
                }
            }
            (Some(Name::Item), name) => {
                if let Some(item) = &mut self.item {
                    item.text(name, &field.text);
                }
            }
            _ => {}
        }
    }

    fn close_item(&mut self) {
        let Some(mut draft) = self.item.take() else {
            return;
        };
        let line = draft.line();
        for kind in std::mem::take(&mut draft.warnings) {
            self.warn(line, kind);
        }
        match draft.finish(&self.people) {
            None => self.warn(line, WarningKind::NoIdentity),
            Some(item) if !self.guids.insert(item.guid.clone()) => {
                self.warn(line, WarningKind::SameGuid(item.guid));
            }
            Some(item) => self.feed.items.push(item),
        }
    }

    fn warn(&mut self, line: usize, kind: WarningKind) {
        if self.feed.warnings.len() < MOST_WARNINGS {
            self.feed.warnings.push(Warning { line, kind });
        }
    }
}

impl Field {
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

fn other_xml(root: &Element<'_>) -> FeedError {
    let tag = root.tag();
    FeedError::OtherXml {
        what: match tag.to_ascii_lowercase().as_str() {
            "html" => "a web page; look there for the link to the feed".into(),
            "feed" => "an Atom feed; podcasts have an RSS feed as well".into(),
            "opml" => "an OPML list of feeds; give one of the feeds in it".into(),
            _ => format!("<{tag}>"),
        },
    }
}

#[cfg(test)]
mod tests;
