//! Reads and writes feeds as they were fetched last, and the items that became transcripts.
//!
//! The next run compares with these to find what is new. Removing a transcript removes its item, so
//! that the item counts as new again.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::error::ReadError;
use super::rows::select;
use crate::feed::{Chapter, Validators};

/// A feed as it was fetched last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoredFeed {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its address after all redirects. Its references are relative to that.
    pub found_at: String,
    /// What a server recognises this version by.
    pub validators: Validators,
    /// When it was last asked for, in RFC 3339.
    pub checked_at: String,
}

/// The item of a feed that a transcript came from; stored in the transcript's own commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedItem<'a> {
    /// The feed's address or file. It is stored already.
    pub feed: &'a str,
    /// The item's id in the feed.
    pub guid: &'a str,
    /// Where the transcript is and which version it is.
    pub version: &'a ItemVersion,
    /// The recording's chapters.
    pub chapters: &'a [Chapter],
}

/// Which version of an item is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemVersion {
    /// Where its transcript was fetched from.
    pub transcript_url: String,
    /// What a server recognises this version by.
    pub validators: Validators,
    /// A hash of everything that the feed says of the item.
    pub fingerprint: [u8; 32],
}

impl ItemVersion {
    /// The fingerprint of an item of which something could not be fetched. No item has it.
    pub const INCOMPLETE: [u8; 32] = [0; 32];
}

/// The feeds of a store.
#[derive(Clone, Copy)]
pub struct StoredFeeds<'a>(pub(super) &'a Connection);

impl StoredFeeds<'_> {
    /// Returns a feed as it was fetched last.
    ///
    /// # Errors
    /// A store that cannot be read. This holds for every method here that reads.
    pub fn feed(self, feed: &str) -> Result<Option<StoredFeed>, ReadError> {
        let sql =
            "SELECT bytes, found_at, checked_at, etag, last_modified FROM feeds WHERE url = ?1";
        let found = self.0.query_row(sql, [feed], |row| {
            Ok(StoredFeed {
                bytes: row.get(0)?,
                found_at: row.get(1)?,
                checked_at: row.get(2)?,
                validators: read_validators(row, 3)?,
            })
        });
        Ok(found.optional()?)
    }

    /// Returns the id of the transcript that an item became, and which version that was.
    pub fn item(self, feed: &str, guid: &str) -> Result<Option<(String, ItemVersion)>, ReadError> {
        let sql = "
            SELECT t.id, i.transcript_url, i.etag, i.last_modified, i.fingerprint
            FROM feed_items i
            JOIN feeds f ON f.key = i.feed JOIN transcripts t ON t.key = i.transcript
            WHERE f.url = ?1 AND i.guid = ?2";
        let found = self.0.prepare_cached(sql)?.query_row([feed, guid], |row| {
            let version = ItemVersion {
                transcript_url: row.get(1)?,
                validators: read_validators(row, 2)?,
                fingerprint: row.get(4)?,
            };
            Ok((row.get(0)?, version))
        });
        Ok(found.optional()?)
    }

    /// Returns the guid of every item of a feed that became a transcript, and the transcript's id,
    /// by id.
    pub fn items(self, feed: &str) -> Result<Vec<(String, String)>, ReadError> {
        let sql = "
            SELECT i.guid, t.id FROM feed_items i
            JOIN feeds f ON f.key = i.feed JOIN transcripts t ON t.key = i.transcript
            WHERE f.url = ?1 ORDER BY t.id";
        select(self.0, sql, [feed], |row| Ok((row.get(0)?, row.get(1)?)))
    }
}

fn read_validators(row: &Row<'_>, first: usize) -> rusqlite::Result<Validators> {
    Ok(Validators {
        etag: row.get(first)?,
        last_modified: row.get(first + 1)?,
    })
}

/// Returns the chapters of the transcript with this key, by time.
pub(super) fn chapters_of(connection: &Connection, key: i64) -> rusqlite::Result<Vec<Chapter>> {
    let sql =
        "SELECT start_ms, title FROM chapters WHERE transcript = ?1 ORDER BY start_ms, ordinal";
    select(connection, sql, [key], |row| {
        Ok(Chapter {
            start_ms: row.get(0)?,
            title: row.get(1)?,
        })
    })
}

/// Stores a feed in place of its former version.
pub(super) fn put(
    connection: &Connection,
    feed: &str,
    stored: &StoredFeed,
) -> rusqlite::Result<()> {
    connection.execute(
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
