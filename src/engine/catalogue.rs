//! What is stored and how it is found, without a model: listing, showing, removing, checking.
//!
//! In: a store's path. Out: transcripts, and the current [`Index`] snapshot. Safe to share among
//! threads. Never here: a snapshot older than the store's last commit, unless another process is
//! still writing the index or an [`Upkeep`](super::Upkeep) is about to show a newer one.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use super::referable::Referable;
use super::upkeep::Shelf;
use crate::embed::MODEL_ID;
use crate::english::most_alike;
use crate::index::{Index, IndexError, Notice};
use crate::passage::PassageConfig;
use crate::provision::MODEL_FILES;
use crate::store::{
    CommitError, Finding, Generation, Identity, OpenError, PassageRecord, PassageScope, ReadError,
    Stamp, Store, Talk, TranscriptSummary,
};
use crate::transcript::Transcript;

/// The most names that are suggested.
const MOST_SIMILAR: usize = 3;

type Notify = Box<dyn Fn(Notice) + Send + Sync>;

/// An open store with its index.
pub struct Catalogue {
    /// What reads use. It writes nothing, since whoever writes may wait for another process.
    store: Mutex<Store>,
    /// What changes use, opened at the first.
    writer: Mutex<Option<Store>>,
    pub(super) shelf: Shelf,
    /// What a question can refer to, of one generation and one version of the store's data.
    pub(super) referable: Mutex<Option<Arc<Referable>>>,
    /// How much everybody talks, as of one commit.
    talks: Mutex<Option<(Stamp, Arc<[Talk]>)>>,
    folder: PathBuf,
    notify: Notify,
}

/// What `doctor` says of an index.
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
    /// The pieces that its vectors lie in.
    pub segments: usize,
    /// How many of them are large enough to have a graph.
    pub graphs: usize,
}

/// How much there is of a transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Extent {
    /// Its turns.
    pub turns: usize,
    /// Its passages that can be found.
    pub passages: usize,
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

/// Returns what stores of this version are made with.
pub fn identity() -> Identity {
    let weights = &MODEL_FILES[1].sha256[..12];
    Identity {
        model: format!("{MODEL_ID} ({weights})"),
        passages: PassageConfig::default(),
    }
}

impl Catalogue {
    /// Opens the store at `path`, making it where there is none. The index lies beside it, in a
    /// folder of the same name with `.index` appended, and is opened when it is first used.
    ///
    /// `notify` is told what happens to the index.
    ///
    /// # Errors
    /// A store that cannot be opened.
    pub fn open(path: &Path, notify: Notify) -> Result<Self, OpenError> {
        Ok(Self::over(Store::open(path, identity())?, notify))
    }

    /// Opens the store at `path` only where there is one.
    ///
    /// # Errors
    /// A store that is missing or cannot be opened.
    pub fn open_existing(path: &Path, notify: Notify) -> Result<Self, OpenError> {
        Ok(Self::over(Store::open_existing(path, identity())?, notify))
    }

    fn over(store: Store, notify: Notify) -> Self {
        let mut folder = store.path().as_os_str().to_owned();
        folder.push(".index");
        Self {
            store: Mutex::new(store),
            writer: Mutex::default(),
            shelf: Shelf::default(),
            referable: Mutex::new(None),
            talks: Mutex::new(None),
            folder: folder.into(),
            notify,
        }
    }

    /// Returns the snapshot of the store's last commit, bringing the index up to date first; where
    /// an [`Upkeep`](super::Upkeep) does that, returns what there is.
    ///
    /// # Errors
    /// A store that cannot be read, or an index folder that cannot be written.
    pub fn index(&self) -> Result<Arc<Index>, IndexError> {
        if let Some(kept) = self.shelf.kept() {
            return Ok(kept);
        }
        let _opening = self.shelf.open();
        let store = self.store();
        let generation = store.generation()?;
        match self.shelf.shown() {
            Some(index) if index.generation == generation => Ok(index),
            // A request does not wait for another process's graph; the next one shows it.
            Some(index) if Index::is_being_written(&self.folder) => Ok(index),
            _ => self.open_index(&store),
        }
    }

    /// Opens the index of the last commit that `store` sees, and shows it from now on.
    pub(super) fn open_index(&self, store: &Store) -> Result<Arc<Index>, IndexError> {
        let opened = Index::open(store, &self.folder, &mut |notice| (self.notify)(notice))?;
        let opened = Arc::new(opened);
        self.shelf.show(opened.clone());
        Ok(opened)
    }

