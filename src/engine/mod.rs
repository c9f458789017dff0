//! Combines the stages into an engine that stores transcripts and answers questions.
//!
//! The doors and the evaluation call an [`Engine`], or a [`Catalogue`] where they need no model.

mod ask;
mod catalogue;
mod connections;
mod copies;
mod cpu_permits;
mod feeds;
mod ingest;
mod known_names;
mod library;
mod reembed;
mod refresher;
mod scheduled_backups;
mod similar;
mod snapshot;
mod speakers;
mod status;
mod store_model;
mod timings;

use std::sync::Arc;

pub use ask::{
    AskError, AskOutcome, Correction, DayOfMentions, Detail, DroppedFilter, Filter, Interpretation,
    MOST_HITS, MOST_NAMES, Mentioner, Mentions, NameAsHeard, Question, QuestionError, ReaderState,
    ReaderUse, Scope, SearchOutcome, Understanding, WhereMentioned,
};
pub use catalogue::{Catalogue, Footprint};
pub use copies::{CompactError, Verified, VerifyError, put_back, save, verify};
pub use feeds::{FeedFailure, KnownFeeds, OpenFeed, open_feed};
pub use ingest::{
    IngestBatch, IngestError, Ingested, ItemError, ItemOutcome, Progress, Source, Stored,
};
pub use library::{
    AROUND_MS, Excerpt, ExcerptError, ExcerptRequest, Extent, Library, ListOrder, ListPage,
    ListPlace, Listing, ListingError, MOST_LISTED, ShownTranscript,
};
pub use reembed::{Outset, ReembedError, Reembedded, Reembedding};
pub use refresher::Upkeep;
pub use scheduled_backups::{BackupOutcome, BackupSchedule, ScheduledBackups};
pub use speakers::{
    DoubtfulNames, EvidenceQuote, LoggedChange, NameSuggestions, Naming, NamingError, Speaker,
    SpeakerDirectory, SuggestedName,
};
pub use status::{IndexShown, STAGES, Standing, Status};
pub use store_model::{StoreModel, identity};
pub use timings::Timings;

use ask::Searcher;
use cpu_permits::CpuPermits;
use ingest::{FeedItemIngest, Ingestor};
use status::StatusMonitor;

use crate::embed::Embedder;
use crate::feed::{Fetcher, Item};
use crate::reader::Reader;
use crate::search::{Candidate, SearchConfig};
use crate::store::ReadError;
use crate::tally::TallySnapshot;
use crate::time::Span;

/// A catalogue with the model that its embeddings were made with.
pub struct Engine {
    catalogue: Arc<Catalogue>,
    embedder: Embedder,
    reader: Option<Reader>,
    config: SearchConfig,
    permits: CpuPermits,
    monitor: StatusMonitor,
}

impl Engine {
    /// Joins a catalogue and a model.
    pub fn new(
        catalogue: impl Into<Arc<Catalogue>>,
        embedder: Embedder,
        config: SearchConfig,
    ) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            catalogue: catalogue.into(),
            embedder,
            reader: None,
            config,
            permits: CpuPermits::new(processors),
            monitor: StatusMonitor::default(),
        }
    }

    /// Adds a reader, which reads the best passages of questions.
    pub fn with_reader(self, reader: Reader) -> Self {
        Self {
            reader: Some(reader),
            ..self
        }
    }

    /// Returns the catalogue.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Returns the catalogue, to be shared with other threads.
    pub fn share_catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.clone()
    }

    /// Returns the model.
    pub fn embedder(&self) -> &Embedder {
        &self.embedder
    }

    /// Returns how hits are found and ranked.
    pub fn config(&self) -> &SearchConfig {
        &self.config
    }

    /// Returns the passages nearest to a text, best first, however far they are.
    ///
    /// # Errors
    /// A text that cannot be used, or an index that cannot be read.
    pub fn search(&self, question: &Question) -> Result<SearchOutcome, AskError> {
        let outcome = ask::search(self.searcher(&self.config), question)?;
        self.monitor.record(&outcome.timings);
        Ok(outcome)
    }

    /// Answers a question in the words of a transcript, or returns why there is no answer.
    ///
    /// # Errors
    /// A question that cannot be used, or an index that cannot be read.
    pub fn ask(&self, question: &Question) -> Result<AskOutcome, AskError> {
        self.ask_with(question, &self.config)
    }

    /// Answers a question with other settings of the search, for measuring them.
    ///
    /// # Errors
    /// As [`Engine::ask`].
    pub fn ask_with(
        &self,
        question: &Question,
        config: &SearchConfig,
    ) -> Result<AskOutcome, AskError> {
        let outcome = ask::ask(self.searcher(config), question)?;
        self.monitor.record(&outcome.timings);
        Ok(outcome)
    }

    /// Returns who spoke of a topic: those with its words, and those among the `k` best passages.
    ///
    /// # Errors
    /// As [`Engine::ask`].
    pub fn mentions(&self, question: &Question) -> Result<Mentions, AskError> {
        let mentions = ask::mentions(self.searcher(&self.config), question)?;
        self.monitor.record(&mentions.timings);
        Ok(mentions)
    }

    /// Returns the candidates of both retrievers for a question, before ranking, each with its
    /// time; none where nothing can be searched for.
    ///
    /// # Errors
    /// As [`Engine::ask`].
    pub fn candidates(
        &self,
        question: &Question,
    ) -> Result<Vec<(Candidate, Option<Span>)>, AskError> {
        self.searcher(&self.config).candidates(question)
    }

    /// Reads, embeds and stores one source, in place of its former version.
    ///
    /// It is durable when this returns. The index is brought up to date when it is next used.
    /// `progress` returns whether to continue; it is last called right before the commit.
    ///
    /// # Errors
    /// Bytes that are not a transcript, a model or store that fails, the wish to stop.
    pub fn ingest(
        &self,
        source: Source,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<Ingested, IngestError> {
        self.ingestor().ingest(source, None, progress)
    }

    /// Brings the store up to date with one item of a feed that is kept ([`KnownFeeds::keep`]).
    ///
    /// `progress` returns whether to continue.
    ///
    /// # Errors
    /// A transcript that cannot be fetched, read or stored; the wish to stop.
    pub fn ingest_item(
        &self,
        feed: &OpenFeed,
        item: &Item,
        fetcher: &mut Fetcher,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<ItemOutcome, ItemError> {
        FeedItemIngest::new(self.ingestor(), feed, item)?.ingest(fetcher, progress)
    }

    /// Returns how much there is, and how far the index is, which is left as it is.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn status(&self) -> Result<Status, ReadError> {
        self.monitor.status(&self.catalogue)
    }

    /// Returns how far the index is, which is left as it is. It takes no time, however much there
    /// is.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn standing(&self) -> Result<Standing, ReadError> {
        status::standing(&self.catalogue)
    }

    /// Returns how long each of [`STAGES`] took, in seconds, question by question.
    pub fn stages(&self) -> impl Iterator<Item = (&'static str, TallySnapshot)> {
        self.monitor.stages()
    }

    fn searcher<'a>(&'a self, config: &'a SearchConfig) -> Searcher<'a> {
        Searcher {
            catalogue: &self.catalogue,
            embedder: &self.embedder,
            permits: &self.permits,
            config,
            reader: self.reader.as_ref(),
        }
    }

    fn ingestor(&self) -> Ingestor<'_> {
        Ingestor {
            store: self.catalogue.store(),
            embedder: &self.embedder,
        }
    }
}
