//! Reads what can be read of a damaged store into a new one.
//!
//! Nothing is saved that is not what was stored: a row whose checksum does not match is left out, and said.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};
use thiserror::Error;

use super::checksum::{self, CheckedTable, NAME_CHANGES, PASSAGES, TRANSCRIPTS, TURNS};
use super::commits;
use super::digest::put_digest;
use super::error::{CommitError, OpenError};
use super::meta;
use super::model::Identity;
use super::record::set_range;
use super::wal;
use super::writer::StoreWriter;

/// What was read of a damaged store.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Salvaged {
    /// Transcripts of which nothing is missing.
    pub whole: u64,
    /// Transcripts of which something is missing: their ids, with what.
    pub in_part: Vec<(String, String)>,
    /// What is missing besides.
    pub lost: Vec<String>,
}

/// Why nothing could be saved.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SalvageError {
    /// The damaged store cannot be read at all.
    #[error("nothing can be read of {path}: {reason}")]
    Unreadable {
        /// The damaged store.
        path: PathBuf,
        /// What the system or SQLite said.
        reason: String,
    },
    /// There is a file already.
    #[error("there is a file at {0} already; give the new store another name")]
    InTheWay(PathBuf),
    /// The new store cannot be made.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The new store cannot be written.
    #[error(transparent)]
    Write(#[from] CommitError),
}

/// The columns of a passage's vectors.
const VECTORS: &str = "embedding, token_ids, token_signs";

/// A value for each of a table's columns.
type Values = Vec<Value>;

/// Reads what can be read of the store at `from`, which stays as it is, into a new one. Where even its model
/// cannot be read, the new store is of `otherwise`.
///
/// # Errors
/// A store of which nothing can be read, or a new one that cannot be made.
pub fn salvage(from: &Path, into: &Path, otherwise: Identity) -> Result<Salvaged, SalvageError> {
    if into.exists() {
        return Err(SalvageError::InTheWay(into.to_owned()));
    }
    let unreadable = |reason: &dyn ToString| SalvageError::Unreadable {
        path: from.to_owned(),
        reason: reason.to_string(),
    };
    // SQLite plays logs and makes files beside what it opens, so it gets a copy.
    let folder = tempfile::tempdir().map_err(|error| unreadable(&error))?;
    let copy = folder.path().join("damaged.db");
    wal::copy_with_log(from, &copy).map_err(|error| unreadable(&error))?;
    let damaged = Connection::open(&copy).map_err(|error| unreadable(&error))?;
    checksum::register(&damaged).map_err(|error| unreadable(&error))?;
    let source = Source(damaged);
    let keys = source.keys().map_err(|error| unreadable(&error))?;
    let made_with = meta::value(&source.0, meta::MADE_WITH).ok().flatten();
    let recorded = made_with.and_then(|made_with| Identity::recorded(&made_with));
    let mut store = StoreWriter::open(into, recorded.unwrap_or(otherwise))?;
    let mut salvaged = Salvaged::default();
    if let Ok(Some(folder)) = meta::value(&source.0, meta::MODEL_FOLDER) {
        store.keep_model_folder(Path::new(&folder))?;
    }
    for key in keys {
        let saved = store.change(|transaction| source.save_transcript(key, transaction))?;
        match saved {
            Saved::Whole => salvaged.whole += 1,
            Saved::InPart(id, missing) => salvaged.in_part.push((id, missing)),
            Saved::Nothing(what) => salvaged.lost.push(what),
        }
    }
    let lost = store.change(|transaction| source.save_names(transaction))?;
    salvaged.lost.extend(lost);
    Ok(salvaged)
}

/// What became of a transcript.
enum Saved {
    Whole,
    InPart(String, String),
    Nothing(String),
}

/// Rows of a damaged table.
#[derive(Default)]
struct FoundRows {
    /// Those that are as they were stored.
    sound: Vec<Values>,
    /// How many are not.
    damaged: usize,
    /// The place after the last one.
    next: i64,
}

impl FoundRows {
    /// Takes a row whose last columns are its place and whether it is as it was stored.
    fn take(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        let count = row.as_ref().column_count();
        self.next = row.get::<_, i64>(count - 2)? + 1;
        match row.get(count - 1)? {
            true => self.sound.push(values(row, count - 2)?),
            false => self.damaged += 1,
        }
        Ok(())
    }
}

