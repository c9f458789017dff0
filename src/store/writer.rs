//! Commits changes to a store, each wholly or not at all.

use std::ops::Deref;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior, params};

use super::checksum::TRANSCRIPTS;
use super::error::{CommitError, OpenError, ReadError};
use super::feeds::{self, FeedItem, StoredFeed};
use super::languages::{self, Retold};
use super::meta;
use super::model::{Generation, Identity};
use super::name_log;
use super::opening::{self, Access};
use super::people;
use super::reader::StoreReader;
use super::record::{self, Commit, Record};
use super::rows::select;
use super::transcripts::key_of;
use super::version;
use crate::embed::shortened;
use crate::language::LanguageTag;
use crate::speakers::{Change, NameAction};
use crate::transcript::Metadata;

/// An open store that can be read and changed. What a method commits is durable when it returns.
pub struct StoreWriter(pub(super) StoreReader);

impl Deref for StoreWriter {
    type Target = StoreReader;

    /// Returns the store as it is read.
    fn deref(&self) -> &StoreReader {
        &self.0
    }
}

impl StoreWriter {
    /// Opens the store at `path`, making it where there is none.
    ///
    /// # Errors
    /// As [`StoreReader::open`].
    pub fn open(path: &Path, identity: Identity) -> Result<Self, OpenError> {
        let connection = opening::open(path, &identity, Access::Write)?;
        StoreReader::over(connection, path, identity).map(Self)
    }

    /// Opens the store at `path` only where there is one.
    ///
    /// # Errors
    /// As [`StoreWriter::open`], and [`OpenError::Missing`].
    pub fn open_existing(path: &Path, identity: Identity) -> Result<Self, OpenError> {
        opening::expect_file(path)?;
        Self::open(path, identity)
    }

    /// Stores a transcript, in place of the former version of the same source.
    ///
    /// # Errors
    /// An id that belongs to another source, or a store that cannot be written.
    pub fn commit(&mut self, record: &Record<'_>) -> Result<Commit, CommitError> {
        let identity = self.identity().clone();
        self.change(|transaction| {
            expect_model(transaction, &identity)?;
            record::put(transaction, record)
        })
    }

