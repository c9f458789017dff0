//! Commits: one transcript in, or one out, each wholly or not at all.

use rusqlite::{Connection, ErrorCode, OptionalExtension, TransactionBehavior, params};

use super::blob::{cue_bytes, embedding_bytes, token_id_bytes};
use super::{CommitError, FeedItem, Generation, Store, feeds, people};
use crate::embed::Encoded;
use crate::passage::{self, Passage};
use crate::transcript::{Metadata, Person, Transcript};

/// One transcript with all that is stored of it.
pub struct Record<'a> {
    /// The transcript.
    pub transcript: &'a Transcript,
    /// Who is told to be in it; `None` leaves what was told of its former version.
    pub people: Option<&'a [Person]>,
    /// The hash of the file's bytes, by which an unchanged file is recognised.
    pub content_hash: [u8; 32],
    /// Its passages, in order.
    pub passages: &'a [Passage],
    /// What the model made of each passage that is not a backchannel, in the same order.
    pub encoded: &'a [Encoded],
}

/// What a commit did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commit {
    /// The store's generation after it.
    pub generation: Generation,
    /// What became of a transcript with the same id.
    pub replaced: Replaced,
}

/// Whether a transcript took the place of its former self.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaced {
    /// There was none of this id.
    Nothing,
    /// The former version of the same source.
    Former,
}

/// Whether what is told of a transcript changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Described {
    /// Some of it did.
    Changed,
    /// It was so already, or not given.
    AsBefore,
}

impl Store {
    /// Stores a transcript, in place of the former version of the same source.
    ///
    /// It is durable when this returns.
    ///
    /// # Errors
    /// An id that belongs to another source, or a store that cannot be written.
    pub fn commit(&mut self, record: &Record<'_>) -> Result<Commit, CommitError> {
        self.commit_with(record, None)
    }

    /// Stores a transcript as [`Store::commit`] does, with the item of a feed that it came from.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub fn commit_with(
        &mut self,
        record: &Record<'_>,
        item: Option<&FeedItem<'_>>,
    ) -> Result<Commit, CommitError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let commit = put(&transaction, record, item)?;
        transaction.commit()?;
        Ok(commit)
    }

    /// Stores transcripts as [`Store::commit`] does, each wholly or not at all, with one wait for
    /// the disk: what came of each, in their order.
    ///
    /// They are durable when this returns.
    pub fn commit_all(&mut self, records: &[Record<'_>]) -> Vec<Result<Commit, CommitError>> {
        match self.commit_together(records) {
            Ok(commits) => commits,
            // What ails the store ails each of them; trying each would only wait as long for each.
            Err(CommitError::Sqlite(error)) if is_of_the_store(&error) => {
                let failed = records.iter().map(|_| Err(again(&error).into()));
                failed.collect()
            }
            // Nothing of them is stored; alone each fails for itself.
            Err(_) => records.iter().map(|record| self.commit(record)).collect(),
        }
    }

    /// Stores transcripts in one transaction; one that is refused is left out. Where SQLite fails
    /// there is no telling what of the transaction is left, so none is stored.
    fn commit_together(
        &mut self,
        records: &[Record<'_>],
    ) -> Result<Vec<Result<Commit, CommitError>>, CommitError> {
        let mut transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut commits = Vec::with_capacity(records.len());
        for record in records {
            // Undone where it is dropped before it is committed.
            let one = transaction.savepoint()?;
            commits.push(match put(&one, record, None) {
                Ok(commit) => one.commit().map(|()| Ok(commit))?,
                Err(error @ CommitError::Sqlite(_)) => return Err(error),
                Err(refused) => Err(refused),
            });
        }
        transaction.commit()?;
        Ok(commits)
    }

    /// Changes what is told of a transcript, where it is given.
    ///
    /// # Errors
    /// A store that cannot be written.
    pub fn describe(&mut self, id: &str, about: &Metadata) -> Result<Described, CommitError> {
        if *about == Metadata::default() {
            return Ok(Described::AsBefore);
        }
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut described = match &about.people {
            Some(told) => people::replace(&transaction, id, told)?,
            None => Described::AsBefore,
        };
        let changed = transaction.execute(
            "UPDATE transcripts SET title = coalesce(?2, title), date = coalesce(?3, date),
                 media_url = coalesce(?4, media_url),
                 link_template = coalesce(?5, link_template),
                 offset_ms = coalesce(?6, offset_ms)
             WHERE id = ?1 AND (title <> coalesce(?2, title) OR date IS NOT coalesce(?3, date)
                 OR media_url IS NOT coalesce(?4, media_url)
                 OR link_template IS NOT coalesce(?5, link_template)
                 OR offset_ms IS NOT coalesce(?6, offset_ms))",
            params![
                id,
                about.title,
                about.date.map(|date| date.to_string()),
                about.media.url,
                about.media.link_template,
                about.media.offset_ms,
            ],
        )?;
        if changed > 0 {
            described = Described::Changed;
        }
        transaction.commit()?;
        Ok(described)
    }

    /// Removes a transcript with all that belongs to it.
    ///
    /// # Errors
    /// No such transcript, or a store that cannot be written.
    pub fn remove(&mut self, id: &str) -> Result<Generation, CommitError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let key: Option<i64> = transaction
            .query_row("SELECT key FROM transcripts WHERE id = ?1", [id], |row| {
                row.get(0)
            })
            .optional()?;
        let key = key.ok_or_else(|| CommitError::Unknown { id: id.into() })?;
        let generation = take_out(&transaction, key, id)?;
        transaction.commit()?;
        Ok(generation)
    }

    /// Removes what was read from this source, with all that belongs to it, and returns its ids.
    ///
    /// # Errors
    /// A store that cannot be written.
    pub fn remove_read_from(&mut self, source: &str) -> Result<Vec<String>, CommitError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: Vec<(i64, String)> = {
            let mut select = transaction
                .prepare("SELECT key, id FROM transcripts WHERE source = ?1 ORDER BY id")?;
            let found = select.query_map([source], |row| Ok((row.get(0)?, row.get(1)?)))?;
            found.collect::<rusqlite::Result<_>>()?
        };
        for (key, id) in &found {
            take_out(&transaction, *key, id)?;
        }
        transaction.commit()?;
        Ok(found.into_iter().map(|(_, id)| id).collect())
    }
}

