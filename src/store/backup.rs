//! Copies a store while it is in use, and puts a copy in its place.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use tempfile::NamedTempFile;
use thiserror::Error;

use super::error::{OpenError, ReadError};
use super::model::Identity;
use super::opening;
use super::reader::StoreReader;
use super::recorded_model::RecordedModel;
use super::verify::Finding;
use super::wal;
use super::writer::StoreWriter;
use crate::remedy::Remedy;

/// How the names of unfinished copies begin.
const COPYING: &str = ".copying-";
const RESTORING: &str = ".restoring-";

/// After this time nobody works on an unfinished copy any more: a kill has left it.
const LEFT_AFTER: Duration = Duration::from_secs(60 * 60);

/// Why a store could not be copied. No copy was made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BackupError {
    /// There is a file already.
    #[error("there is a file at {0} already; give the copy another name")]
    InTheWay(PathBuf),
    /// The copy cannot be written.
    #[error("cannot write the copy {path}: {reason}")]
    Write {
        /// The copy.
        path: PathBuf,
        /// What the system or SQLite said.
        reason: String,
    },
}

/// Why a copy could not be put in a store's place. The store is as it was.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// The copy cannot be opened.
    #[error("the copy cannot be used: {0}")]
    Copy(OpenError),
    /// The copy cannot be read.
    #[error("the copy cannot be read: {0}")]
    Read(#[from] ReadError),
    /// The copy is damaged.
    #[error("the copy {path} is damaged: {findings}")]
    Damaged {
        /// The copy.
        path: PathBuf,
        /// What is wrong with it.
        findings: String,
    },
    /// Another process has the store open.
    #[error("another process has the store {0} open; stop it first")]
    InUse(PathBuf),
    /// A file cannot be read or written.
    #[error("cannot put the copy in the place of {path}: {reason}")]
    File {
        /// The store.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
}

impl RestoreError {
    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Damaged { path, .. } => Some(Remedy::Salvage(path.clone())),
            _ => None,
        }
    }
}

impl StoreReader {
    /// Copies the store as it is at this moment into a new file, which is whole or not there. Others read
    /// and write it meanwhile. What was removed is not in the copy.
    ///
    /// # Errors
    /// A file that is there, or one that cannot be written.
    pub fn back_up(&self, to: &Path) -> Result<(), BackupError> {
        let failed = |reason: &dyn ToString| BackupError::Write {
            path: to.to_owned(),
            reason: reason.to_string(),
        };
        if to.exists() {
            return Err(BackupError::InTheWay(to.to_owned()));
        }
        let file = std::path::absolute(to).map_err(|error| failed(&error))?;
        let folder = file.parent().ok_or_else(|| failed(&"it is no file"))?;
        sweep(folder);
        let making = NamedTempFile::with_prefix_in(COPYING, folder);
        let making = making.map_err(|error| failed(&error))?;
        let name = making.path().to_string_lossy();
        let copied = || -> rusqlite::Result<()> {
            // It changes nothing here, and SQLite takes it for a change.
            self.connection.pragma_update(None, "query_only", false)?;
            let copied = self.connection.execute("VACUUM INTO ?1", [&*name]);
            self.connection.pragma_update(None, "query_only", true)?;
            copied.map(drop)
        };
        copied().map_err(|error| failed(&error))?;
        let named = || -> io::Result<()> {
            making.as_file().sync_all()?;
            making.persist_noclobber(&file)?;
            File::open(folder)?.sync_all()
        };
        named().map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => BackupError::InTheWay(to.to_owned()),
            _ => failed(&error),
        })
    }
}

