//! Defines the tables and their version, and opens or creates store files.
//!
//! Format 4 has these tables:
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
//! Text is stored once, so what is shown is what was read. Format 1 had no tokens. Format 2 had no
//! transcripts without times, no media, no people and no doubts. Format 3 had no languages; it is brought
//! up to date in place.

use std::path::Path;

use rusqlite::{Connection, ErrorCode, OpenFlags};
use tempfile::NamedTempFile;

use super::error::OpenError;
use super::meta::{self, BUSY_TIMEOUT};
use super::migration::{self, FORMER};
use super::model::Identity;

/// The application's id in SQLite's header, "WhSd", by which a store is recognised.
const APPLICATION_ID: i64 = 0x5768_5364;

/// The version of the tables; raised when they change, apart from the crate's version.
pub(super) const FORMAT: i64 = 4;

const TABLES: &str = include_str!("schema.sql");

/// Opens the store at `path`, making it where there is none.
pub(super) fn open(path: &Path, identity: &Identity) -> Result<Connection, OpenError> {
    let mut connection = connect(path, identity).map_err(|error| unreadable(path, error))?;
    prepare(&mut connection, path, identity).map_err(|error| {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => OpenError::NotAStore(path.into()),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                OpenError::Busy(path.into())
            }
            Some(ErrorCode::DatabaseCorrupt) => OpenError::Damaged {
                path: path.into(),
                reason: error.to_string(),
            },
            _ => unreadable(path, error),
        }
    })??;
    Ok(connection)
}

fn connect(path: &Path, identity: &Identity) -> Result<Connection, Box<dyn std::error::Error>> {
    // An absolute path, since SQLite gives some names a special meaning, such as `:memory:`.
    let file = std::path::absolute(path)?;
    if !file.exists() {
        make(&file, identity)?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    Ok(Connection::open_with_flags(file, flags)?)
}

fn unreadable(path: &Path, error: impl ToString) -> OpenError {
    OpenError::Unreadable {
        path: path.into(),
        reason: error.to_string(),
    }
}

/// Opens the store at `path` as [`open`] does, and has SQLite refuse to write over the connection.
pub(super) fn open_read_only(path: &Path, identity: &Identity) -> Result<Connection, OpenError> {
    let connection = open(path, identity)?;
    let refusing = connection.pragma_update(None, "query_only", true);
    refusing.map_err(|error| unreadable(path, error))?;
    Ok(connection)
}

/// Refuses a path without a file.
pub(super) fn expect_file(path: &Path) -> Result<(), OpenError> {
    if path.exists() {
        Ok(())
    } else {
        Err(OpenError::Missing(path.into()))
    }
}

/// Makes an empty store whole under its absolute path, unless another process is first.
///
/// Setting the journal mode of a file that another process is opening fails at once, whatever the
/// busy timeout, so a store has its tables and its mode before it has its name.
fn make(file: &Path, identity: &Identity) -> Result<(), Box<dyn std::error::Error>> {
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

/// Makes a connection ready for use, or returns why its file is not a usable store.
fn prepare(
    connection: &mut Connection,
    path: &Path,
    identity: &Identity,
) -> rusqlite::Result<Result<(), OpenError>> {
    let foreign = || Ok(Err(OpenError::NotAStore(path.into())));
    connection.busy_timeout(BUSY_TIMEOUT)?;
    let (application, tables) = application_and_tables(connection)?;
    if application != APPLICATION_ID && tables > 0 {
        return foreign();
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    if tables == 0 {
        create(connection, identity)?;
    }
    let format: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if ![FORMER, FORMAT].contains(&format) {
        return Ok(Err(OpenError::Format {
            path: path.into(),
            found: format,
            expected: FORMAT,
        }));
    }
    match meta::value(connection, meta::MADE_WITH)? {
        Some(found) if identity.is_recorded_as(&found) => {
            migration::bring_up_to_date(connection).map(Ok)
        }
        Some(found) => Ok(Err(OpenError::identity(path, &found, identity))),
        None => foreign(),
    }
}

/// Returns the application's id and the number of tables, both of one moment: another process may
/// be making the tables.
fn application_and_tables(connection: &mut Connection) -> rusqlite::Result<(i64, i64)> {
    let moment = connection.transaction()?;
    let tables = moment.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let application = moment.pragma_query_value(None, "application_id", |row| row.get(0))?;
    Ok((application, tables))
}

/// Makes the tables in one transaction; of two processes that try at once, the second finds them.
fn create(connection: &mut Connection, identity: &Identity) -> rusqlite::Result<()> {
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let tables: i64 =
        transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 {
        transaction.execute_batch(TABLES)?;
        meta::set(&transaction, meta::MADE_WITH, &identity.to_string())?;
        let first_commit = "INSERT INTO commits (generation, token) VALUES (0, random())";
        transaction.execute(first_commit, [])?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", FORMAT)?;
    }
    transaction.commit()
}
