//! Defines a podcast's feed: its episodes, and the transcripts and chapters that it offers.

use url::Url;

use super::location::Location;
use super::offer::Offer;
use super::warning::FeedWarning;
use crate::language::LanguageTag;
use crate::transcript::{Date, Person};

/// The content of a feed, as far as it can be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Feed {
    /// The podcast's title.
    pub title: Option<String>,
    /// The language in which the podcast is.
    pub language: Option<LanguageTag>,
    /// Its items, in the order of the feed; their guids are unique.
    pub items: Vec<Item>,
    /// The parts that could not be read as written.
    pub warnings: Vec<FeedWarning>,
}

/// One episode.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// The identity of the item, the same at every reading. Where the feed gives no `guid`, it is the
    /// address of the recording, of the episode's page, or of its best transcript.
    pub guid: String,
    /// Its title, with single spaces.
    pub title: Option<String>,
    /// The day on which it was published, where its publisher was.
    pub date: Option<Date>,
    /// The people who speak in it, each with a role in lower case; `host` where none is given, as
    /// the specification has it. Where it names nobody, the people whom the feed names.
    pub people: Vec<Person>,
    /// The language in which it is: its own, or the feed's.
    pub language: Option<LanguageTag>,
    /// Its transcripts: those in its language first, then the best format, then in the order of the
    /// feed.
    pub transcripts: Vec<Offer>,
    /// The chapters in the feed itself, in its order.
    pub chapters: Vec<Chapter>,
    /// The place of chapters in Podcasting 2.0 JSON (see [`super::read_chapters`]).
    pub chapters_at: Option<Location>,
    /// The recording.
    pub media_url: Option<Url>,
    /// How many transcripts it offers at places that cannot be fetched.
    pub transcripts_left_out: usize,
    /// The transcripts that [`Item::keep_language`] took away.
    pub in_other_languages: Vec<Offer>,
    /// The line of the feed on which it begins, counted from 1.
    pub line: usize,
}

/// A part of a recording, up to the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// Where it begins, in milliseconds from the start of the recording.
    pub start_ms: u64,
    /// Its title, with single spaces.
    pub title: String,
}

/// Returns the text without the white space around it and with single spaces inside.
pub(super) fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
