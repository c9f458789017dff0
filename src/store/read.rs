//! Reading a store: summaries, whole transcripts, changes since a generation.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params, params_from_iter};

use super::blob::{cues, embedding_numbers, token_vectors};
use super::{Generation, PassageId, ReadError, Removal, Stamp, Store};
use crate::embed::TokenVectors;
use crate::passage::PassageTraits;
use crate::time::Span;
use crate::transcript::{Date, Format, Media, Metadata, Person, Transcript, Turn};

/// What a listing says of a transcript.
#[derive(Debug, Clone, PartialEq)]
pub struct TranscriptSummary {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The day of the recording, where known.
    pub date: Option<Date>,
    /// Where it was read from.
    pub source: String,
    /// The format it was read from.
    pub format: Format,
    /// Where the recording can be heard.
    pub media: Media,
    /// Who is told to be in it.
    pub people: Vec<Person>,
    /// The hash of the file's bytes.
    pub content_hash: [u8; 32],
    /// How many turns it has.
    pub turns: u64,
    /// How many passages can be found.
    pub passages: u64,
    /// Its speakers' labels, by how long they speak, longest first.
    pub speakers: Vec<String>,
    /// When the last turn ends, in milliseconds; `None` where no turn has a time.
    pub duration_ms: Option<u64>,
}

/// Which passages a search looks at. Empty lists and `None` leave none out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PassageScope {
    /// Ids of transcripts; a passage is of one of them.
    pub transcripts: Vec<String>,
    /// The first day of a recording; one without a date is left out.
    pub from: Option<Date>,
    /// The last day of a recording; one without a date is left out.
    pub to: Option<Date>,
}

impl PassageScope {
    /// Returns whether every passage is in it.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }
}

pub(super) fn stamp(connection: &Connection) -> rusqlite::Result<Stamp> {
    connection.query_row(
        "SELECT generation, token FROM commits ORDER BY generation DESC LIMIT 1",
        [],
        |row| {
            Ok(Stamp {
                generation: Generation(row.get(0)?),
                token: row.get(1)?,
            })
        },
    )
}

