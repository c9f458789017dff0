//! Verifies a whole store: SQLite's integrity check, and a digest of each transcript.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};
use sha2::{Digest, Sha256};

use super::error::ReadError;
use super::model::PassageId;
use super::passages::StoredPassages;
use super::rows::{for_each_row, select};
use super::scan::PassageScan;
use super::transcripts::StoredTranscripts;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding(pub String);

impl From<ReadError> for Finding {
    fn from(error: ReadError) -> Self {
        Self(error.to_string())
    }
}

/// Reads everything and returns what is wrong.
pub(super) fn findings(connection: &Connection) -> Result<Vec<Finding>, ReadError> {
    let transcripts = StoredTranscripts(connection);
    let mut findings = integrity(connection)?;
    for summary in transcripts.summaries()? {
        findings.extend(transcripts.transcript(&summary.id).err().map(Finding::from));
    }
    findings.extend(changed_transcripts(connection)?);
    let scan = PassageScan(connection);
    let mut ids = Vec::new();
    let embeddings = scan.embeddings_after(PassageId(0), &mut |id, _, _| ids.push(id));
    let passages = embeddings.and_then(|()| StoredPassages(connection).records(&ids));
    match passages.map(|passages| ids.len() - passages.len()) {
        Ok(0) => {}
        Ok(missing) => findings.push(Finding(format!(
            "{missing} of {} passages have no turn",
            ids.len()
        ))),
        Err(error) => findings.push(error.into()),
    }
    let damaged = ids.iter().find_map(|&id| scan.tokens(id).err());
    findings.extend(damaged.map(Finding::from));
    Ok(findings)
}

/// Finds the transcripts whose digest is not the one that was stored.
fn changed_transcripts(connection: &Connection) -> Result<Vec<Finding>, ReadError> {
    let mut findings = Vec::new();
    let sql = "SELECT key, id FROM transcripts ORDER BY id";
    for_each_row(connection, sql, [], |row| {
        if !is_sound(connection, row.get(0)?)? {
            let id: String = row.get(1)?;
            findings.push(Finding(format!(
                "{id} is not what was stored: its digest differs; index its file again"
            )));
        }
        Ok::<_, ReadError>(())
    })?;
    Ok(findings)
}

fn integrity(connection: &Connection) -> Result<Vec<Finding>, ReadError> {
    let read = |row: &Row<'_>| Ok::<_, ReadError>(Finding(row.get(0)?));
    let mut findings = select(connection, "PRAGMA integrity_check(10)", [], read)?;
    findings.retain(|line| line.0 != "ok");
    if connection.prepare("PRAGMA foreign_key_check")?.exists([])? {
        findings.push(Finding(
            "a row belongs to a transcript that is not there".into(),
        ));
    }
    Ok(findings)
}

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
