//! Reads passages by number, by place and by scope.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};

use super::checksum::{PASSAGES, TRANSCRIPTS};
use super::error::ReadError;
use super::feeds;
use super::model::PassageId;
use super::rows::{read_language, read_media, read_span, read_turn, select, turn_columns};
use crate::feed::{Chapter, chapter_at};
use crate::language::{Language, LanguageTag};
use crate::passage::Doubts;
use crate::time::Span;
use crate::transcript::{Date, Media, Turn};

/// A passage with all that a hit says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PassageRecord {
    /// Its number.
    pub id: PassageId,
    /// Its transcript's id.
    pub transcript_id: String,
    /// Its transcript's title.
    pub title: String,
    /// Where the recording can be heard, shared with the other passages that were read with it.
    pub media: Arc<Media>,
    /// The recording's chapters, by time, shared with the same passages.
    pub chapters: Arc<[Chapter]>,
    /// The language of its words: the turn's, else the transcript's; `None` where neither is known.
    pub language: Option<LanguageTag>,
    /// Its place among the transcript's passages, from 0.
    pub ordinal: u32,
    /// The speaker's label.
    pub speaker: Option<String>,
    /// The name that was given to the label; a store leaves it out.
    pub name: Option<String>,
    /// When it was said; `None` where the file gives no time.
    pub span: Option<Span>,
    /// Whether a time was interpolated.
    pub estimated_times: bool,
    /// The reasons to doubt its speaker.
    pub doubts: Doubts,
    /// The passage's bytes of the turn's text.
    pub text_range: Range<usize>,
    /// Its turn's place in the transcript, from 0.
    pub turn_ordinal: u32,
    /// The turn it is of, shared with the other passages that were read with it.
    pub turn: Arc<Turn>,
}

impl PassageRecord {
    /// Returns the passage's words, verbatim.
    pub fn text(&self) -> &str {
        &self.turn.text[self.text_range.clone()]
    }

    /// Returns who speaks: the name that was given, else the label.
    pub fn called(&self) -> Option<&str> {
        self.name.as_deref().or(self.speaker.as_deref())
    }

    /// Returns the language by which its words are cut and stemmed.
    pub fn spoken_in(&self) -> Language {
        let language = self.language.as_ref().and_then(LanguageTag::language);
        language.unwrap_or_default()
    }

    /// Returns a link to where it was said; `None` where none is known.
    pub fn link(&self) -> Option<String> {
        self.media.link(self.span.map(|span| span.start_ms))
    }

    /// Returns the title of the chapter it begins in; `None` where the recording has none by then.
    pub fn chapter(&self) -> Option<&str> {
        let chapter = chapter_at(&self.chapters, self.span?.start_ms)?;
        Some(&chapter.title)
    }
}

/// Which passages a search covers. Empty lists and `None` leave no passage out.
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

/// The passages of a store.
#[derive(Clone, Copy)]
pub struct StoredPassages<'a>(pub(super) &'a Connection);

