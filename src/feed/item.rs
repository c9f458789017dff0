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
use crate::language::{LanguageTag, Nearness};
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
    /// Its guid is empty until one is read.
    pub(super) item: Item,
    link: Option<String>,
    /// The parts that could not be read as written.
    pub(super) warnings: Vec<FeedWarningKind>,
}

impl ItemDraft {
    pub(super) fn new(line: usize) -> Self {
        let mut draft = Self::default();
        draft.item.line = line;
        draft
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
                    self.item.media_url.get_or_insert(url);
                }
            }
            ElementName::ChaptersAt => {
                if let Some(at) = self.location_of(element, base) {
                    self.item.chapters_at.get_or_insert(at);
                }
            }
            ElementName::Chapter => self.take_chapter(element),
            _ => {}
        }
    }

    fn location_of(&mut self, element: &XmlElement<'_>, base: &Base) -> Option<Location> {
        let reference = element.attribute("url").unwrap_or_default();
        let location = base.resolve(&reference);
        location
            .map_err(|unusable| self.warn(FeedWarningKind::Address(unusable)))
            .ok()
    }

    fn take_offer(&mut self, element: &XmlElement<'_>, base: &Base) {
        let Some(at) = self.location_of(element, base) else {
            self.item.transcripts_left_out += 1;
            return;
        };
        if self.item.transcripts.len() == MOST_OFFERS {
            return self.warn(FeedWarningKind::TooMany("transcripts of one item"));
        }
        self.item.transcripts.push(Offer {
            at,
            media_type: element.attribute("type"),
            language: element
                .attribute("language")
                .and_then(|tag| tag.parse().ok()),
        });
    }

    fn take_chapter(&mut self, element: &XmlElement<'_>) {
        let start = element.attribute("start").unwrap_or_default();
        let start_ms = parse_time(&start);
        let title = single_spaced(&element.attribute("title").unwrap_or_default());
        if let Some(start_ms) = start_ms
            && !title.is_empty()
            && self.item.chapters.len() < MOST_CHAPTERS
        {
            self.item.chapters.push(Chapter { start_ms, title });
        }
    }

    /// Takes the text of an element; the first of a kind counts.
    pub(super) fn take_text(&mut self, name: ElementName, text: &str) {
        let text = single_spaced(text);
        if text.is_empty() {
            return;
        }
        match name {
            ElementName::Guid if self.item.guid.is_empty() => self.item.guid = text,
            ElementName::Title => drop(self.item.title.get_or_insert(text)),
            ElementName::Link => drop(self.link.get_or_insert(text)),
            ElementName::Language if self.item.language.is_none() => {
                self.item.language = text.parse().ok();
            }
            ElementName::PubDate if self.item.date.is_none() => {
                self.item.date = day_of(&text);
                if self.item.date.is_none() {
                    self.warn(FeedWarningKind::Date(text));
                }
            }
            _ => {}
        }
    }

    pub(super) fn warn(&mut self, kind: FeedWarningKind) {
        // Repeated warnings are dropped, since a hostile item may cause any number.
        if self.warnings.last() != Some(&kind) && self.warnings.len() < MOST_OFFERS {
            self.warnings.push(kind);
        }
    }

    /// Returns the item, with the channel's people where it names nobody; `None` where nothing
    /// identifies it.
    pub(super) fn finish(self, channel_people: &[Person]) -> Option<Item> {
        let mut item = self.item;
        item.transcripts.sort_by_key(Offer::rank);
        if item.guid.is_empty() {
            let media = item.media_url.as_ref().map(Url::to_string);
            let best = item.transcripts.first().map(|offer| offer.at.to_string());
            item.guid = media.or(self.link).or(best)?;
        }
        if item.people.is_empty() {
            item.people = channel_people.to_vec();
        }
        Some(item)
    }
}

impl Item {
    /// Orders its transcripts by its language, or the feed's where it has none, and by format.
    pub(super) fn take_language(&mut self, of_feed: Option<&LanguageTag>) {
        self.language = self.language.take().or_else(|| of_feed.cloned());
        let Some(wanted) = self.language.clone() else {
            return;
        };
        self.transcripts.sort_by_key(|offer| {
            let language = offer.language.as_ref();
            let nearness = language.map_or(Nearness::Same, |language| wanted.nearness(language));
            // A better format in the language counts more than a tag that says more.
            (nearness.max(Nearness::Within), offer.rank(), nearness)
        });
    }

    /// Returns the language of one of its transcripts: its own, or the item's.
    pub fn language_of<'a>(&'a self, offer: &'a Offer) -> Option<&'a LanguageTag> {
        offer.language.as_ref().or(self.language.as_ref())
    }

    /// Keeps only the transcripts in this language; the others go to
    /// [`Item::in_other_languages`], and so do those whose language nobody says.
    pub fn keep_language(&mut self, wanted: &LanguageTag) {
        let offers = std::mem::take(&mut self.transcripts).into_iter();
        let (kept, others) = offers.partition(|offer| {
            let language = self.language_of(offer);
            language.is_some_and(|language| wanted.nearness(language) <= Nearness::Within)
        });
        self.transcripts = kept;
        self.in_other_languages = others;
    }

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
        let date = self.date.map(|date| date.to_string());
        say("date", &date.unwrap_or_default());
        say("media", self.media_url.as_ref().map_or("", Url::as_str));
        for person in &self.people {
            say("person", &person.name);
            say("role", person.role.as_deref().unwrap_or_default());
        }
        for offer in &self.transcripts {
            say("transcript", &offer.at.to_string());
            say("type", offer.media_type.as_deref().unwrap_or_default());
            if let Some(language) = &offer.language {
                say("language", &language.to_string());
            }
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
