//! Tests the store on a real SQLite file with made-up embeddings.

use super::*;
use crate::embed::{DIMENSIONS, Embedding, Encoded, TokenVectors};
use crate::feed::{Chapter, Validators};
use crate::passage::{Passage, PassageConfig, divide};
use crate::remedy::Remedy;
use crate::transcript::{Media, Metadata, ParseOptions, Person, Transcript, parse};

mod feeds;
mod languages;

fn identity() -> Identity {
    Identity {
        formerly: None,
        model: "test".into(),
        passages: PassageConfig::default(),
    }
}

pub(super) fn transcript(id: &str, source: &str, text: &str) -> Transcript {
    let parsed = parse(text.as_bytes(), &ParseOptions::default()).unwrap();
    Transcript {
        id: id.into(),
        title: id.into(),
        date: None,
        source: source.into(),
        format: parsed.format,
        media: Media::default(),
        language: None,
        turns: parsed.turns,
    }
}

const TEXT: &str = "00:00:00.000 - 00:00:02.000, Ann: The boat left at nine.\n\
                    00:00:02.000 - 00:00:03.000, Ben: Yeah.\n\
                    00:00:03.000 - 00:00:05.000, Ben: I missed it by a minute.\n\
                    00:00:05.000 - 00:00:05.500, Ann: Right.\n";

pub(super) fn commit(
    store: &mut StoreWriter,
    transcript: &Transcript,
) -> Result<Commit, CommitError> {
    let passages: Vec<Passage> = divide(
        &transcript.turns,
        None,
        &PassageConfig::default(),
        &str::len,
    );
    store.commit(&Record {
        transcript,
        people: None,
        content_hash: [7; 32],
        passages: &passages,
        encoded: &Encodings::from(encoded(&passages)),
        item: None,
    })
}

/// Made-up vectors, a different one for each passage.
fn encoded(passages: &[Passage]) -> Vec<Encoded> {
    passages
        .iter()
        .filter(|passage| !passage.backchannel)
        .enumerate()
        .map(|(place, _)| {
            let mut vector = [0.0; DIMENSIONS];
            vector[place] = 1.0;
            let mut tokens = TokenVectors::default();
            tokens.push(2000 + place as u32, &vector);
            Encoded {
                embedding: Embedding::new(vector.to_vec()).unwrap(),
                tokens,
            }
        })
        .collect()
}

pub(super) fn temporary() -> (tempfile::TempDir, StoreWriter) {
    let folder = tempfile::tempdir().unwrap();
    let store = StoreWriter::open(&folder.path().join("a/store.db"), identity()).unwrap();
    (folder, store)
}

fn everything(store: &StoreReader) -> Vec<PassageId> {
    store.passages().in_scope(&PassageScope::default()).unwrap()
}

#[test]
fn transcript_comes_back_as_it_went_in() {
    let (_folder, mut store) = temporary();
    let written = transcript("boat", "boat.txt", TEXT);
    commit(&mut store, &written).unwrap();
    assert_eq!(
        store.transcripts().transcript("boat").unwrap(),
        Some(written)
    );
    assert_eq!(store.verify().unwrap(), []);
}

#[test]
fn backchannels_are_stored_and_are_no_passages_to_find() {
    let (_folder, mut store) = temporary();
    commit(&mut store, &transcript("boat", "boat.txt", TEXT)).unwrap();
    let passages = store.passages().records(&everything(&store)).unwrap();
    let texts: Vec<&str> = passages.iter().map(PassageRecord::text).collect();
    assert_eq!(
        texts,
        ["The boat left at nine.", "Yeah. I missed it by a minute."]
    );
    assert!(
        store
            .transcripts()
            .transcript("boat")
            .unwrap()
            .unwrap()
            .turns
            .len()
            == 3
    );
}