/// The damaged store.
struct Source(Connection);

impl Source {
    /// Returns the keys of the transcripts, as far as their table can be read, and those beyond where it can
    /// be read again.
    fn keys(&self) -> rusqlite::Result<Vec<i64>> {
        let mut keys = Vec::new();
        let listed = self.each("SELECT key FROM transcripts ORDER BY key", &[], |row| {
            keys.push(row.get(0)?);
            Ok(())
        });
        if listed.is_ok() {
            return Ok(keys);
        }
        let sql = "SELECT seq FROM sqlite_sequence WHERE name = 'transcripts'";
        let last: i64 = self.0.query_row(sql, [], |row| row.get(0))?;
        let after = keys.last().map_or(1, |last| last + 1);
        // One by one: each is looked up by a way of its own through the table.
        keys.extend(after..=last);
        Ok(keys)
    }

    fn each(
        &self,
        sql: &str,
        values: &[i64],
        mut take: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            take(row)?;
        }
        Ok(())
    }

    /// Returns the rows of a table that belong to a transcript, in their order. Where the table cannot be
    /// read on, rows are looked up one by one.
    fn rows(&self, table: &CheckedTable, besides: &str, key: i64) -> FoundRows {
        let columns = format!("{}{besides}", table.columns());
        let sound = table.is_sound("r");
        let from = format!(
            "SELECT {columns}, r.ordinal, {sound} FROM {} r WHERE r.transcript = ?1",
            table.name
        );
        let mut found = FoundRows::default();
        let ordered = format!("{from} ORDER BY r.ordinal");
        if self.each(&ordered, &[key], |row| found.take(row)).is_ok() {
            return found;
        }
        let one = format!("{from} AND r.ordinal = ?2");
        let (mut ordinal, mut missing) = (found.next, 0);
        while missing < MOST_MISSING {
            let read = self.each(&one, &[key, ordinal], |row| found.take(row));
            match read.is_ok() && found.next > ordinal {
                true => missing = 0,
                false => missing += 1,
            }
            found.damaged += usize::from(read.is_err());
            ordinal += 1;
        }
        found
    }

    /// Saves a transcript within a transaction of the new store.
    fn save_transcript(&self, key: i64, into: &Connection) -> Result<Saved, CommitError> {
        let Some((id, mut head, is_sound)) = self.head(key) else {
            return Ok(Saved::Nothing(format!("transcript {key} cannot be read")));
        };
        let turns = self.rows(&TURNS, "", key);
        let mut missing = turns.damaged;
        if turns.sound.is_empty() {
            return Ok(Saved::Nothing(format!("{id}: no turn can be read")));
        }
        let generation = commits::add(into)?;
        set(&mut head, &TRANSCRIPTS, "generation", generation.0 as i64);
        let new_key = insert(into, &TRANSCRIPTS, "", head, &["key"])?;
        // Turns that are missing leave no gap, since places are counted.
        let mut places = HashMap::new();
        for (place, mut turn) in turns.sound.into_iter().enumerate() {
            places.insert(number(&turn, &TURNS, "ordinal"), place as i64);
            set(&mut turn, &TURNS, "transcript", new_key);
            set(&mut turn, &TURNS, "ordinal", place as i64);
            insert(into, &TURNS, "", turn, &[])?;
        }
        let passages = self.rows(&PASSAGES, &format!(", {VECTORS}"), key);
        missing += passages.damaged;
        let mut place = 0;
        for mut passage in passages.sound {
            let Some(&turn) = places.get(&number(&passage, &PASSAGES, "turn")) else {
                missing += 1;
                continue;
            };
            set(&mut passage, &PASSAGES, "transcript", new_key);
            set(&mut passage, &PASSAGES, "turn", turn);
            set(&mut passage, &PASSAGES, "ordinal", place);
            place += 1;
            insert(into, &PASSAGES, &format!(", {VECTORS}"), passage, &[])?;
        }
        set_range(into, new_key)?;
        let findable = "UPDATE transcripts SET findable = (SELECT count(*) FROM passages
            WHERE transcript = ?1 AND embedding IS NOT NULL) WHERE key = ?1";
        into.execute(findable, [new_key])?;
        TRANSCRIPTS.seal(into, "key", new_key)?;
        put_digest(into, new_key)?;
        Ok(match (missing, is_sound) {
            (0, true) => Saved::Whole,
            (0, false) => Saved::InPart(id, "its title, date and links".into()),
            (missing, _) => Saved::InPart(id, format!("{missing} turns or passages")),
        })
    }

    /// Returns what is stored about a transcript, its id, and whether it is as it was stored. Of what is not,
    /// only the id, the source and the format are kept.
    fn head(&self, key: i64) -> Option<(String, Values, bool)> {
        let columns = TRANSCRIPTS.columns();
        let sound = TRANSCRIPTS.is_sound("t");
        let sql = format!("SELECT {columns}, {sound} FROM transcripts t WHERE t.key = ?1");
        let read = |row: &Row<'_>| {
            let count = row.as_ref().column_count();
            let sound = row.get::<_, bool>(count - 1)?;
            Ok((values(row, count - 1)?, sound))
        };
        let found = self.0.query_row(&sql, [key], read).optional();
        let (mut head, is_sound) = found.ok().flatten()?;
        let Value::Text(id) = head[TRANSCRIPTS.place("id")].clone() else {
            return None;
        };
        if !is_sound {
            head[TRANSCRIPTS.place("title")] = Value::Text(id.clone());
            for column in [
                "date",
                "media_url",
                "link_template",
                "offset_ms",
                "language",
                "language_source",
            ] {
                head[TRANSCRIPTS.place(column)] = Value::Null;
            }
        }
        Some((id, head, is_sound))
    }

    /// Saves the changes of names, people and chapters. Returns what is lost.
    fn save_names(&self, into: &Connection) -> Result<Vec<String>, CommitError> {
        let mut lost = Vec::new();
        let columns = NAME_CHANGES.columns();
        let sound = NAME_CHANGES.is_sound("c");
        let sql = format!("SELECT {columns}, {sound} FROM name_changes c ORDER BY number");
        let mut changes = Vec::new();
        let read = self.each(&sql, &[], |row| {
            let count = row.as_ref().column_count();
            match row.get(count - 1)? {
                true => changes.push(values(row, count - 1)?),
                false => lost.push(format!("change {} of names", row.get::<_, i64>(0)?)),
            }
            Ok(())
        });
        if read.is_err() {
            lost.push("changes of names that cannot be read".into());
        }
        for change in changes {
            insert(into, &NAME_CHANGES, "", change, &[])?;
        }
        let mut people = Vec::new();
        let sql = "SELECT transcript, name, role FROM people ORDER BY rowid";
        let read = self.each(sql, &[], |row| {
            people.push(values(row, 3)?);
            Ok(())
        });
        if read.is_err() {
            lost.push("people of recordings".into());
        }
        for person in people {
            let sql = "INSERT INTO people (transcript, name, role) VALUES (?1, ?2, ?3)";
            into.execute(sql, params_from_iter(person))?;
        }
        Ok(lost)
    }
}

