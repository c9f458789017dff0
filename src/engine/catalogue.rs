//! Opens a store with its index, and gives access to both without a model.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::connections::{StoreConnections, identity};
use super::feeds::KnownFeeds;
use super::ingest::{IngestBatch, IngestError};
use super::known_names::{KnownNames, KnownNamesCell};
use super::library::Library;
use super::refresher::Upkeep;
use super::snapshot::{Notify, SnapshotCell};
use super::speakers::{SpeakerDirectory, TalkCell};
use super::timings::Timings;
use crate::embed::Embedder;
use crate::index::{Index, IndexError};
use crate::store::{Finding, Generation, OpenError, ReadError, StoreReader};

/// What an index consists of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexStatus {
    /// The folder it lies in.
    pub folder: PathBuf,
    /// The generation it shows.
    pub generation: Generation,
    /// Passages that can be found by meaning.
    pub passages: usize,
    /// Passages that can be found by words.
    pub lexical_passages: usize,
    /// How many segments its vectors are in.
    pub segments: usize,
    /// How many of them are large enough to have a graph.
    pub graphs: usize,
}

/// How much room a store and its index take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Footprint {
    /// The words of all passages that can be found.
    pub words: u64,
    /// The store's file.
    pub store_bytes: u64,
    /// All files of the index.
    pub index_bytes: u64,
    /// Its token vectors.
    pub token_bytes: u64,
}

/// How large a store and its index are, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bytes {
    /// The store's file.
    pub store: u64,
    /// All files of the index.
    pub index: u64,
}

/// An open store with its index. Safe to share among threads.
pub struct Catalogue {
    store: Arc<StoreConnections>,
    snapshot: Arc<SnapshotCell>,
    known_names: KnownNamesCell,
    talks: TalkCell,
}

impl Catalogue {
    /// Opens the store at `path`, making it where there is none. The index lies beside it, in a
    /// folder of the same name with `.index` appended, and is opened when it is first used.
    ///
    /// `notify` receives what happens to the index.
    ///
    /// # Errors
    /// A store that cannot be opened.
    pub fn open(path: &Path, notify: Notify) -> Result<Self, OpenError> {
        Ok(Self::over(StoreReader::open(path, identity())?, notify))
    }

    /// Opens the store at `path` only where there is one.
    ///
    /// # Errors
    /// A store that is missing or cannot be opened.
    pub fn open_existing(path: &Path, notify: Notify) -> Result<Self, OpenError> {
        let store = StoreReader::open_existing(path, identity())?;
        Ok(Self::over(store, notify))
    }

    fn over(store: StoreReader, notify: Notify) -> Self {
        let mut folder = store.path().as_os_str().to_owned();
        folder.push(".index");
        let store = Arc::new(StoreConnections::new(store));
        Self {
            snapshot: Arc::new(SnapshotCell::new(store.clone(), folder.into(), notify)),
            store,
            known_names: KnownNamesCell::default(),
            talks: TalkCell::default(),
        }
    }

    /// Returns the transcripts.
    pub fn library(&self) -> Library<'_> {
        Library::new(&self.store)
    }

    /// Returns the speakers and their names.
    pub fn speakers(&self) -> SpeakerDirectory<'_> {
        SpeakerDirectory::new(&self.store, &self.talks)
    }

    /// Returns the feeds that transcripts came from.
    pub fn feeds(&self) -> KnownFeeds<'_> {
        KnownFeeds::new(&self.store)
    }

    /// Begins a batch of sources. `load` gets the model when a source is not in the store yet.
    pub fn begin_batch<'a, K, E: From<IngestError>>(
        &'a self,
        load: impl FnMut(&mut Timings) -> Result<&'a Embedder, E> + 'a,
    ) -> IngestBatch<'a, K, E> {
        IngestBatch::new(&self.store, load)
    }

    /// Returns the index of the store's last commit, bringing it up to date first. Where an
    /// [`Upkeep`] does that, or another process is writing it, returns the current one.
    ///
    /// # Errors
    /// A store that cannot be read, or an index folder that cannot be written.
    pub fn index(&self) -> Result<Arc<Index>, IndexError> {
        self.snapshot.current()
    }

    /// Begins to bring the index up to date in a thread of its own, beside the questions.
    ///
    /// # Errors
    /// A store that cannot be opened once more.
    pub fn keep_up_to_date(&self) -> Result<Upkeep, OpenError> {
        Upkeep::begin(self.snapshot.clone())
    }

    /// Waits until what was committed before can be found, for at most `most` and until bringing
    /// the index up to date fails. Returns whether it can; at once where there is no [`Upkeep`],
    /// since then the next question brings the index up to date.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn await_last_commit(&self, most: Duration) -> Result<bool, ReadError> {
        self.snapshot.await_last_commit(most)
    }

    /// Returns how many passages can be found.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn count_passages(&self) -> Result<u64, ReadError> {
        self.store.reader().passages().count()
    }

    /// Reads the whole store and returns what is wrong with it.
    ///
    /// # Errors
    /// A store that cannot be read at all.
    pub fn verify(&self) -> Result<Vec<Finding>, ReadError> {
        self.store.reader().verify()
    }

    /// Opens the index, which checks and repairs it, and returns what it consists of.
    ///
    /// # Errors
    /// A store that cannot be read, or an index folder that cannot be written.
    pub fn index_status(&self) -> Result<IndexStatus, IndexError> {
        let index = self.index()?;
        Ok(IndexStatus {
            folder: self.snapshot.folder().to_owned(),
            generation: index.generation,
            passages: index.vectors.len(),
            lexical_passages: index.lexical.len(),
            segments: index.vectors.segments(),
            graphs: index.vectors.graphs(),
        })
    }

    /// Returns how much room the store and its index take.
    ///
    /// # Errors
    /// A store or an index that cannot be read.
    pub fn footprint(&self) -> Result<Footprint, IndexError> {
        let index = self.index()?;
        let bytes = self.bytes()?;
        let words = self.store.reader().passages().count_words()?;
        Ok(Footprint {
            words,
            store_bytes: bytes.store,
            index_bytes: bytes.index,
            token_bytes: index.tokens.bytes() as u64,
        })
    }

    /// Returns how large the store and its index are.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn bytes(&self) -> Result<Bytes, ReadError> {
        let files = walkdir::WalkDir::new(self.snapshot.folder()).into_iter();
        let files = files.flatten().filter(|entry| entry.file_type().is_file());
        let sizes = files.map(|entry| entry.metadata().map_or(0, |file| file.len()));
        let store = self.store.reader().bytes()?;
        Ok(Bytes {
            store,
            index: sizes.sum(),
        })
    }

    pub(super) fn store(&self) -> &StoreConnections {
        &self.store
    }

    pub(super) fn snapshot(&self) -> &SnapshotCell {
        &self.snapshot
    }

    /// Returns what a question can refer to.
    pub(super) fn known_names(&self, index: &Index) -> Result<Arc<KnownNames>, ReadError> {
        self.known_names.current(&self.store, index)
    }
}
