//! Reads and writes the table `meta`: what the embeddings were made with, and where the model is.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};

use super::opening::{self, Access};

/// How long a connection waits for another process's transaction.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// What the embeddings were made with.
pub(super) const MADE_WITH: &str = "made_with";

/// The folder of a model that the user brought.
pub(super) const MODEL_FOLDER: &str = "model_folder";

/// What the passages are being embedded with anew, until all are.
pub(super) const REEMBEDDED_WITH: &str = "reembedded_with";

/// What a store has recorded of its model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedModel {
    /// What the embeddings were made with.
    pub made_with: String,
    /// The folder of the model, where the user brought it.
    pub folder: Option<PathBuf>,
    /// What the passages are being embedded with anew; `None` where that is not under way.
    pub reembedded_with: Option<String>,
}

impl RecordedModel {
    /// Reads it from the store at `path`; `None` where there is no such store.
    pub fn at(path: &Path) -> Option<Self> {
        let file = std::path::absolute(path).ok()?;
        let connection = opening::connect(&file, path, Access::Read).ok()?;
        // All of one moment.
        let moment = connection.unchecked_transaction().ok()?;
        Some(Self {
            made_with: value(&moment, MADE_WITH).ok()??,
            folder: value(&moment, MODEL_FOLDER).ok()?.map(PathBuf::from),
            reembedded_with: value(&moment, REEMBEDDED_WITH).ok()?,
        })
    }
}

pub(super) fn value(connection: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT value FROM meta WHERE key = ?1";
    let read = connection.query_row(sql, [key], |row| row.get(0));
    read.optional()
}

pub(super) fn set(connection: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)";
    connection.execute(sql, [key, value]).map(drop)
}

pub(super) fn remove(connection: &Connection, key: &str) -> rusqlite::Result<()> {
    let sql = "DELETE FROM meta WHERE key = ?1";
    connection.execute(sql, [key]).map(drop)
}
