//! How much each label talks.
//!
//! In: a transcript's id, or none for all of them. Out: turns, words and time of each label. Never
//! here: a time for turns that have none; names.

use rusqlite::params;

use super::{ReadError, Store};

/// How much a label of a transcript talks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    /// The transcript's id.
    pub transcript_id: String,
    /// The label in the file.
    pub label: String,
    /// How many turns it has.
    pub turns: u64,
    /// How many words.
    pub words: u64,
    /// For how long it has the word, in milliseconds; `None` where no turn of it has a time.
    pub talk_ms: Option<u64>,
}

impl Store {
    /// Returns how much each label talks, by transcript and label.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub fn talks(&self, transcript_id: Option<&str>) -> Result<Vec<Talk>, ReadError> {
        let mut select = self.connection.prepare_cached(
            "WITH spoken AS (
                SELECT u.transcript, u.speaker, count(*) AS turns,
                    sum(u.end_ms - u.start_ms) AS talk_ms
                FROM turns u WHERE u.speaker IS NOT NULL GROUP BY u.transcript, u.speaker
             ), counted AS (
                SELECT u.transcript, u.speaker, sum(p.words) AS words
                FROM passages p
                JOIN turns u ON u.transcript = p.transcript AND u.ordinal = p.turn
                WHERE u.speaker IS NOT NULL GROUP BY u.transcript, u.speaker
             )
             SELECT t.id, s.speaker, s.turns, coalesce(c.words, 0), s.talk_ms
             FROM spoken s JOIN transcripts t ON t.key = s.transcript
             LEFT JOIN counted c ON c.transcript = s.transcript AND c.speaker = s.speaker
             WHERE ?1 IS NULL OR t.id = ?1
             ORDER BY t.id, s.speaker",
        )?;
        let talks = select.query_map(params![transcript_id], |row| {
            Ok(Talk {
                transcript_id: row.get(0)?,
                label: row.get(1)?,
                turns: row.get(2)?,
                words: row.get(3)?,
                talk_ms: row.get(4)?,
            })
        })?;
        Ok(talks.collect::<rusqlite::Result<_>>()?)
    }
}
