//! Fetches and stores the transcript that an item of a feed offers.
//!
//! An item is known by its guid and keeps its transcript's id. What is known is fetched only where
//! it changed. A transcript stays as it is where its feed withdrew it, or where its new version
//! cannot be fetched or read.

use thiserror::Error;
use url::Url;

use super::ingestor::Ingestor;
use super::source::{IngestError, Ingested, Progress, Source};
use crate::embed::EmbedError;
use crate::engine::feeds::{KnownFeeds, OpenFeed, name_of};
use crate::feed::{Chapter, FetchError, Fetcher, Item, Location, read_chapters};
use crate::language::LanguageTag;
use crate::store::{CommitError, FeedItem, ItemVersion, ReadError};
use crate::transcript::{Media, Metadata, ParseOptions};

/// What became of an item.
#[derive(Debug)]
pub enum ItemOutcome {
    /// It offers no transcript, and offered none before.
    NoTranscript,
    /// It offers no transcript any more; the one that it became, of this id, stays as it is.
    Withdrawn(String),
    /// Its transcript is in the store.
    Ingested {
        /// The transcript's id.
        id: String,
        /// Where it was fetched from.
        from: String,
        /// What was done.
        ingested: Ingested,
        /// Why its chapters are not as the feed has them.
        chapters_problem: ChaptersProblem,
    },
}

/// Why an item was not stored. What the store has of it is as it was.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ItemError {
    /// Its transcript was not fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// Its transcript was fetched, and not stored.
    #[error("{from}: {error}")]
    Ingest {
        /// Where it was fetched from.
        from: String,
        /// Why.
        error: IngestError,
    },
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The store refused it.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

impl ItemError {
    /// Returns whether the caller asked to stop.
    pub fn is_interruption(&self) -> bool {
        match self {
            ItemError::Fetch(error) => matches!(error, FetchError::Stopped),
            ItemError::Ingest { error, .. } => {
                matches!(error, IngestError::Embed(EmbedError::Cancelled))
            }
            _ => false,
        }
    }

    /// Returns whether another transcript of the item may do better now.
    fn is_of_this_transcript(&self) -> bool {
        match self {
            ItemError::Fetch(error) => !error.is_temporary(),
            ItemError::Ingest { error, .. } => matches!(error, IngestError::Parse(_)),
            _ => false,
        }
    }
}

/// An item on its way in.
pub(in crate::engine) struct FeedItemIngest<'a> {
    ingestor: Ingestor<'a>,
    feed: &'a str,
    item: &'a Item,
    fingerprint: [u8; 32],
    /// The id of the transcript that it became, and which version that is of.
    known: Option<(String, ItemVersion)>,
}

/// Why the chapters of an item are not as the feed has them, if they are not.
type ChaptersProblem = Option<String>;

impl<'i> FeedItemIngest<'i> {
    /// Looks up what the store knows of an item.
    pub(in crate::engine) fn new(
        ingestor: Ingestor<'i>,
        feed: &'i OpenFeed,
        item: &'i Item,
    ) -> Result<Self, ReadError> {
        let store = ingestor.store.reader();
        Ok(Self {
            ingestor,
            feed: &feed.name,
            item,
            fingerprint: item.fingerprint(),
            known: store.feeds().item(&feed.name, &item.guid)?,
        })
    }

