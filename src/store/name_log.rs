//! Appends to and reads the log of changes of speaker names.
//!
//! Entries are kept by transcript id and label, so a transcript that is indexed again, or removed
//! and added again, has its names.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::error::ReadError;
use crate::speakers::{Change, NameAction, NameScope};

/// Appends a change and returns it with its number.
pub(super) fn append(
    connection: &Connection,
    at: Timestamp,
    action: NameAction,
    reason: Option<String>,
) -> rusqlite::Result<Change> {
    let (verb, scope, label, name, undone) = match &action {
        NameAction::Name { scope, label, name } => {
            ("name", Some(scope), Some(label), Some(name), None)
        }
        NameAction::Merge { scope, label, into } => {
            ("merge", Some(scope), Some(label), Some(into), None)
        }
        NameAction::Undo { of } => ("undo", None, None, None, Some(of)),
    };
    let transcript = scope.and_then(|scope| match scope {
        NameScope::All => None,
        NameScope::Transcript(id) => Some(id),
    });
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
    Ok(Change {
        number: u64::try_from(number).unwrap_or_default(),
        at,
        action,
        reason,
    })
}

/// Returns all changes, the first one first.
pub(super) fn read_all(connection: &Connection) -> Result<Vec<Change>, ReadError> {
    let mut select = connection.prepare_cached(
        "SELECT number, at, action, transcript, label, name, undone, reason
         FROM name_changes ORDER BY number",
    )?;
    let mut rows = select.query([])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        changes.push(read_change(row)?);
    }
    Ok(changes)
}

fn read_change(row: &Row<'_>) -> Result<Change, ReadError> {
    let number: u64 = row.get(0)?;
    let damaged = |what| ReadError::damaged(what, &format!("change {number} of names"));
    let at: String = row.get(1)?;
    let action: String = row.get(2)?;
    let transcript: Option<String> = row.get(3)?;
    let scope = transcript.map_or(NameScope::All, NameScope::Transcript);
    let (label, name) = (row.get(4)?, row.get(5)?);
    let action = match (action.as_str(), label, name, row.get(6)?) {
        ("name", Some(label), Some(name), None) => NameAction::Name { scope, label, name },
        ("merge", Some(label), Some(into), None) => NameAction::Merge { scope, label, into },
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
