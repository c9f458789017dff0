//! Keeps the language of each transcript, and that of each turn which is in another.

use std::ops::Range;

use rusqlite::{Connection, params};

use super::checksum::{PASSAGES, TRANSCRIPTS, TURNS};
use super::digest;
use super::error::ReadError;
use super::rows::{read_language, read_turn_language, select};
use crate::language::{Language, LanguageTag};
use crate::passage::PassageTraits;
use crate::transcript::{LanguageSource, SpokenLanguage, TurnLanguages};

/// Whether what is told of a transcript's language changed what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Retold {
    /// It was told before.
    Unchanged,
    /// The language changed in name only, so its words are cut and stemmed as before.
    Named,
    /// Words of some turn are in another language than was kept.
    Respoken,
}

/// Writes the languages of a transcript whose turns are stored, and the traits that its passages have in
/// them. Of a transcript that was sound the digest follows; a new digest of another would hide its
/// damage.
fn put(connection: &Connection, key: i64, languages: &TurnLanguages) -> rusqlite::Result<()> {
    let was_sound = digest::is_sound(connection, key)?;
    put_languages(connection, key, languages)?;
    put_traits(connection, key, languages)?;
    match was_sound {
        true => digest::put_digest(connection, key),
        false => Ok(()),
    }
}

fn put_languages(
    connection: &Connection,
    key: i64,
    languages: &TurnLanguages,
) -> rusqlite::Result<()> {
    let main = languages.main.as_ref();
    let set = TRANSCRIPTS.set(&[("language", "?2"), ("language_source", "?3")]);
    connection.execute(
        &format!("UPDATE transcripts SET {set} WHERE key = ?1"),
        params![
            key,
            main.map(|main| main.tag.to_string()),
            main.map(|main| main.source.name()),
        ],
    )?;
    let set = TURNS.set(&[("language", "NULL")]);
    let others = format!("UPDATE turns SET {set} WHERE transcript = ?1 AND language IS NOT NULL");
    connection.execute(&others, [key])?;
    let set = TURNS.set(&[("language", "?3")]);
    let sql = format!("UPDATE turns SET {set} WHERE transcript = ?1 AND ordinal = ?2");
    let mut update = connection.prepare_cached(&sql)?;
    for (ordinal, language) in languages.turns.iter().enumerate() {
        if let Some(language) = language {
            update.execute(params![key, ordinal, language.code()])?;
        }
    }
    Ok(())
}

fn put_traits(
    connection: &Connection,
    key: i64,
    languages: &TurnLanguages,
) -> rusqlite::Result<()> {
    let texts = texts(connection, key)?;
    let main = languages.main.as_ref();
    let main = main.and_then(|main| main.tag.language());
    let passages = "SELECT id, turn, text_start, text_end FROM passages WHERE transcript = ?1";
    let places: Vec<(i64, usize, Range<usize>)> = select(connection, passages, [key], |row| {
        Ok::<_, rusqlite::Error>((row.get(0)?, row.get(1)?, row.get(2)?..row.get(3)?))
    })?;
    let set = PASSAGES.set(&[
        ("words", "?2"),
        ("asks", "?3"),
        ("counts", "?4"),
        ("dates", "?5"),
    ]);
    let sql = format!(
        "UPDATE passages SET {set}
         WHERE id = ?1 AND (words, asks, counts, dates) IS NOT (?2, ?3, ?4, ?5)"
    );
    let mut update = connection.prepare_cached(&sql)?;
    for (id, turn, range) in places {
        // What is damaged stays as it is.
        let Some(text) = texts.get(turn).and_then(|text| text.get(range)) else {
            continue;
        };
        let own = languages.turns.get(turn).copied().flatten();
        let traits = match own.or(main) {
            Some(language) => PassageTraits::in_language(text, language),
            None => PassageTraits::of_text(text),
        };
        update.execute(params![
            id,
            traits.words,
            traits.is_question,
            traits.has_number,
            traits.has_date
        ])?;
    }
    Ok(())
}

/// Recognises and writes the languages of a transcript; leaves one whose texts cannot be read without.
pub(super) fn recognise(connection: &Connection, key: i64) -> rusqlite::Result<()> {
    let texts = match texts(connection, key) {
        Err(error) if error.sqlite_error().is_none() => return Ok(()),
        texts => texts?,
    };
    let languages = TurnLanguages::of(texts.iter().map(String::as_str), None);
    put(connection, key, &languages)
}

/// Writes the language that is told of a transcript, and returns what that changed.
pub(super) fn tell(
    connection: &Connection,
    key: i64,
    tag: &LanguageTag,
) -> Result<Retold, ReadError> {
    let told = SpokenLanguage {
        tag: tag.clone(),
        source: LanguageSource::Told,
    };
    let former = read(connection, key)?;
    if former.main.as_ref() == Some(&told) {
        return Ok(Retold::Unchanged);
    }
    let texts = texts(connection, key)?;
    let languages = TurnLanguages::of(texts.iter().map(String::as_str), Some(told));
    put(connection, key, &languages)?;
    Ok(match spoken(&former).eq(spoken(&languages)) {
        true => Retold::Named,
        false => Retold::Respoken,
    })
}

/// Returns the language of each turn, as its words are cut and stemmed.
fn spoken(languages: &TurnLanguages) -> impl Iterator<Item = Language> {
    let main = languages.main.as_ref();
    let main = main
        .and_then(|main| main.tag.language())
        .unwrap_or_default();
    let turns = languages.turns.iter();
    turns.map(move |language| language.unwrap_or(main))
}

fn read(connection: &Connection, key: i64) -> Result<TurnLanguages, ReadError> {
    let sql = "SELECT language, language_source, id FROM transcripts WHERE key = ?1";
    let main = select(connection, sql, [key], |row| {
        read_language(row, 0, row.get_ref(2)?.as_str().unwrap_or_default())
    })?;
    let sql = "SELECT language FROM turns WHERE transcript = ?1 ORDER BY ordinal";
    Ok(TurnLanguages {
        main: main.into_iter().next().flatten(),
        turns: select(connection, sql, [key], |row| {
            read_turn_language(row, 0, "a transcript")
        })?,
    })
}

fn texts(connection: &Connection, key: i64) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT text FROM turns WHERE transcript = ?1 ORDER BY ordinal";
    select(connection, sql, [key], |row| row.get(0))
}
