//! All passages in their order, with what their turns say; each turn is read once.
//!
//! In: an open store. Out: each passage with its label, or its words. Never here: a join from
//! passages to turns: SQLite reads the whole of a long turn to find it by its place, so that a turn
//! of many hours would be read once for each of its passages.

use std::collections::HashMap;

use rusqlite::params;

use super::read::damaged;
use super::{Generation, PassageId, ReadError, Store};

/// What is said in a turn, and under which label.
struct Said {
    place: (i64, i64),
    speaker: Option<String>,
    text: String,
}

impl Store {
    /// Calls `take` with every passage that can be found and was stored after a generation:
    /// its number, its speaker's label, its words.
    ///
    /// # Errors
    /// A store that cannot be read; so for every method here.
    pub fn texts_after(
        &self,
        after: Generation,
        take: &mut dyn FnMut(PassageId, Option<&str>, &str),
    ) -> Result<(), ReadError> {
        let mut select = self.connection.prepare_cached(
            "SELECT p.id, p.transcript, p.turn, p.text_start, p.text_end
             FROM transcripts t JOIN passages p ON p.transcript = t.key
             WHERE t.generation > ?1 AND p.embedding IS NOT NULL ORDER BY p.id",
        )?;
        let mut rows = select.query([after.0])?;
        let mut last: Option<Said> = None;
        while let Some(row) = rows.next()? {
            let id = PassageId(row.get(0)?);
            let place = (row.get(1)?, row.get(2)?);
            if last.as_ref().is_none_or(|said| said.place != place) {
                last = self.said(place)?;
            }
            // A passage without a turn is what `verify` is there to find.
            let Some(said) = &last else { continue };
            let words = said.text.get(row.get(3)?..row.get(4)?);
            let words = words.ok_or_else(|| damaged("the text", id))?;
            take(id, said.speaker.as_deref(), words);
        }
        Ok(())
    }

    fn said(&self, place: (i64, i64)) -> Result<Option<Said>, ReadError> {
        let mut select = self.connection.prepare_cached(
            "SELECT speaker, text FROM turns WHERE transcript = ?1 AND ordinal = ?2",
        )?;
        let mut rows = select.query(params![place.0, place.1])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        Ok(Some(Said {
            place,
            speaker: row.get(0)?,
            text: row.get(1)?,
        }))
    }

    /// Calls `take` with every passage, ascending, the id of its transcript, and the label of whoever
    /// speaks in it.
    pub fn passage_speakers(
        &self,
        take: &mut dyn FnMut(PassageId, &str, Option<&str>),
    ) -> Result<(), ReadError> {
        let mut select = self.connection.prepare_cached(
            "SELECT p.id, t.id, p.transcript, p.turn FROM passages p
             JOIN transcripts t ON t.key = p.transcript ORDER BY p.id",
        )?;
        let mut rows = select.query([])?;
        // Transcripts come one after the other.
        let mut current: Option<i64> = None;
        let mut labels = HashMap::new();
        while let Some(row) = rows.next()? {
            let key = row.get(2)?;
            if current != Some(key) {
                labels = self.labels_of(key)?;
                current = Some(key);
            }
            let turn: i64 = row.get(3)?;
            let Some(label) = labels.get(&turn) else {
                continue;
            };
            let transcript = row.get_ref(1)?.as_str().unwrap_or_default();
            take(PassageId(row.get(0)?), transcript, label.as_deref());
        }
        Ok(())
    }

    /// Returns the label of each turn of a transcript, by the turn's place.
    fn labels_of(&self, key: i64) -> Result<HashMap<i64, Option<String>>, ReadError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT ordinal, speaker FROM turns WHERE transcript = ?1")?;
        let labels = select.query_map([key], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(labels.collect::<rusqlite::Result<_>>()?)
    }
}
