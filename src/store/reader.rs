//! Opens a store for reading.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Row, Transaction};
use tempfile::TempDir;

use super::commits::CommitLog;
use super::error::{OpenError, ReadError};
use super::feeds::StoredFeeds;
use super::meta;
use super::model::Identity;
use super::name_log;
use super::opening::{self, Access};
use super::passages::StoredPassages;
use super::place::Place;
use super::scan::PassageScan;
use super::transcripts::StoredTranscripts;
use super::verify::{self, Finding};
use crate::embed::shortened;
use crate::speakers::Change;

/// An open store that can only be read: it has no method that writes, and SQLite refuses to write
/// over its connection.
///
/// ```compile_fail,E0599
/// use whosaid::store::StoreReader;
///
/// fn forget(store: &mut StoreReader) {
///     store.remove("boat");
/// }
/// ```
///
/// A [`StoreWriter`](super::StoreWriter) can:
///
/// ```
/// use whosaid::store::StoreWriter;
///
/// fn forget(store: &mut StoreWriter) {
///     store.remove("boat");
/// }
/// ```
pub struct StoreReader {
    pub(super) connection: Connection,
    path: PathBuf,
    identity: Identity,
    place: Place,
    /// The folder of the copy that is read in the store's stead.
    copy: Option<TempDir>,
}

impl StoreReader {
    /// Opens the store at `path`, making it where there is none.
    ///
    /// # Errors
    /// A path that cannot be opened, a file that is not a store, is of another version or is
    /// damaged, and a store made with another identity.
    pub fn open(path: &Path, identity: Identity) -> Result<Self, OpenError> {
        let connection = opening::open(path, &identity, Access::Read)?;
        Self::over(connection, path, identity)
    }

    /// Opens the store at `path` only where there is one.
    ///
    /// # Errors
    /// As [`StoreReader::open`], and [`OpenError::Missing`].
    pub fn open_existing(path: &Path, identity: Identity) -> Result<Self, OpenError> {
        opening::expect_file(path)?;
        Self::open(path, identity)
    }

    /// Opens the store at `path` so that nothing is written, beside it either, with whatever it was made
    /// with; where even that cannot be read, as though with `otherwise`.
    ///
    /// # Errors
    /// As [`StoreReader::open_existing`].
    pub fn inspect(path: &Path, otherwise: Identity) -> Result<Self, OpenError> {
        let (connection, identity, copy) = opening::inspect(path, otherwise)?;
        Ok(Self {
            copy,
            ..Self::over(connection, path, identity)?
        })
    }

    pub(super) fn over(
        connection: Connection,
        path: &Path,
        identity: Identity,
    ) -> Result<Self, OpenError> {
        let place = Place::of(path, &connection);
        let place = place.map_err(|error| OpenError::Unreadable {
            path: path.into(),
            reason: error.to_string(),
        })?;
        Ok(Self {
            connection,
            path: path.into(),
            identity,
            place,
            copy: None,
        })
    }

    pub(super) fn into_connection(self) -> Connection {
        self.connection
    }

    /// Checks that the file that was opened still lies in its place, with its contents.
    ///
    /// # Errors
    /// [`ReadError::Gone`] and [`ReadError::Replaced`].
    pub fn check_place(&self) -> Result<(), ReadError> {
        match self.copy {
            None => self.place.check_contents(&self.connection),
            Some(_) => Ok(()),
        }
    }

    /// Returns where the file lies that was opened.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Returns the store's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns what the store's embeddings were made with.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Returns what the embeddings were made with, where that is no longer what the store was opened
    /// with: another process has embedded the passages anew.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn reembedded_with(&self) -> Result<Option<String>, ReadError> {
        let made_with = meta::value(&self.connection, meta::MADE_WITH)?.unwrap_or_default();
        let is_other = !self.identity.is_recorded_as(&made_with);
        Ok(is_other.then(|| shortened(&made_with)))
    }

    /// Reads one snapshot until the guard is dropped, whatever other processes commit.
    ///
    /// # Errors
    /// A store that cannot be read. This holds for every method here.
    pub fn begin_reading(&self) -> Result<Transaction<'_>, ReadError> {
        Ok(self.connection.unchecked_transaction()?)
    }

    /// Returns the transcripts.
    pub fn transcripts(&self) -> StoredTranscripts<'_> {
        StoredTranscripts(&self.connection)
    }

    /// Returns the passages.
    pub fn passages(&self) -> StoredPassages<'_> {
        StoredPassages(&self.connection)
    }

    /// Returns all passages in order, as an index reads them.
    pub fn scan(&self) -> PassageScan<'_> {
        PassageScan(&self.connection)
    }

    /// Returns the feeds that transcripts came from.
    pub fn feeds(&self) -> StoredFeeds<'_> {
        StoredFeeds(&self.connection)
    }

    /// Returns the log of commits.
    pub fn commits(&self) -> CommitLog<'_> {
        CommitLog(&self.connection)
    }

    /// Returns all changes of speaker names, the first one first.
    pub fn name_changes(&self) -> Result<Vec<Change>, ReadError> {
        name_log::read_all(&self.connection)
    }

    /// Returns how large the store is in bytes, whether or not its last commits have left the log.
    pub fn bytes(&self) -> Result<u64, ReadError> {
        let read = |row: &Row<'_>| row.get::<_, u64>(0);
        let pragma = |name| self.connection.pragma_query_value(None, name, read);
        Ok(pragma("page_count")? * pragma("page_size")?)
    }

    /// Reads everything and returns what is wrong; nothing, in a sound store.
    pub fn verify(&self) -> Result<Vec<Finding>, ReadError> {
        // Another process may replace a transcript meanwhile.
        let _unchanging = self.begin_reading()?;
        verify::findings(&self.connection)
    }
}
