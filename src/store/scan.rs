//! Reads all passages in order, for an index.
//!
//! Each turn is read once. SQLite reads the whole of a long turn to find it by its ordinal, so a
//! join from passages to turns would read a turn of many hours once for each of its passages.

use std::collections::HashMap;

use rusqlite::{Connection, Row};

use super::blob::{embedding_numbers, token_vectors};
use super::error::ReadError;
use super::model::{Generation, PassageId};
use super::rows::{for_each_row, read_turn_language, select};
use crate::embed::TokenVectors;
use crate::language::Language;
use crate::passage::PassageTraits;

/// All passages of a store, ascending.
#[derive(Clone, Copy)]
pub struct PassageScan<'a>(pub(super) &'a Connection);

/// The words of a passage, as an index of words takes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassageText<'a> {
    /// Its number.
    pub id: PassageId,
    /// The speaker's label.
    pub speaker: Option<&'a str>,
    /// Its words.
    pub words: &'a str,
    /// The language of the words; English where it is unknown.
    pub language: Language,
}

/// The text of a turn, with its label and its language.
struct TurnText {
    key: [i64; 2],
    speaker: Option<String>,
    text: String,
    language: Language,
}

impl PassageScan<'_> {
    /// Calls `take` with every passage that can be found whose number is above `after`, ascending,
    /// with its traits and its embedding.
    ///
    /// # Errors
    /// A store that cannot be read. This holds for every method here.
    pub fn embeddings_after(
        self,
        after: PassageId,
        take: &mut dyn FnMut(PassageId, PassageTraits, &[f32]),
    ) -> Result<(), ReadError> {
        let sql = "
            SELECT id, words, asks, counts, dates, embedding FROM passages
            WHERE id > ?1 AND embedding IS NOT NULL ORDER BY id";
        for_each_row(self.0, sql, [after.0], |row| {
            let id = PassageId(row.get(0)?);
            let numbers = embedding_numbers(row.get_ref(5)?.as_blob().unwrap_or_default());
            let numbers = numbers.ok_or_else(|| ReadError::damaged_passage("the embedding", id))?;
            let traits = PassageTraits {
                words: row.get(1)?,
                is_question: row.get(2)?,
                has_number: row.get(3)?,
                has_date: row.get(4)?,
            };
            take(id, traits, &numbers);
            Ok(())
        })
    }

    /// Returns the token vectors of a passage that can be found.
    pub fn tokens(self, id: PassageId) -> Result<TokenVectors, ReadError> {
        let sql = "SELECT token_ids, token_signs FROM passages WHERE id = ?1";
        let found = select(self.0, sql, [id.0], |row| {
            let blob = |column| row.get_ref(column).map(|value| value.as_blob().ok());
            let tokens = blob(0)?.zip(blob(1)?);
            let tokens = tokens.and_then(|(ids, signs)| token_vectors(ids, signs));
            tokens.ok_or_else(|| ReadError::damaged_passage("the tokens", id))
        });
        found?
            .pop()
            .ok_or_else(|| ReadError::damaged_passage("the passage", id))
    }

    /// Returns the first and the last passage of every transcript that has any, ascending.
    pub fn transcript_ranges(self) -> Result<Vec<(PassageId, PassageId)>, ReadError> {
        let sql = "
            SELECT first_passage, last_passage FROM transcripts
            WHERE first_passage IS NOT NULL ORDER BY first_passage";
        select(self.0, sql, [], |row| {
            Ok((PassageId(row.get(0)?), PassageId(row.get(1)?)))
        })
    }

    /// Calls `take` with every passage that can be found and was stored after a generation.
    pub fn texts_after(
        self,
        after: Generation,
        take: &mut dyn FnMut(PassageText<'_>),
    ) -> Result<(), ReadError> {
        let sql = "
            SELECT p.id, p.transcript, p.turn, p.text_start, p.text_end
            FROM transcripts t JOIN passages p ON p.transcript = t.key
            WHERE t.generation > ?1 AND p.embedding IS NOT NULL ORDER BY p.id";
        let mut turn: Option<TurnText> = None;
        for_each_row(self.0, sql, [after.0], |row| {
            let id = PassageId(row.get(0)?);
            let key = [row.get(1)?, row.get(2)?];
            if turn.as_ref().is_none_or(|turn| turn.key != key) {
                turn = self.turn_text(key)?;
            }
            // `verify` reports a passage without a turn.
            if let Some(turn) = &turn {
                let words = turn.text.get(row.get(3)?..row.get(4)?);
                let words = words.ok_or_else(|| ReadError::damaged_passage("the text", id))?;
                take(PassageText {
                    id,
                    speaker: turn.speaker.as_deref(),
                    words,
                    language: turn.language,
                });
            }
            Ok(())
        })
    }

    fn turn_text(self, key: [i64; 2]) -> Result<Option<TurnText>, ReadError> {
        let sql = "
            SELECT u.speaker, u.text, coalesce(u.language, t.language)
            FROM turns u JOIN transcripts t ON t.key = u.transcript
            WHERE u.transcript = ?1 AND u.ordinal = ?2";
        let read = |row: &Row<'_>| {
            Ok::<_, ReadError>(TurnText {
                key,
                speaker: row.get(0)?,
                text: row.get(1)?,
                language: read_turn_language(row, 2, "a transcript")?.unwrap_or_default(),
            })
        };
        Ok(select(self.0, sql, key, read)?.pop())
    }

    /// Calls `take` with every passage, ascending, the id of its transcript, and the label of whoever
    /// speaks in it.
    pub fn speakers(
        self,
        take: &mut dyn FnMut(PassageId, &str, Option<&str>),
    ) -> Result<(), ReadError> {
        let sql = "
            SELECT p.id, t.id, p.transcript, p.turn FROM passages p
            JOIN transcripts t ON t.key = p.transcript ORDER BY p.id";
        // Transcripts come one after the other.
        let mut current: Option<i64> = None;
        let mut labels = HashMap::new();
        for_each_row(self.0, sql, [], |row| {
            let key = row.get(2)?;
            if current != Some(key) {
                labels = self.labels_of(key)?;
                current = Some(key);
            }
            if let Some(label) = labels.get(&row.get::<_, i64>(3)?) {
                let transcript = row.get_ref(1)?.as_str().unwrap_or_default();
                take(PassageId(row.get(0)?), transcript, label.as_deref());
            }
            Ok(())
        })
    }

    /// Returns the label of each turn of a transcript, by the turn's place.
    fn labels_of(self, key: i64) -> Result<HashMap<i64, Option<String>>, ReadError> {
        let sql = "SELECT ordinal, speaker FROM turns WHERE transcript = ?1";
        let labels = select(self.0, sql, [key], |row| Ok((row.get(0)?, row.get(1)?)));
        labels.map(HashMap::from_iter)
    }
}