    /// Returns all transcripts, by id.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn summaries(&self) -> Result<Vec<TranscriptSummary>, ReadError> {
        self.store().summaries()
    }

    /// Returns one transcript's summary.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn summary(&self, id: &str) -> Result<Option<TranscriptSummary>, ReadError> {
        self.store().summary(id)
    }

    /// Returns how much there is of a transcript; nothing where it is unknown.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn extent(&self, id: &str) -> Result<Extent, ReadError> {
        let store = self.store();
        let Some(summary) = store.summary(id)? else {
            return Ok(Extent::default());
        };
        let findable = store.passages_in(&PassageScope {
            transcripts: vec![id.to_owned()],
            ..PassageScope::default()
        })?;
        Ok(Extent {
            turns: summary.turns as usize,
            passages: findable.len(),
        })
    }

    /// Returns one whole transcript.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn transcript(&self, id: &str) -> Result<Option<Transcript>, ReadError> {
        self.store().transcript(id)
    }

    /// Returns the passage at this place of a transcript, from 0.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn passage(&self, id: &str, ordinal: u32) -> Result<Option<PassageRecord>, ReadError> {
        let names = self.names()?;
        let found = self.store().passage_at(id, ordinal)?;
        Ok(found.map(|mut record| {
            let label = record.speaker.as_deref();
            record.name = label.and_then(|label| names.name_of(id, label));
            record
        }))
    }

    /// Returns how much each label talks, by transcript and label; counted once for each commit.
    pub(super) fn talks(&self) -> Result<Arc<[Talk]>, ReadError> {
        let mut counted = self.talks.lock().unwrap_or_else(PoisonError::into_inner);
        let store = self.store();
        let _unchanging = store.begin_reading()?;
        let stamp = store.stamp()?;
        if let Some((of, talks)) = &*counted
            && *of == stamp
        {
            return Ok(talks.clone());
        }
        let talks: Arc<[Talk]> = store.talks()?.into();
        *counted = Some((stamp, talks.clone()));
        Ok(talks)
    }

    /// Removes a transcript.
    ///
    /// # Errors
    /// No such transcript, or a store that cannot be written.
    pub fn remove(&self, id: &str) -> Result<Generation, CommitError> {
        self.change(|store| store.remove(id))
    }

    /// Removes what was read from this source, and returns its ids.
    ///
    /// # Errors
    /// A store that cannot be written.
    pub fn remove_read_from(&self, source: &str) -> Result<Vec<String>, CommitError> {
        self.store().remove_read_from(source)
    }

    /// Returns whether a transcript was read from this source.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn has_source(&self, source: &str) -> Result<bool, ReadError> {
        self.store().has_source(source)
    }

    /// Returns the ids that look like one that was not found.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn similar_ids(&self, id: &str) -> Result<Vec<String>, ReadError> {
        let ids = self
            .store()
            .summaries()?
            .into_iter()
            .map(|summary| summary.id);
        Ok(similar(id, ids.collect()))
    }

    /// Returns how many passages can be found.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn count_passages(&self) -> Result<u64, ReadError> {
        self.store().count_passages()
    }

    /// Reads the whole store and returns what is wrong with it.
    ///
    /// # Errors
    /// A store that cannot be read at all.
    pub fn verify(&self) -> Result<Vec<Finding>, ReadError> {
        self.store().verify()
    }

    /// Opens the index, which checks and mends it, and says what is there.
    ///
    /// # Errors
    /// A store that cannot be read, or an index folder that cannot be written.
    pub fn index_status(&self) -> Result<IndexStatus, IndexError> {
        let index = self.index()?;
        Ok(IndexStatus {
            folder: self.folder.clone(),
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
        Ok(Footprint {
            words: self.store().count_words()?,
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
        let file = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
        let files = walkdir::WalkDir::new(&self.folder).into_iter().flatten();
        let files = files.filter(|entry| entry.file_type().is_file());
        Ok(Bytes {
            store: self.store().bytes()?,
            index: files.map(|entry| file(entry.path())).sum(),
        })
    }

    /// Says that the index cannot be brought up to date.
    pub(super) fn complain(&self, reason: &str) {
        (self.notify)(Notice::Behind {
            reason: reason.into(),
        });
    }

    /// Opens the same store once more.
    pub(super) fn open_beside(&self) -> Result<Store, OpenError> {
        let path = self.store().path().to_owned();
        Store::open_existing(&path, identity())
    }

    /// Changes the store over a connection of its own: questions go on reading while the change
    /// waits for another process's transaction, and while it is written.
    ///
    /// # Errors
    /// What the change returns, or a store that cannot be opened once more.
    pub(super) fn change<T>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<T, CommitError>,
    ) -> Result<T, CommitError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let store = match writer.take() {
            Some(store) => store,
            None => self.open_beside()?,
        };
        work(writer.insert(store))
    }

    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        // SQLite rolls back what a panic left unfinished, so the connection stays usable.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the names most like `asked`, the most alike first.
pub(super) fn similar(asked: &str, names: Vec<String>) -> Vec<String> {
    let alike = most_alike(asked, names.iter().map(String::as_str));
    let alike = alike.into_iter().take(MOST_SIMILAR);
    alike.map(str::to_owned).collect()
}
