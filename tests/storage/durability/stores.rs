//! Tests stores that are damaged or of another version.

use std::fs;

use rusqlite::{Connection, params};
use whosaid::embed::Model;
use whosaid::engine::{Catalogue, identity};
use whosaid::english::sentences;
use whosaid::passage::span_of;
use whosaid::remedy::Remedy;
use whosaid::store::{
    Finding, OpenError, PassageId, PassageRecord, PassageScope, ReadError, StoreReader,
};
use whosaid::transcript::Transcript;

use super::{Small, TWO};
use crate::support::test_store::{TestStore, assert_holds};
use crate::support::{random, run, whosaid};

/// SQLite's page size, which nothing here changes.
const PAGE: usize = 4096;

/// Opens a store and does all that reads it; returns what went wrong, and what a check found.
fn read_all(small: &Small) -> Result<Vec<Finding>, String> {
    let store = StoreReader::open(&small.path(), identity(Model::English))
        .map_err(|error| error.to_string())?;
    let findings = store.verify().map_err(|error| error.to_string());
    let summaries = store
        .transcripts()
        .summaries()
        .map_err(|error| error.to_string())?;
    for summary in summaries {
        let read = store.transcripts().transcript(&summary.id);
        read.map_err(|error| error.to_string())?;
    }
    let catalogue = Catalogue::open(&small.path(), Box::new(|_| {}));
    let catalogue = catalogue.map_err(|error| error.to_string())?;
    catalogue.index().map_err(|error| error.to_string())?;
    findings
}

#[test]
fn a_page_of_garbage_in_a_store_is_an_error_or_a_finding() {
    let mut random = random();
    let small = Small::of(&TWO);
    let sound = fs::read(small.path()).unwrap();
    assert_eq!(read_all(&small), Ok(Vec::new()));
    for _ in 0..25 {
        let page = random.usize(1..sound.len() / PAGE);
        let mut bytes = sound.clone();
        bytes[page * PAGE..][..PAGE].fill_with(|| random.u8(..));
        let _ = fs::remove_dir_all(small.derived());
        fs::write(small.path(), &bytes).unwrap();
        let outcome = read_all(&small);
        assert_ne!(
            outcome,
            Ok(Vec::new()),
            "page {page} of garbage was not noticed"
        );
    }
}

#[test]
fn a_store_that_was_cut_off_is_an_error_or_a_finding() {
    let mut random = random();
    let small = Small::of(&TWO);
    let sound = fs::read(small.path()).unwrap();
    for _ in 0..10 {
        let length = random.usize(PAGE..sound.len());
        let _ = fs::remove_dir_all(small.derived());
        fs::write(small.path(), &sound[..length]).unwrap();
        let outcome = read_all(&small);
        assert_ne!(outcome, Ok(Vec::new()), "a cut at {length} was not noticed");
    }
}

#[test]
fn what_is_said_of_a_store_that_was_cut_off_helps() {
    let small = Small::of(&TWO);
    let sound = fs::read(small.path()).unwrap();
    let mut damaged = 0;
    for pages in 1..sound.len() / PAGE {
        fs::write(small.path(), &sound[..pages * PAGE]).unwrap();
        match StoreReader::open(&small.path(), identity(Model::English)) {
            Err(error @ OpenError::Damaged { .. }) => {
                damaged += 1;
                assert_eq!(error.remedy(), Some(Remedy::RestoreStore));
            }
            Err(error) => panic!("after {pages} pages: {error}"),
            Ok(_) => {}
        }
    }
    assert_ne!(damaged, 0);
}

#[test]
fn the_doctor_sends_nobody_to_the_doctor() {
    let small = Small::of(&TWO);
    let connection = Connection::open(small.path()).unwrap();
    let cut = "UPDATE passages SET token_ids = x'00' WHERE token_ids IS NOT NULL";
    assert_ne!(connection.execute(cut, []), Ok(0));
    drop(connection);
    let ran = run(whosaid(&small.path()).arg("doctor"));
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.out.contains("puts a copy of it back"), "{ran:?}");
    assert!(!ran.out.contains("`whosaid doctor`"), "{ran:?}");
}

#[test]
fn damaged_words_are_never_quoted_and_the_next_index_stores_them_again() {
    let store = TestStore::new();
    let file = store.file(
        "talk.txt",
        "[00:00:01] Ann: I boiled the kettle on Monday.\n\
        [00:00:09] Ben: I buy bread on Tuesday.\n",
    );
    let index = || run(store.command(&["index"]).arg(&file));
    assert_eq!(index().code, Some(0));
    let path = store.path("store.db");
    let right = b"bread on Tuesday";
    let mut bytes = fs::read(&path).unwrap();
    let mut at = 0;
    while let Some(found) = bytes[at..]
        .windows(right.len())
        .position(|some| some == right)
    {
        at += found;
        bytes[at..][..right.len()].copy_from_slice(b"beans on Tuesday");
    }
    fs::write(&path, &bytes).unwrap();
    for arguments in [
        &["ask", "What does Ben buy?"][..],
        &["show", "talk"],
        &["search", "bread"],
    ] {
        let ran = store.run(arguments);
        assert_eq!((ran.code, &*ran.out), (Some(3), ""), "{ran:?}");
        assert_holds(&ran.err, "a turn of talk is not as it was stored");
    }
    let checked = store.run(&["doctor"]);
    assert_holds(
        &checked.out,
        "talk is not what was stored: turn 2; index its file again",
    );
    let again = index();
    assert!(!again.out.contains("unchanged"), "{again:?}");
    assert_eq!(store.run(&["doctor"]).code, Some(0));
    assert_holds(
        &store.run(&["ask", "What does Ben buy?"]).out,
        "I buy bread on Tuesday.",
    );
}

