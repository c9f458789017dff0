//! Keeps the log of changes of names and of their spellings: appends to it and reads it.
//!
//! Entries are kept by transcript id and label, so a transcript that is indexed again, or removed
//! and added again, has its names.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::checksum::NAME_CHANGES;
use super::error::ReadError;
use super::rows::select;
use crate::speakers::{Change, NameAction, NameScope};

/// Appends a change and returns it with its number.
pub(super) fn append(
    connection: &Connection,
    at: Timestamp,
    action: NameAction,
    reason: Option<String>,
) -> rusqlite::Result<Change> {
    let (verb, given, undone) = action.parts();
    let transcript = given.and_then(|(scope, ..)| scope.transcript());
    let (label, name) = given.map(|(_, label, name)| (label, name)).unzip();
    connection.execute(
        "INSERT INTO name_changes (at, action, transcript, label, name, undone, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            at.to_string(),
            verb,
            transcript,
            label,
            name,
            undone,
            reason
        ],
    )?;
    let number = connection.last_insert_rowid();
    NAME_CHANGES.seal(connection, "number", number)?;
    Ok(Change {
        number: number.try_into().unwrap_or_default(),
        at,
        action,
        reason,
    })
}

/// Returns all changes, the first one first.
pub(super) fn read_all(connection: &Connection) -> Result<Vec<Change>, ReadError> {
    let sql = format!(
        "SELECT number, at, action, transcript, label, name, undone, reason, {}
         FROM name_changes c ORDER BY number",
        NAME_CHANGES.is_sound("c")
    );
    select(connection, &sql, [], read_change)
}

fn read_change(row: &Row<'_>) -> Result<Change, ReadError> {
    let number: u64 = row.get(0)?;
    let damaged = |what| ReadError::damaged(what, &format!("change {number} of names"));
    if !row.get::<_, bool>(8)? {
        return Err(ReadError::Changed(format!("change {number} of names")));
    }
    let at: String = row.get(1)?;
    let action: String = row.get(2)?;
    let transcript: Option<String> = row.get(3)?;
    let scope = transcript.map_or(NameScope::All, NameScope::Transcript);
    let (label, name) = (row.get(4)?, row.get(5)?);
    let action = match (action.as_str(), label, name, row.get(6)?) {
        ("name", Some(label), Some(name), None) => NameAction::Name { scope, label, name },
        ("merge", Some(label), Some(into), None) => NameAction::Merge { scope, label, into },
        ("hear", Some(spelling), Some(name), None) if scope == NameScope::All => {
            NameAction::Hear { spelling, name }
        }
        ("undo", None, None, Some(of)) => NameAction::Undo { of },
        _ => return Err(damaged("the action")),
    };
    Ok(Change {
        number,
        at: at.parse().map_err(|_| damaged("the time"))?,
        action,
        reason: row.get(7)?,
    })
}
