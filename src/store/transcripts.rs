//! Reads transcripts: summaries, titles, whole texts, metadata.

use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::checksum::{PASSAGES, TRANSCRIPTS, TURNS};
use super::digest;
use super::error::ReadError;
use super::feeds;
use super::people;
use super::rows::{read_date, read_language, read_media, read_turn, select, turn_columns};
use super::talk::{self, Talk};
use crate::feed::Chapter;
use crate::language::LanguageTag;
use crate::transcript::{
    Date, Format, LanguageSource, Media, Metadata, Person, SpokenLanguage, Transcript, Turn,
};

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
    /// The language of most of it, where it is known.
    pub language: Option<SpokenLanguage>,
    /// The people in the recording.
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

impl TranscriptSummary {
    /// Returns the language of one of its turns: the turn's own, else the transcript's.
    pub fn language_of(&self, turn: &Turn) -> Option<LanguageTag> {
        let main = self.language.as_ref();
        let own = turn.language.map(LanguageTag::from);
        own.or_else(|| main.map(|known| known.tag.clone()))
    }
}

/// The transcripts of a store.
#[derive(Clone, Copy)]
pub struct StoredTranscripts<'a>(pub(super) &'a Connection);

impl StoredTranscripts<'_> {
    /// Returns the summaries of all transcripts, by id.
    ///
    /// # Errors
    /// A store that cannot be read. This holds for every method here.
    pub fn summaries(self) -> Result<Vec<TranscriptSummary>, ReadError> {
        self.select_summaries("", &[])
    }

    /// Returns the summary of one transcript.
    pub fn summary(self, id: &str) -> Result<Option<TranscriptSummary>, ReadError> {
        Ok(self.select_summaries("WHERE t.id = ?1", &[id])?.pop())
    }

    /// Returns how many transcripts there are.
    pub fn count(self) -> Result<u64, ReadError> {
        let sql = "SELECT count(*) FROM transcripts";
        Ok(self.0.query_row(sql, [], |row| row.get(0))?)
    }

    /// Returns the id, the title and the date of all transcripts, by id.
    pub fn titles(self) -> Result<Vec<(String, String, Option<Date>)>, ReadError> {
        let sql = "SELECT id, title, date FROM transcripts ORDER BY id";
        select(self.0, sql, [], |row| {
            let id: String = row.get(0)?;
            let date = read_date(row, 2, &id)?;
            Ok((id, row.get(1)?, date))
        })
    }

    /// Returns whether a transcript of this content is stored under this id, and all of it is as it was
    /// stored.
    pub fn holds(self, id: &str, content_hash: &[u8; 32]) -> Result<bool, ReadError> {
        let sql = format!(
            "SELECT t.key FROM transcripts t WHERE t.id = ?1 AND t.content_hash = ?2 AND {}
                 AND NOT EXISTS (SELECT 1 FROM turns u WHERE u.transcript = t.key AND NOT ({}))
                 AND NOT EXISTS (SELECT 1 FROM passages p WHERE p.transcript = t.key AND NOT ({}))",
            TRANSCRIPTS.is_sound("t"),
            TURNS.is_sound("u"),
            PASSAGES.is_sound("p"),
        );
        let mut statement = self.0.prepare_cached(&sql)?;
        let key = statement.query_row(params![id, content_hash], |row| row.get(0));
        match key.optional()? {
            // The digest is of the vectors too.
            Some(key) => Ok(digest::is_sound(self.0, key)?),
            None => Ok(false),
        }
    }

    /// Returns whether a transcript was read from this source.
    pub fn has_source(self, source: &str) -> Result<bool, ReadError> {
        let sql = "SELECT 1 FROM transcripts WHERE source = ?1";
        Ok(self.0.prepare_cached(sql)?.exists([source])?)
    }

    /// Returns the metadata of the transcript of this id and source; none where it is unknown.
    pub fn metadata(self, id: &str, source: &str) -> Result<Metadata, ReadError> {
        let summary = self.summary(id)?.filter(|former| former.source == source);
        let metadata = summary.map(|summary| Metadata {
            title: Some(summary.title),
            date: summary.date,
            media: summary.media,
            // What the former file stated or showed may differ in the new one.
            language: summary
                .language
                .filter(|known| known.source == LanguageSource::Told)
                .map(|known| known.tag),
            people: Some(summary.people),
        });
        Ok(metadata.unwrap_or_default())
    }

    /// Returns a whole transcript.
    pub fn transcript(self, id: &str) -> Result<Option<Transcript>, ReadError> {
        let Some(summary) = self.summary(id)? else {
            return Ok(None);
        };
        let sql = format!(
            "SELECT {}, {} FROM turns u JOIN transcripts t ON t.key = u.transcript
             WHERE t.id = ?1 ORDER BY u.ordinal",
            turn_columns("u"),
            TRANSCRIPTS.is_sound("t")
        );
        let turns = select(self.0, &sql, [id], |row| match row.get(7)? {
            true => read_turn(row, id),
            false => Err(ReadError::Changed(format!("what is stored about {id}"))),
        });
        Ok(Some(Transcript {
            turns: turns?,
            id: summary.id,
            title: summary.title,
            date: summary.date,
            source: summary.source,
            format: summary.format,
            media: summary.media,
            language: summary.language,
        }))
    }

    /// Returns the chapters of a transcript by time; empty where its feed has none.
    pub fn chapters(self, id: &str) -> Result<Vec<Chapter>, ReadError> {
        match key_of(self.0, id)? {
            Some(key) => Ok(feeds::chapters_of(self.0, key)?),
            None => Ok(Vec::new()),
        }
    }

    /// Returns how much each label talks, by transcript and label.
    pub fn talks(self) -> Result<Vec<Talk>, ReadError> {
        talk::read_all(self.0)
    }

    fn select_summaries(
        self,
        condition: &str,
        values: &[&str],
    ) -> Result<Vec<TranscriptSummary>, ReadError> {
        let sql = format!(
            "SELECT t.id, t.title, t.date, t.source, t.format, t.content_hash,
                (SELECT count(*) FROM turns WHERE transcript = t.key),
                (SELECT count(*) FROM passages
                 WHERE transcript = t.key AND embedding IS NOT NULL),
                (SELECT max(end_ms) FROM turns WHERE transcript = t.key),
                t.key, t.media_url, t.link_template, t.offset_ms,
                t.language, t.language_source
             FROM transcripts t {condition} ORDER BY t.id"
        );
        select(self.0, &sql, params_from_iter(values), |row| {
            let id: String = row.get(0)?;
            let format = Format::from_name(row.get_ref(4)?.as_str().unwrap_or_default());
            Ok(TranscriptSummary {
                title: row.get(1)?,
                date: read_date(row, 2, &id)?,
                source: row.get(3)?,
                format: format.ok_or_else(|| ReadError::damaged("the format", &id))?,
                media: read_media(row, 10)?,
                language: read_language(row, 13, &id)?,
                people: people::read(self.0, &id)?,
                content_hash: row.get(5)?,
                turns: row.get(6)?,
                passages: row.get(7)?,
                speakers: self.speakers_of(row.get(9)?)?,
                duration_ms: row.get(8)?,
                id,
            })
        })
    }

    fn speakers_of(self, key: i64) -> Result<Vec<String>, ReadError> {
        let sql = "
            SELECT speaker FROM turns WHERE transcript = ?1 AND speaker IS NOT NULL
            GROUP BY speaker
            ORDER BY sum(end_ms - start_ms) DESC, sum(length(text)) DESC, speaker";
        select(self.0, sql, [key], |row| Ok(row.get(0)?))
    }
}

/// Returns a transcript's key in the tables.
pub(super) fn key_of(connection: &Connection, id: &str) -> rusqlite::Result<Option<i64>> {
    let mut select = connection.prepare_cached("SELECT key FROM transcripts WHERE id = ?1")?;
    select.query_row([id], |row| row.get(0)).optional()
}
