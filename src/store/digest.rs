//! Computes the digest of a transcript, over its turns, its passages and their vectors.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};
use sha2::{Digest, Sha256};

use super::rows::{for_each_row, select};

/// Returns whether a transcript's digest is the one that was stored.
pub(super) fn is_sound(connection: &Connection, key: i64) -> rusqlite::Result<bool> {
    let sql = "SELECT digest FROM transcripts WHERE key = ?1";
    let stored: Vec<Option<[u8; 32]>> = select(connection, sql, [key], |row| row.get(0))?;
    Ok(stored == [Some(digest(connection, key)?)])
}

/// Stores the digest of a transcript as the file holds it.
pub(super) fn put_digest(connection: &Connection, key: i64) -> rusqlite::Result<()> {
    let digest = digest(connection, key)?;
    let sql = "UPDATE transcripts SET digest = ?2 WHERE key = ?1";
    connection.execute(sql, params![key, digest]).map(drop)
}

/// Returns the SHA-256 of a transcript's turns and passages as the file holds them.
fn digest(connection: &Connection, key: i64) -> rusqlite::Result<[u8; 32]> {
    let mut hasher = Sha256::new();
    for (sql, columns) in [
        (
            "SELECT ordinal, speaker, start_ms, end_ms, text, cues FROM turns
             WHERE transcript = ?1 ORDER BY ordinal",
            6,
        ),
        (
            "SELECT ordinal, turn, text_start, text_end, start_ms, end_ms, estimated_times,
                    words, asks, counts, dates, doubts, embedding, token_ids, token_signs
             FROM passages WHERE transcript = ?1 ORDER BY ordinal",
            15,
        ),
    ] {
        for_each_row(connection, sql, [key], |row| {
            (0..columns).try_for_each(|column| update(&mut hasher, row, column))
        })?;
    }
    Ok(hasher.finalize().into())
}

/// Adds a value with its length, so that moving a byte to the next column changes the digest.
fn update(hasher: &mut Sha256, row: &Row<'_>, column: usize) -> rusqlite::Result<()> {
    let bytes: &[u8] = match row.get_ref(column)? {
        ValueRef::Null => &[],
        ValueRef::Integer(value) => &value.to_le_bytes(),
        ValueRef::Real(value) => &value.to_le_bytes(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes,
    };
    hasher.update((bytes.len() as u64).to_le_bytes());
    hasher.update(bytes);
    Ok(())
}