    /// Tries the item's transcripts, the best first, until one can be fetched and read. A failure
    /// that may be temporary is an error, and the next run tries again.
    pub(in crate::engine) fn ingest(
        &self,
        fetcher: &mut Fetcher,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<ItemOutcome, ItemError> {
        let mut first_error = None;
        for at in self.candidates() {
            match self.try_one(at, fetcher, progress) {
                Err(error) if error.is_of_this_transcript() => {
                    first_error.get_or_insert(error);
                }
                done => return done,
            }
        }
        match (first_error, &self.known) {
            (Some(error), _) => Err(error),
            (None, Some((id, _))) => Ok(ItemOutcome::Withdrawn(id.clone())),
            (None, None) => Ok(ItemOutcome::NoTranscript),
        }
    }

    /// Returns the transcripts to try, in order: where the feed says what it said before, the one
    /// that was taken then.
    fn candidates(&self) -> impl Iterator<Item = &Location> {
        let any = !self.is_unchanged_in_feed();
        let offered = self.item.transcripts.iter().map(|offer| &offer.at);
        offered.filter(move |at| any || self.known_at(at).is_some())
    }

    /// Returns whether the feed said the very same of the item when it was stored.
    fn is_unchanged_in_feed(&self) -> bool {
        let known = self.known.as_ref();
        known.is_some_and(|(_, version)| version.fingerprint == self.fingerprint)
    }

    /// Returns what is known, where it is of the transcript at this place.
    fn known_at(&self, at: &Location) -> Option<&ItemVersion> {
        let (_, version) = self.known.as_ref()?;
        (version.transcript_url == name_of(at)).then_some(version)
    }

    /// Stores the transcript at this place; where it is as it was, what the feed says now of it.
    fn try_one(
        &self,
        at: &Location,
        fetcher: &mut Fetcher,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<ItemOutcome, ItemError> {
        let known = self.known_at(at);
        let document = match known {
            Some(version) => fetcher.fetch_unless_known(at, &version.validators)?,
            None => Some(fetcher.fetch(at)?),
        };
        let store = self.ingestor.store;
        let id = match &self.known {
            Some((id, _)) => id.clone(),
            None => KnownFeeds(store).new_id(self.feed, self.item)?,
        };
        let fetched = document.as_ref().map(|document| &document.validators);
        let validators = fetched.or(known.map(|version| &version.validators));
        let mut version = ItemVersion {
            transcript_url: name_of(at),
            validators: validators.cloned().unwrap_or_default(),
            fingerprint: self.fingerprint,
        };
        let source = document.map(|document| Source {
            id: id.clone(),
            about: self.metadata(at),
            options: ParseOptions::default(),
            path: format!("{}#{}", self.feed, self.item.guid),
            bytes: document.bytes,
        });
        let outcome = |ingested, chapters_problem| ItemOutcome::Ingested {
            id: id.clone(),
            from: at.to_string(),
            ingested,
            chapters_problem,
        };
        if known == Some(&version) {
            // A server without conditional requests sends the same version again.
            let is_stored = match &source {
                Some(source) => store
                    .reader()
                    .transcripts()
                    .holds(&id, &source.content_hash())?,
                None => true,
            };
            if is_stored {
                return Ok(outcome(Ingested::Unchanged, None));
            }
        }
        let (chapters, problem) = self.chapters(&mut version, fetcher)?;
        let item = FeedItem {
            feed: self.feed,
            guid: &self.item.guid,
            version: &version,
            chapters: &chapters,
        };
        let ingested = match source {
            Some(source) => {
                let ingested = self.ingestor.ingest(source, Some(item), progress);
                let from = at.to_string();
                ingested.map_err(|error| ItemError::Ingest { from, error })?
            }
            None => {
                let about = self.metadata(at);
                let changed = store.change(|store| store.describe(&id, &about, Some(&item)))?;
                Ingested::known(changed)
            }
        };
        Ok(outcome(ingested, problem))
    }

    /// Returns what the feed says of the recording whose transcript is at a place; nothing where it
    /// said that before, since the user may have corrected it meanwhile.
    fn metadata(&self, at: &Location) -> Metadata {
        if self.is_unchanged_in_feed() {
            return Metadata::default();
        }
        Metadata {
            title: self.item.title.clone(),
            date: self.item.date,
            media: Media {
                url: self.item.media_url.as_ref().map(Url::to_string),
                ..Media::default()
            },
            language: self.language(at),
            people: Some(self.item.people.clone()),
        }
    }

    /// Returns the language that the feed says of the transcript at a place, or of the item.
    fn language(&self, at: &Location) -> Option<LanguageTag> {
        let mut offers = self.item.transcripts.iter();
        let offer = offers.find(|offer| offer.at == *at)?;
        self.item.language_of(offer)?.canonical()
    }

    /// Returns the chapters; the former ones where the new ones cannot be fetched, since chapters
    /// are optional. Where the next run may fetch them, the version is marked as incomplete.
    fn chapters(
        &self,
        version: &mut ItemVersion,
        fetcher: &mut Fetcher,
    ) -> Result<(Vec<Chapter>, ChaptersProblem), ItemError> {
        let at = match &self.item.chapters_at {
            Some(at) if self.item.chapters.is_empty() => at,
            _ => return Ok((self.item.chapters.clone(), None)),
        };
        let problem = match fetcher.fetch(at) {
            Ok(document) => match read_chapters(&document.bytes) {
                Ok(chapters) => return Ok((chapters, None)),
                Err(error) => format!("{at}: no chapters in Podcasting 2.0 JSON: {error}"),
            },
            Err(FetchError::Stopped) => return Err(FetchError::Stopped.into()),
            Err(error) => {
                if error.is_temporary() {
                    version.fingerprint = ItemVersion::INCOMPLETE;
                }
                error.to_string()
            }
        };
        let former = match &self.known {
            Some((id, _)) => self.ingestor.store.reader().transcripts().chapters(id)?,
            None => Vec::new(),
        };
        Ok((former, Some(problem)))
    }
}
