//! How much a store holds, in numbers of one moment that take no time to read.
//!
//! In: an open store. Out: [`Totals`]. Never here: a count of passages, which reads all of them.

use super::{Generation, ReadError, Store};

/// How much a store holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// Transcripts.
    pub transcripts: u64,
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
            "SELECT (SELECT count(*) FROM transcripts), (SELECT max(generation) FROM commits)",
            [],
            |row| {
                Ok(Totals {
                    transcripts: row.get(0)?,
                    generation: Generation(row.get(1)?),
                })
            },
        )?;
        Ok(totals)
    }
}
