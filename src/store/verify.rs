//! Verifies a whole store: SQLite's integrity check, the checksum of every row, and a digest of each
//! transcript.

use rusqlite::{Connection, Row};

use super::checksum::{NAME_CHANGES, PASSAGES, TRANSCRIPTS, TURNS};
use super::digest::is_sound;
use super::error::ReadError;
use super::model::PassageId;
use super::rows::select;
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