#[test]
fn changed_file_replaces_its_former_version_under_new_numbers() {
    let (_folder, mut store) = temporary();
    commit(&mut store, &transcript("boat", "boat.txt", TEXT)).unwrap();
    let before = everything(&store);
    let again = commit(&mut store, &transcript("boat", "boat.txt", TEXT)).unwrap();
    let after = everything(&store);
    assert_eq!(again.replaced, Replaced::Former);
    assert!(before.iter().all(|id| !after.contains(id)));
    let removals = store.commits().removals_after(Generation(1)).unwrap();
    assert_eq!(removals.len(), 1);
    assert!(removals[0].first <= before[0] && removals[0].last >= before[before.len() - 1]);
}

#[test]
fn id_of_another_file_is_refused() {
    let (_folder, mut store) = temporary();
    commit(&mut store, &transcript("boat", "a/boat.txt", TEXT)).unwrap();
    let refused = commit(&mut store, &transcript("boat", "b/boat.txt", TEXT));
    assert!(matches!(refused, Err(CommitError::IdTaken { .. })));
    assert_eq!(store.commits().generation().unwrap(), Generation(1));
}

#[test]
fn refused_transcript_alone_is_left_out_of_a_batch() {
    let (_folder, mut store) = temporary();
    commit(&mut store, &transcript("taken", "a/taken.txt", TEXT)).unwrap();
    let given = [
        transcript("first", "first.txt", TEXT),
        transcript("taken", "b/taken.txt", TEXT),
        transcript("taken", "a/taken.txt", TEXT),
        transcript("last", "last.txt", TEXT),
    ];
    let passages = divide(&given[0].turns, None, &PassageConfig::default(), &str::len);
    let encoded = Encodings::from(encoded(&passages));
    let mut records: Vec<Record<'_>> = given
        .iter()
        .map(|transcript| Record {
            transcript,
            people: None,
            content_hash: [7; 32],
            passages: &passages,
            encoded: &encoded,
            item: None,
        })
        .collect();
    let none = Encodings::default();
    // One more whose passages it does not have.
    records.push(Record {
        encoded: &none,
        ..records[0]
    });
    let commits = store.commit_all(&records);
    let replaced = |commit: &Result<Commit, CommitError>| commit.as_ref().ok().map(|c| c.replaced);
    let replaced: Vec<_> = commits.iter().map(replaced).collect();
    let (new, former) = (Some(Replaced::Nothing), Some(Replaced::Former));
    assert_eq!(replaced, [new, None, former, new, None]);
    assert!(matches!(commits[1], Err(CommitError::IdTaken { .. })));
    assert!(matches!(commits[4], Err(CommitError::Mismatch { .. })));
    let ids: Vec<_> = store
        .transcripts()
        .summaries()
        .unwrap()
        .into_iter()
        .map(|one| one.id)
        .collect();
    assert_eq!(ids, ["first", "last", "taken"]);
    // One for each that is in, none for those that are not.
    assert_eq!(store.commits().generation().unwrap(), Generation(4));
    assert_eq!(store.verify().unwrap(), []);
}

#[test]
fn busy_store_is_waited_for_once_a_batch() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static WAITS: AtomicUsize = AtomicUsize::new(0);
    fn give_up(_: i32) -> bool {
        WAITS.fetch_add(1, Ordering::Relaxed);
        false
    }
    let (_folder, mut store) = temporary();
    let other = StoreWriter::open_existing(store.path(), identity()).unwrap();
    other.connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    store.0.connection.busy_handler(Some(give_up)).unwrap();
    let outcomes = commit_three(&mut store);
    let busy = |outcome: &Result<Commit, CommitError>| {
        let told = outcome.as_ref().map_err(ToString::to_string);
        matches!(told, Err(told) if told.contains("database is locked"))
            && outcome.as_ref().is_err_and(CommitError::is_busy)
    };
    assert!(outcomes.iter().all(busy), "{outcomes:?}");
    assert_eq!(WAITS.load(Ordering::Relaxed), 1);
}

