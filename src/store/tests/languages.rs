//! Tests which languages are kept, and how a store without them gets them.

use rusqlite::Connection;

use super::*;
use crate::language::{Language, LanguageTag};
use crate::transcript::{LanguageSource, SpokenLanguage};

const GERMAN: &str = "00:00:00.000 - 00:00:02.000, Ann: Ich weiß nicht mehr, wer die alten Brücken über den Fluss gebaut hat.\n\
     00:00:02.000 - 00:00:04.000, Ben: I think that they should have told us before.\n\
     00:00:04.000 - 00:00:06.000, Ann: Brücken!\n";

const UNSURE: &str = "00:00:00.000 - 00:00:02.000, Ann: Kessel, Kessel.\n";

fn with_languages(id: &str, text: &str) -> Transcript {
    let mut transcript = transcript(id, &format!("{id}.txt"), text);
    transcript.set_languages(None);
    transcript
}

fn language(store: &StoreReader, id: &str) -> Option<(String, LanguageSource)> {
    let summary = store.transcripts().summary(id).unwrap().unwrap();
    summary
        .language
        .map(|known| (known.tag.to_string(), known.source))
}

/// Returns the language by which the words of each passage are indexed, with their numbers.
fn indexed(store: &StoreReader, after: Generation) -> Vec<(PassageId, String)> {
    let mut languages = Vec::new();
    let scan = store.scan();
    let take = &mut |text: PassageText<'_>| languages.push((text.id, text.language.to_string()));
    scan.texts_after(after, take).unwrap();
    languages
}

fn told(tag: &str) -> Metadata {
    Metadata {
        language: LanguageTag::recommended(tag).ok(),
        ..Metadata::default()
    }
}

#[test]
fn transcript_and_turn_keep_their_languages() {
    let (_folder, mut store) = temporary();
    let transcript = with_languages("bridges", GERMAN);
    commit(&mut store, &transcript).unwrap();
    let kept = store.transcripts().transcript("bridges").unwrap().unwrap();
    assert_eq!(kept, transcript);
    let turns: Vec<Option<Language>> = kept.turns.iter().map(|turn| turn.language).collect();
    assert_eq!(turns, [None, Some(Language::ENGLISH), None]);
    let spoken = |ordinal| store.passages().at("bridges", ordinal).unwrap().unwrap();
    assert_eq!(spoken(0).language.unwrap().to_string(), "de");
    assert_eq!(spoken(1).spoken_in(), Language::ENGLISH);
}

#[test]
fn language_that_is_told_later_has_the_words_indexed_anew() {
    let (_folder, mut store) = temporary();
    for (id, text) in [("kettle", UNSURE), ("boat", TEXT)] {
        commit(&mut store, &with_languages(id, text)).unwrap();
    }
    let before = store.commits().generation().unwrap();
    let former = indexed(&store, Generation::default());
    assert!(store.describe("kettle", &told("de"), None).unwrap());
    assert_eq!(
        language(&store, "kettle"),
        Some(("de".into(), LanguageSource::Told))
    );
    let anew = indexed(&store, before);
    let last = former.iter().map(|(id, _)| *id).max().unwrap();
    assert_eq!(anew.len(), 1);
    assert!(anew[0].0 > last && anew[0].1 == "de", "{anew:?}");
    let gone = store.commits().removals_after(before).unwrap();
    assert_eq!((gone[0].first, gone[0].last), (former[0].0, former[0].0));
    assert_eq!(store.verify().unwrap(), []);
    commit(&mut store, &with_languages("oar", TEXT)).unwrap();
    let oar = store.passages().at("oar", 0).unwrap().unwrap();
    assert!(oar.id > anew[0].0);
}

#[test]
fn language_that_is_told_twice_or_with_its_country_leaves_the_words() {
    let (_folder, mut store) = temporary();
    commit(&mut store, &with_languages("bridges", GERMAN)).unwrap();
    let before = store.commits().generation().unwrap();
    assert!(store.describe("bridges", &told("de-AT"), None).unwrap());
    assert!(!store.describe("bridges", &told("de-AT"), None).unwrap());
    assert_eq!(store.commits().generation().unwrap(), before);
    let kept = store.transcripts().metadata("bridges", "bridges.txt");
    assert_eq!(kept.unwrap().language, told("de-AT").language);
}

#[test]
fn language_that_is_told_later_gives_passages_their_traits() {
    let (_folder, mut store) = temporary();
    let text = "00:00:00.000 - 00:00:02.000, Ann: Zwölf Kessel, Dienstag.\n";
    commit(&mut store, &with_languages("kettle", text)).unwrap();
    assert_eq!(traits(&store), [(3, false, false)]);
    store.describe("kettle", &told("de"), None).unwrap();
    assert_eq!(traits(&store), [(3, true, true)]);
    assert_eq!(store.verify().unwrap(), []);
}

