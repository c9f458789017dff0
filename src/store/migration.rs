//! Brings the tables of a store of the format before up to date, in place and in one transaction.
//!
//! Nothing that is stored is changed or left out, and an interrupt leaves the store as it was. A
//! program of the version before refuses the store from then on.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::languages;
use super::rows::select;

/// The format that is brought up to date: it had no languages.
pub(super) const FORMER: i64 = 3;

/// The format after it.
const LATTER: i64 = 4;

const COLUMNS: &str = "
    ALTER TABLE transcripts ADD COLUMN language TEXT;
    ALTER TABLE transcripts ADD COLUMN language_source TEXT;
    ALTER TABLE turns ADD COLUMN language TEXT;";

/// Brings a store of format [`FORMER`] up to date; leaves one of another format as it is.
pub(super) fn bring_up_to_date(connection: &mut Connection) -> rusqlite::Result<()> {
    if format(connection)? != FORMER {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Of two processes that try at once, the second finds it done.
    if format(&transaction)? == FORMER {
        add_languages(&transaction)?;
        transaction.pragma_update(None, "user_version", LATTER)?;
    }
    transaction.commit()
}

/// Adds the columns of languages, and recognises those of every transcript: what its file stated is
/// known only when the file is read again.
fn add_languages(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.execute_batch(COLUMNS)?;
    let sql = "SELECT key FROM transcripts ORDER BY key";
    let keys: Vec<i64> = select(transaction, sql, [], |row| row.get(0))?;
    keys.into_iter()
        .try_for_each(|key| languages::recognise(transaction, key))
}

fn format(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}