#[test]
fn full_disk_fails_each_of_a_batch() {
    let (_folder, mut store) = temporary();
    let pages: i64 = store
        .connection
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    let limit = format!("PRAGMA max_page_count = {pages}");
    store.connection.query_row(&limit, [], |_| Ok(())).unwrap();
    let outcomes = commit_three(&mut store);
    let full = |outcome: &Result<Commit, CommitError>| {
        let told = outcome.as_ref().map_err(ToString::to_string);
        matches!(told, Err(told) if told.contains("full"))
    };
    assert!(outcomes.iter().all(full), "{outcomes:?}");
    assert!(store.transcripts().summaries().unwrap().is_empty());
}

/// Commits three transcripts together.
fn commit_three(store: &mut StoreWriter) -> Vec<Result<Commit, CommitError>> {
    let given = ["a", "b", "c"].map(|id| transcript(id, id, &TEXT.repeat(60)));
    let passages = divide(&given[0].turns, None, &PassageConfig::default(), &str::len);
    let encoded = Encodings::from(encoded(&passages));
    let records = given.each_ref().map(|transcript| Record {
        transcript,
        people: None,
        content_hash: [7; 32],
        passages: &passages,
        encoded: &encoded,
        item: None,
    });
    store.commit_all(&records)
}

#[test]
fn removing_a_source_leaves_other_files_of_its_name() {
    let (_folder, mut store) = temporary();
    commit(&mut store, &transcript("a", "x/a.txt", TEXT)).unwrap();
    commit(&mut store, &transcript("b", "x/a.txt", TEXT)).unwrap();
    commit(&mut store, &transcript("c", "y/a.txt", TEXT)).unwrap();
    let none: [String; 0] = [];
    assert_eq!(store.remove_from_source("a.txt").unwrap(), none);
    assert_eq!(store.remove_from_source("x/a.txt").unwrap(), ["a", "b"]);
    assert!(!store.transcripts().has_source("x/a.txt").unwrap());
    assert!(store.transcripts().has_source("y/a.txt").unwrap());
    assert_eq!(store.verify().unwrap(), []);
}

#[test]
fn removing_leaves_the_other_transcripts() {
    let (_folder, mut store) = temporary();
    commit(&mut store, &transcript("a", "a.txt", TEXT)).unwrap();
    commit(&mut store, &transcript("b", "b.txt", TEXT)).unwrap();
    store.remove("a").unwrap();
    assert_eq!(store.transcripts().summaries().unwrap().len(), 1);
    assert!(matches!(store.remove("a"), Err(CommitError::Unknown(_))));
}

#[test]
fn scope_keeps_only_what_it_names() {
    let (_folder, mut store) = temporary();
    let mut dated = transcript("a", "a.txt", TEXT);
    dated.date = Some("2024-05-01".parse().unwrap());
    commit(&mut store, &dated).unwrap();
    commit(&mut store, &transcript("b", "b.txt", TEXT)).unwrap();
    let count = |scope: PassageScope| store.passages().in_scope(&scope).unwrap().len();
    let of = |name: &str| vec![name.to_owned()];
    assert_eq!(
        count(PassageScope {
            transcripts: of("a"),
            ..Default::default()
        }),
        2
    );
    assert_eq!(
        count(PassageScope {
            from: "2024-05-01".parse().ok(),
            ..Default::default()
        }),
        2
    );
    assert_eq!(
        count(PassageScope {
            to: "2024-04-30".parse().ok(),
            ..Default::default()
        }),
        0
    );
}

#[test]
fn store_of_another_identity_is_refused() {
    let (folder, store) = temporary();
    drop(store);
    let other = Identity {
        model: "other".into(),
        ..identity()
    };
    let opened = StoreWriter::open(&folder.path().join("a/store.db"), other);
    assert!(matches!(opened, Err(OpenError::Identity { .. })));
}

#[test]
fn foreign_file_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    let text = "these are my notes, long enough to be mistaken for nothing else at all";
    std::fs::write(&path, text.repeat(100)).unwrap();
    assert!(matches!(
        StoreWriter::open(&path, identity()),
        Err(OpenError::NotAStore(_))
    ));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text.repeat(100));
}