/// Returns the words of every passage, and whether it has a number and a date.
fn traits(store: &StoreReader) -> Vec<(u64, bool, bool)> {
    let sql = "SELECT words, counts, dates FROM passages ORDER BY id";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    super::super::rows::select::<_, rusqlite::Error>(&store.connection, sql, [], read).unwrap()
}

/// Makes a store of format 3 of one of today. Its traits were those of English.
fn undo_languages(store: &StoreWriter) {
    store
        .connection
        .execute("UPDATE passages SET counts = 0, dates = 0", [])
        .unwrap();
    for key in 1..=store.transcripts().count().unwrap() {
        super::super::digest::put_digest(&store.connection, key as i64).unwrap();
    }
    let tables = "ALTER TABLE transcripts DROP COLUMN checksum;
        ALTER TABLE turns DROP COLUMN checksum;
        ALTER TABLE passages DROP COLUMN checksum;
        ALTER TABLE name_changes DROP COLUMN checksum;
        ALTER TABLE transcripts DROP COLUMN findable;
        ALTER TABLE transcripts DROP COLUMN language;
        ALTER TABLE transcripts DROP COLUMN language_source;
        ALTER TABLE turns DROP COLUMN language;
        PRAGMA user_version = 3;";
    store.connection.execute_batch(tables).unwrap();
}

/// Returns what a table's columns are.
fn columns(connection: &Connection) -> Vec<(String, String, String)> {
    let sql = "SELECT t.name, c.name, c.type FROM sqlite_schema t, pragma_table_info(t.name) c
        WHERE t.type = 'table' ORDER BY t.name, c.cid";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    super::super::rows::select::<_, rusqlite::Error>(connection, sql, [], read).unwrap()
}

#[test]
fn store_without_languages_gets_them_and_loses_nothing() {
    let (folder, mut store) = temporary();
    let dated = GERMAN.replace("Brücken!", "Am Dienstag waren es zwölf Brücken.");
    for (id, text) in [("bridges", &*dated), ("kettle", UNSURE), ("boat", TEXT)] {
        commit(&mut store, &with_languages(id, text)).unwrap();
    }
    assert!(traits(&store).contains(&(6, true, true)));
    let contents = |store: &StoreReader| {
        let ids = ["bridges", "kettle", "boat"];
        let whole = ids.map(|id| store.transcripts().transcript(id).unwrap().unwrap());
        let passages = store.passages().records(&everything(store)).unwrap();
        (
            whole,
            passages,
            traits(store),
            store.commits().stamp().unwrap(),
        )
    };
    let (before, tables) = (contents(&store), columns(&store.connection));
    undo_languages(&store);
    drop(store);
    let path = folder.path().join("a/store.db");
    let store = StoreReader::open_existing(&path, identity()).unwrap();
    assert_eq!(contents(&store), before);
    assert_eq!(columns(&store.connection), tables);
    assert_eq!(store.verify().unwrap(), []);
    assert_eq!(
        language(&store, "bridges"),
        Some(("de".into(), LanguageSource::Recognised))
    );
    drop(store);
    assert!(StoreWriter::open(&path, identity()).is_ok());
}

#[test]
fn a_text_that_cannot_be_read_keeps_no_store_from_being_brought_up_to_date() {
    let (folder, mut store) = temporary();
    for (id, text) in [("bridges", GERMAN), ("boat", TEXT)] {
        commit(&mut store, &with_languages(id, text)).unwrap();
    }
    undo_languages(&store);
    let damage = "UPDATE turns SET text = CAST(X'ff' AS TEXT) WHERE transcript = 1";
    store.connection.execute(damage, []).unwrap();
    drop(store);
    let path = folder.path().join("a/store.db");
    let store = StoreReader::open_existing(&path, identity()).unwrap();
    assert_eq!(language(&store, "boat").unwrap().0, "en");
    assert!(!store.verify().unwrap().is_empty());
}

#[test]
fn language_that_the_former_file_stated_does_not_outlive_it() {
    let (_folder, mut store) = temporary();
    let mut stated = with_languages("kettle", UNSURE);
    let tag = LanguageTag::recommended("de").ok();
    stated.set_languages(SpokenLanguage::known(tag, LanguageSource::File));
    commit(&mut store, &stated).unwrap();
    let kept = store.transcripts().metadata("kettle", "kettle.txt");
    assert_eq!(kept.unwrap().language, None);
}
