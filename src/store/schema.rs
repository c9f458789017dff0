//! Defines the tables and their version, and opens or creates store files.
//!
//! Format 3 has these tables:
//!
//! | table | a row is |
//! |---|---|
//! | `transcripts` | a recording: its media, the hash of its file, the generation that stored it, a digest of its turns and passages, its first and last passage |
//! | `turns` | a turn: its text and timed lines |
//! | `passages` | a range of a turn's text: its times, how many words it has, whether it is a question, has a number, has a date, its doubts, its embedding and tokens (null for a backchannel) |
//! | `people` | a person in a recording, by its id |
//! | `chapters` | a part of a recording, from its feed |
//! | `feeds` | a feed as it was fetched last |
//! | `feed_items` | the item and version that a transcript came from |
//! | `name_changes` | a change of speaker names, by transcript id and label, so that it outlives the transcript's versions |
//! | `removals` | a range of passage numbers that are gone, and the commit that removed them |
//! | `commits` | a random token for a generation, by which an index knows its own store |
//! | `meta` | what the embeddings were made with |
//!
//! Text is stored once, so what is shown is what was read. Format 1 had no tokens. Format 2 had no
//! transcripts without times, no media, no people and no doubts.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, params};

use super::error::OpenError;
use super::model::Identity;

/// The application's id in SQLite's header, "WhSd", by which a store is recognised.
const APPLICATION_ID: i64 = 0x5768_5364;

/// The version of the tables; raised when they change, apart from the crate's version.
pub(super) const FORMAT: i64 = 3;

/// How long a writer waits for another process's transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

const TABLES: &str = "
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE transcripts (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    date TEXT,
    source TEXT NOT NULL,
    format TEXT NOT NULL,
    media_url TEXT,
    link_template TEXT,
    offset_ms INTEGER,
    content_hash BLOB NOT NULL,
    generation INTEGER NOT NULL,
    digest BLOB,
    first_passage INTEGER,
    last_passage INTEGER
) STRICT;
CREATE TABLE turns (
    transcript INTEGER NOT NULL REFERENCES transcripts (key) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    speaker TEXT,
    start_ms INTEGER,
    end_ms INTEGER,
    text TEXT NOT NULL,
    cues BLOB NOT NULL,
    PRIMARY KEY (transcript, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    transcript INTEGER NOT NULL REFERENCES transcripts (key) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    text_start INTEGER NOT NULL,
    text_end INTEGER NOT NULL,
    start_ms INTEGER,
    end_ms INTEGER,
    estimated_times INTEGER NOT NULL,
    words INTEGER NOT NULL,
    asks INTEGER NOT NULL,
    counts INTEGER NOT NULL,
    dates INTEGER NOT NULL,
    doubts INTEGER NOT NULL,
    embedding BLOB,
    token_ids BLOB,
    token_signs BLOB,
    UNIQUE (transcript, ordinal)
) STRICT;
CREATE TABLE people (transcript TEXT NOT NULL, name TEXT NOT NULL, role TEXT) STRICT;
CREATE INDEX people_of ON people (transcript);
CREATE TABLE chapters (
    transcript INTEGER NOT NULL REFERENCES transcripts (key) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start_ms INTEGER NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (transcript, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TABLE feeds (
    key INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    found_at TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    checked_at TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
CREATE TABLE feed_items (
    feed INTEGER NOT NULL REFERENCES feeds (key) ON DELETE CASCADE,
    guid TEXT NOT NULL,
    transcript INTEGER NOT NULL REFERENCES transcripts (key) ON DELETE CASCADE,
    transcript_url TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    fingerprint BLOB NOT NULL,
    PRIMARY KEY (feed, guid)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_items_of ON feed_items (transcript);
CREATE TABLE name_changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    action TEXT NOT NULL,
    transcript TEXT,
    label TEXT,
    name TEXT,
    undone INTEGER,
    reason TEXT
) STRICT;
CREATE TABLE commits (generation INTEGER PRIMARY KEY, token INTEGER NOT NULL) STRICT;
CREATE TABLE removals (
    first_passage INTEGER NOT NULL,
    last_passage INTEGER NOT NULL,
    generation INTEGER NOT NULL
) STRICT;
";

/// Opens the store at `path`, making it where there is none.
pub(super) fn open(path: &Path, identity: &Identity) -> Result<Connection, OpenError> {
    let unreadable = |reason: String| OpenError::Unreadable {
        path: path.into(),
        reason,
    };
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(|error| unreadable(error.to_string()))?;
    }
    // An absolute path, since SQLite gives some names a special meaning, such as `:memory:`.
    let file = std::path::absolute(path).map_err(|error| unreadable(error.to_string()))?;
    if !file.exists() {
        make(&file, identity).map_err(|error| unreadable(error.to_string()))?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection =
        Connection::open_with_flags(file, flags).map_err(|error| unreadable(error.to_string()))?;
    prepare(&mut connection, path, identity).map_err(|error| {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => OpenError::NotAStore { path: path.into() },
            Some(ErrorCode::DatabaseCorrupt) => OpenError::Damaged {
                path: path.into(),
                reason: error.to_string(),
            },
            _ => unreadable(error.to_string()),
        }
    })??;
    Ok(connection)
}

/// Opens the store at `path` as [`open`] does, and has SQLite refuse to write over the connection.
pub(super) fn open_read_only(path: &Path, identity: &Identity) -> Result<Connection, OpenError> {
    let connection = open(path, identity)?;
    match connection.pragma_update(None, "query_only", true) {
        Ok(()) => Ok(connection),
        Err(error) => Err(OpenError::Unreadable {
            path: path.into(),
            reason: error.to_string(),
        }),
    }
}

/// Refuses a path without a file.
pub(super) fn expect_file(path: &Path) -> Result<(), OpenError> {
    if path.exists() {
        Ok(())
    } else {
        Err(OpenError::Missing { path: path.into() })
    }
}

/// Makes an empty store whole under its absolute path, unless another process is first.
///
/// Setting the journal mode of a file that another process is opening fails at once, whatever the
/// busy timeout, so a store has its tables and its mode before it has its name.
fn make(file: &Path, identity: &Identity) -> Result<(), Box<dyn std::error::Error>> {
    let folder = file.parent().ok_or("it is not a file")?;
    let making = tempfile::Builder::new()
        .prefix(".making-")
        .tempfile_in(folder)?;
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
    let foreign = || Ok(Err(OpenError::NotAStore { path: path.into() }));
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
    if format != FORMAT {
        return Ok(Err(OpenError::Format {
            path: path.into(),
            found: format,
            expected: FORMAT,
        }));
    }
    let sql = "SELECT value FROM meta WHERE key = 'made_with'";
    let made_with: Option<String> = connection.query_row(sql, [], |row| row.get(0)).optional()?;
    match made_with {
        Some(found) if found == identity.to_string() => Ok(Ok(())),
        Some(found) => Ok(Err(OpenError::Identity {
            path: path.into(),
            found,
            expected: identity.to_string(),
        })),
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
        transaction.execute(
            "INSERT INTO meta (key, value) VALUES ('made_with', ?1)",
            params![identity.to_string()],
        )?;
        transaction.execute(
            "INSERT INTO commits (generation, token) VALUES (0, random())",
            [],
        )?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", FORMAT)?;
    }
    transaction.commit()
}