#[test]
fn embeddings_that_do_not_match_passages_are_refused() {
    let (_folder, mut store) = temporary();
    let transcript = transcript("a", "a.txt", TEXT);
    let passages = divide(
        &transcript.turns,
        None,
        &PassageConfig::default(),
        &str::len,
    );
    let refused = store.commit(&Record {
        transcript: &transcript,
        people: None,
        content_hash: [0; 32],
        passages: &passages,
        encoded: &Encodings::default(),
        item: None,
    });
    assert!(matches!(refused, Err(CommitError::Mismatch { .. })));
}

#[test]
fn stamp_of_another_store_or_history_is_not_known() {
    let (_folder, mut store) = temporary();
    let (_other_folder, other) = temporary();
    commit(&mut store, &transcript("a", "a.txt", TEXT)).unwrap();
    assert!(
        store
            .commits()
            .has(&store.commits().stamp().unwrap())
            .unwrap()
    );
    assert!(
        !store
            .commits()
            .has(&other.commits().stamp().unwrap())
            .unwrap()
    );
    let ahead = Stamp {
        generation: Generation(9),
        ..store.commits().stamp().unwrap()
    };
    assert!(!store.commits().has(&ahead).unwrap());
}

#[test]
fn changed_word_in_the_file_is_found() {
    let (_folder, mut store) = temporary();
    commit(&mut store, &transcript("a", "a.txt", TEXT)).unwrap();
    assert_eq!(store.verify().unwrap(), []);
    let sql = "UPDATE turns SET text = replace(text, 'nine', 'five')";
    store.connection.execute(sql, []).unwrap();
    assert_eq!(store.verify().unwrap().len(), 1);
}

#[test]
fn doubts_come_back_and_a_changed_one_is_found() {
    let (_folder, mut store) = temporary();
    let broken = "00:00:00.000 - 00:00:02.000, Ann: The boat left for the.\n\
                  00:00:02.010 - 00:00:05.000, Ben: Island at nine.\n";
    commit(&mut store, &transcript("a", "a.txt", broken)).unwrap();
    let passages = store.passages().records(&everything(&store)).unwrap();
    let codes = passages.iter().flat_map(|passage| passage.doubts.iter());
    let codes: Vec<&str> = codes.map(|doubt| doubt.name()).collect();
    assert_eq!(codes, ["ends_mid_sentence", "begins_mid_sentence"]);
    assert_eq!(store.verify().unwrap(), []);
    let sql = "UPDATE passages SET doubts = 0";
    store.connection.execute(sql, []).unwrap();
    assert_eq!(store.verify().unwrap().len(), 1);
}

#[test]
fn tokens_come_back_as_they_went_in() {
    let (_folder, mut store) = temporary();
    commit(&mut store, &transcript("a", "a.txt", TEXT)).unwrap();
    let tokens: Vec<TokenVectors> = everything(&store)
        .into_iter()
        .map(|id| store.scan().tokens(id).unwrap())
        .collect();
    let ids: Vec<&[u32]> = tokens.iter().map(TokenVectors::ids).collect();
    assert_eq!(ids, [[2000], [2001]]);
    assert_eq!(tokens[1].signs()[0], 2);
}

#[test]
fn tokens_that_do_not_agree_are_damage() {
    for change in [
        "token_ids = x'd0'",
        "token_ids = x'd007d107'",
        "token_ids = NULL",
        "token_signs = substr(token_signs, 1, 47)",
    ] {
        let (_folder, mut store) = temporary();
        commit(&mut store, &transcript("a", "a.txt", TEXT)).unwrap();
        let first = everything(&store)[0];
        let sql = format!("UPDATE passages SET {change} WHERE id = ?1");
        store.connection.execute(&sql, [first.0]).unwrap();
        let refused = store.scan().tokens(first);
        assert!(
            matches!(&refused, Err(ReadError::Damaged { what, .. }) if *what == "the tokens"),
            "{change}: {refused:?}"
        );
        assert_eq!(store.verify().unwrap().len(), 2, "{change}");
    }
}