impl Store {
    /// Keeps what is read the same until the guard is dropped, whatever other processes commit.
    ///
    /// # Errors
    /// A store that cannot be read; so for every method here.
    pub fn begin_reading(&self) -> Result<Transaction<'_>, ReadError> {
        Ok(self.connection.unchecked_transaction()?)
    }

    /// Returns the number of the last commit.
    pub fn generation(&self) -> Result<Generation, ReadError> {
        Ok(self.stamp()?.generation)
    }

    /// Returns the stamp of the last commit.
    pub fn stamp(&self) -> Result<Stamp, ReadError> {
        Ok(stamp(&self.connection)?)
    }

    /// Returns whether a stamp is of a commit in this store's history. One that is not comes from
    /// another store, or from commits that a restored backup never saw.
    pub fn knows(&self, stamp: &Stamp) -> Result<bool, ReadError> {
        let token: Option<i64> = self
            .connection
            .query_row(
                "SELECT token FROM commits WHERE generation = ?1",
                [stamp.generation.0],
                |row| row.get(0),
            )
            .optional()?;
        Ok(token == Some(stamp.token))
    }

    /// Returns how many passages can be found.
    pub fn count_passages(&self) -> Result<u64, ReadError> {
        Ok(self.connection.query_row(
            "SELECT count(*) FROM passages WHERE embedding IS NOT NULL",
            [],
            |row| row.get(0),
        )?)
    }

    /// Returns how large the store is, whether or not its last commits have left the log.
    pub fn bytes(&self) -> Result<u64, ReadError> {
        let pragma = |name| {
            self.connection
                .pragma_query_value(None, name, |row| row.get::<_, u64>(0))
        };
        Ok(pragma("page_count")? * pragma("page_size")?)
    }

    /// Returns how many words the passages that can be found have.
    pub fn count_words(&self) -> Result<u64, ReadError> {
        Ok(self.connection.query_row(
            "SELECT coalesce(sum(words), 0) FROM passages WHERE embedding IS NOT NULL",
            [],
            |row| row.get(0),
        )?)
    }

    /// Returns the summaries of all transcripts, by id.
    pub fn summaries(&self) -> Result<Vec<TranscriptSummary>, ReadError> {
        self.select_summaries("", &[])
    }

    /// Returns a number that changes when another connection commits, a title or a date included.
    pub fn data_version(&self) -> Result<i64, ReadError> {
        let version = self
            .connection
            .pragma_query_value(None, "data_version", |row| row.get(0));
        Ok(version?)
    }

    /// Returns the id, the title and the date of all transcripts, by id.
    pub fn titles(&self) -> Result<Vec<(String, String, Option<Date>)>, ReadError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT id, title, date FROM transcripts ORDER BY id")?;
        let mut rows = select.query([])?;
        let mut titles = Vec::new();
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            let date: Option<String> = row.get(2)?;
            let date = date.map(|date| date.parse()).transpose();
            let date = date.map_err(|_| damaged_row("the date", &id))?;
            titles.push((id, row.get(1)?, date));
        }
        Ok(titles)
    }

    /// Returns the summary of one transcript.
    pub fn summary(&self, id: &str) -> Result<Option<TranscriptSummary>, ReadError> {
        Ok(self.select_summaries("WHERE t.id = ?1", &[id])?.pop())
    }

    /// Returns whether a transcript of these bytes is stored under this id.
    pub fn holds(&self, id: &str, content_hash: &[u8; 32]) -> Result<bool, ReadError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT 1 FROM transcripts WHERE id = ?1 AND content_hash = ?2")?;
        Ok(select.exists(params![id, content_hash])?)
    }

    /// Returns whether a transcript was read from this source.
    pub fn has_source(&self, source: &str) -> Result<bool, ReadError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT 1 FROM transcripts WHERE source = ?1")?;
        Ok(select.exists([source])?)
    }

    /// Returns what is told of the transcript of this id and source, nothing where there is none.
    pub fn about(&self, id: &str, source: &str) -> Result<Metadata, ReadError> {
        let summary = self.summary(id)?;
        let summary = summary.filter(|summary| summary.source == source);
        let Some(summary) = summary else {
            return Ok(Metadata::default());
        };
        Ok(Metadata {
            title: Some(summary.title),
            date: summary.date,
            media: summary.media,
            people: Some(summary.people),
        })
    }

    /// Returns a whole transcript.
    pub fn transcript(&self, id: &str) -> Result<Option<Transcript>, ReadError> {
        let Some(summary) = self.summary(id)? else {
            return Ok(None);
        };
        let mut select = self.connection.prepare_cached(
            "SELECT u.speaker, u.start_ms, u.end_ms, u.text, u.cues
             FROM turns u JOIN transcripts t ON t.key = u.transcript
             WHERE t.id = ?1 ORDER BY u.ordinal",
        )?;
        let mut rows = select.query([id])?;
        let mut turns = Vec::new();
        while let Some(row) = rows.next()? {
            turns.push(read_turn(row, id)?);
        }
        Ok(Some(Transcript {
            id: summary.id,
            title: summary.title,
            date: summary.date,
            source: summary.source,
            format: summary.format,
            media: summary.media,
            turns,
        }))
    }

    /// Returns the numbers of the passages in the scope that can be found, ascending.
    pub fn passages_in(&self, scope: &PassageScope) -> Result<Vec<PassageId>, ReadError> {
        let (conditions, values) = conditions_of(scope);
        let mut select = self.connection.prepare_cached(&format!(
            "SELECT p.id FROM passages p
             JOIN transcripts t ON t.key = p.transcript
             WHERE p.embedding IS NOT NULL{conditions} ORDER BY p.id"
        ))?;
        let ids = select.query_map(params_from_iter(values), |row| Ok(PassageId(row.get(0)?)))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// Calls `take` with every passage that can be found whose number is above `after`, ascending,
    /// with its shape and its embedding.
    pub fn embeddings_after(
        &self,
        after: PassageId,
        take: &mut dyn FnMut(PassageId, PassageTraits, &[f32]),
    ) -> Result<(), ReadError> {
        let mut select = self.connection.prepare_cached(
            "SELECT id, words, asks, counts, dates, embedding FROM passages
             WHERE id > ?1 AND embedding IS NOT NULL ORDER BY id",
        )?;
        let mut rows = select.query([after.0])?;
        while let Some(row) = rows.next()? {
            let id = PassageId(row.get(0)?);
            let numbers = embedding_numbers(row.get_ref(5)?.as_blob().unwrap_or_default());
            let numbers = numbers.ok_or_else(|| damaged("the embedding", id))?;
            let shape = PassageTraits {
                words: row.get(1)?,
                is_question: row.get(2)?,
                has_number: row.get(3)?,
                has_date: row.get(4)?,
            };
            take(id, shape, &numbers);
        }
        Ok(())
    }

    /// Returns the tokens of a passage that can be found.
    pub fn tokens(&self, id: PassageId) -> Result<TokenVectors, ReadError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT token_ids, token_signs FROM passages WHERE id = ?1")?;
        let mut rows = select.query([id.0])?;
        let row = rows.next()?.ok_or_else(|| damaged("the passage", id))?;
        let (ids, signs) = (row.get_ref(0)?.as_blob(), row.get_ref(1)?.as_blob());
        let tokens = ids.ok().zip(signs.ok());
        tokens
            .and_then(|(ids, signs)| token_vectors(ids, signs))
            .ok_or_else(|| damaged("the tokens", id))
    }

    /// Returns what was removed after a generation.
    pub fn removals_after(&self, after: Generation) -> Result<Vec<Removal>, ReadError> {
        let mut select = self.connection.prepare_cached(
            "SELECT first_passage, last_passage, generation FROM removals WHERE generation > ?1",
        )?;
        let removals = select.query_map([after.0], |row| {
            Ok(Removal {
                first: PassageId(row.get(0)?),
                last: PassageId(row.get(1)?),
                generation: Generation(row.get(2)?),
            })
        })?;
        Ok(removals.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns the first and the last passage of every transcript that has any, ascending.
    pub fn passage_ranges(&self) -> Result<Vec<(PassageId, PassageId)>, ReadError> {
        let mut select = self.connection.prepare_cached(
            "SELECT first_passage, last_passage FROM transcripts
             WHERE first_passage IS NOT NULL ORDER BY first_passage",
        )?;
        let ranges = select.query_map([], |row| {
            Ok((PassageId(row.get(0)?), PassageId(row.get(1)?)))
        })?;
        Ok(ranges.collect::<rusqlite::Result<_>>()?)
    }

    fn select_summaries(
        &self,
        condition: &str,
        values: &[&str],
    ) -> Result<Vec<TranscriptSummary>, ReadError> {
        let mut select = self.connection.prepare_cached(&format!(
            "SELECT t.id, t.title, t.date, t.source, t.format, t.content_hash,
                (SELECT count(*) FROM turns WHERE transcript = t.key),
                (SELECT count(*) FROM passages
                 WHERE transcript = t.key AND embedding IS NOT NULL),
                (SELECT max(end_ms) FROM turns WHERE transcript = t.key),
                t.key, t.media_url, t.link_template, t.offset_ms
             FROM transcripts t {condition} ORDER BY t.id"
        ))?;
        let mut rows = select.query(params_from_iter(values))?;
        let mut summaries = Vec::new();
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            let date: Option<String> = row.get(2)?;
            let format: String = row.get(4)?;
            summaries.push(TranscriptSummary {
                title: row.get(1)?,
                date: date
                    .map(|date| date.parse())
                    .transpose()
                    .map_err(|_| damaged_row("the date", &id))?,
                source: row.get(3)?,
                format: Format::from_name(&format).ok_or_else(|| damaged_row("the format", &id))?,
                media: read_media(row, 10)?,
                people: self.people(&id)?,
                content_hash: row.get(5)?,
                turns: row.get(6)?,
                passages: row.get(7)?,
                speakers: self.speakers_of(row.get(9)?)?,
                duration_ms: row.get(8)?,
                id,
            });
        }
        Ok(summaries)
    }

    fn speakers_of(&self, key: i64) -> Result<Vec<String>, ReadError> {
        let mut select = self.connection.prepare_cached(
            "SELECT speaker FROM turns WHERE transcript = ?1 AND speaker IS NOT NULL
             GROUP BY speaker
             ORDER BY sum(end_ms - start_ms) DESC, sum(length(text)) DESC, speaker",
        )?;
        let speakers = select.query_map([key], |row| row.get(0))?;
        Ok(speakers.collect::<rusqlite::Result<_>>()?)
    }
}

