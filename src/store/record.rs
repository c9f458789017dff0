//! Writes one transcript with its turns, passages and embeddings, or removes it.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::blob::cue_bytes;
use super::checksum::{PASSAGES, TRANSCRIPTS, TURNS};
use super::commits;
use super::digest::put_digest;
use super::encodings::Encodings;
use super::error::CommitError;
use super::feeds::{self, FeedItem};
use super::model::Generation;
use super::people;
use crate::language::Language;
use crate::passage::{self, Passage, PassageTraits};
use crate::transcript::{Person, Transcript};

/// One transcript with all that is stored of it.
pub struct Record<'a> {
    /// The transcript.
    pub transcript: &'a Transcript,
    /// The people of the recording; `None` keeps those of its former version.
    pub people: Option<&'a [Person]>,
    /// The hash of the file's bytes, which recognises an unchanged file.
    pub content_hash: [u8; 32],
    /// Its passages, in order.
    pub passages: &'a [Passage],
    /// The embedding and token vectors of each passage that is not a backchannel, in the same
    /// order.
    pub encoded: &'a Encodings,
    /// The item of a feed that it came from.
    pub item: Option<FeedItem<'a>>,
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

/// Stores one transcript within a transaction.
pub(super) fn put(transaction: &Connection, record: &Record<'_>) -> Result<Commit, CommitError> {
    let passages = record.passages.iter();
    let findable = passages.filter(|passage| !passage.backchannel).count();
    if findable != record.encoded.len() {
        return Err(CommitError::Mismatch {
            passages: findable,
            embeddings: record.encoded.len(),
        });
    }
    let generation = commits::add(transaction)?;
    let replaced = delete_former(transaction, record.transcript, generation)?;
    let key = insert_transcript(transaction, record, generation)?;
    insert_turns(transaction, key, record.transcript)?;
    insert_passages(transaction, key, record)?;
    if let Some(people) = record.people {
        people::replace(transaction, &record.transcript.id, people)?;
    }
    if let Some(item) = &record.item {
        feeds::put_item(transaction, key, item)?;
    }
    let sql = "UPDATE transcripts SET findable = ?2 WHERE key = ?1";
    transaction.execute(sql, params![key, findable])?;
    TRANSCRIPTS.seal(transaction, "key", key)?;
    // Read back, so that it is the digest of what the file holds.
    put_digest(transaction, key)?;
    Ok(Commit {
        generation,
        replaced,
    })
}

/// Removes one transcript within a transaction.
pub(super) fn remove(transaction: &Connection, key: i64, id: &str) -> rusqlite::Result<Generation> {
    let generation = commits::add(transaction)?;
    delete(transaction, key, generation)?;
    people::replace(transaction, id, &[])?;
    Ok(generation)
}