#[test]
fn changed_token_in_the_file_is_found() {
    let (_folder, mut store) = temporary();
    commit(&mut store, &transcript("a", "a.txt", TEXT)).unwrap();
    let sql = "UPDATE passages SET token_ids = x'ffff' WHERE token_ids IS NOT NULL";
    store.connection.execute(sql, []).unwrap();
    assert_eq!(store.verify().unwrap().len(), 1);
}

#[test]
fn store_of_the_first_format_is_refused_with_a_remedy() {
    let (folder, store) = temporary();
    store
        .connection
        .pragma_update(None, "user_version", 1)
        .unwrap();
    drop(store);
    let path = folder.path().join("a/store.db");
    let error = StoreWriter::open(&path, identity()).err().unwrap();
    assert!(matches!(
        error,
        OpenError::Format {
            found: 1,
            expected: super::version::FORMAT,
            ..
        }
    ));
    assert_eq!(error.remedy(), Some(Remedy::IndexIntoNewStore));
}

#[test]
fn passage_is_read_by_its_place_even_if_a_backchannel() {
    let (_folder, mut store) = temporary();
    commit(&mut store, &transcript("talk", "talk.txt", TEXT)).unwrap();
    let said = |ordinal| {
        let found = store.passages().at("talk", ordinal).unwrap();
        found.map(|passage| (passage.ordinal, passage.text().to_owned()))
    };
    assert_eq!(said(1), Some((1, "Yeah. I missed it by a minute.".into())));
    assert_eq!(said(2), Some((2, "Right.".into())));
    assert_eq!(said(3), None);
    assert!(store.passages().at("walk", 0).unwrap().is_none());
}

#[test]
fn reading_connection_refuses_to_write() {
    let (_folder, mut store) = temporary();
    commit(&mut store, &transcript("boat", "boat.txt", TEXT)).unwrap();
    let reader = StoreReader::open_existing(store.path(), identity()).unwrap();
    let refused = reader.connection.execute("DELETE FROM transcripts", []);
    let code = refused.unwrap_err().sqlite_error_code();
    assert_eq!(code, Some(rusqlite::ErrorCode::ReadOnly));
    assert!(reader.transcripts().summary("boat").unwrap().is_some());
}

#[test]
fn a_transcript_is_held_only_under_its_id_and_with_its_content() {
    let (_folder, mut store) = temporary();
    commit(&mut store, &transcript("boat", "boat.txt", TEXT)).unwrap();
    let holds = |id, hash| store.transcripts().holds(id, &[hash; 32]).unwrap();
    assert!(holds("boat", 7) && !holds("boat", 8) && !holds("oar", 7));
}

#[test]
fn a_summary_has_the_counts_the_people_and_the_speakers_by_how_long_they_speak() {
    let (_folder, mut store) = temporary();
    commit(&mut store, &transcript("boat", "boat.txt", TEXT)).unwrap();
    let people = [("Zoe", Some("host")), ("Ann", None)].map(|(name, role)| Person {
        name: name.into(),
        role: role.map(str::to_owned),
    });
    let about = Metadata {
        people: Some(people.to_vec()),
        ..Metadata::default()
    };
    assert!(store.describe("boat", &about, None).unwrap());
    assert!(!store.describe("boat", &about, None).unwrap());
    let summary = store.transcripts().summary("boat").unwrap().unwrap();
    assert_eq!(summary.people, people);
    assert_eq!(summary.speakers, ["Ben", "Ann"]);
    assert_eq!((summary.turns, summary.passages), (3, 2));
    assert_eq!(summary.duration_ms, Some(5_500));
    assert_eq!(store.transcripts().count().unwrap(), 1);
    assert_eq!(store.passages().count().unwrap(), 2);
    assert_eq!(store.passages().count_words().unwrap(), 12);
}
