//! Opens store files, and refuses what is not a sound store of this version in its own place.

use std::path::Path;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use tempfile::TempDir;

use super::checksum;
use super::error::OpenError;
use super::meta::{self, BUSY_TIMEOUT};
use super::migration;
use super::model::Identity;
use super::schema::{self, APPLICATION_ID};
use super::version::{FORMAT, Version};
use super::wal::{self, Beginning};

/// What has a meaning of its own in SQLite's addresses of files.
const IN_ADDRESS: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#');

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Reading alone.
    Read,
    /// Reading and changing.
    Write,
}

/// Opens the store at `path`, making it where there is none.
pub(super) fn open(
    path: &Path,
    identity: &Identity,
    access: Access,
) -> Result<Connection, OpenError> {
    let unreadable = |error: &dyn ToString| OpenError::Unreadable {
        path: path.into(),
        reason: error.to_string(),
    };
    // An absolute path, since SQLite gives some names a special meaning, such as `:memory:`.
    let file = std::path::absolute(path).map_err(|error| unreadable(&error))?;
    if !file.exists() {
        schema::make(&file, identity).map_err(|error| unreadable(&error))?;
    }
    let connection = connect(&file, path, access)?;
    prepare(&connection, path, identity, access)?;
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

/// Refuses what SQLite must not open: a file that is no database, and one beside another's log. Returns the
/// file's version.
fn expect_store(file: &Path, path: &Path) -> Result<Version, OpenError> {
    let unreadable = |error: &dyn ToString| OpenError::Unreadable {
        path: path.into(),
        reason: error.to_string(),
    };
    let version = match wal::beginning(file).map_err(|error| unreadable(&error))? {
        Beginning::Nothing => return Err(OpenError::Emptied(path.into())),
        Beginning::Foreign => return Err(OpenError::NotAStore(path.into())),
        Beginning::Database(version) => version,
    };
    match wal::foreign_log(file).map_err(|error| unreadable(&error))? {
        None => Ok(version),
        Some(log) => Err(OpenError::ForeignLog {
            path: path.into(),
            log,
        }),
    }
}

/// Opens a file that is there, for reading where nothing can be written.
///
/// `path` is the file as the user named it.
pub(super) fn connect(file: &Path, path: &Path, access: Access) -> Result<Connection, OpenError> {
    expect_store(file, path)?;
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .and_then(|connection| probe(&connection).map(|()| connection));
    match connection {
        Ok(connection) => Ok(connection),
        Err(error) if access == Access::Read && cannot_write(&error) => {
            connect_in_place(file).map_err(|error| explained(path, &error))
        }
        Err(error) => Err(explained(path, &error)),
    }
}

/// Opens a store so that nothing is written, beside it either, with whatever it was made with.
///
/// Where SQLite would have to write, because a crash left changes in a log or because the format is an
/// earlier one, a copy is opened instead; the folder of the copy is returned with it.
pub(super) fn inspect(
    path: &Path,
    otherwise: Identity,
) -> Result<(Connection, Identity, Option<TempDir>), OpenError> {
    expect_file(path)?;
    let unreadable = |error: &dyn ToString| OpenError::Unreadable {
        path: path.into(),
        reason: error.to_string(),
    };
    let file = std::path::absolute(path).map_err(|error| unreadable(&error))?;
    let format = expect_store(&file, path)?.format;
    let is_open = wal::beside(&file, "-shm").exists();
    let has_changes = wal::has_changes(&file).map_err(|error| unreadable(&error))?;
    let (connection, folder) = if format != FORMAT || (has_changes && !is_open) {
        let folder = tempfile::tempdir().map_err(|error| unreadable(&error))?;
        let copy = folder.path().join("store.db");
        wal::copy_with_log(&file, &copy).map_err(|error| unreadable(&error))?;
        (connect(&copy, path, Access::Write)?, Some(folder))
    } else if is_open {
        let beside = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_ONLY);
        let beside = beside.and_then(|connection| probe(&connection).map(|()| connection));
        (beside.map_err(|error| explained(path, &error))?, None)
    } else {
        let alone = connect_alone(&file);
        (alone.map_err(|error| explained(path, &error))?, None)
    };
    let recorded = meta::value(&connection, meta::MADE_WITH);
    let recorded = recorded.map_err(|error| explained(path, &error))?;
    let recorded = recorded.and_then(|made_with| Identity::recorded(&made_with));
    let identity = recorded.unwrap_or(otherwise);
    prepare(&connection, path, &identity, Access::Read)?;
    Ok((connection, identity, folder))
}

