//! Passages, by number and by place.
//!
//! In: passages' numbers, or a transcript's id and a place in it, from 0. Out: passages with all
//! that a hit says of them. Never here: a search; a name that was given.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use rusqlite::{OptionalExtension, Row, params};

use super::read::{damaged, read_media, read_span, read_turn};
use super::{PassageId, ReadError, Store};
use crate::feed::{Chapter, chapter_at};
use crate::passage::Doubts;
use crate::time::Span;
use crate::transcript::{Media, Turn};

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
    /// The recording's chapters, by time, shared likewise.
    pub chapters: Arc<[Chapter]>,
    /// Its place among the transcript's passages, from 0.
    pub ordinal: u32,
    /// The label of whoever speaks.
    pub speaker: Option<String>,
    /// The name that was given to the label; a store leaves it out.
    pub name: Option<String>,
    /// When it was said; `None` where the file gives no time.
    pub span: Option<Span>,
    /// Whether a time was interpolated.
    pub estimated_times: bool,
    /// Why it may be somebody else's.
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

impl Store {
    /// Returns the passages of these numbers that are still there, in the same order.
    pub fn passages(&self, ids: &[PassageId]) -> Result<Vec<PassageRecord>, ReadError> {
        let mut select = self.connection.prepare_cached(
            "SELECT p.transcript, p.turn, t.id, t.title, p.ordinal, p.start_ms, p.end_ms,
                    p.estimated_times, p.text_start, p.text_end,
                    t.media_url, t.link_template, t.offset_ms, p.doubts
             FROM passages p JOIN transcripts t ON t.key = p.transcript
             WHERE p.id = ?1",
        )?;
        // A long turn has many passages; each turn is read once, and so is what is told of each
        // recording.
        let mut turns: HashMap<(i64, i64), Arc<Turn>> = HashMap::new();
        let mut told: HashMap<i64, Told> = HashMap::new();
        let mut found = Vec::with_capacity(ids.len());
        for &id in ids {
            let mut rows = select.query([id.0])?;
            let Some(row) = rows.next()? else {
                continue;
            };
            let place = (row.get(0)?, row.get(1)?);
            let turn = match turns.get(&place) {
                Some(turn) => turn.clone(),
                None => {
                    let turn = Arc::new(self.turn(place, id)?);
                    turns.insert(place, turn.clone());
                    turn
                }
            };
            let told = match told.get(&place.0) {
                Some(told) => told.clone(),
                None => {
                    let read = Told {
                        media: Arc::new(read_media(row, 10)?),
                        chapters: self.chapters_of(place.0)?.into(),
                    };
                    told.insert(place.0, read.clone());
                    read
                }
            };
            found.push(read_passage(row, id, turn, told)?);
        }
        Ok(found)
    }

    fn turn(&self, (transcript, ordinal): (i64, i64), of: PassageId) -> Result<Turn, ReadError> {
        let mut select = self.connection.prepare_cached(
            "SELECT speaker, start_ms, end_ms, text, cues FROM turns
             WHERE transcript = ?1 AND ordinal = ?2",
        )?;
        let mut rows = select.query(params![transcript, ordinal])?;
        match rows.next()? {
            Some(row) => read_turn(row, &format!("passage {}", of.0)),
            None => Err(damaged("the turn", of)),
        }
    }

    /// Returns the passage at this place of this transcript, also one that no search finds, such
    /// as a backchannel; nothing where there is none.
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

/// What is told of a recording, for all its passages.
#[derive(Clone)]
struct Told {
    media: Arc<Media>,
    chapters: Arc<[Chapter]>,
}

fn read_passage(
    row: &Row<'_>,
    id: PassageId,
    turn: Arc<Turn>,
    told: Told,
) -> Result<PassageRecord, ReadError> {
    let text_range: Range<usize> = row.get(8)?..row.get(9)?;
    if turn.text.get(text_range.clone()).is_none() {
        return Err(damaged("the text", id));
    }
    Ok(PassageRecord {
        id,
        transcript_id: row.get(2)?,
        title: row.get(3)?,
        media: told.media,
        chapters: told.chapters,
        ordinal: row.get(4)?,
        speaker: turn.speaker.clone(),
        name: None,
        span: read_span(row, 5)?,
        estimated_times: row.get(7)?,
        doubts: Doubts::from_bits(row.get(13)?),
        text_range,
        turn_ordinal: row.get(1)?,
        turn,
    })
}
