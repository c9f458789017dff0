//! Verifies a whole store: SQLite's integrity check, the checksum of every row, and a digest of each
//! transcript.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};
use sha2::{Digest, Sha256};

use super::checksum::{NAME_CHANGES, PASSAGES, TRANSCRIPTS, TURNS};
use super::error::ReadError;
use super::model::PassageId;
use super::rows::{for_each_row, select};
use super::scan::PassageScan;
use super::transcripts::StoredTranscripts;

/// How many damaged turns and passages of a transcript are named.
const MOST_NAMED: usize = 5;

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
    let mut findings = integrity(connection)?;
    let sql = "SELECT key, id FROM transcripts ORDER BY id";
    let read = |row: &Row<'_>| Ok::<_, ReadError>((row.get(0)?, row.get(1)?));
    for (key, id) in select::<(i64, String), _>(connection, sql, [], read)? {
        findings.extend(of_transcript(connection, key, &id)?);
    }
    let sql = format!(
        "SELECT number FROM name_changes c WHERE NOT ({})",
        NAME_CHANGES.is_sound("c")
    );
    findings.extend(select(connection, &sql, [], |row| {
        let number: i64 = row.get(0)?;
        Ok::<_, ReadError>(Finding(format!(
            "change {number} of names is not what was stored"
        )))
    })?);
    let scan = PassageScan(connection);
    let mut ids = Vec::new();
    let embeddings = scan.embeddings_after(PassageId(0), &mut |id, _, _| ids.push(id));
    findings.extend(embeddings.err().map(Finding::from));
    let damaged = ids.iter().find_map(|&id| scan.tokens(id).err());
    findings.extend(damaged.map(Finding::from));
    let sql = "
        SELECT count(*) FROM passages p WHERE NOT EXISTS (
            SELECT 1 FROM turns u WHERE u.transcript = p.transcript AND u.ordinal = p.turn)";
    match connection.query_row(sql, [], |row| row.get(0))? {
        0 => {}
        orphans => findings.push(Finding(format!("{orphans} passages have no turn"))),
    }
    Ok(findings)
}

/// Finds what of a transcript is not what was stored.
fn of_transcript(connection: &Connection, key: i64, id: &str) -> Result<Vec<Finding>, ReadError> {
    let mut parts = Vec::new();
    let sql = format!(
        "SELECT NOT ({}) FROM transcripts t WHERE t.key = ?1",
        TRANSCRIPTS.is_sound("t")
    );
    if connection.query_row(&sql, [key], |row| row.get(0))? {
        parts.push("what is stored about it".to_owned());
    }
    for (table, named) in [(&TURNS, "turn"), (&PASSAGES, "passage")] {
        let sql = format!(
            "SELECT ordinal + 1 FROM {} r WHERE r.transcript = ?1 AND NOT ({}) LIMIT {MOST_NAMED}",
            table.name,
            table.is_sound("r")
        );
        let read = |row: &Row<'_>| Ok::<_, ReadError>(format!("{named} {}", row.get::<_, i64>(0)?));
        parts.extend(select(connection, &sql, [key], read)?);
    }
    if parts.is_empty() && !is_sound(connection, key)? {
        parts.push("a turn that is gone, or a vector".to_owned());
    }
    let unreadable = StoredTranscripts(connection).transcript(id).err();
    let mut findings = Vec::new();
    if !parts.is_empty() {
        findings.push(Finding(format!(
            "{id} is not what was stored: {}; index its file again",
            parts.join(", ")
        )));
    } else {
        findings.extend(unreadable.map(Finding::from));
    }
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
