//! Opens a store with its index, and gives access to both without a model.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::connections::{StoreConnections, index_folder};
use super::feeds::KnownFeeds;
use super::ingest::{IngestBatch, IngestError};
use super::known_names::{KnownNames, KnownNamesCell};
use super::library::Library;
use super::refresher::Upkeep;
use super::snapshot::{Notify, SnapshotCell};
use super::speakers::{SpeakerDirectory, TalkCell};
use super::store_model::StoreModel;
use super::timings::Timings;
use crate::embed::{Embedder, Model};
use crate::index::{Index, IndexError};
use crate::provision::ModelSource;
use crate::store::{Finding, OpenError, ReadError, StoreReader};

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

/// An open store with its index. Safe to share among threads.
pub struct Catalogue {
    store: Arc<StoreConnections>,
    snapshot: Arc<SnapshotCell>,
    known_names: KnownNamesCell,
    talks: TalkCell,
}

impl Catalogue {
    /// Opens the store at `path`, making one for English where there is none. The index lies beside it, in a
    /// folder of the same name with `.index` appended, and is opened when it is first used.
    ///
    /// `notify` receives what happens to the index.
    ///
    /// # Errors
    /// A store that cannot be opened.
    pub fn open(path: &Path, notify: Notify) -> Result<Self, OpenError> {
        expect_not_lost(path)?;
        let model = StoreModel::at(path).unwrap_or(Model::English.into());
        let store = StoreReader::open(path, model.store_identity())?;
        Self::over(store, model, notify)
    }

    /// Opens the store at `path`, making it for `model` where there is none. A store of the user's model
    /// records the folder.
    ///
    /// # Errors
    /// A store that cannot be opened, or is of another model.
    pub fn open_of(
        path: &Path,
        model: impl Into<StoreModel>,
        notify: Notify,
    ) -> Result<Self, OpenError> {
        expect_not_lost(path)?;
        let wanted = model.into();
        let (model, recorded) = match StoreModel::at(path) {
            Some(model) => {
                model.expect(&wanted, path)?;
                match model.source {
                    Some(ModelSource::Shipped(_)) => (model.clone(), model.source),
                    // The folder may have been moved, or the model have another name now.
                    former => {
                        let identity = model.identity;
                        (StoreModel { identity, ..wanted }, former)
                    }
                }
            }
            None => (wanted, None),
        };
        let store = StoreReader::open(path, model.store_identity())?;
        let catalogue = Self::over(store, model, notify)?;
        if let Some(folder) = catalogue.model().folder()
            && recorded != catalogue.model().source
        {
            let kept = catalogue
                .store
                .change(|store| store.keep_model_folder(&folder));
            kept.map_err(|error| OpenError::Unreadable {
                path: path.to_owned(),
                reason: error.to_string(),
            })?;
        }
        Ok(catalogue)
    }

    /// Opens the store at `path` only where there is one.
    ///
    /// # Errors
    /// A store that is missing or cannot be opened.
    pub fn open_existing(path: &Path, notify: Notify) -> Result<Self, OpenError> {
        let model = StoreModel::at(path).unwrap_or(Model::English.into());
        let store = StoreReader::open_existing(path, model.store_identity())?;
        Self::over(store, model, notify)
    }

    fn over(store: StoreReader, model: StoreModel, notify: Notify) -> Result<Self, OpenError> {
        let folder = index_folder(store.path());
        expect_not_behind(&store, &folder)?;
        let store = Arc::new(StoreConnections::new(store, model));
        Ok(Self {
            snapshot: Arc::new(SnapshotCell::new(store.clone(), folder, notify)),
            store,
            known_names: KnownNamesCell::default(),
            talks: TalkCell::default(),
        })
    }

    /// Returns the model of the store's embeddings.
    pub fn model(&self) -> &StoreModel {
        self.store.model()
    }

    /// Returns the store's file.
    pub fn path(&self) -> &Path {
        self.store.path()
    }

    /// Returns the transcripts.
    pub fn library(&self) -> Library<'_> {
        Library(&self.store)
    }

    /// Returns the speakers and their names.
    pub fn speakers(&self) -> SpeakerDirectory<'_> {
        SpeakerDirectory {
            store: &self.store,
            talks: &self.talks,
        }
    }

    /// Returns the feeds that transcripts came from.
    pub fn feeds(&self) -> KnownFeeds<'_> {
        KnownFeeds(&self.store)
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

    /// Returns the folder that the index lies in.
    pub fn index_folder(&self) -> &Path {
        &self.snapshot.folder
    }

    /// Returns how much room the store and its index take.
    ///
    /// # Errors
    /// A store or an index that cannot be read.
    pub fn footprint(&self) -> Result<Footprint, IndexError> {
        let index = self.index()?;
        let words = self.store.reader().passages().count_words()?;
        Ok(Footprint {
            words,
            store_bytes: self.store_bytes()?,
            index_bytes: self.index_bytes(),
            token_bytes: index.tokens.bytes() as u64,
        })
    }

    /// Returns how large the store is, in bytes.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn store_bytes(&self) -> Result<u64, ReadError> {
        self.store.reader().bytes()
    }

    /// Returns how large all files of the index are, in bytes.
    pub fn index_bytes(&self) -> u64 {
        let files = walkdir::WalkDir::new(self.index_folder()).into_iter();
        let files = files.flatten().filter(|entry| entry.file_type().is_file());
        let sizes = files.map(|entry| entry.metadata().map_or(0, |file| file.len()));
        sizes.sum()
    }

    /// Checks that the store's file still lies in its place, which takes no time.
    ///
    /// # Errors
    /// A store that is gone or replaced.
    pub fn check_place(&self) -> Result<(), ReadError> {
        self.store.place().check()
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

/// Refuses to make a store where one was: its index is still there.
fn expect_not_lost(path: &Path) -> Result<(), OpenError> {
    let index = index_folder(path);
    if path.exists() || Index::newest_stamp(&index).is_none() {
        return Ok(());
    }
    let path = path.to_owned();
    Err(OpenError::Lost { path, index })
}

/// Refuses a store without the last commits that its index shows.
fn expect_not_behind(store: &StoreReader, index: &Path) -> Result<(), OpenError> {
    let Some(newest) = Index::newest_stamp(index) else {
        return Ok(());
    };
    let generation = store.commits().generation();
    let has = generation.map_err(|error| OpenError::Damaged {
        path: store.path().to_owned(),
        reason: error.to_string(),
    })?;
    if newest.generation <= has {
        return Ok(());
    }
    Err(OpenError::Behind {
        path: store.path().to_owned(),
        index: index.to_owned(),
        has: has.0,
        shown: newest.generation.0,
    })
}