    /// Stores transcripts as [`StoreWriter::commit`] does, with one wait for the disk. Returns the
    /// outcome of each, in their order; none fails for another.
    pub fn commit_all(&mut self, records: &[Record<'_>]) -> Vec<Result<Commit, CommitError>> {
        match self.commit_together(records) {
            Ok(commits) => commits,
            // The store cannot be written, so all fail; trying each again would only wait longer.
            Err(CommitError::Sqlite(error)) if is_of_the_store(&error) => {
                let failed = records.iter().map(|_| Err(copy_of(&error).into()));
                failed.collect()
            }
            // None is stored. Stores each alone, so that only the faulty ones fail.
            Err(_) => records.iter().map(|record| self.commit(record)).collect(),
        }
    }

    /// Stores transcripts in one transaction; one that is refused is left out. Where SQLite fails,
    /// the state of the transaction is unknown, so none is stored.
    fn commit_together(
        &mut self,
        records: &[Record<'_>],
    ) -> Result<Vec<Result<Commit, CommitError>>, CommitError> {
        let identity = self.identity().clone();
        self.change(|transaction| {
            expect_model(transaction, &identity)?;
            let mut commits = Vec::with_capacity(records.len());
            for record in records {
                // Rolled back where it is dropped before it is committed.
                let one = transaction.savepoint()?;
                commits.push(match record::put(&one, record) {
                    Ok(commit) => one.commit().map(|()| Ok(commit))?,
                    Err(error @ CommitError::Sqlite(_)) => return Err(error),
                    Err(refused) => Err(refused),
                });
            }
            Ok(commits)
        })
    }

    /// Changes the metadata of a transcript that is given, and the item of a feed that it came from.
    /// Returns whether any metadata differs from before.
    ///
    /// # Errors
    /// An item of a transcript that is not there, or a store that cannot be written.
    pub fn describe(
        &mut self,
        id: &str,
        about: &Metadata,
        item: Option<&FeedItem<'_>>,
    ) -> Result<bool, CommitError> {
        if *about == Metadata::default() && item.is_none() {
            return Ok(false);
        }
        self.change(|transaction| redescribe(transaction, id, about, item))
    }
    /// Removes a transcript with all that belongs to it.
    ///
    /// # Errors
    /// No such transcript, or a store that cannot be written.
    pub fn remove(&mut self, id: &str) -> Result<Generation, CommitError> {
        self.change(|transaction| {
            let key = existing(transaction, id)?;
            Ok(record::remove(transaction, key, id)?)
        })
    }

    /// Removes the transcripts that were read from a source, and returns their ids.
    ///
    /// # Errors
    /// A store that cannot be written.
    pub fn remove_from_source(&mut self, source: &str) -> Result<Vec<String>, CommitError> {
        self.change(|transaction| {
            let sql = "SELECT id FROM transcripts WHERE source = ?1 ORDER BY id";
            let ids: Vec<String> = select(transaction, sql, [source], |row| row.get(0))?;
            for id in &ids {
                record::remove(transaction, existing(transaction, id)?, id)?;
            }
            Ok(ids)
        })
    }

    /// Stores a feed in place of its former version.
    ///
    /// # Errors
    /// A store that cannot be written.
    pub fn keep_feed(&mut self, feed: &str, stored: &StoredFeed) -> Result<(), CommitError> {
        self.change(|transaction| Ok(feeds::put(transaction, feed, stored)?))
    }

    /// Appends a change of a speaker's name to the log, and returns it with its number.
    ///
    /// # Errors
    /// A store that cannot be written.
    pub fn append_name_change(
        &mut self,
        at: Timestamp,
        action: NameAction,
        reason: Option<String>,
    ) -> Result<Change, CommitError> {
        self.change(|transaction| Ok(name_log::append(transaction, at, action, reason)?))
    }

    /// Appends changes of names to the log, all or none, and returns them with their numbers.
    ///
    /// # Errors
    /// A store that cannot be written.
    pub fn append_name_changes(
        &mut self,
        at: Timestamp,
        actions: Vec<NameAction>,
    ) -> Result<Vec<Change>, CommitError> {
        self.change(|transaction| {
            let append = |action| name_log::append(transaction, at, action, None);
            Ok(actions
                .into_iter()
                .map(append)
                .collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Records the folder of the user's model.
    ///
    /// # Errors
    /// A store that cannot be written.
    pub fn keep_model_folder(&mut self, folder: &Path) -> Result<(), CommitError> {
        let folder = folder.to_string_lossy();
        self.change(|transaction| Ok(meta::set(transaction, meta::MODEL_FOLDER, &folder)?))
    }

    /// Gives back to the system what removed transcripts took.
    ///
    /// # Errors
    /// A store that cannot be written, or that others read for longer than 30 s.
    pub fn compact(&mut self) -> Result<(), CommitError> {
        self.check_place()?;
        self.0.connection.execute_batch("VACUUM")?;
        self.checkpoint();
        Ok(())
    }

    /// Closes the store. Where nobody else has it open, its file holds all of it.
    pub(super) fn close(self) -> rusqlite::Result<()> {
        let closed = self.0.into_connection().close();
        closed.map_err(|(_, error)| error)
    }

    /// Does a change in one transaction, which counts it, and moves it from the log into the store's file.
    /// What is committed to a file that is no longer in its place would be lost.
    pub(super) fn change<T>(
        &mut self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, CommitError>,
    ) -> Result<T, CommitError> {
        self.check_place()?;
        let connection = &mut self.0.connection;
        let mut transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        version::advance(&transaction)?;
        let done = work(&mut transaction)?;
        transaction.commit()?;
        self.checkpoint();
        Ok(done)
    }

    /// Moves what was committed from the log into the store's file, as far as no reader needs the log, so
    /// that a plain copy of the file has it and what was removed is nowhere.
    ///
    /// It is durable in the log too, so a failure loses nothing; the next change tries again.
    fn checkpoint(&self) {
        let connection = &self.0.connection;
        // A reader is not waited for.
        let _ = connection.busy_timeout(Duration::ZERO);
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let _ = connection.query_row(sql, [], |_| Ok(()));
        let _ = connection.busy_timeout(meta::BUSY_TIMEOUT);
    }
}

/// Refuses to store embeddings beside another model's: another process may have put these in place.
fn expect_model(transaction: &Connection, identity: &Identity) -> Result<(), CommitError> {
    let made_with = meta::value(transaction, meta::MADE_WITH)?.unwrap_or_default();
    match identity.is_recorded_as(&made_with) {
        true => Ok(()),
        false => Err(CommitError::Reembedded(shortened(&made_with))),
    }
}

/// Changes the metadata that is given, within a transaction. Returns whether any differs from before.
fn redescribe(
    transaction: &Connection,
    id: &str,
    about: &Metadata,
    item: Option<&FeedItem<'_>>,
) -> Result<bool, CommitError> {
    let set = TRANSCRIPTS.set(&[
        ("title", "coalesce(?2, title)"),
        ("date", "coalesce(?3, date)"),
        ("media_url", "coalesce(?4, media_url)"),
        ("link_template", "coalesce(?5, link_template)"),
        ("offset_ms", "coalesce(?6, offset_ms)"),
    ]);
    let mut changed = match &about.people {
        Some(people) => people::replace(transaction, id, people)?,
        None => false,
    };
    changed |= transaction.execute(
        &format!(
            "UPDATE transcripts SET {set}
                 WHERE id = ?1 AND (title <> coalesce(?2, title) OR date IS NOT coalesce(?3, date)
                     OR media_url IS NOT coalesce(?4, media_url)
                     OR link_template IS NOT coalesce(?5, link_template)
                     OR offset_ms IS NOT coalesce(?6, offset_ms))"
        ),
        params![
            id,
            about.title,
            about.date.map(|date| date.to_string()),
            about.media.url,
            about.media.link_template,
            about.media.offset_ms,
        ],
    )? > 0;
    if let Some(tag) = &about.language
        && let Some(key) = key_of(transaction, id)?
    {
        changed |= retell(transaction, key, tag)?;
    }
    if let Some(item) = item {
        feeds::put_item(transaction, existing(transaction, id)?, item)?;
    }
    Ok(changed)
}

/// Keeps the language that is told of a transcript; returns whether it differs from before.
fn retell(transaction: &Connection, key: i64, tag: &LanguageTag) -> Result<bool, CommitError> {
    let retold = languages::tell(transaction, key, tag).map_err(|error| match error {
        ReadError::Sqlite(error) => CommitError::Sqlite(error),
        error => error.into(),
    })?;
    if retold == Retold::Respoken {
        record::renumber(transaction, key)?;
    }
    Ok(retold != Retold::Unchanged)
}

/// Returns the key of a transcript that is to be changed.
fn existing(transaction: &Connection, id: &str) -> Result<i64, CommitError> {
    key_of(transaction, id)?.ok_or_else(|| CommitError::Unknown(id.into()))
}

/// Returns whether an error concerns the whole store: another process writes, the disk is full,
/// or the file is read-only.
fn is_of_the_store(error: &rusqlite::Error) -> bool {
    use ErrorCode::{DatabaseBusy, DatabaseLocked, DiskFull, ReadOnly};
    let code = error.sqlite_error_code();
    code.is_some_and(|code| [DatabaseBusy, DatabaseLocked, DiskFull, ReadOnly].contains(&code))
}

/// Returns the same failure of SQLite once more.
fn copy_of(error: &rusqlite::Error) -> rusqlite::Error {
    match error {
        rusqlite::Error::SqliteFailure(code, said) => {
            rusqlite::Error::SqliteFailure(*code, said.clone())
        }
        other => rusqlite::Error::ToSqlConversionFailure(other.to_string().into()),
    }
}
