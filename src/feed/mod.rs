//! Reads a podcast's feed, and fetches the transcripts that it offers.
//!
//! A feed is RSS; each item has a title, a date, people, chapters and transcripts. The fetcher
//! connects only to addresses that it has checked, and takes no proxy from the environment. It looks
//! at the clock, to wait.

mod address;
mod chapters;
mod elements;
mod fetch;
mod item;
mod location;
mod model;
mod offer;
mod read;
mod warning;

pub use address::is_public;
pub use chapters::{chapter_at, read_chapters};
pub use fetch::{AddressPolicy, Document, FetchConfig, FetchError, Fetcher, Validators};
pub use location::{Base, Location};
pub use model::{Chapter, Feed, Item};
pub use offer::Offer;
pub use read::read;
pub use warning::{FeedError, FeedWarning, FeedWarningKind};
