//! Defines the tables and their version, and makes store files.
//!
//! Format 5 has these tables:
//!
//! | table | a row is |
//! |---|---|
//! | `transcripts` | a recording: its media, the hash of its file, the generation that stored it, a digest of its turns and passages, its first and last passage, its language and where that is known from |
//! | `turns` | a turn: its text and timed lines, its language where that is another than the transcript's |
//! | `passages` | a range of a turn's text: its times, how many words it has, whether it is a question, has a number, has a date, its doubts, its embedding and tokens (null for a backchannel) |
//! | `people` | a person in a recording, by its id |
//! | `chapters` | a part of a recording, from its feed |
//! | `feeds` | a feed as it was fetched last |
//! | `feed_items` | the item and version that a transcript came from |
//! | `name_changes` | a change of speaker names, by transcript id and label, or a spelling that a name was heard as, so that it outlives the transcript's versions |
//! | `removals` | a range of passage numbers that are gone, and the commit that removed them |
//! | `commits` | a random token for a generation, by which an index knows its own store |
//! | `meta` | what the embeddings were made with, and what [`super::meta`] adds |
//! | `reembedding` | a passage's embedding and tokens of another model, until all have one; made when it is needed |
//!
//! Text is stored once, so what is shown is what was read. Rows that people are quoted from have checksums
//! ([`super::checksum`]), and the header counts changes ([`super::version`]). Format 1 had no tokens.
//! Format 2 had no transcripts without times, no media, no people and no doubts. Format 3 had no languages,
//! format 4 no checksums; both are brought up to date in place ([`super::migration`]).

use std::path::Path;

use rusqlite::Connection;
use tempfile::NamedTempFile;

use super::meta;
use super::model::Identity;
use super::version::{FORMAT, Version};

/// The application's id in SQLite's header, "WhSd", by which a store is recognised.
pub(super) const APPLICATION_ID: i64 = 0x5768_5364;

const TABLES: &str = include_str!("schema.sql");

/// Makes an empty store whole under its absolute path, unless another process is first.
///
/// Setting the journal mode of a file that another process is opening fails at once, whatever the
/// busy timeout, so a store has its tables and its mode before it has its name.
pub(super) fn make(file: &Path, identity: &Identity) -> Result<(), Box<dyn std::error::Error>> {
    let folder = file.parent().ok_or("it is not a file")?;
    std::fs::create_dir_all(folder)?;
    let making = NamedTempFile::with_prefix_in(".making-", folder)?;
    let mut connection = Connection::open(making.path())?;
    create(&mut connection, identity)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.close().map_err(|(_, error)| error)?;
    match making.persist_noclobber(file) {
        Ok(_) => Ok(std::fs::File::open(folder)?.sync_all()?),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.error.into()),
    }
}

fn create(connection: &mut Connection, identity: &Identity) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(TABLES)?;
    meta::set(&transaction, meta::MADE_WITH, &identity.to_string())?;
    let first_commit = "INSERT INTO commits (generation, token) VALUES (0, random())";
    transaction.execute(first_commit, [])?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    Version::first(FORMAT).write(&transaction)?;
    transaction.commit()
}
