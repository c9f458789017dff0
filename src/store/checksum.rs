//! Computes the checksums of rows, so that nobody is quoted with words that a disk has changed.
//!
//! A row's checksum is the CRC-32 of its values in the order of their columns: of each its kind in a
//! byte, the length of its bytes as a little-endian `u64`, and its bytes. SQLite computes it by the
//! function `row_checksum`, which every connection has. A row that was damaged before it had a checksum
//! has none, and is never sound.

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;

/// A table whose rows have checksums.
pub(super) struct CheckedTable {
    /// Its name.
    pub name: &'static str,
    /// The columns that a checksum is of. A passage's is not of its vectors, which the digest of its
    /// transcript covers: a question reads many passages, and none of their vectors.
    columns: &'static [&'static str],
}

pub(super) const TRANSCRIPTS: CheckedTable = CheckedTable {
    name: "transcripts",
    columns: &[
        "key",
        "id",
        "title",
        "date",
        "source",
        "format",
        "media_url",
        "link_template",
        "offset_ms",
        "content_hash",
        "generation",
        "first_passage",
        "last_passage",
        "language",
        "language_source",
        "findable",
    ],
};

pub(super) const TURNS: CheckedTable = CheckedTable {
    name: "turns",
    columns: &[
        "transcript",
        "ordinal",
        "speaker",
        "start_ms",
        "end_ms",
        "text",
        "cues",
        "language",
    ],
};

pub(super) const PASSAGES: CheckedTable = CheckedTable {
    name: "passages",
    columns: &[
        "transcript",
        "ordinal",
        "turn",
        "text_start",
        "text_end",
        "start_ms",
        "end_ms",
        "estimated_times",
        "words",
        "asks",
        "counts",
        "dates",
        "doubts",
    ],
};

pub(super) const NAME_CHANGES: CheckedTable = CheckedTable {
    name: "name_changes",
    columns: &[
        "number",
        "at",
        "action",
        "transcript",
        "label",
        "name",
        "undone",
        "reason",
    ],
};

/// All tables whose rows have checksums.
pub(super) const CHECKED_TABLES: [&CheckedTable; 4] =
    [&TRANSCRIPTS, &TURNS, &PASSAGES, &NAME_CHANGES];

impl CheckedTable {
    /// Returns the columns, as SQL lists them.
    pub(super) fn columns(&self) -> String {
        self.columns.join(", ")
    }

    /// Returns a column's place among the columns.
    ///
    /// # Panics
    /// Where there is no such column.
    pub(super) fn place(&self, column: &str) -> usize {
        let mut columns = self.columns.iter();
        let place = columns.position(|name| *name == column);
        place.expect("the table has the column")
    }

    /// Returns SQL for the checksum of a row of the table under this name.
    pub(super) fn of_row(&self, alias: &str) -> String {
        let columns = self
            .columns
            .iter()
            .map(|column| format!("{alias}.{column}"));
        let columns: Vec<String> = columns.collect();
        format!("row_checksum({})", columns.join(", "))
    }

    /// Returns SQL for whether a row of the table under this name is as it was stored.
    pub(super) fn is_sound(&self, alias: &str) -> String {
        format!("{alias}.checksum IS {}", self.of_row(alias))
    }

    /// Returns SQL that sets columns to new values and the checksum with them. A row that is not as it was
    /// stored gets none, since a new one would hide its damage.
    pub(super) fn set(&self, changes: &[(&str, &str)]) -> String {
        let new = |column: &&str| {
            let changed = changes.iter().find(|(name, _)| name == column);
            changed.map_or_else(|| (*column).to_owned(), |(_, value)| (*value).to_owned())
        };
        let columns: Vec<String> = self.columns.iter().map(new).collect();
        let mut set: Vec<String> = changes
            .iter()
            .map(|(column, value)| format!("{column} = {value}"))
            .collect();
        set.push(format!(
            "checksum = CASE WHEN {} THEN row_checksum({}) END",
            self.is_sound(self.name),
            columns.join(", ")
        ));
        set.join(", ")
    }

    /// Gives the rows whose column has this value the checksum of what the file holds.
    pub(super) fn seal(
        &self,
        connection: &Connection,
        column: &str,
        value: i64,
    ) -> rusqlite::Result<()> {
        let (name, checksum) = (self.name, self.of_row(self.name));
        let sql = format!("UPDATE {name} SET checksum = {checksum} WHERE {column} = ?1");
        connection.prepare_cached(&sql)?.execute([value])?;
        Ok(())
    }
}

/// Gives a connection the function `row_checksum`.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("row_checksum", -1, flags, |values: &mut Context<'_>| {
        let mut checksum = crc32fast::Hasher::new();
        for place in 0..values.len() {
            update(&mut checksum, values.get_raw(place));
        }
        Ok(i64::from(checksum.finalize()))
    })
}

fn update(checksum: &mut crc32fast::Hasher, value: ValueRef<'_>) {
    let (kind, bytes): (u8, &[u8]) = match value {
        ValueRef::Null => (0, &[]),
        ValueRef::Integer(value) => (1, &value.to_le_bytes()),
        ValueRef::Real(value) => (2, &value.to_le_bytes()),
        ValueRef::Text(bytes) => (3, bytes),
        ValueRef::Blob(bytes) => (4, bytes),
    };
    checksum.update(&[kind]);
    checksum.update(&(bytes.len() as u64).to_le_bytes());
    checksum.update(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checksum(values: &str) -> i64 {
        let connection = Connection::open_in_memory().unwrap();
        register(&connection).unwrap();
        let sql = format!("SELECT row_checksum({values})");
        connection.query_row(&sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn values_that_differ_in_kind_length_or_place_have_other_checksums() {
        let all = [
            "'ab', 'c'",
            "'a', 'bc'",
            "'abc'",
            "X'6162', 'c'",
            "NULL, 'abc'",
            "'', 'abc'",
            "1",
            "1.0",
            "'1'",
        ];
        for (place, one) in all.iter().enumerate() {
            for other in &all[place + 1..] {
                assert_ne!(checksum(one), checksum(other), "{one} and {other}");
            }
        }
    }

    /// Stores keep them, so another way to compute them needs another format.
    #[test]
    fn checksum_of_a_row_never_changes() {
        assert_eq!(checksum("1, 'Ann', NULL, X'00ff'"), 2689792519);
    }
}