/// Returns whether nothing can be written, whatever it is: another process writes, the disk is
/// full, or the file may not be written.
fn is_of_the_store(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(
            ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::DiskFull
                | ErrorCode::ReadOnly
        )
    )
}

/// Returns the same failure of SQLite once more.
fn again(error: &rusqlite::Error) -> rusqlite::Error {
    match error {
        rusqlite::Error::SqliteFailure(code, said) => {
            rusqlite::Error::SqliteFailure(*code, said.clone())
        }
        other => rusqlite::Error::ToSqlConversionFailure(other.to_string().into()),
    }
}

/// Stores one transcript in a transaction that is begun.
fn put(
    transaction: &Connection,
    record: &Record<'_>,
    item: Option<&FeedItem<'_>>,
) -> Result<Commit, CommitError> {
    let passages = record.passages.iter();
    let wanted = passages.filter(|passage| !passage.backchannel).count();
    if wanted != record.encoded.len() {
        return Err(CommitError::Mismatch {
            passages: wanted,
            embeddings: record.encoded.len(),
        });
    }
    let generation = next_generation(transaction)?;
    let replaced = make_room(transaction, record.transcript, generation)?;
    let key = insert_transcript(transaction, record, generation)?;
    insert_turns(transaction, key, record.transcript)?;
    insert_passages(transaction, key, record)?;
    if let Some(told) = record.people {
        people::replace(transaction, &record.transcript.id, told)?;
    }
    if let Some(item) = item {
        feeds::put_item(transaction, key, item)?;
    }
    // Read back, so that it is the digest of what the file holds.
    let digest = super::verify::digest(transaction, key)?;
    transaction.execute(
        "UPDATE transcripts SET digest = ?2 WHERE key = ?1",
        params![key, digest],
    )?;
    Ok(Commit {
        generation,
        replaced,
    })
}

/// Takes one transcript out in a transaction that is begun.
fn take_out(transaction: &Connection, key: i64, id: &str) -> rusqlite::Result<Generation> {
    let generation = next_generation(transaction)?;
    delete(transaction, key, generation)?;
    people::replace(transaction, id, &[])?;
    Ok(generation)
}