/// Puts a copy of a store in the place of the store at `to`, which may be missing or damaged. Returns where
/// the former store is kept, if there was one.
///
/// The copy is checked first, and stays as it is. Readers see either store, never a part of one. `unindex`
/// is called right before, to delete the index of the former store.
///
/// # Errors
/// A copy that is damaged, a store that another process has open, a file that cannot be written.
pub fn restore(
    from: &Path,
    to: &Path,
    otherwise: Identity,
    unindex: &mut dyn FnMut() -> io::Result<()>,
) -> Result<Option<PathBuf>, RestoreError> {
    let failed = |reason: &dyn ToString| RestoreError::File {
        path: to.to_owned(),
        reason: reason.to_string(),
    };
    let file = std::path::absolute(to).map_err(|error| failed(&error))?;
    let folder = file.parent().ok_or_else(|| failed(&"it is no file"))?;
    fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    sweep(folder);
    let making = tempfile::Builder::new()
        .prefix(RESTORING)
        .tempdir_in(folder);
    let making = making.map_err(|error| failed(&error))?;
    let copy = making.path().join("store.db");
    opening::expect_file(from).map_err(RestoreError::Copy)?;
    wal::copy_with_log(from, &copy).map_err(|error| failed(&error))?;
    let found = check(&copy, otherwise)?;
    if !found.is_empty() {
        let findings: Vec<String> = found.into_iter().map(|finding| finding.0).collect();
        return Err(RestoreError::Damaged {
            path: from.to_owned(),
            findings: findings.join("; "),
        });
    }
    let former = lock(&file)?;
    let mut place = || -> io::Result<Option<PathBuf>> {
        unindex()?;
        let kept = match file.exists() {
            true => Some(keep(&file)?),
            false => None,
        };
        File::open(&copy)?.sync_all()?;
        fs::rename(&copy, &file)?;
        File::open(folder)?.sync_all()?;
        Ok(kept)
    };
    let kept = place().map_err(|error| failed(&error))?;
    // Ends the lock, and with it the log of the former store.
    drop(former);
    Ok(kept)
}

/// Removes the unfinished copies that kills have left in a folder. One that cannot be removed takes room and
/// does no harm.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_unfinished = |prefix: &&str| name.to_string_lossy().starts_with(*prefix);
        let modified = entry.metadata().and_then(|file| file.modified()).ok();
        let age = modified.and_then(|modified| modified.elapsed().ok());
        if [COPYING, RESTORING].iter().any(is_unfinished) && age.is_some_and(|it| it > LEFT_AFTER) {
            let path = entry.path();
            let _ = match path.is_dir() {
                true => fs::remove_dir_all(path),
                false => fs::remove_file(path),
            };
        }
    }
}

/// Brings a copy up to date, and returns what is wrong with it.
fn check(copy: &Path, otherwise: Identity) -> Result<Vec<Finding>, RestoreError> {
    let recorded = RecordedModel::at(copy);
    let recorded = recorded.and_then(|recorded| Identity::recorded(&recorded.made_with));
    let store = StoreWriter::open_existing(copy, recorded.unwrap_or(otherwise));
    let store = store.map_err(RestoreError::Copy)?;
    let findings = store.verify()?;
    // What the log held is in the file, and nothing is left beside it.
    store.close().map_err(ReadError::from)?;
    Ok(findings)
}

/// Keeps all other processes from the store that is to be replaced; `None` where there is none that can be
/// opened.
fn lock(file: &Path) -> Result<Option<Connection>, RestoreError> {
    let is_database = matches!(wal::beginning(file), Ok(wal::Beginning::Database(_)));
    // SQLite would play another file's log over it.
    if !is_database || !matches!(wal::foreign_log(file), Ok(None)) {
        return Ok(None);
    }
    let locked = || -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.busy_timeout(Duration::ZERO)?;
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        connection.execute_batch("BEGIN IMMEDIATE; COMMIT")?;
        // Where this stops, the former store is whole without its log.
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(connection)
    };
    match locked() {
        Ok(connection) => Ok(Some(connection)),
        Err(error) => match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                Err(RestoreError::InUse(file.to_owned()))
            }
            // A damaged store cannot be locked, and nobody can use it.
            _ => Ok(None),
        },
    }
}

/// Gives the former store another name as well, and moves its log there.
fn keep(file: &Path) -> io::Result<PathBuf> {
    let mut number = 1;
    let kept = loop {
        let mut kept = file.as_os_str().to_owned();
        kept.push(format!(".former-{number}"));
        let kept = PathBuf::from(kept);
        match fs::hard_link(file, &kept) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            linked => break linked.map(|()| kept)?,
        }
    };
    let log = wal::path_of(file);
    if log.metadata().is_ok_and(|log| log.len() > 0) {
        fs::rename(log, wal::path_of(&kept))?;
    }
    Ok(kept)
}
