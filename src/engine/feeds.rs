//! Fetches and reads feeds, and stores them for the next run.
//!
//! A response that is not a feed does not replace the stored version. A transcript stays when its
//! feed no longer lists it.

use std::collections::HashSet;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use thiserror::Error;
use url::Url;

use super::connections::StoreConnections;
use crate::feed::{self, Base, Feed, FeedError, FetchError, Fetcher, Item, Location};
use crate::remedy::Remedy;
use crate::store::{CommitError, ReadError, StoredFeed};

/// The longest id that is made of a title, in characters.
const MOST_ID_CHARACTERS: usize = 60;

/// A feed that was fetched and read.
#[derive(Debug, Clone)]
pub struct OpenFeed {
    /// Its address or its file, by which the store knows it.
    pub name: String,
    /// What it says.
    pub feed: Feed,
    /// Whether that is what it said when it was fetched last.
    pub unchanged: bool,
    stored: StoredFeed,
}

/// Why a feed could not be opened.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FeedFailure {
    /// It was not fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The response is not a feed.
    #[error(transparent)]
    Feed(#[from] FeedError),
}

impl FeedFailure {
    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Fetch(error) => error.remedy(),
            Self::Feed(_) => None,
        }
    }
}

/// Fetches a feed, unless it is still the one that is known, and reads it.
///
/// # Errors
/// A feed that cannot be fetched, or a response that is not a feed.
pub fn open_feed(
    at: &Location,
    known: Option<StoredFeed>,
    fetcher: &mut Fetcher,
) -> Result<OpenFeed, FeedFailure> {
    let (stored, unchanged) = fetch(at, known, fetcher)?;
    let base = match (at, Url::parse(&stored.found_at)) {
        (Location::File(path), _) => Base::Folder(path.parent().unwrap_or(path).into()),
        (Location::Web(_), Ok(found_at)) => Base::Web(found_at),
        (Location::Web(url), Err(_)) => Base::Web(url.clone()),
    };
    Ok(OpenFeed {
        name: name_of(at),
        feed: feed::read(&stored.bytes, &base)?,
        unchanged,
        stored,
    })
}

/// Returns the feed to keep for the next run, and whether it is as it was.
fn fetch(
    at: &Location,
    known: Option<StoredFeed>,
    fetcher: &mut Fetcher,
) -> Result<(StoredFeed, bool), FetchError> {
    let document = match &known {
        Some(known) => fetcher.fetch_unless_known(at, &known.validators)?,
        None => Some(fetcher.fetch(at)?),
    };
    let checked_at = Timestamp::now().to_string();
    let Some(document) = document else {
        let known = known.unwrap_or_default();
        return Ok((
            StoredFeed {
                checked_at,
                ..known
            },
            true,
        ));
    };
    let unchanged = known.is_some_and(|known| known.bytes == document.bytes);
    let stored = StoredFeed {
        bytes: document.bytes,
        found_at: name_of(&document.at),
        validators: document.validators,
        checked_at,
    };
    Ok((stored, unchanged))
}

/// Returns the whole address, a password included, or the path.
pub(super) fn name_of(at: &Location) -> String {
    match at {
        Location::Web(url) => url.as_str().into(),
        Location::File(path) => path.display().to_string(),
    }
}

/// The feeds that a catalogue knows.
#[derive(Clone, Copy)]
pub struct KnownFeeds<'a>(pub(super) &'a StoreConnections);

impl KnownFeeds<'_> {
    /// Returns a feed as it was fetched last.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn last_fetched(self, at: &Location) -> Result<Option<StoredFeed>, ReadError> {
        self.0.reader().feeds().feed(&name_of(at))
    }

    /// Keeps a feed for the next run, in place of its former version.
    ///
    /// # Errors
    /// A store that cannot be written.
    pub fn keep(self, feed: &OpenFeed) -> Result<(), CommitError> {
        self.0
            .change(|store| store.keep_feed(&feed.name, &feed.stored))
    }

    /// Returns the id of the transcript that an item became, if it did.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn id_of_item(self, feed: &OpenFeed, item: &Item) -> Result<Option<String>, ReadError> {
        let known = self.0.reader().feeds().item(&feed.name, &item.guid)?;
        Ok(known.map(|(id, _)| id))
    }

    /// Returns the ids of the transcripts that came from the feed and are not in it any more.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn dropped_by(self, feed: &OpenFeed) -> Result<Vec<String>, ReadError> {
        let items = feed.feed.items.iter();
        let there: HashSet<&str> = items.map(|item| item.guid.as_str()).collect();
        let known = self.0.reader().feeds().items(&feed.name)?.into_iter();
        let dropped = known.filter(|(guid, _)| !there.contains(guid.as_str()));
        Ok(dropped.map(|(_, id)| id).collect())
    }

    /// Returns an id for an item that has none yet: its title where that is free, else with its
    /// day, else with a part of a hash of feed and guid.
    pub(super) fn new_id(self, feed: &str, item: &Item) -> Result<String, ReadError> {
        let plain = id_of(item.title.as_deref().unwrap_or(&item.guid));
        let dated = item.date.map(|date| format!("{plain}_{date}"));
        for id in [Some(plain.clone()), dated].into_iter().flatten() {
            if self.0.reader().transcripts().summary(&id)?.is_none() {
                return Ok(id);
            }
        }
        let hash = Sha256::digest(format!("{feed}\n{}", item.guid));
        let hash: String = hash[..4].iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(format!("{plain}_{hash}"))
    }
}

/// Returns a title as an id: letters and digits in lower case, all else as single underscores.
fn id_of(title: &str) -> String {
    let mut id = String::new();
    for character in title.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() {
            id.push(character);
        } else if !id.is_empty() && !id.ends_with('_') {
            id.push('_');
        }
    }
    let cut: String = id.chars().take(MOST_ID_CHARACTERS).collect();
    match cut.trim_end_matches('_') {
        "" => "episode".into(),
        id => id.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_is_a_title_that_can_be_typed() {
        let cases = [
            ("The Long Canal", "the_long_canal"),
            ("#12: Locks & weirs!", "12_locks_weirs"),
            ("Österreichs Kanäle", "österreichs_kanäle"),
            ("\u{1b}[31mred\u{0}", "31mred"),
            ("…", "episode"),
        ];
        for (title, id) in cases {
            assert_eq!(id_of(title), id);
        }
        assert_eq!(id_of(&"word ".repeat(100)).len(), 59);
    }
}
