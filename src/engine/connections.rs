//! Opens a store over two connections: one for all reads, one for all changes.
//!
//! Questions can read while a change is written, and while it waits for another process's
//! transaction.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::store_model::StoreModel;
use crate::store::{CommitError, OpenError, Place, StoreReader, StoreWriter};

/// A store's connections. They are safe to share among threads.
pub(super) struct StoreConnections {
    path: PathBuf,
    place: Place,
    model: StoreModel,
    reader: Mutex<StoreReader>,
    /// Opened at the first change.
    writer: Mutex<Option<StoreWriter>>,
}

impl StoreConnections {
    pub(super) fn new(reader: StoreReader, model: StoreModel) -> Self {
        Self {
            model,
            path: reader.path().to_owned(),
            place: reader.place().clone(),
            reader: Mutex::new(reader),
            writer: Mutex::default(),
        }
    }

    /// Returns the model of the store's embeddings.
    pub(super) fn model(&self) -> &StoreModel {
        &self.model
    }

    /// Returns the store's file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns where the file lies that was opened.
    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// Returns the folder of the store's index.
    pub(super) fn index_folder(&self) -> PathBuf {
        index_folder(&self.path)
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
        StoreReader::open_existing(&self.path, self.model.store_identity())
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
            None => StoreWriter::open_existing(&self.path, self.model.store_identity())?,
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

/// Returns the folder of the index of the store at `path`.
pub(super) fn index_folder(path: &Path) -> PathBuf {
    let mut folder = path.as_os_str().to_owned();
    folder.push(".index");
    folder.into()
}
