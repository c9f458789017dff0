//! Replaces the embeddings and tokens of all passages by those of another model.
//!
//! They are collected in a table of their own, batch by batch, and put in place in one transaction. Until
//! then the store is as it was, and what was collected survives the process.

use std::ops::Range;
use std::path::Path;

use rusqlite::{Connection, params};

use super::commits;
use super::digest::{is_sound, put_digest};
use super::encodings::EncodedBlobs;
use super::error::{CommitError, OpenError, ReadError};
use super::meta;
use super::model::{Generation, Identity, PassageId};
use super::recorded_model::RecordedModel;
use super::rows::select;
use super::writer::StoreWriter;
use crate::embed::{Encoded, shortened};
use crate::transcript::Transcript;

const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS reembedding (
        passage INTEGER PRIMARY KEY,
        embedding BLOB NOT NULL,
        token_ids BLOB NOT NULL,
        token_signs BLOB NOT NULL
    ) STRICT";

/// How many passages have an embedding of the new model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Staged {
    /// Those that have one.
    pub done: u64,
    /// All that can be found.
    pub total: u64,
}

/// What became of the last step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restored {
    /// The store is of the new model from this commit on.
    Swapped(Generation),
    /// Passages were added meanwhile.
    Missing,
}

/// A passage of a transcript, as its windows are made again.
#[derive(Debug, Clone)]
pub struct PassageToEmbed {
    /// Its number.
    pub id: PassageId,
    /// Its turn's place in the transcript.
    pub turn: usize,
    /// Its bytes of the turn's text.
    pub text_range: Range<usize>,
    /// Whether it cannot be found, and needs no embedding.
    pub backchannel: bool,
    /// Whether it has an embedding of the new model.
    pub is_staged: bool,
}

impl StoreWriter {
    /// Opens the store at `path` with whatever it was made with.
    ///
    /// # Errors
    /// As [`StoreWriter::open_existing`]; of a store that was made otherwise than by this version, that it
    /// is not made with `otherwise`.
    pub fn open_as_recorded(path: &Path, otherwise: Identity) -> Result<Self, OpenError> {
        let recorded = RecordedModel::at(path);
        let recorded = recorded.and_then(|recorded| Identity::recorded(&recorded.made_with));
        Self::open_existing(path, recorded.unwrap_or(otherwise))
    }

    /// Begins to collect embeddings of another model, or goes on. Those of a third model are dropped.
    ///
    /// # Errors
    /// A store that cannot be written.
    pub fn begin_reembedding(&mut self, with: &Identity) -> Result<Staged, CommitError> {
        self.change(|transaction| {
            let begun = meta::value(transaction, meta::REEMBEDDED_WITH)?;
            if begun != Some(with.to_string()) {
                transaction.execute_batch("DROP TABLE IF EXISTS reembedding")?;
                meta::set(transaction, meta::REEMBEDDED_WITH, &with.to_string())?;
            }
            transaction.execute_batch(TABLE)?;
            Ok(staged(transaction)?)
        })
    }

    /// Drops the embeddings of another model that were collected. Returns the model, where there was one.
    ///
    /// # Errors
    /// A store that cannot be written.
    pub fn give_up_reembedding(&mut self) -> Result<Option<String>, CommitError> {
        self.change(|transaction| {
            let begun = meta::value(transaction, meta::REEMBEDDED_WITH)?;
            if begun.is_some() {
                transaction.execute_batch("DROP TABLE IF EXISTS reembedding")?;
                meta::remove(transaction, meta::REEMBEDDED_WITH)?;
            }
            Ok(begun.as_deref().map(shortened))
        })
    }

