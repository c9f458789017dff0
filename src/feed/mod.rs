//! Stage 1b: a podcast's feed says which transcripts there are, and where.
//!
//! In: the bytes of an RSS feed, and addresses to fetch. Out: [`Feed`]: its items with titles,
//! dates, people, chapters and transcripts, best format first; and bytes, fetched politely and only
//! from where they may be fetched ([`Fetcher`]). Never here: what a transcript says (see
//! [`crate::transcript`]), the store, a connection to an address that was not checked, and the
//! environment: no proxy is taken from it. The fetcher alone looks at the clock, to wait.

mod address;
mod chapters;
mod fetch;
mod item;
mod location;
mod offer;
mod read;
mod warning;
mod xml;

use url::Url;

use crate::transcript::{Date, Person};

pub use address::is_public;
pub use chapters::{chapter_at, read_chapters};
pub use fetch::{AddressPolicy, Document, FetchConfig, FetchError, Fetcher, Validators};
pub use location::{Base, Location, Unusable};
pub use offer::Offer;
pub use read::read;
pub use warning::{FeedError, Warning, WarningKind};

/// What a feed says, as far as it can be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Feed {
    /// The podcast's title.
    pub title: Option<String>,
    /// Its items, in the order of the feed; their guids are unique.
    pub items: Vec<Item>,
    /// What could not be read as it stood.
    pub warnings: Vec<Warning>,
}

/// One episode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What the feed knows it by, the same whenever it is read. Where it gives no `guid`, the
    /// address of the recording, of the episode's page, or of its best transcript.
    pub guid: String,
    /// Its title, with single spaces.
    pub title: Option<String>,
    /// The day it was published, where its publisher was.
    pub date: Option<Date>,
    /// Who speaks in it, each with a role in lower case, `host` where none is given, as the
    /// specification has it; where it names nobody, whom the feed names for all items.
    pub people: Vec<Person>,
    /// Its transcripts, best format first, and in the order of the feed within a format.
    pub transcripts: Vec<Offer>,
    /// The chapters that stand in the feed itself, in its order.
    pub chapters: Vec<Chapter>,
    /// Where chapters in Podcasting 2.0 JSON are (see [`read_chapters`]).
    pub chapters_at: Option<Location>,
    /// The recording.
    pub media_url: Option<Url>,
    /// How many transcripts it offers at places that cannot be fetched.
    pub transcripts_left_out: usize,
    /// The line of the feed on which it begins, counted from 1.
    pub line: usize,
}

/// A part of a recording, up to the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// Where it begins, in milliseconds from the start of the recording.
    pub start_ms: u64,
    /// What it is called, with single spaces.
    pub title: String,
}

/// Returns the text without the spaces around it and with single ones inside.
fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
