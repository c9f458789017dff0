//! Reads and advances the number that a store's header carries: its format, and how often it was changed.
//!
//! The format is the lowest byte of `user_version`. Above it stands a count of changes that begins anywhere,
//! modulo 2²³. Every change counts, so the write-ahead log of one state of a file does not pass for that
//! of another (see [`super::wal`]).

use rusqlite::{Connection, Transaction};

/// The version of the tables; raised when they change, apart from the crate's version.
pub(super) const FORMAT: u32 = 5;

/// The first version whose rows have checksums and whose header counts changes.
pub(super) const CHECKED_FORMAT: u32 = 5;

const FORMAT_BITS: u32 = 8;
/// The header's number is signed, and stays positive.
const CHANGES: u32 = 1 << 23;

/// The number of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Version {
    /// The version of the tables.
    pub format: u32,
    /// The count of changes.
    pub changes: u32,
}

impl Version {
    /// Returns the first number of a new store of this format.
    pub(super) fn first(format: u32) -> Self {
        Self {
            format,
            changes: fastrand::u32(..CHANGES),
        }
    }

    /// Returns what a header's number says.
    pub(super) fn of_number(number: u32) -> Self {
        Self {
            format: number & ((1 << FORMAT_BITS) - 1),
            changes: number >> FORMAT_BITS,
        }
    }

    pub(super) fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let number = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        Ok(Self::of_number(number))
    }

    pub(super) fn write(self, connection: &Connection) -> rusqlite::Result<()> {
        let number = self.changes << FORMAT_BITS | self.format;
        connection.pragma_update(None, "user_version", number)
    }

    /// Returns the number after one more change.
    pub(super) fn next(self) -> Self {
        Self {
            changes: (self.changes + 1) % CHANGES,
            ..self
        }
    }

    /// Returns how many changes this is ahead of another.
    pub(super) fn ahead_of(self, other: Self) -> u32 {
        (self.changes + CHANGES - other.changes) % CHANGES
    }
}

/// Counts a change, in its transaction.
pub(super) fn advance(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    Version::read(transaction)?.next().write(transaction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn count_goes_on_from_the_largest_to_zero_and_leaves_the_format() {
        let last = Version {
            format: 5,
            changes: CHANGES - 1,
        };
        assert_eq!(
            last.next(),
            Version {
                format: 5,
                changes: 0
            }
        );
        assert_eq!(last.next().next().ahead_of(last), 2);
    }

    #[test]
    fn header_gives_back_what_was_written() {
        let connection = Connection::open_in_memory().unwrap();
        let version = Version {
            format: 5,
            changes: CHANGES - 1,
        };
        version.write(&connection).unwrap();
        assert_eq!(Version::read(&connection).unwrap(), version);
        connection.pragma_update(None, "user_version", 4).unwrap();
        assert_eq!(
            Version::read(&connection).unwrap(),
            Version {
                format: 4,
                changes: 0
            }
        );
    }
}