fn next_generation(transaction: &Connection) -> rusqlite::Result<Generation> {
    transaction.execute(
        "INSERT INTO commits (generation, token) SELECT max(generation) + 1, random() FROM commits",
        [],
    )?;
    Ok(super::read::stamp(transaction)?.generation)
}

/// Removes the former version of the transcript, if there is one of the same source.
fn make_room(
    transaction: &Connection,
    transcript: &Transcript,
    generation: Generation,
) -> Result<Replaced, CommitError> {
    let former: Option<(i64, String)> = transaction
        .query_row(
            "SELECT key, source FROM transcripts WHERE id = ?1",
            [&transcript.id],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    match former {
        None => Ok(Replaced::Nothing),
        Some((key, source)) if source == transcript.source => {
            delete(transaction, key, generation)?;
            Ok(Replaced::Former)
        }
        Some((_, source_path)) => Err(CommitError::IdTaken {
            id: transcript.id.clone(),
            source_path,
        }),
    }
}

fn delete(transaction: &Connection, key: i64, generation: Generation) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO removals (first_passage, last_passage, generation)
         SELECT first_passage, last_passage, ?2 FROM transcripts
         WHERE key = ?1 AND first_passage IS NOT NULL",
        params![key, generation.0],
    )?;
    transaction.execute("DELETE FROM transcripts WHERE key = ?1", [key])?;
    Ok(())
}

fn insert_transcript(
    transaction: &Connection,
    record: &Record<'_>,
    generation: Generation,
) -> rusqlite::Result<i64> {
    let transcript = record.transcript;
    transaction.execute(
        "INSERT INTO transcripts (id, title, date, source, format, content_hash, generation,
             media_url, link_template, offset_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            transcript.id,
            transcript.title,
            transcript.date.map(|date| date.to_string()),
            transcript.source,
            transcript.format.name(),
            record.content_hash,
            generation.0,
            transcript.media.url,
            transcript.media.link_template,
            transcript.media.offset_ms,
        ],
    )?;
    Ok(transaction.last_insert_rowid())
}

fn insert_turns(
    transaction: &Connection,
    key: i64,
    transcript: &Transcript,
) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO turns (transcript, ordinal, speaker, start_ms, end_ms, text, cues)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (ordinal, turn) in transcript.turns.iter().enumerate() {
        insert.execute(params![
            key,
            ordinal,
            turn.speaker,
            turn.span.map(|span| span.start_ms),
            turn.span.map(|span| span.end_ms),
            turn.text,
            cue_bytes(&turn.cues),
        ])?;
    }
    Ok(())
}

fn insert_passages(
    transaction: &Connection,
    key: i64,
    record: &Record<'_>,
) -> Result<(), CommitError> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO passages (transcript, ordinal, turn, text_start, text_end, start_ms, end_ms,
             estimated_times, words, asks, counts, dates, doubts, embedding, token_ids,
             token_signs)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?;
    let mut encoded = record.encoded.iter();
    let doubts = passage::doubts(&record.transcript.turns, record.passages);
    for (ordinal, (passage, doubts)) in record.passages.iter().zip(doubts).enumerate() {
        let shape = passage.traits(&record.transcript.turns);
        let encoded = if passage.backchannel {
            None
        } else {
            encoded.next()
        };
        insert.execute(params![
            key,
            ordinal,
            passage.turn,
            passage.text_range.start,
            passage.text_range.end,
            passage.span.map(|span| span.start_ms),
            passage.span.map(|span| span.end_ms),
            passage.estimated_times,
            shape.words,
            shape.is_question,
            shape.has_number,
            shape.has_date,
            doubts.bits(),
            encoded.map(|encoded| embedding_bytes(&encoded.embedding)),
            encoded.map(|encoded| token_id_bytes(&encoded.tokens)),
            encoded.map(|encoded| encoded.tokens.signs()),
        ])?;
    }
    let last = transaction.last_insert_rowid();
    transaction.execute(
        "UPDATE transcripts SET (first_passage, last_passage) =
             (SELECT min(id), max(id) FROM passages WHERE transcript = ?1)
         WHERE key = ?1",
        [key],
    )?;
    if last > i64::from(u32::MAX) {
        return Err(CommitError::Full);
    }
    Ok(())
}