/// Reads something, since SQLite opens the file and its log only then.
fn probe(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

/// Opens a file for reading where no file beside it can be made.
///
/// Where another process has it open, that one's log is read too. Else nothing else can change the file
/// through this folder, and a log without changes is left alone.
fn connect_in_place(file: &Path) -> rusqlite::Result<Connection> {
    let beside = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .and_then(|connection| probe(&connection).map(|()| connection));
    match beside {
        Err(error) if !wal::has_changes(file).unwrap_or(true) && cannot_write(&error) => {
            connect_alone(file)
        }
        beside => beside,
    }
}

/// Opens a file for reading without what lies beside it.
fn connect_alone(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let name = file.to_string_lossy();
    let name = utf8_percent_encode(&name, IN_ADDRESS);
    let connection = Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)?;
    probe(&connection).map(|()| connection)
}

fn cannot_write(error: &rusqlite::Error) -> bool {
    use ErrorCode::{CannotOpen, PermissionDenied, ReadOnly};
    let code = error.sqlite_error_code();
    code.is_some_and(|code| [CannotOpen, PermissionDenied, ReadOnly].contains(&code))
}

/// Returns why a store cannot be opened, as SQLite says it.
fn explained(path: &Path, error: &rusqlite::Error) -> OpenError {
    let (path, reason) = (path.to_owned(), error.to_string());
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => OpenError::NotAStore(path),
        Some(ErrorCode::DatabaseCorrupt) => OpenError::Damaged { path, reason },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => OpenError::Busy(path),
        _ => OpenError::Unreadable { path, reason },
    }
}

/// Makes a connection ready for use, or returns why its file is not a usable store.
fn prepare(
    connection: &Connection,
    path: &Path,
    identity: &Identity,
    access: Access,
) -> Result<(), OpenError> {
    settle(connection, path, identity, access).map_err(|error| explained(path, &error))?
}

fn settle(
    connection: &Connection,
    path: &Path,
    identity: &Identity,
    access: Access,
) -> rusqlite::Result<Result<(), OpenError>> {
    let foreign = || Ok(Err(OpenError::NotAStore(path.into())));
    let application: i64 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application != APPLICATION_ID {
        return foreign();
    }
    let found = Version::read(connection)?.format;
    if !migration::FORMATS.contains(&found) {
        return Ok(Err(OpenError::Format {
            path: path.into(),
            found,
            expected: FORMAT,
        }));
    }
    match meta::value(connection, meta::MADE_WITH)? {
        Some(made_with) if identity.is_recorded_as(&made_with) => {}
        Some(made_with) => return Ok(Err(OpenError::identity(path, &made_with, identity))),
        None => return foreign(),
    }
    checksum::register(connection)?;
    let can_be_written = !connection.is_readonly("main")?;
    if can_be_written {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        // What is removed leaves the file.
        connection.pragma_update(None, "secure_delete", true)?;
        migration::bring_up_to_date(connection)?;
    } else if found != FORMAT {
        return Ok(Err(OpenError::Unreadable {
            path: path.into(),
            reason: format!(
                "it has format {found}, and bringing it to format {FORMAT} has to write"
            ),
        }));
    }
    if access == Access::Read {
        connection.pragma_update(None, "query_only", true)?;
    }
    Ok(Ok(()))
}
