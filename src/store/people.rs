//! Reads and replaces the people of a recording.

use rusqlite::{Connection, params};

use super::rows::select;
use crate::transcript::Person;

/// Returns the people of a transcript's recording, in the order in which they were given.
pub(super) fn read(connection: &Connection, id: &str) -> rusqlite::Result<Vec<Person>> {
    let sql = "SELECT name, role FROM people WHERE transcript = ?1 ORDER BY rowid";
    select(connection, sql, [id], |row| {
        Ok(Person {
            name: row.get(0)?,
            role: row.get(1)?,
        })
    })
}

/// Replaces the people of a transcript's recording. Returns whether they differ from before.
pub(super) fn replace(
    connection: &Connection,
    id: &str,
    people: &[Person],
) -> rusqlite::Result<bool> {
    if read(connection, id)? == people {
        return Ok(false);
    }
    connection.execute("DELETE FROM people WHERE transcript = ?1", [id])?;
    let sql = "INSERT INTO people (transcript, name, role) VALUES (?1, ?2, ?3)";
    let mut insert = connection.prepare_cached(sql)?;
    for person in people {
        insert.execute(params![id, person.name, person.role])?;
    }
    Ok(true)
}
