//! A passage by its place in its transcript.
//!
//! In: a transcript's id and a place, from 0. Out: the passage. Never here: a search.

use rusqlite::{OptionalExtension, params};

use super::{PassageId, PassageRecord, ReadError, Store};

impl Store {
    /// Returns the passage at this place of this transcript, also one that no search finds, such
    /// as an acknowledgement; nothing where there is none.
    pub fn passage_at(
        &self,
        transcript: &str,
        ordinal: u32,
    ) -> Result<Option<PassageRecord>, ReadError> {
        let mut select = self.connection.prepare_cached(
            "SELECT p.id FROM passages p JOIN transcripts t ON t.key = p.transcript
             WHERE t.id = ?1 AND p.ordinal = ?2",
        )?;
        let id: Option<u32> = select
            .query_row(params![transcript, ordinal], |row| row.get(0))
            .optional()?;
        match id {
            Some(id) => Ok(self.passages(&[PassageId(id)])?.pop()),
            None => Ok(None),
        }
    }
}