/// Writes the scope as SQL conditions on `t` (transcripts), with their values.
fn conditions_of(scope: &PassageScope) -> (String, Vec<Value>) {
    let mut sql = String::new();
    let mut values = Vec::new();
    if !scope.transcripts.is_empty() {
        let marks = vec!["?"; scope.transcripts.len()].join(", ");
        sql.push_str(&format!(" AND t.id IN ({marks})"));
        values.extend(scope.transcripts.iter().cloned().map(Value::Text));
    }
    let mut day = |comparison: &str, date: Option<Date>| {
        if let Some(date) = date {
            sql.push_str(&format!(" AND t.date {comparison} ?"));
            values.push(Value::Text(date.to_string()));
        }
    };
    day(">=", scope.from);
    day("<=", scope.to);
    (sql, values)
}

/// Reads a turn from the first five columns.
pub(super) fn read_turn(row: &Row<'_>, whose: &str) -> Result<Turn, ReadError> {
    let text: String = row.get(3)?;
    let lines = row.get_ref(4)?.as_blob().unwrap_or_default();
    Ok(Turn {
        speaker: row.get(0)?,
        span: read_span(row, 1)?,
        cues: cues(lines, &text).ok_or_else(|| damaged_row("the timed lines", whose))?,
        text,
    })
}

/// Reads a start and an end from two columns.
pub(super) fn read_span(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Span>> {
    let start_ms: Option<u64> = row.get(first)?;
    let end_ms: Option<u64> = row.get(first + 1)?;
    Ok(start_ms
        .zip(end_ms)
        .map(|(start, end)| Span::new(start, end)))
}

/// Reads where a recording can be heard from three columns.
pub(super) fn read_media(row: &Row<'_>, first: usize) -> rusqlite::Result<Media> {
    Ok(Media {
        url: row.get(first)?,
        link_template: row.get(first + 1)?,
        offset_ms: row.get(first + 2)?,
    })
}

pub(super) fn damaged(what: &'static str, id: PassageId) -> ReadError {
    damaged_row(what, &format!("passage {}", id.0))
}

fn damaged_row(what: &'static str, whose: &str) -> ReadError {
    ReadError::Damaged {
        what,
        whose: whose.into(),
    }
}
