//! Feeds, and which transcripts came from which of their items.
//!
//! In: a feed's bytes as they were fetched, and with a transcript's commit the item that it came
//! from, with its chapters. Out: the same, by which the next run knows what is new. Removing a
//! transcript removes what is here of it, so that its item is new again. Never here: what can be
//! read from a feed's bytes.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::{CommitError, ReadError, Store};
use crate::feed::{Chapter, Validators};

/// A feed as it was fetched last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoredFeed {
    /// Its bytes: what a server means when it says that nothing has changed.
    pub bytes: Vec<u8>,
    /// Where it was found after all redirects; its references are relative to that.
    pub found_at: String,
    /// By what the version is known again.
    pub validators: Validators,
    /// When it was last asked for, in RFC 3339.
    pub checked_at: String,
}

/// The item of a feed that a transcript came from; stored in the transcript's own commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedItem<'a> {
    /// The feed's address or file. It is stored already.
    pub feed: &'a str,
    /// What the feed knows the item by.
    pub guid: &'a str,
    /// Where the transcript is and which version it is.
    pub version: &'a ItemVersion,
    /// What it speaks of.
    pub chapters: &'a [Chapter],
}

/// Which version of an item is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemVersion {
    /// Where its transcript was fetched from.
    pub transcript_url: String,
    /// By what the transcript is known again.
    pub validators: Validators,
    /// A hash of all that the feed says of the item.
    pub fingerprint: [u8; 32],
}

impl ItemVersion {
    /// The fingerprint of an item of which something could not be fetched; no item has it.
    pub const INCOMPLETE: [u8; 32] = [0; 32];
}

impl Store {
    /// Returns a feed as it was fetched last.
    ///
    /// # Errors
    /// A store that cannot be read; so for every method here that reads.
    pub fn feed(&self, feed: &str) -> Result<Option<StoredFeed>, ReadError> {
        let found = self.connection.query_row(
            "SELECT bytes, found_at, etag, last_modified, checked_at FROM feeds WHERE url = ?1",
            [feed],
            |row| {
                Ok(StoredFeed {
                    bytes: row.get(0)?,
                    found_at: row.get(1)?,
                    validators: Validators {
                        etag: row.get(2)?,
                        last_modified: row.get(3)?,
                    },
                    checked_at: row.get(4)?,
                })
            },
        );
        Ok(found.optional()?)
    }

    /// Stores a feed in place of its former version.
    ///
    /// # Errors
    /// A store that cannot be written.
    pub fn keep_feed(&mut self, feed: &str, stored: &StoredFeed) -> Result<(), CommitError> {
        self.connection.execute(
            "INSERT INTO feeds (url, bytes, found_at, etag, last_modified, checked_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (url) DO UPDATE SET
                 bytes = excluded.bytes, found_at = excluded.found_at, etag = excluded.etag,
                 last_modified = excluded.last_modified, checked_at = excluded.checked_at",
            params![
                feed,
                stored.bytes,
                stored.found_at,
                stored.validators.etag,
                stored.validators.last_modified,
                stored.checked_at,
            ],
        )?;
        Ok(())
    }

    /// Returns the id of the transcript that an item became, and which version that was.
    pub fn feed_item(
        &self,
        feed: &str,
        guid: &str,
    ) -> Result<Option<(String, ItemVersion)>, ReadError> {
        let mut select = self.connection.prepare_cached(
            "SELECT t.id, i.transcript_url, i.etag, i.last_modified, i.fingerprint
             FROM feed_items i
             JOIN feeds f ON f.key = i.feed JOIN transcripts t ON t.key = i.transcript
             WHERE f.url = ?1 AND i.guid = ?2",
        )?;
        let found = select.query_row([feed, guid], |row| {
            let version = ItemVersion {
                transcript_url: row.get(1)?,
                validators: Validators {
                    etag: row.get(2)?,
                    last_modified: row.get(3)?,
                },
                fingerprint: row.get(4)?,
            };
            Ok((row.get(0)?, version))
        });
        Ok(found.optional()?)
    }

    /// Returns the guid of every item of a feed that became a transcript, and the transcript's id,
    /// by id.
    pub fn feed_items(&self, feed: &str) -> Result<Vec<(String, String)>, ReadError> {
        let mut select = self.connection.prepare_cached(
            "SELECT i.guid, t.id FROM feed_items i
             JOIN feeds f ON f.key = i.feed JOIN transcripts t ON t.key = i.transcript
             WHERE f.url = ?1 ORDER BY t.id",
        )?;
        let rows = select.query_map([feed], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Stores the item that a transcript came from which is stored already.
    ///
    /// # Errors
    /// No such transcript, or a store that cannot be written.
    pub fn keep_feed_item(&mut self, id: &str, item: &FeedItem<'_>) -> Result<(), CommitError> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let key: Option<i64> = transaction
            .query_row("SELECT key FROM transcripts WHERE id = ?1", [id], |row| {
                row.get(0)
            })
            .optional()?;
        let key = key.ok_or_else(|| CommitError::Unknown { id: id.into() })?;
        put_item(&transaction, key, item)?;
        Ok(transaction.commit()?)
    }

    /// Returns the chapters of a transcript by time, as far as its feed has them.
    pub fn chapters(&self, id: &str) -> Result<Vec<Chapter>, ReadError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT key FROM transcripts WHERE id = ?1")?;
        let key: Option<i64> = select.query_row([id], |row| row.get(0)).optional()?;
        key.map_or_else(|| Ok(Vec::new()), |key| self.chapters_of(key))
    }

    /// Returns the chapters of the transcript with this key, by time.
    pub(super) fn chapters_of(&self, key: i64) -> Result<Vec<Chapter>, ReadError> {
        let mut select = self.connection.prepare_cached(
            "SELECT start_ms, title FROM chapters WHERE transcript = ?1
             ORDER BY start_ms, ordinal",
        )?;
        let chapters = select.query_map([key], |row| {
            Ok(Chapter {
                start_ms: row.get(0)?,
                title: row.get(1)?,
            })
        })?;
        Ok(chapters.collect::<Result<_, _>>()?)
    }
}

/// Stores the item that the transcript with this key came from, in place of its former version.
pub(super) fn put_item(
    transaction: &Connection,
    key: i64,
    item: &FeedItem<'_>,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT OR REPLACE INTO feed_items
             (feed, guid, transcript, transcript_url, etag, last_modified, fingerprint)
         VALUES ((SELECT key FROM feeds WHERE url = ?1), ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            item.feed,
            item.guid,
            key,
            item.version.transcript_url,
            item.version.validators.etag,
            item.version.validators.last_modified,
            item.version.fingerprint,
        ],
    )?;
    transaction.execute("DELETE FROM chapters WHERE transcript = ?1", [key])?;
    let mut insert = transaction.prepare_cached(
        "INSERT INTO chapters (transcript, ordinal, start_ms, title) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (ordinal, chapter) in item.chapters.iter().enumerate() {
        insert.execute(params![key, ordinal, chapter.start_ms, chapter.title])?;
    }
    Ok(())
}