/// After how many places without a row a transcript is taken to end.
const MOST_MISSING: u32 = 10_000;

fn values(row: &Row<'_>, count: usize) -> rusqlite::Result<Values> {
    (0..count).map(|column| row.get(column)).collect()
}

fn set(values: &mut [Value], table: &CheckedTable, column: &str, value: i64) {
    values[table.place(column)] = Value::Integer(value);
}

fn number(values: &[Value], table: &CheckedTable, column: &str) -> i64 {
    match values[table.place(column)] {
        Value::Integer(number) => number,
        _ => -1,
    }
}

/// Inserts a row with its checksum, without the columns that the new store numbers itself. Returns its row
/// number.
fn insert(
    into: &Connection,
    table: &CheckedTable,
    besides: &str,
    mut values: Values,
    without: &[&str],
) -> rusqlite::Result<i64> {
    let mut columns: Vec<String> = format!("{}{besides}", table.columns())
        .split(", ")
        .map(str::to_owned)
        .collect();
    for column in without {
        values.remove(table.place(column));
        columns.remove(table.place(column));
    }
    let marks: Vec<String> = (1..=values.len()).map(|at| format!("?{at}")).collect();
    let checked = marks.len() - besides.matches(", ").count();
    let sql = format!(
        "INSERT INTO {} ({}, checksum) VALUES ({}, row_checksum({}))",
        table.name,
        columns.join(", "),
        marks.join(", "),
        marks[..checked].join(", ")
    );
    into.prepare_cached(&sql)?
        .execute(params_from_iter(values))?;
    Ok(into.last_insert_rowid())
}