/// Removes the former version of the transcript, if there is one of the same source.
fn delete_former(
    transaction: &Connection,
    transcript: &Transcript,
    generation: Generation,
) -> Result<Replaced, CommitError> {
    let sql = "SELECT key, source FROM transcripts WHERE id = ?1";
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let former: Option<(i64, String)> = transaction
        .query_row(sql, [&transcript.id], read)
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

/// Gives the passages of a transcript new numbers within a transaction, as though it was stored
/// again, so that an index reads them anew. Their embeddings stay.
pub(super) fn renumber(transaction: &Connection, key: i64) -> Result<(), CommitError> {
    let generation = commits::add(transaction)?;
    add_removal(transaction, key, generation)?;
    // Above every number that was ever used, so none is used twice.
    transaction.execute(
        "UPDATE passages SET id = id
             + (SELECT seq FROM sqlite_sequence WHERE name = 'passages')
             - (SELECT first_passage FROM transcripts WHERE key = ?1) + 1
         WHERE transcript = ?1",
        [key],
    )?;
    set_range(transaction, key)?;
    let set = TRANSCRIPTS.set(&[("generation", "?2")]);
    let sql = format!("UPDATE transcripts SET {set} WHERE key = ?1");
    transaction.execute(&sql, params![key, generation.0])?;
    let sql = "SELECT coalesce(max(id), 0) FROM passages";
    let last: i64 = transaction.query_row(sql, [], |row| row.get(0))?;
    let sql = "UPDATE sqlite_sequence SET seq = max(seq, ?1) WHERE name = 'passages'";
    transaction.execute(sql, [last])?;
    check_number(last)
}

fn add_removal(
    transaction: &Connection,
    key: i64,
    generation: Generation,
) -> rusqlite::Result<usize> {
    transaction.execute(
        "INSERT INTO removals (first_passage, last_passage, generation)
         SELECT first_passage, last_passage, ?2 FROM transcripts
         WHERE key = ?1 AND first_passage IS NOT NULL",
        params![key, generation.0],
    )
}

pub(super) fn set_range(transaction: &Connection, key: i64) -> rusqlite::Result<usize> {
    let set = TRANSCRIPTS.set(&[
        (
            "first_passage",
            "(SELECT min(id) FROM passages WHERE transcript = ?1)",
        ),
        (
            "last_passage",
            "(SELECT max(id) FROM passages WHERE transcript = ?1)",
        ),
    ]);
    let sql = format!("UPDATE transcripts SET {set} WHERE key = ?1");
    transaction.execute(&sql, [key])
}

/// Refuses the number of a passage that an index cannot hold.
fn check_number(last: i64) -> Result<(), CommitError> {
    match last > i64::from(u32::MAX) {
        true => Err(CommitError::Full),
        false => Ok(()),
    }
}

fn delete(transaction: &Connection, key: i64, generation: Generation) -> rusqlite::Result<()> {
    add_removal(transaction, key, generation)?;
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
             media_url, link_template, offset_ms, language, language_source)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
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
            transcript
                .language
                .as_ref()
                .map(|known| known.tag.to_string()),
            transcript
                .language
                .as_ref()
                .map(|known| known.source.name()),
        ],
    )?;
    Ok(transaction.last_insert_rowid())
}

fn insert_turns(
    transaction: &Connection,
    key: i64,
    transcript: &Transcript,
) -> rusqlite::Result<()> {
    let columns = TURNS.columns();
    let mut insert = transaction.prepare_cached(&format!(
        "INSERT INTO turns ({columns}, checksum)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,
             row_checksum(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8))"
    ))?;
    for (ordinal, turn) in transcript.turns.iter().enumerate() {
        insert.execute(params![
            key,
            ordinal,
            turn.speaker,
            turn.span.map(|span| span.start_ms),
            turn.span.map(|span| span.end_ms),
            turn.text,
            cue_bytes(&turn.cues),
            turn.language.as_ref().map(Language::code),
        ])?;
    }
    Ok(())
}

fn insert_passages(
    transaction: &Connection,
    key: i64,
    record: &Record<'_>,
) -> Result<(), CommitError> {
    let columns = PASSAGES.columns();
    let mut insert = transaction.prepare_cached(&format!(
        "INSERT INTO passages ({columns}, embedding, token_ids, token_signs, checksum)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
             row_checksum(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13))"
    ))?;
    let mut encoded = record.encoded.iter()?;
    let doubts = passage::doubts(
        &record.transcript.turns,
        record.transcript.main_language(),
        record.passages,
    );
    for (ordinal, (passage, doubts)) in record.passages.iter().zip(doubts).enumerate() {
        let turns = &record.transcript.turns;
        let text = passage.text(turns);
        let traits = match record.transcript.language_of(&turns[passage.turn]) {
            Some(language) => PassageTraits::in_language(text, language),
            None => PassageTraits::of_text(text),
        };
        let encoded = (!passage.backchannel).then(|| encoded.next()).flatten();
        let encoded = encoded.transpose()?;
        let encoded = encoded.as_ref();
        insert.execute(params![
            key,
            ordinal,
            passage.turn,
            passage.text_range.start,
            passage.text_range.end,
            passage.span.map(|span| span.start_ms),
            passage.span.map(|span| span.end_ms),
            passage.estimated_times,
            traits.words,
            traits.is_question,
            traits.has_number,
            traits.has_date,
            doubts.bits(),
            encoded.map(|encoded| &encoded.embedding),
            encoded.map(|encoded| &encoded.token_ids),
            encoded.map(|encoded| &encoded.token_signs),
        ])?;
    }
    let last = transaction.last_insert_rowid();
    set_range(transaction, key)?;
    check_number(last)
}