impl StoredPassages<'_> {
    /// Returns the passages of these numbers that are still there, in the same order.
    ///
    /// # Errors
    /// A store that cannot be read. This holds for every method here.
    pub fn records(self, ids: &[PassageId]) -> Result<Vec<PassageRecord>, ReadError> {
        let mut select = self.0.prepare_cached(&format!(
            "SELECT p.transcript, p.turn, t.id, t.title, p.ordinal, p.start_ms, p.end_ms,
                    p.estimated_times, p.text_start, p.text_end,
                    t.media_url, t.link_template, t.offset_ms, p.doubts,
                    t.language, t.language_source, {} AND {}
             FROM passages p JOIN transcripts t ON t.key = p.transcript
             WHERE p.id = ?1",
            PASSAGES.is_sound("p"),
            TRANSCRIPTS.is_sound("t")
        ))?;
        // A long turn has many passages. Each turn is read once, and so is each recording.
        let mut turns: HashMap<(i64, i64), Arc<Turn>> = HashMap::new();
        let mut recordings = HashMap::new();
        let mut found = Vec::with_capacity(ids.len());
        for &id in ids {
            let mut rows = select.query([id.0])?;
            let Some(row) = rows.next()? else {
                continue;
            };
            if !row.get::<_, bool>(16)? {
                let transcript = row.get_ref(2)?.as_str().unwrap_or_default();
                let passage = format!("passage {} of {transcript}", id.0);
                return Err(ReadError::Changed(passage));
            }
            let place = (row.get(0)?, row.get(1)?);
            let turn = match turns.entry(place) {
                Entry::Occupied(turn) => turn.into_mut(),
                Entry::Vacant(free) => {
                    let transcript = row.get_ref(2)?.as_str().unwrap_or_default();
                    free.insert(Arc::new(self.turn(place, transcript)?))
                }
            };
            let (media, chapters, language) = match recordings.entry(place.0) {
                Entry::Occupied(recording) => recording.into_mut(),
                Entry::Vacant(free) => free.insert((
                    Arc::new(read_media(row, 10)?),
                    Arc::<[Chapter]>::from(feeds::chapters_of(self.0, place.0)?),
                    read_language(row, 14, row.get_ref(2)?.as_str().unwrap_or_default())?
                        .map(|known| known.tag),
                )),
            };
            let text_range: Range<usize> = row.get(8)?..row.get(9)?;
            if turn.text.get(text_range.clone()).is_none() {
                return Err(ReadError::damaged_passage("the text", id));
            }
            found.push(PassageRecord {
                id,
                transcript_id: row.get(2)?,
                title: row.get(3)?,
                media: media.clone(),
                chapters: chapters.clone(),
                language: turn
                    .language
                    .map(LanguageTag::from)
                    .or_else(|| language.clone()),
                ordinal: row.get(4)?,
                speaker: turn.speaker.clone(),
                name: None,
                span: read_span(row, 5)?,
                estimated_times: row.get(7)?,
                doubts: Doubts::from_bits(row.get(13)?),
                text_range,
                turn_ordinal: row.get(1)?,
                turn: turn.clone(),
            });
        }
        Ok(found)
    }

    /// Returns a turn of the transcript with this id.
    fn turn(self, (key, ordinal): (i64, i64), transcript: &str) -> Result<Turn, ReadError> {
        let columns = turn_columns("u");
        let sql =
            format!("SELECT {columns} FROM turns u WHERE u.transcript = ?1 AND u.ordinal = ?2");
        let read = |row: &Row<'_>| read_turn(row, transcript);
        let turn = select(self.0, &sql, [key, ordinal], read)?.pop();
        turn.ok_or_else(|| ReadError::damaged("a turn", transcript))
    }

    /// Returns the passage at this place of a transcript, from 0, backchannels included; nothing
    /// where there is none.
    pub fn at(self, transcript: &str, ordinal: u32) -> Result<Option<PassageRecord>, ReadError> {
        let sql = "
            SELECT p.id FROM passages p JOIN transcripts t ON t.key = p.transcript
            WHERE t.id = ?1 AND p.ordinal = ?2";
        let read = |row: &Row<'_>| Ok::<_, ReadError>(PassageId(row.get(0)?));
        let ids = select(self.0, sql, params![transcript, ordinal], read)?;
        Ok(self.records(&ids)?.pop())
    }

    /// Returns the numbers of the passages in the scope that can be found, ascending.
    pub fn in_scope(self, scope: &PassageScope) -> Result<Vec<PassageId>, ReadError> {
        let (conditions, values) = conditions_of(scope);
        let sql = format!(
            "SELECT p.id FROM passages p JOIN transcripts t ON t.key = p.transcript
             WHERE p.embedding IS NOT NULL{conditions} ORDER BY p.id"
        );
        let values = params_from_iter(values);
        select(self.0, &sql, values, |row| Ok(PassageId(row.get(0)?)))
    }

    /// Returns the languages that are known of transcripts and of turns.
    pub fn languages(self) -> Result<BTreeSet<Language>, ReadError> {
        let sql = "
            SELECT DISTINCT language FROM transcripts WHERE language NOT NULL
            UNION SELECT DISTINCT language FROM turns WHERE language NOT NULL";
        let tags = select(self.0, sql, [], |row| Ok::<String, ReadError>(row.get(0)?))?;
        let languages = tags.iter().filter_map(|tag| tag.parse().ok());
        Ok(languages.collect())
    }

    /// Returns how many passages can be found.
    pub fn count(self) -> Result<u64, ReadError> {
        // Counting the passages would read most of the file.
        let sql = "SELECT coalesce(sum(findable), 0) FROM transcripts";
        Ok(self.0.query_row(sql, [], |row| row.get(0))?)
    }

    /// Returns how many words the passages that can be found have.
    pub fn count_words(self) -> Result<u64, ReadError> {
        let sql = "SELECT coalesce(sum(words), 0) FROM passages WHERE embedding IS NOT NULL";
        Ok(self.0.query_row(sql, [], |row| row.get(0))?)
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
