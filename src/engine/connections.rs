//! Opens a store over two connections: one for all reads, one for all changes.
//!
//! Questions can read while a change is written, and while it waits for another process's
//! transaction.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::embed::Model;
use crate::passage::PassageConfig;
use crate::provision::weights_of;
use crate::store::{CommitError, Identity, OpenError, StoreReader, StoreWriter, made_with};

/// Returns what stores of this version and model are made with.
pub fn identity(model: Model) -> Identity {
    let weights = &weights_of(model)[..12];
    Identity {
        model: format!("{} ({weights})", model.id()),
        passages: PassageConfig::default(),
    }
}

/// Returns the model of the store at `path`; `None` where there is no store of this version.
pub(super) fn model_of(path: &Path) -> Option<Model> {
    let made_with = made_with(path)?;
    let is_its = |model: &Model| identity(*model).to_string() == made_with;
    Model::ALL.into_iter().find(is_its)
}

/// A store's connections. They are safe to share among threads.
pub(super) struct StoreConnections {
    path: PathBuf,
    model: Model,
    reader: Mutex<StoreReader>,
    /// Opened at the first change.
    writer: Mutex<Option<StoreWriter>>,
}

impl StoreConnections {
    pub(super) fn new(reader: StoreReader, model: Model) -> Self {
        Self {
            model,
            path: reader.path().to_owned(),
            reader: Mutex::new(reader),
            writer: Mutex::default(),
        }
    }

    /// Returns the model of the store's embeddings.
    pub(super) fn model(&self) -> Model {
        self.model
    }

    /// Returns the folder that the store lies in.
    pub(super) fn folder(&self) -> &Path {
        let folder = self.path.parent();
        let named = folder.filter(|folder| !folder.as_os_str().is_empty());
        named.unwrap_or(Path::new("."))
    }

    /// Waits for the reading connection.
    ///
    /// A thread that has it must let go before it asks again. In `Some(x.reader().f()?)` and
    /// `S { a: x.reader().f()?, .. }` it is held to the end of the statement, so callers bind first.
    pub(super) fn reader(&self) -> MutexGuard<'_, StoreReader> {
        // SQLite rolls back what a panic left unfinished, so the connection stays usable.
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens another reading connection.
    pub(super) fn open_reader(&self) -> Result<StoreReader, OpenError> {
        StoreReader::open_existing(&self.path, identity(self.model))
    }

    /// Waits for the writing connection and does `work` over it.
    ///
    /// # Errors
    /// A store that cannot be opened once more.
    pub(super) fn write<T>(
        &self,
        work: impl FnOnce(&mut StoreWriter) -> T,
    ) -> Result<T, OpenError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let store = match writer.take() {
            Some(store) => store,
            None => StoreWriter::open_existing(&self.path, identity(self.model))?,
        };
        Ok(work(writer.insert(store)))
    }

    /// Does a change that may be refused.
    ///
    /// # Errors
    /// What the change returns, or a store that cannot be opened once more.
    pub(super) fn change<T>(
        &self,
        change: impl FnOnce(&mut StoreWriter) -> Result<T, CommitError>,
    ) -> Result<T, CommitError> {
        self.write(change)?
    }
}
