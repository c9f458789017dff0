//! The log of names that were given to labels.
//!
//! In: changes. Out: all of them, in order. Entries are appended and never changed; they are kept by
//! transcript id and label, so that a transcript that is indexed again, or removed and added again,
//! has its names. Never here: what the log amounts to.

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::{CommitError, ReadError, Store};
use crate::speakers::{Change, NameAction, NameScope};

impl Store {
    /// Appends a change and returns it with its number. It is durable when this returns.
    ///
    /// # Errors
    /// A store that cannot be written.
    pub fn append_name_change(
        &mut self,
        at: Timestamp,
        action: NameAction,
        reason: Option<String>,
    ) -> Result<Change, CommitError> {
        let columns = Columns::of(&action);
        self.connection.execute(
            "INSERT INTO name_changes (at, action, transcript, label, name, undone, reason)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                at.to_string(),
                columns.action,
                columns.transcript,
                columns.label,
                columns.name,
                columns.undone,
                reason
            ],
        )?;
        let number = self.connection.last_insert_rowid();
        Ok(Change {
            number: u64::try_from(number).unwrap_or_default(),
            at,
            action,
            reason,
        })
    }

    /// Returns all changes, the first one first.
    ///
    /// # Errors
    /// A store that cannot be read, or has an entry that is none.
    pub fn name_changes(&self) -> Result<Vec<Change>, ReadError> {
        let mut select = self.connection.prepare_cached(
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
}

/// An action as a row has it.
struct Columns<'a> {
    action: &'static str,
    transcript: Option<&'a str>,
    label: Option<&'a str>,
    name: Option<&'a str>,
    undone: Option<u64>,
}

impl<'a> Columns<'a> {
    fn of(action: &'a NameAction) -> Self {
        let labelled = |action, scope: &'a NameScope, label: &'a str, name: &'a str| Self {
            action,
            transcript: match scope {
                NameScope::All => None,
                NameScope::Transcript(id) => Some(id),
            },
            label: Some(label),
            name: Some(name),
            undone: None,
        };
        match action {
            NameAction::Name { scope, label, name } => labelled("name", scope, label, name),
            NameAction::Merge { scope, label, into } => labelled("merge", scope, label, into),
            NameAction::Undo { of } => Self {
                action: "undo",
                transcript: None,
                label: None,
                name: None,
                undone: Some(*of),
            },
        }
    }
}

fn read_change(row: &Row<'_>) -> Result<Change, ReadError> {
    let number: u64 = row.get(0)?;
    let damaged = |what| ReadError::Damaged {
        what,
        whose: format!("change {number} of names"),
    };
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
