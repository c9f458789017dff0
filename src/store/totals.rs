//! How much a store holds, in numbers of one moment.
//!
//! In: the store. Out: counts, all of one commit. Never here: what the index shows of it.

use super::{Generation, ReadError, Store};

/// How much a store holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// Transcripts.
    pub transcripts: u64,
    /// Passages that can be found.
    pub passages: u64,
    /// The last commit.
    pub generation: Generation,
}

impl Store {
    /// Returns how much there is.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn totals(&self) -> Result<Totals, ReadError> {
        let totals = self.connection.query_row(
            "SELECT (SELECT count(*) FROM transcripts),
                 (SELECT count(*) FROM passages WHERE embedding IS NOT NULL),
                 (SELECT max(generation) FROM commits)",
            [],
            |row| {
                Ok(Totals {
                    transcripts: row.get(0)?,
                    passages: row.get(1)?,
                    generation: Generation(row.get(2)?),
                })
            },
        )?;
        Ok(totals)
    }
}
