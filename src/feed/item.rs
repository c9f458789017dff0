//! An item while it is read.
//!
//! In: its elements and texts. Out: an [`Item`], once it is closed. Never here: XML.

use std::mem::take;

use jiff::fmt::rfc2822::DateTimeParser;
use sha2::{Digest, Sha256};
use url::Url;

use super::chapters::MOST_CHAPTERS;
use super::xml::{Element, Name};
use super::{Base, Chapter, Item, Location, Offer, WarningKind, single_spaced};
use crate::time::{milliseconds, parse_clock};
use crate::transcript::{Date, Person};

/// No item names more people, and no channel.
const MOST_PEOPLE: usize = 100;

/// No item offers more transcripts.
const MOST_OFFERS: usize = 100;

/// What is known of an item so far.
pub(super) struct Draft {
    line: usize,
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
    /// What could not be taken.
    pub(super) warnings: Vec<WarningKind>,
}

impl Draft {
    pub(super) fn new(line: usize) -> Self {
        Self {
            line,
            guid: None,
            title: None,
            link: None,
            date: None,
            people: Vec::new(),
            offers: Vec::new(),
            offers_left_out: 0,
            chapters: Vec::new(),
            chapters_at: None,
            media_url: None,
            warnings: Vec::new(),
        }
    }

    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// Takes what stands in the attributes of an element.
    pub(super) fn element(&mut self, element: &Element<'_>, base: &Base) {
        match element.name {
            Name::Transcript => self.offer(element, base),
            Name::Enclosure => {
                if let Some(Location::Web(url)) = self.address(element, base) {
                    self.media_url.get_or_insert(url);
                }
            }
            Name::ChaptersAt => {
                if let Some(at) = self.address(element, base) {
                    self.chapters_at.get_or_insert(at);
                }
            }
            Name::Chapter => self.chapter(element),
            _ => {}
        }
    }

    fn address(&mut self, element: &Element<'_>, base: &Base) -> Option<Location> {
        let reference = element.attribute("url").unwrap_or_default();
        match base.resolve(&reference) {
            Ok(location) => Some(location),
            Err(unusable) => {
                self.warn(WarningKind::Address(unusable));
                None
            }
        }
    }

    fn offer(&mut self, element: &Element<'_>, base: &Base) {
        let Some(at) = self.address(element, base) else {
            self.offers_left_out += 1;
            return;
        };
        if self.offers.len() == MOST_OFFERS {
            return self.warn(WarningKind::TooMany("transcripts of one item"));
        }
        self.offers.push(Offer {
            at,
            media_type: element.attribute("type"),
            language: element.attribute("language"),
            rel: element.attribute("rel"),
        });
    }

    fn chapter(&mut self, element: &Element<'_>) {
        let start = element.attribute("start").unwrap_or_default();
        let start_ms = parse_clock(&start).or_else(|| milliseconds(start.parse().ok()?));
        let title = single_spaced(&element.attribute("title").unwrap_or_default());
        if let Some(start_ms) = start_ms
            && !title.is_empty()
            && self.chapters.len() < MOST_CHAPTERS
        {
            self.chapters.push(Chapter { start_ms, title });
        }
    }

    /// Takes the text of an element; the first of a kind counts.
    pub(super) fn text(&mut self, name: Name, text: &str) {
        let text = single_spaced(text);
        if text.is_empty() {
            return;
        }
        match name {
            Name::Guid => drop(self.guid.get_or_insert(text)),
            Name::Title => drop(self.title.get_or_insert(text)),
            Name::Link => drop(self.link.get_or_insert(text)),
            Name::PubDate if self.date.is_none() => match day_of(&text) {
                Some(date) => self.date = Some(date),
                None => self.warn(WarningKind::Date(text)),
            },
            _ => {}
        }
    }

    /// Takes somebody whom the item names.
    pub(super) fn person(&mut self, person: Person) {
        add_person(&mut self.people, person);
    }

    pub(super) fn warn(&mut self, kind: WarningKind) {
        // One that repeats itself says nothing new, and a hostile item repeats itself for ever.
        if self.warnings.last() != Some(&kind) && self.warnings.len() < MOST_OFFERS {
            self.warnings.push(kind);
        }
    }

    /// Returns the item, with the channel's people where it names nobody, or nothing where there is
    /// nothing to know it by.
    pub(super) fn finish(mut self, channel_people: &[Person]) -> Option<Item> {
        self.offers.sort_by_key(Offer::rank);
        let media = || self.media_url.as_ref().map(Url::to_string);
        let best = || self.offers.first().map(|offer| offer.at.to_string());
        let link = take(&mut self.link);
        let guid = take(&mut self.guid).or_else(media).or(link).or_else(best)?;
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
    /// Returns a hash of all that the feed says of the item, where in the feed it stands left out.
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

/// Adds somebody who is not there yet.
pub(super) fn add_person(people: &mut Vec<Person>, person: Person) {
    if people.len() < MOST_PEOPLE && !person.name.is_empty() && !people.contains(&person) {
        people.push(person);
    }
}

/// Returns the day of a date as RSS has it (`Sat, 02 Mar 2024 08:00:00 +0100`), in the time zone
/// that it names, or of one that begins as ISO 8601 does.
fn day_of(text: &str) -> Option<Date> {
    // Publishers get the day of the week wrong, and mean the date.
    let parser = DateTimeParser::new().relaxed_weekday(true);
    let rfc2822 = parser.parse_zoned(text).ok().map(|moment| moment.date());
    rfc2822.or_else(|| text.get(..10)?.parse().ok())
}