#[test]
fn a_label_a_time_or_a_title_that_was_changed_is_never_shown() {
    for change in [
        "UPDATE turns SET speaker = 'Ben' WHERE ordinal = 0",
        "UPDATE turns SET start_ms = start_ms + 1000 WHERE ordinal = 0",
        "UPDATE turns SET transcript = 1, ordinal = 900 WHERE ordinal = 0",
        "UPDATE passages SET start_ms = start_ms + 1000 WHERE ordinal = 0",
        "UPDATE passages SET turn = turn + 1 WHERE ordinal = 0",
        "UPDATE transcripts SET date = '2024-01-02'",
        "UPDATE transcripts SET title = 'another'",
    ] {
        let small = Small::of(&TWO[..1]);
        let connection = Connection::open(small.path()).unwrap();
        connection.execute(change, []).unwrap();
        drop(connection);
        let store = StoreReader::open(&small.path(), identity(Model::English)).unwrap();
        let first = store.passages().at(TWO[0], 0);
        assert!(first.is_err(), "{change}");
        assert!(
            !store.transcripts().holds(TWO[0], &[7; 32]).unwrap(),
            "{change}"
        );
        assert_ne!(store.verify().unwrap(), [], "{change}");
    }
}

/// Returns everything that was said, with its passages and embeddings.
fn contents(store: &StoreReader) -> (Vec<Option<Transcript>>, Vec<PassageRecord>, Vec<f32>) {
    let transcripts = TWO
        .map(|id| store.transcripts().transcript(id).unwrap())
        .to_vec();
    let ids = store.passages().in_scope(&PassageScope::default()).unwrap();
    let mut embeddings = Vec::new();
    let mut take = |_, _, numbers: &[f32]| embeddings.extend_from_slice(numbers);
    store
        .scan()
        .embeddings_after(PassageId(0), &mut take)
        .unwrap();
    (
        transcripts,
        store.passages().records(&ids).unwrap(),
        embeddings,
    )
}

#[test]
fn flipped_byte_in_a_store_is_noticed_or_harmless() {
    let mut random = random();
    let small = Small::of(&TWO);
    let said = contents(&small.store());
    let sound = fs::read(small.path()).unwrap();
    for _ in 0..30 {
        let mut bytes = sound.clone();
        let at = random.usize(..bytes.len());
        bytes[at] ^= 1 << random.u8(..8);
        let _ = fs::remove_dir_all(small.derived());
        fs::write(small.path(), &bytes).unwrap();
        if read_all(&small) == Ok(Vec::new()) {
            assert!(
                contents(&small.store()) == said,
                "byte {at} was not noticed"
            );
        }
    }
}

/// Returns a store in which the first timed line of every turn begins behind its words.
fn with_disordered_lines() -> Small {
    let small = Small::of(&TWO);
    let store = small.store();
    let connection = Connection::open(small.path()).unwrap();
    for (key, id) in (1..).zip(TWO) {
        for (ordinal, turn) in store
            .transcripts()
            .transcript(id)
            .unwrap()
            .unwrap()
            .turns
            .iter()
            .enumerate()
        {
            // A line is three little-endian words, the first of them the byte at which its words
            // begin.
            let behind = (turn.text.len() as u64).to_le_bytes();
            let changed = connection.execute(
                "UPDATE turns SET cues = CAST(?1 || substr(cues, 9) AS BLOB)
                 WHERE transcript = ?2 AND ordinal = ?3",
                params![behind, key, ordinal],
            );
            assert_eq!(changed, Ok(1));
        }
    }
    small
}

#[test]
fn timed_lines_out_of_order_in_a_store_are_a_finding() {
    assert_ne!(with_disordered_lines().store().verify().unwrap(), []);
}

#[test]
fn sentence_timed_by_unordered_lines_is_an_error() {
    let store = with_disordered_lines().store();
    let ids = store.passages().in_scope(&PassageScope::default()).unwrap();
    let passages = store.passages().records(&ids);
    for passage in passages.as_deref().unwrap_or_default() {
        for sentence in sentences(&passage.turn.text) {
            span_of(&passage.turn, &sentence);
        }
    }
    assert!(matches!(passages, Err(ReadError::Changed(_))));
}

#[test]
fn an_embedding_that_is_no_unit_vector_is_a_finding() {
    let small = Small::of(&TWO);
    let connection = Connection::open(small.path()).unwrap();
    let scaled = connection.execute(
        "UPDATE passages SET embedding = zeroblob(length(embedding))
         WHERE id = (SELECT min(id) FROM passages WHERE embedding IS NOT NULL)",
        [],
    );
    assert_eq!(scaled, Ok(1));
    drop(connection);
    assert_ne!(small.store().verify().unwrap(), []);
}

#[test]
fn a_store_of_a_newer_format_is_refused_with_its_remedy() {
    let small = Small::of(&TWO);
    let connection = Connection::open(small.path()).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let error = StoreReader::open(&small.path(), identity(Model::English))
        .err()
        .unwrap();
    assert!(
        matches!(error, OpenError::Format { found: 99, .. }),
        "{error}"
    );
    assert_eq!(error.remedy(), Some(Remedy::UpdateProgram));
}

#[test]
fn the_program_ends_with_code_3_at_a_store_of_a_newer_format() {
    let small = Small::of(&TWO);
    let connection = Connection::open(small.path()).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let ran = run(whosaid(&small.path()).arg("list"));
    assert_eq!(ran.code, Some(3));
    assert!(
        ran.err.contains("format 99") && ran.err.contains("update whosaid"),
        "{}",
        ran.err
    );
    assert_eq!(ran.out, "");
}
