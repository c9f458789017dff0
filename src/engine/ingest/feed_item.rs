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
use crate::feed::{Chapter, Document, FetchError, Fetcher, Item, Location, read_chapters};
use crate::store::{CommitError, FeedItem, ItemVersion, ReadError, StoreWriter};
use crate::transcript::{Media, Metadata, ParseOptions};

/// What became of an item.
#[derive(Debug)]
pub enum ItemOutcome {
    /// It offers no transcript, and offered none before.
    NoTranscript,
    /// It offers no transcript any more; the one that it became stays as it is.
    Withdrawn {
        /// The transcript's id.
        id: String,
    },
    /// Its transcript is in the store.
    Ingested {
        /// The transcript's id.
        id: String,
        /// Where it was fetched from.
        from: String,
        /// What was done.
        ingested: Ingested,
        /// Why its chapters are not as the feed has them.
        chapters_problem: Option<String>,
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

/// The chapters of an item, and why they are not as the feed has them.
type ItemChapters = (Vec<Chapter>, Option<String>);

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
            (None, Some((id, _))) => Ok(ItemOutcome::Withdrawn { id: id.clone() }),
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
    fn known_at(&self, at: &Location) -> Option<(&str, &ItemVersion)> {
        let (id, version) = self.known.as_ref()?;
        (version.transcript_url == name_of(at)).then_some((id, version))
    }

    fn try_one(
        &self,
        at: &Location,
        fetcher: &mut Fetcher,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<ItemOutcome, ItemError> {
        let Some((id, version)) = self.known_at(at) else {
            let document = fetcher.fetch(at)?;
            return self.take(at, document, fetcher, progress);
        };
        match fetcher.fetch_unless_known(at, &version.validators)? {
            Some(document) => self.take(at, document, fetcher, progress),
            None if self.is_unchanged_in_feed() => Ok(ingested(id, at, Ingested::Unchanged, None)),
            None => self.describe(id, at, version, fetcher),
        }
    }

    /// Stores a transcript that was fetched.
    fn take(
        &self,
        at: &Location,
        document: Document,
        fetcher: &mut Fetcher,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<ItemOutcome, ItemError> {
        let id = match &self.known {
            Some((id, _)) => id.clone(),
            None => KnownFeeds::new(self.ingestor.store).new_id(self.feed, self.item)?,
        };
        let mut version = ItemVersion {
            transcript_url: name_of(at),
            validators: document.validators,
            fingerprint: self.fingerprint,
        };
        let source = Source {
            id: id.clone(),
            about: self.metadata(),
            options: ParseOptions::default(),
            path: format!("{}#{}", self.feed, self.item.guid),
            bytes: document.bytes,
        };
        // A server without conditional requests sends the same version again.
        if self
            .known_at(at)
            .is_some_and(|(_, known)| *known == version)
            && self
                .ingestor
                .store
                .reader()
                .transcripts()
                .holds(&id, &source.content_hash())?
        {
            return Ok(ingested(&id, at, Ingested::Unchanged, None));
        }
        let (chapters, problem) = self.chapters(&mut version, fetcher)?;
        let item = self.feed_item(&version, &chapters);
        match self.ingestor.ingest(source, Some(item), progress) {
            Ok(done) => Ok(ingested(&id, at, done, problem)),
            Err(error) => Err(ItemError::Ingest {
                from: at.to_string(),
                error,
            }),
        }
    }

    /// Stores what the feed says now of a transcript that is as it was.
    fn describe(
        &self,
        id: &str,
        from: &Location,
        known: &ItemVersion,
        fetcher: &mut Fetcher,
    ) -> Result<ItemOutcome, ItemError> {
        let mut version = ItemVersion {
            fingerprint: self.fingerprint,
            ..known.clone()
        };
        let (chapters, problem) = self.chapters(&mut version, fetcher)?;
        let item = self.feed_item(&version, &chapters);
        let describe = |store: &mut StoreWriter| store.describe(id, &self.metadata(), Some(&item));
        let described = self.ingestor.store.change(describe)?;
        let done = Ingested::from(described);
        Ok(ingested(id, from, done, problem))
    }

    fn feed_item<'a>(&'a self, version: &'a ItemVersion, chapters: &'a [Chapter]) -> FeedItem<'a> {
        FeedItem {
            feed: self.feed,
            guid: &self.item.guid,
            version,
            chapters,
        }
    }

    /// Returns what the feed says of the recording; nothing where it said that before, since the
    /// user may have corrected it meanwhile.
    fn metadata(&self) -> Metadata {
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
            people: Some(self.item.people.clone()),
        }
    }

    /// Returns the chapters; the former ones where the new ones cannot be fetched, since chapters
    /// are optional. Where the next run may fetch them, the version is marked as incomplete.
    fn chapters(
        &self,
        version: &mut ItemVersion,
        fetcher: &mut Fetcher,
    ) -> Result<ItemChapters, ItemError> {
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
        let known = self.known.as_ref().map(|(id, _)| id);
        let store = self.ingestor.store.reader();
        let former = known.map(|id| store.transcripts().chapters(id));
        Ok((former.transpose()?.unwrap_or_default(), Some(problem)))
    }
}

fn ingested(
    id: &str,
    from: &Location,
    ingested: Ingested,
    chapters_problem: Option<String>,
) -> ItemOutcome {
    ItemOutcome::Ingested {
        id: id.into(),
        from: from.to_string(),
        ingested,
        chapters_problem,
    }
}
