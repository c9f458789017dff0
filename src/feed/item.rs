//! Collects the elements of one item of a feed.

use jiff::fmt::rfc2822::DateTimeParser;
use sha2::{Digest, Sha256};
use url::Url;

use super::chapters::MOST_CHAPTERS;
use super::elements::ElementName;
use super::location::{Base, Location};
use super::model::{Chapter, Item, single_spaced};
use super::offer::Offer;
use super::warning::FeedWarningKind;
use crate::time::parse_time;
use crate::transcript::{Date, Person};
use crate::xml::XmlElement;

/// The most people of an item or a channel; the rest is left out.
const MOST_PEOPLE: usize = 100;

/// The most transcripts of an item; the rest is left out.
const MOST_OFFERS: usize = 100;

/// What is known of an item so far.
#[derive(Default)]
pub(super) struct ItemDraft {
    /// The line of the feed on which it begins, counted from 1.
    pub(super) line: usize,
    guid: Option<String>,
    title: Option<String>,
    link: Option<String>,
    date: Option<Date>,
    people: Vec<Person>,
    offers: Vec<Offer>,
    offers_left_out: usize,
    chapters: Vec<Chapter>,
    chapters_at: Option<Location>,
    media_url: Option<Url>,
    /// The parts that could not be read as written.
    pub(super) warnings: Vec<FeedWarningKind>,
}

impl ItemDraft {
    pub(super) fn new(line: usize) -> Self {
        Self {
            line,
            ..Self::default()
        }
    }

    /// Takes the attributes of an element.
    pub(super) fn take_attributes(
        &mut self,
        name: ElementName,
        element: &XmlElement<'_>,
        base: &Base,
    ) {
        match name {
            ElementName::Transcript => self.take_offer(element, base),
            ElementName::Enclosure => {
                if let Some(Location::Web(url)) = self.location_of(element, base) {
                    self.media_url.get_or_insert(url);
                }
            }
            ElementName::ChaptersAt => {
                if let Some(at) = self.location_of(element, base) {
                    self.chapters_at.get_or_insert(at);
                }
            }
            ElementName::Chapter => self.take_chapter(element),
            _ => {}
        }
    }

    fn location_of(&mut self, element: &XmlElement<'_>, base: &Base) -> Option<Location> {
        let reference = element.attribute("url").unwrap_or_default();
        match base.resolve(&reference) {
            Ok(location) => Some(location),
            Err(unusable) => {
                self.warn(FeedWarningKind::Address(unusable));
                None
            }
        }
    }

    fn take_offer(&mut self, element: &XmlElement<'_>, base: &Base) {
        let Some(at) = self.location_of(element, base) else {
            self.offers_left_out += 1;
            return;
        };
        if self.offers.len() == MOST_OFFERS {
            return self.warn(FeedWarningKind::TooMany("transcripts of one item"));
        }
        self.offers.push(Offer {
            at,
            media_type: element.attribute("type"),
            language: element.attribute("language"),
            rel: element.attribute("rel"),
        });
    }

    fn take_chapter(&mut self, element: &XmlElement<'_>) {
        let start = element.attribute("start").unwrap_or_default();
        let start_ms = parse_time(&start);
        let title = single_spaced(&element.attribute("title").unwrap_or_default());
        if let Some(start_ms) = start_ms
            && !title.is_empty()
            && self.chapters.len() < MOST_CHAPTERS
        {
            self.chapters.push(Chapter { start_ms, title });
        }
    }

    /// Takes the text of an element; the first of a kind counts.
    pub(super) fn take_text(&mut self, name: ElementName, text: &str) {
        let text = single_spaced(text);
        if text.is_empty() {
            return;
        }
        match name {
            ElementName::Guid => drop(self.guid.get_or_insert(text)),
            ElementName::Title => drop(self.title.get_or_insert(text)),
            ElementName::Link => drop(self.link.get_or_insert(text)),
            ElementName::PubDate if self.date.is_none() => match day_of(&text) {
                Some(date) => self.date = Some(date),
                None => self.warn(FeedWarningKind::Date(text)),
            },
            _ => {}
        }
    }

    /// Takes a person whom the item names.
    pub(super) fn take_person(&mut self, person: Person) {
        add_person(&mut self.people, person);
    }

    pub(super) fn warn(&mut self, kind: FeedWarningKind) {
        // Repeated warnings are dropped, since a hostile item may cause any number.
        if self.warnings.last() != Some(&kind) && self.warnings.len() < MOST_OFFERS {
            self.warnings.push(kind);
        }
    }

    /// Returns the item, with the channel's people where it names nobody; `None` where nothing
    /// identifies it.
    pub(super) fn finish(mut self, channel_people: &[Person]) -> Option<Item> {
        self.offers.sort_by_key(Offer::rank);
        let media = || self.media_url.as_ref().map(Url::to_string);
        let best = || self.offers.first().map(|offer| offer.at.to_string());
        let guid = self.guid.or_else(media).or(self.link).or_else(best)?;
        if self.people.is_empty() {
            self.people = channel_people.to_vec();
        }
        Some(Item {
            guid,
            title: self.title,
            date: self.date,
            people: self.people,
            transcripts: self.offers,
            chapters: self.chapters,
            chapters_at: self.chapters_at,
            media_url: self.media_url,
            transcripts_left_out: self.offers_left_out,
            line: self.line,
        })
    }
}

impl Item {
    /// Returns a hash of all that the feed says of the item but its line.
    pub fn fingerprint(&self) -> [u8; 32] {
        let mut said = Sha256::new();
        let mut say = |kind: &str, text: &str| {
            said.update(kind);
            said.update((text.len() as u64).to_le_bytes());
            said.update(text);
        };
        say("guid", &self.guid);
        say("title", self.title.as_deref().unwrap_or_default());
        say(
            "date",
            &self.date.map(|date| date.to_string()).unwrap_or_default(),
        );
        say("media", self.media_url.as_ref().map_or("", Url::as_str));
        for person in &self.people {
            say("person", &person.name);
            say("role", person.role.as_deref().unwrap_or_default());
        }
        for offer in &self.transcripts {
            say("transcript", &offer.at.to_string());
            say("type", offer.media_type.as_deref().unwrap_or_default());
        }
        for chapter in &self.chapters {
            say("chapter", &chapter.title);
            say("start", &chapter.start_ms.to_string());
        }
        let chapters_at = self.chapters_at.as_ref().map(Location::to_string);
        say("chapters", &chapters_at.unwrap_or_default());
        said.finalize().into()
    }
}

/// Adds a person who is not there yet.
pub(super) fn add_person(people: &mut Vec<Person>, person: Person) {
    if people.len() < MOST_PEOPLE && !person.name.is_empty() && !people.contains(&person) {
        people.push(person);
    }
}

/// Returns the day of a date as RSS has it (`Sat, 02 Mar 2024 08:00:00 +0100`), in the time zone
/// that it names, or of one that begins as ISO 8601 does.
fn day_of(text: &str) -> Option<Date> {
    // The day of the week is ignored, since publishers get it wrong; the date counts.
    let parser = DateTimeParser::new().relaxed_weekday(true);
    let rfc2822 = parser.parse_zoned(text).ok().map(|moment| moment.date());
    rfc2822.or_else(|| text.get(..10)?.parse().ok())
}
