//! Brings the tables of a store of an earlier format up to date, in place and in one transaction.
//!
//! Nothing that is stored is changed or left out, embeddings among it, and an interrupt leaves the store as
//! it was. A program of an earlier version refuses the store from then on.

use std::ops::RangeInclusive;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::checksum::{CHECKED_TABLES, NAME_CHANGES, PASSAGES, TRANSCRIPTS, TURNS};
use super::digest::is_sound;
use super::languages;
use super::rows::select;
use super::version::{FORMAT, Version};

/// The formats that are brought up to date, and the one of this version.
pub(super) const FORMATS: RangeInclusive<u32> = WITHOUT_LANGUAGES..=FORMAT;

const WITHOUT_LANGUAGES: u32 = 3;
const WITHOUT_CHECKSUMS: u32 = 4;

const COLUMNS_OF_LANGUAGES: &str = "
    ALTER TABLE transcripts ADD COLUMN language TEXT;
    ALTER TABLE transcripts ADD COLUMN language_source TEXT;
    ALTER TABLE turns ADD COLUMN language TEXT;";

const FINDABLE: &str = "
    ALTER TABLE transcripts ADD COLUMN findable INTEGER;
    UPDATE transcripts SET findable = (SELECT count(*) FROM passages
        WHERE transcript = transcripts.key AND embedding IS NOT NULL);";

/// Brings a store of an earlier one of [`FORMATS`] up to date.
pub(super) fn bring_up_to_date(connection: &Connection) -> rusqlite::Result<()> {
    if Version::read(connection)?.format == FORMAT {
        return Ok(());
    }
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    // Of two processes that try at once, the second finds it done.
    let format = Version::read(&transaction)?.format;
    if format == FORMAT {
        return Ok(());
    }
    for table in CHECKED_TABLES {
        if table.name == TRANSCRIPTS.name {
            if format == WITHOUT_LANGUAGES {
                transaction.execute_batch(COLUMNS_OF_LANGUAGES)?;
            }
            transaction.execute_batch(FINDABLE)?;
        }
        let sql = format!("ALTER TABLE {} ADD COLUMN checksum INTEGER", table.name);
        transaction.execute(&sql, [])?;
    }
    let sql = "SELECT key FROM transcripts ORDER BY key";
    let keys: Vec<i64> = select(&transaction, sql, [], |row| row.get(0))?;
    for key in keys {
        if format < WITHOUT_CHECKSUMS {
            languages::recognise(&transaction, key)?;
        }
        add_checksums(&transaction, key)?;
    }
    let sql = "SELECT number FROM name_changes";
    let changes: Vec<i64> = select(&transaction, sql, [], |row| row.get(0))?;
    for number in changes {
        NAME_CHANGES.seal(&transaction, "number", number)?;
    }
    Version::first(FORMAT).write(&transaction)?;
    transaction.commit()
}

/// Gives the rows of a transcript checksums where its digest is the one that was stored; those of a damaged
/// one stay without, and are never quoted.
fn add_checksums(transaction: &Transaction<'_>, key: i64) -> rusqlite::Result<()> {
    if is_sound(transaction, key)? {
        TRANSCRIPTS.seal(transaction, "key", key)?;
        TURNS.seal(transaction, "transcript", key)?;
        PASSAGES.seal(transaction, "transcript", key)?;
    }
    Ok(())
}
