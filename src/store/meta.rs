//! Reads and writes the table `meta`: what the embeddings were made with, and where the model is.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};

/// How long a connection waits for another process's transaction.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// What the embeddings were made with.
pub(super) const MADE_WITH: &str = "made_with";

/// The folder of a model that the user brought.
pub(super) const MODEL_FOLDER: &str = "model_folder";

/// What the passages are being embedded with anew, until all are.
pub(super) const REEMBEDDED_WITH: &str = "reembedded_with";

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
