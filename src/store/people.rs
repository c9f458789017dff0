//! Who is in a recording, as far as that is told beside its file.
//!
//! In: names with roles, by a transcript's id. Out: the same, in the same order. Never here: who of
//! them speaks under which label.

use rusqlite::{Connection, params};

use super::{Described, ReadError, Store};
use crate::transcript::Person;

impl Store {
    /// Returns who is told to be in a transcript's recording.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn people(&self, id: &str) -> Result<Vec<Person>, ReadError> {
        Ok(read(&self.connection, id)?)
    }
}

pub(super) fn read(connection: &Connection, id: &str) -> rusqlite::Result<Vec<Person>> {
    let mut select = connection
        .prepare_cached("SELECT name, role FROM people WHERE transcript = ?1 ORDER BY rowid")?;
    let people = select.query_map([id], |row| {
        Ok(Person {
            name: row.get(0)?,
            role: row.get(1)?,
        })
    })?;
    people.collect()
}

/// Puts these in place of those who were told before.
pub(super) fn replace(
    connection: &Connection,
    id: &str,
    people: &[Person],
) -> rusqlite::Result<Described> {
    if read(connection, id)? == people {
        return Ok(Described::AsBefore);
    }
    connection.execute("DELETE FROM people WHERE transcript = ?1", [id])?;
    let mut insert = connection
        .prepare_cached("INSERT INTO people (transcript, name, role) VALUES (?1, ?2, ?3)")?;
    for person in people {
        insert.execute(params![id, person.name, person.role])?;
    }
    Ok(Described::Changed)
}
