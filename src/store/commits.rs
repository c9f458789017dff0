//! Reads the log of commits: how many there were, their stamps, and what they removed.

use rusqlite::{Connection, OptionalExtension, Row};

use super::error::ReadError;
use super::model::{Generation, PassageId, Removal, Stamp};
use super::rows::select;

/// A store's log of commits.
#[derive(Clone, Copy)]
pub struct CommitLog<'a>(pub(super) &'a Connection);

impl CommitLog<'_> {
    /// Returns the number of the last commit.
    ///
    /// # Errors
    /// A store that cannot be read. This holds for every method here.
    pub fn generation(self) -> Result<Generation, ReadError> {
        Ok(self.stamp()?.generation)
    }

    /// Returns the stamp of the last commit.
    pub fn stamp(self) -> Result<Stamp, ReadError> {
        Ok(last_stamp(self.0)?)
    }

    /// Returns whether a stamp is of a commit in this store's history. One that is not comes from
    /// another store, from commits that a restored backup does not have, or from before the passages
    /// were embedded anew.
    pub fn has(self, stamp: &Stamp) -> Result<bool, ReadError> {
        let sql = "SELECT token FROM commits WHERE generation = ?1";
        let of = [stamp.generation.0];
        let token = self.0.query_row(sql, of, |row| row.get(0)).optional()?;
        Ok(token == Some(stamp.token))
    }

    /// Returns what was removed after a generation.
    pub fn removals_after(self, after: Generation) -> Result<Vec<Removal>, ReadError> {
        let sql =
            "SELECT first_passage, last_passage, generation FROM removals WHERE generation > ?1";
        select(self.0, sql, [after.0], |row| {
            Ok(Removal {
                first: PassageId(row.get(0)?),
                last: PassageId(row.get(1)?),
                generation: Generation(row.get(2)?),
            })
        })
    }

    /// Returns a number that changes when another connection commits anything, a title included.
    pub fn data_version(self) -> Result<i64, ReadError> {
        let read = |row: &Row<'_>| row.get(0);
        Ok(self.0.pragma_query_value(None, "data_version", read)?)
    }
}

/// Adds a commit to the log and returns its number.
pub(super) fn add(transaction: &Connection) -> rusqlite::Result<Generation> {
    transaction.execute(
        "INSERT INTO commits (generation, token) SELECT max(generation) + 1, random() FROM commits",
        [],
    )?;
    Ok(last_stamp(transaction)?.generation)
}

/// Adds a commit to the log, forgets the tokens of all before it, and returns its number.
pub(super) fn begin_anew(transaction: &Connection) -> rusqlite::Result<Generation> {
    let generation = add(transaction)?;
    let sql = "DELETE FROM commits WHERE generation < ?1";
    transaction.execute(sql, [generation.0])?;
    Ok(generation)
}

fn last_stamp(connection: &Connection) -> rusqlite::Result<Stamp> {
    let sql = "SELECT generation, token FROM commits ORDER BY generation DESC LIMIT 1";
    connection.query_row(sql, [], |row| {
        Ok(Stamp {
            generation: Generation(row.get(0)?),
            token: row.get(1)?,
        })
    })
}
