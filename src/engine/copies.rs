//! Copies stores, puts copies in their place, verifies them, and saves what can be read of damaged ones.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::catalogue::Catalogue;
use super::connections::index_folder;
use super::store_model::identity;
use crate::embed::Model;
use crate::index::{Index, IndexError, Notice};
use crate::store::{
    BackupError, CommitError, Finding, OpenError, ReadError, RestoreError, SalvageError, Salvaged,
    StoreReader, restore, salvage,
};

/// What a verification found. It wrote nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many transcripts the store has.
    pub transcripts: u64,
    /// How many passages that can be found.
    pub passages: u64,
    /// What is wrong with the store; nothing, in a sound one.
    pub store: Vec<Finding>,
    /// What is wrong with its index, which is made again from the store when it is next used; nothing, in a
    /// sound one.
    pub index: Vec<String>,
    /// Whether there is an index.
    pub has_index: bool,
}

impl Verified {
    /// Returns whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.store.is_empty() && self.index.is_empty()
    }
}

/// Reads all of the store at `path`, and its index, and compares every checksum. Nothing is written.
///
/// # Errors
/// A store that cannot be opened, or read at all.
pub fn verify(path: &Path) -> Result<Verified, VerifyError> {
    let store = StoreReader::inspect(path, identity(Model::English))?;
    let folder = index_folder(path);
    let has_index = Index::newest_stamp(&folder).is_some();
    let mut index = Vec::new();
    if let Some(newest) = Index::newest_stamp(&folder)
        && newest.generation > store.commits().generation()?
    {
        index.push("it shows commits that the store does not have".to_owned());
    } else if has_index {
        let mut note = |notice: Notice| {
            if let Notice::Rebuilding { part, reason } = notice {
                index.push(format!("{part}: {reason}"));
            }
        };
        if let Err(error) = Index::inspect(&store, &folder, &mut note) {
            index.push(error.to_string());
        }
    }
    Ok(Verified {
        transcripts: store.transcripts().count()?,
        passages: store.passages().count()?,
        store: store.verify()?,
        index,
        has_index,
    })
}

/// Why a store cannot be verified.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// It cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// Puts a copy of a store in the place of the store at `to`, and deletes the index of the former one.
/// Returns where the former store is kept.
///
/// # Errors
/// As [`restore`].
pub fn put_back(copy: &Path, to: &Path) -> Result<Option<PathBuf>, RestoreError> {
    let folder = index_folder(to);
    let mut unindex = || match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    restore(copy, to, identity(Model::English), &mut unindex)
}

/// Reads what can be read of the store at `from` into a new one.
///
/// # Errors
/// As [`salvage`].
pub fn save(from: &Path, into: &Path) -> Result<Salvaged, SalvageError> {
    salvage(from, into, identity(Model::English))
}

impl Catalogue {
    /// Copies the store as it is at this moment into a new file, while others read and write it. Questions do
    /// not wait.
    ///
    /// # Errors
    /// A store that cannot be opened once more, or a copy that cannot be written.
    pub fn back_up(&self, to: &Path) -> Result<(), BackupError> {
        let store = self.store().open_reader();
        let store = store.map_err(|error| BackupError::Write {
            path: to.to_owned(),
            reason: error.to_string(),
        })?;
        store.back_up(to)
    }

    /// Gives back to the system what removed transcripts took of the store and its index.
    ///
    /// # Errors
    /// A store or an index that cannot be written.
    pub fn compact(&self) -> Result<(), CompactError> {
        self.store().change(|store| store.compact())?;
        Index::discard(self.index_folder())?;
        let store = self.store().open_reader().map_err(CommitError::from)?;
        Index::open(&store, self.index_folder(), &mut |_| {})?;
        Ok(())
    }
}

/// Why a store could not be made smaller.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompactError {
    /// The store cannot be written.
    #[error(transparent)]
    Store(#[from] CommitError),
    /// The index cannot be made again.
    #[error(transparent)]
    Index(#[from] IndexError),
}