    /// Returns the ids of the transcripts with passages that have no embedding of the new model.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn not_reembedded(&self) -> Result<Vec<String>, ReadError> {
        let sql = "
            SELECT t.id FROM transcripts t WHERE EXISTS (
                SELECT 1 FROM passages p WHERE p.transcript = t.key AND p.embedding IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM reembedding WHERE passage = p.id))
            ORDER BY t.key";
        select(&self.connection, sql, [], |row| Ok(row.get(0)?))
    }

    /// Returns a transcript with its passages in their order; `None` where it is gone.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn to_reembed(
        &self,
        id: &str,
    ) -> Result<Option<(Transcript, Vec<PassageToEmbed>)>, ReadError> {
        // Another process may replace the transcript meanwhile.
        let _unchanging = self.begin_reading()?;
        let Some(transcript) = self.transcripts().transcript(id)? else {
            return Ok(None);
        };
        let sql = "
            SELECT p.id, p.turn, p.text_start, p.text_end, p.embedding IS NULL, r.passage IS NOT NULL
            FROM transcripts t JOIN passages p ON p.transcript = t.key
            LEFT JOIN reembedding r ON r.passage = p.id
            WHERE t.id = ?1 ORDER BY p.ordinal";
        let passages = select(&self.connection, sql, [id], |row| {
            let passage = PassageToEmbed {
                id: PassageId(row.get(0)?),
                turn: row.get(1)?,
                text_range: row.get(2)?..row.get(3)?,
                backchannel: row.get(4)?,
                is_staged: row.get(5)?,
            };
            let turn = transcript.turns.get(passage.turn);
            match turn.and_then(|turn| turn.text.get(passage.text_range.clone())) {
                Some(_) => Ok(passage),
                None => Err(ReadError::damaged_passage("the text", passage.id)),
            }
        })?;
        Ok(Some((transcript, passages)))
    }

    /// Keeps embeddings of the new model, durably.
    ///
    /// # Errors
    /// That another process has begun with a third model, or a store that cannot be written.
    pub fn stage(
        &mut self,
        with: &Identity,
        encoded: Vec<(PassageId, Encoded)>,
    ) -> Result<(), CommitError> {
        self.change(|transaction| {
            check_begun(transaction, with)?;
            let sql = "INSERT OR REPLACE INTO reembedding VALUES (?1, ?2, ?3, ?4)";
            for (id, encoded) in encoded {
                let blobs = EncodedBlobs::from(encoded);
                let values = params![id.0, blobs.embedding, blobs.token_ids, blobs.token_signs];
                transaction.prepare_cached(sql)?.execute(values)?;
            }
            Ok(())
        })
    }

    /// Puts the new embeddings in the place of the old ones, where none is missing. From then on the store
    /// is of the new model, which lies in `folder` where the user brought it.
    ///
    /// # Errors
    /// As [`StoreWriter::stage`].
    pub fn finish_reembedding(
        &mut self,
        with: &Identity,
        folder: Option<&Path>,
    ) -> Result<Restored, CommitError> {
        self.change(|transaction| put_in_place(transaction, with, folder))
    }
}

fn put_in_place(
    transaction: &Connection,
    with: &Identity,
    folder: Option<&Path>,
) -> Result<Restored, CommitError> {
    check_begun(transaction, with)?;
    let Staged { done, total } = staged(transaction)?;
    if done < total {
        return Ok(Restored::Missing);
    }
    let sound = sound_transcripts(transaction)?;
    transaction.execute(
        "UPDATE passages SET (embedding, token_ids, token_signs) = (r.embedding, r.token_ids,
                 r.token_signs)
             FROM reembedding r WHERE r.passage = passages.id AND passages.embedding IS NOT NULL",
        [],
    )?;
    for key in sound {
        put_digest(transaction, key)?;
    }
    transaction.execute_batch("DROP TABLE reembedding")?;
    meta::remove(transaction, meta::REEMBEDDED_WITH)?;
    meta::set(transaction, meta::MADE_WITH, &with.to_string())?;
    match folder {
        Some(folder) => {
            let folder = folder.to_string_lossy();
            meta::set(transaction, meta::MODEL_FOLDER, &folder)?;
        }
        None => meta::remove(transaction, meta::MODEL_FOLDER)?,
    }
    // No index of an earlier commit can be used: it has the old vectors under the same numbers.
    let generation = commits::begin_anew(transaction)?;
    Ok(Restored::Swapped(generation))
}

/// Returns how many passages that can be found are in the table. Those of removed transcripts may be in
/// it too.
fn staged(transaction: &Connection) -> rusqlite::Result<Staged> {
    let sql = "
        SELECT count(r.passage), count(*) FROM passages p LEFT JOIN reembedding r ON r.passage = p.id
        WHERE p.embedding IS NOT NULL";
    transaction.query_row(sql, [], |row| {
        Ok(Staged {
            done: row.get(0)?,
            total: row.get(1)?,
        })
    })
}

fn check_begun(transaction: &Connection, with: &Identity) -> Result<(), CommitError> {
    let begun = meta::value(transaction, meta::REEMBEDDED_WITH)?;
    if begun == Some(with.to_string()) {
        return Ok(());
    }
    let made_with = meta::value(transaction, meta::MADE_WITH)?;
    let other = begun.or(made_with).unwrap_or_default();
    Err(CommitError::Reembedded(shortened(&other)))
}

/// Returns the keys of the transcripts whose digest is the one that was stored. A new digest of another
/// would hide its damage.
fn sound_transcripts(transaction: &Connection) -> rusqlite::Result<Vec<i64>> {
    let keys: Vec<i64> = select(transaction, "SELECT key FROM transcripts", [], |row| {
        row.get(0)
    })?;
    let mut sound = Vec::with_capacity(keys.len());
    for key in keys {
        if is_sound(transaction, key)? {
            sound.push(key);
        }
    }
    Ok(sound)
}
