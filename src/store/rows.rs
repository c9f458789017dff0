//! Reads rows, and turns, times, media and languages from their columns.

use rusqlite::{Connection, Params, Row};

use super::blob::cues;
use super::checksum::TURNS;
use super::error::ReadError;
use crate::language::Language;
use crate::time::Span;
use crate::transcript::{Date, LanguageSource, Media, SpokenLanguage, Turn};

/// Returns what `read` makes of each row that a query selects.
pub(super) fn select<T, E: From<rusqlite::Error>>(
    connection: &Connection,
    sql: &str,
    values: impl Params,
    mut read: impl FnMut(&Row<'_>) -> Result<T, E>,
) -> Result<Vec<T>, E> {
    let mut found = Vec::new();
    let read_all = for_each_row(connection, sql, values, |row| {
        found.push(read(row)?);
        Ok(())
    });
    read_all.map(|()| found)
}

/// Calls `take` with each row that a query selects.
pub(super) fn for_each_row<E: From<rusqlite::Error>>(
    connection: &Connection,
    sql: &str,
    values: impl Params,
    mut take: impl FnMut(&Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}

/// Returns the columns of a turn, as [`read_turn`] reads them, of the table under this name.
pub(super) fn turn_columns(alias: &str) -> String {
    let columns = ["speaker", "start_ms", "end_ms", "text", "cues", "language"];
    let mut columns = columns.map(|column| format!("{alias}.{column}")).to_vec();
    columns.push(TURNS.is_sound(alias));
    columns.join(", ")
}

/// Reads a turn from the first columns of a row, which [`turn_columns`] selects. One that is not what was
/// stored is an error.
pub(super) fn read_turn(row: &Row<'_>, whose: &str) -> Result<Turn, ReadError> {
    if !row.get::<_, bool>(6)? {
        return Err(ReadError::Changed(format!("a turn of {whose}")));
    }
    let text: String = row.get(3)?;
    let lines = row.get_ref(4)?.as_blob().unwrap_or_default();
    Ok(Turn {
        speaker: row.get(0)?,
        span: read_span(row, 1)?,
        cues: cues(lines, &text).ok_or_else(|| ReadError::damaged("the timed lines", whose))?,
        text,
        label_not_understood: false,
        language: read_turn_language(row, 5, whose)?,
    })
}

/// Reads a start and an end from two columns.
pub(super) fn read_span(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Span>> {
    let start_ms: Option<u64> = row.get(first)?;
    let end_ms: Option<u64> = row.get(first + 1)?;
    let times = start_ms.zip(end_ms);
    Ok(times.map(|(start, end)| Span::new(start, end)))
}

/// Reads where a recording can be heard from three columns.
pub(super) fn read_media(row: &Row<'_>, first: usize) -> rusqlite::Result<Media> {
    Ok(Media {
        url: row.get(first)?,
        link_template: row.get(first + 1)?,
        offset_ms: row.get(first + 2)?,
    })
}

/// Reads the language of a transcript from two columns: the tag, and where it is known from.
pub(super) fn read_language(
    row: &Row<'_>,
    first: usize,
    whose: &str,
) -> Result<Option<SpokenLanguage>, ReadError> {
    let (tag, source): (Option<String>, Option<String>) = (row.get(first)?, row.get(first + 1)?);
    let Some((tag, source)) = tag.zip(source) else {
        return Ok(None);
    };
    let known = tag.parse().ok().zip(LanguageSource::from_name(&source));
    let known = known.map(|(tag, source)| SpokenLanguage { tag, source });
    let known = known.ok_or_else(|| ReadError::damaged("the language", whose));
    known.map(Some)
}

/// Reads the language of a turn from a column; `None` where it is the transcript's.
pub(super) fn read_turn_language(
    row: &Row<'_>,
    column: usize,
    whose: &str,
) -> Result<Option<Language>, ReadError> {
    let code: Option<String> = row.get(column)?;
    let language = code.map(|code| code.parse()).transpose();
    language.map_err(|_| ReadError::damaged("the language of a turn", whose))
}

/// Reads the day of a recording from a column.
pub(super) fn read_date(row: &Row<'_>, column: usize, id: &str) -> Result<Option<Date>, ReadError> {
    let date: Option<String> = row.get(column)?;
    let date = date.map(|date| date.parse()).transpose();
    date.map_err(|_| ReadError::damaged("the date", id))
}
