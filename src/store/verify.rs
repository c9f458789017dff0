//! Checks a whole store: SQLite's own integrity, and that turns and passages are what was written.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use sha2::{Digest, Sha256};

use super::{PassageId, ReadError, Store};

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding(pub String);

impl Store {
    /// Reads everything and returns what is wrong; nothing, in a sound store.
    ///
    /// # Errors
    /// A store that SQLite cannot even begin to check.
    pub fn verify(&self) -> Result<Vec<Finding>, ReadError> {
        // Another process may replace a transcript meanwhile.
        let _unchanging = self.begin_reading()?;
        let mut findings = self.integrity()?;
        for summary in self.summaries()? {
            if let Err(error) = self.transcript(&summary.id) {
                findings.push(Finding(error.finding()));
            }
        }
        findings.extend(self.compare_digests()?);
        let mut ids = Vec::new();
        match self.embeddings_after(PassageId(0), &mut |id, _, _| ids.push(id)) {
            Ok(()) => match self.passages(&ids) {
                Ok(passages) if passages.len() == ids.len() => {}
                Ok(passages) => findings.push(Finding(format!(
                    "{} of {} passages have no turn",
                    ids.len() - passages.len(),
                    ids.len()
                ))),
                Err(error) => findings.push(Finding(error.finding())),
            },
            Err(error) => findings.push(Finding(error.finding())),
        }
        if let Some(error) = ids.iter().find_map(|&id| self.tokens(id).err()) {
            findings.push(Finding(error.finding()));
        }
        Ok(findings)
    }

    fn compare_digests(&self) -> Result<Vec<Finding>, ReadError> {
        let mut findings = Vec::new();
        let mut select = self
            .connection
            .prepare("SELECT key, id, digest FROM transcripts ORDER BY id")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let stored: Option<[u8; 32]> = row.get(2)?;
            if stored != Some(digest(&self.connection, row.get(0)?)?) {
                let id: String = row.get(1)?;
                findings.push(Finding(format!(
                    "{id} is not what was stored: its digest differs; index its file again"
                )));
            }
        }
        Ok(findings)
    }

    fn integrity(&self) -> Result<Vec<Finding>, ReadError> {
        let mut findings = Vec::new();
        let mut check = self.connection.prepare("PRAGMA integrity_check(10)")?;
        let mut rows = check.query([])?;
        while let Some(row) = rows.next()? {
            let line: String = row.get(0)?;
            if line != "ok" {
                findings.push(Finding(line));
            }
        }
        let mut check = self.connection.prepare("PRAGMA foreign_key_check")?;
        if check.exists([])? {
            findings.push(Finding(
                "a row belongs to a transcript that is not there".into(),
            ));
        }
        Ok(findings)
    }
}

/// Returns the SHA-256 of a transcript's turns and passages as the file holds them.
pub(super) fn digest(connection: &Connection, key: i64) -> rusqlite::Result<[u8; 32]> {
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
        let mut select = connection.prepare_cached(sql)?;
        let mut rows = select.query([key])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                update(&mut hasher, row, column)?;
            }
        }
    }
    Ok(hasher.finalize().into())
}

/// Adds a value with its length, so that moving a byte to the next column changes the digest.
fn update(hasher: &mut Sha256, row: &Row<'_>, column: usize) -> rusqlite::Result<()> {
    let number;
    let bytes: &[u8] = match row.get_ref(column)? {
        ValueRef::Null => &[],
        ValueRef::Integer(value) => {
            number = value.to_le_bytes();
            &number
        }
        ValueRef::Real(value) => {
            number = value.to_le_bytes();
            &number
        }
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes,
    };
    hasher.update((bytes.len() as u64).to_le_bytes());
    hasher.update(bytes);
    Ok(())
}
