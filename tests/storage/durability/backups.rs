//! Tests copies of stores in use, copies that are put back, what is saved of damaged stores, and what a
//! compacted one no longer has.

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, SystemTime};

use whosaid::embed::Model;
use whosaid::engine::{
    BackupOutcome, BackupSchedule, Catalogue, ScheduledBackups, identity, put_back, save, verify,
};
use whosaid::store::{BackupError, OpenError, RestoreError, StoreReader};
use whosaid::transcript::Turn;

use super::{Small, TWO, expect_complete, snapshot};
use crate::support::{random, run, samples, whosaid};

/// SQLite's page size, which nothing here changes.
const PAGE: usize = 4096;

fn open(path: &Path) -> Catalogue {
    Catalogue::open_existing(path, Box::new(|_| {})).unwrap()
}

fn turns(path: &Path) -> BTreeMap<String, Vec<Turn>> {
    let store = StoreReader::open_existing(path, identity(Model::English)).unwrap();
    let stored = store.transcripts();
    let ids = stored.titles().unwrap().into_iter().map(|(id, ..)| id);
    ids.map(|id| {
        let turns = stored.transcript(&id).unwrap().unwrap().turns;
        (id, turns)
    })
    .collect()
}

fn add(small: &Small, id: &str) {
    samples().recording(id).commit_as(id, &mut small.store());
}

#[test]
fn a_copy_that_is_made_while_others_write_is_of_one_moment() {
    let small = Small::of(&TWO[..1]);
    let whole = turns(&Small::of(&TWO).path());
    let copies = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for _ in 0..10 {
                add(&small, TWO[1]);
                small.store().remove(TWO[1]).unwrap();
            }
        });
        let mut number = 0;
        while number < 3 || !writing.is_finished() {
            let copy = copies.path().join(format!("{number}.db"));
            open(&small.path()).back_up(&copy).unwrap();
            assert!(verify(&copy).unwrap().is_sound());
            for (id, turns) in turns(&copy) {
                assert_eq!(turns, whole[&id]);
            }
            number += 1;
        }
    });
}

#[test]
fn a_copy_takes_the_place_of_no_file() {
    let small = Small::of(&TWO[..1]);
    let copy = small.folder.path().join("copy.db");
    fs::write(&copy, "mine").unwrap();
    let refused = open(&small.path()).back_up(&copy);
    assert!(
        matches!(refused, Err(BackupError::InTheWay(_))),
        "{refused:?}"
    );
    let ran = run(whosaid(&small.path()).arg("backup").arg(&copy));
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_eq!(fs::read_to_string(&copy).unwrap(), "mine");
}

#[test]
fn scheduled_copies_are_sound_and_only_the_newest_are_kept() {
    let small = Small::of(&TWO);
    let copies = small.folder.path().join("copies");
    fs::create_dir(&copies).unwrap();
    fs::write(copies.join("mine.db"), "not a copy").unwrap();
    let schedule = BackupSchedule {
        folder: copies.clone(),
        every: Duration::from_millis(100),
        keep: NonZeroUsize::new(2).unwrap(),
    };
    let (tell, told) = channel();
    let tell = move |outcome| drop(tell.send(outcome));
    let making = ScheduledBackups::begin(Arc::new(open(&small.path())), schedule, tell);
    // Two within a second have one name, so the second of them is refused.
    let made = told.iter().filter_map(BackupOutcome::ok);
    let made: Vec<_> = made.take(3).collect();
    drop(making);
    let mut left: Vec<_> = fs::read_dir(&copies)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    left.sort();
    assert_eq!(left.len(), 3, "{left:?}");
    assert!(!made[0].exists());
    assert!(left.contains(&copies.join("mine.db")));
    for copy in left.iter().filter(|path| !path.ends_with("mine.db")) {
        assert_eq!(turns(copy), turns(&small.path()));
    }
}

#[test]
fn what_a_kill_has_left_of_a_copy_is_removed_by_the_next_one() {
    let small = Small::of(&TWO[..1]);
    let folder = small.folder.path();
    let long_ago = SystemTime::now() - Duration::from_secs(2 * 60 * 60);
    let leave = |name: &str| {
        let file = fs::File::create(folder.join(name)).unwrap();
        file.set_modified(long_ago).unwrap();
    };
    for name in [".copying-1", ".copying-1-journal", ".copied"] {
        leave(name);
    }
    fs::create_dir(folder.join(".restoring-1")).unwrap();
    leave(".restoring-1/store.db");
    let restoring = fs::File::open(folder.join(".restoring-1")).unwrap();
    restoring.set_modified(long_ago).unwrap();
    fs::write(folder.join(".copying-2"), "being made").unwrap();
    open(&small.path())
        .back_up(&folder.join("copy.db"))
        .unwrap();
    let names = fs::read_dir(folder).unwrap();
    let names = names.map(|it| it.unwrap().file_name().into_string().unwrap());
    let mut hidden: Vec<_> = names.filter(|name| name.starts_with('.')).collect();
    hidden.sort();
    assert_eq!(hidden, [".copied", ".copying-2"]);
}

#[test]
fn a_copy_has_nothing_of_what_was_removed_before() {
    let small = Small::of(&TWO);
    small.store().remove(TWO[0]).unwrap();
    let copy = small.folder.path().join("copy.db");
    open(&small.path()).back_up(&copy).unwrap();
    let words = b"She worked that lock";
    let bytes = fs::read(&copy).unwrap();
    assert!(!bytes.windows(words.len()).any(|some| some == words));
}

#[test]
fn a_copy_takes_the_place_of_a_store_in_any_state() {
    type Change = fn(&Small);
    let states: [Change; 5] = [
        |small| add(small, "peatland"),
        |small| fs::remove_file(small.path()).unwrap(),
        |small| fs::write(small.path(), b"").unwrap(),
        |small| fs::write(small.path(), "no store").unwrap(),
        |small| {
            let mut bytes = fs::read(small.path()).unwrap();
            let half = bytes.len() / 2;
            bytes.truncate(half);
            fs::write(small.path(), bytes).unwrap();
        },
    ];
    for (number, change) in states.into_iter().enumerate() {
        let small = Small::of(&TWO);
        let copy = small.folder.path().join("copy.db");
        open(&small.path()).back_up(&copy).unwrap();
        let (bytes, whole) = (fs::read(&copy).unwrap(), turns(&small.path()));
        change(&small);
        let former = fs::read(small.path()).ok();
        let kept = put_back(&copy, &small.path()).unwrap();
        assert_eq!(turns(&small.path()), whole, "{number}");
        assert_eq!(fs::read(&copy).unwrap(), bytes, "{number}: the copy stays");
        let kept = kept.map(|kept| fs::read(kept).unwrap().len());
        assert_eq!(kept, former.map(|former| former.len()), "{number}");
        expect_complete(&small.store(), &small.index());
    }
}

#[test]
fn a_damaged_copy_is_refused_and_changes_nothing() {
    let small = Small::of(&TWO);
    let copy = small.folder.path().join("copy.db");
    open(&small.path()).back_up(&copy).unwrap();
    let damage = rusqlite::Connection::open(&copy).unwrap();
    let sql = "UPDATE turns SET text = upper(text) WHERE ordinal = 3";
    damage.execute(sql, []).unwrap();
    drop(damage);
    let before = fs::read(small.path()).unwrap();
    let refused = put_back(&copy, &small.path());
    assert!(
        matches!(refused, Err(RestoreError::Damaged { .. })),
        "{refused:?}"
    );
    let missing = put_back(Path::new("/nowhere.db"), &small.path());
    assert!(
        matches!(missing, Err(RestoreError::Copy(OpenError::Missing(_)))),
        "{missing:?}"
    );
    assert_eq!(fs::read(small.path()).unwrap(), before);
}

#[test]
fn a_store_that_somebody_has_open_is_not_replaced() {
    let small = Small::of(&TWO[..1]);
    let copy = small.folder.path().join("copy.db");
    let catalogue = open(&small.path());
    catalogue.back_up(&copy).unwrap();
    let refused = put_back(&copy, &small.path());
    assert!(
        matches!(refused, Err(RestoreError::InUse(_))),
        "{refused:?}"
    );
    drop(catalogue);
    put_back(&copy, &small.path()).unwrap();
}

#[test]
fn a_verification_writes_nothing() {
    let small = Small::of(&TWO);
    small.index();
    let before = snapshot(small.folder.path());
    let ran = run(whosaid(&small.path()).arg("verify"));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(snapshot(small.folder.path()), before);
    // A crash leaves a log, and nobody who has it open.
    let reader = StoreReader::open(&small.path(), identity(Model::English)).unwrap();
    let reading = reader.begin_reading().unwrap();
    reader.transcripts().count().unwrap();
    add(&small, "peatland");
    let crashed = tempfile::tempdir().unwrap();
    let path = crashed.path().join("store.db");
    for suffix in ["", "-wal"] {
        let file = |path: &Path| format!("{}{suffix}", path.display());
        fs::copy(file(&small.path()), file(&path)).unwrap();
    }
    drop(reading);
    let before = snapshot(crashed.path());
    let verified = verify(&path).unwrap();
    assert_eq!((verified.transcripts, verified.is_sound()), (3, true));
    assert_eq!(snapshot(crashed.path()), before);
}

#[test]
fn a_verification_names_what_is_wrong_with_the_index() {
    let small = Small::of(&TWO);
    small.index();
    let segment = small.derived().join("segment-0");
    let mut bytes = fs::read(&segment).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&segment, &bytes).unwrap();
    let ran = run(whosaid(&small.path()).arg("verify"));
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(
        ran.out
            .contains("index: vector index: the checksum of segment-0"),
        "{ran:?}"
    );
    assert_eq!(fs::read(&segment).unwrap(), bytes);
}

#[test]
fn what_is_saved_of_a_damaged_store_is_what_was_stored() {
    let mut random = random();
    let small = Small::of(&TWO);
    let (sound, whole) = (fs::read(small.path()).unwrap(), turns(&small.path()));
    let all: usize = whole.values().map(Vec::len).sum();
    let (mut saved_turns, rounds) = (0, 10);
    for round in 0..rounds {
        let page = random.usize(1..sound.len() / PAGE);
        let mut bytes = sound.clone();
        bytes[page * PAGE..][..PAGE].fill_with(|| random.u8(..));
        let damaged = small.folder.path().join("damaged.db");
        let into = small.folder.path().join(format!("saved-{round}.db"));
        fs::write(&damaged, &bytes).unwrap();
        let Ok(salvaged) = save(&damaged, &into) else {
            continue;
        };
        assert_eq!(fs::read(&damaged).unwrap(), bytes);
        let saved = turns(&into);
        for (id, turns) in &saved {
            let mut stored = whole[id].iter();
            let is_stored = |turn: &Turn| stored.any(|stored| stored == turn);
            assert!(turns.iter().all(is_stored), "{id} after page {page}");
        }
        let counted = salvaged.whole as usize + salvaged.in_part.len();
        assert_eq!(saved.len(), counted);
        saved_turns += saved.values().map(Vec::len).sum::<usize>();
        let store = StoreReader::open_existing(&into, identity(Model::English)).unwrap();
        assert_eq!(store.verify().unwrap(), [], "after page {page}");
    }
    assert!(
        2 * saved_turns > all * rounds,
        "{saved_turns} of {all} in each"
    );
}

#[test]
fn all_of_a_sound_store_is_saved() {
    let small = Small::of(&TWO);
    let into = small.folder.path().join("saved.db");
    let salvaged = save(&small.path(), &into).unwrap();
    assert_eq!(
        (salvaged.whole, &*salvaged.in_part, &*salvaged.lost),
        (2, &[][..], &[][..])
    );
    assert_eq!(turns(&into), turns(&small.path()));
    let saved = open(&into);
    let store = StoreReader::open_existing(&into, identity(Model::English)).unwrap();
    expect_complete(&store, &saved.index().unwrap());
}

#[test]
fn a_compacted_store_is_smaller_and_its_index_has_no_removed_word() {
    let small = Small::of(&TWO);
    small.index();
    small.store().remove(TWO[0]).unwrap();
    small.index();
    let bytes = || fs::metadata(small.path()).unwrap().len();
    let before = bytes();
    let ran = run(whosaid(&small.path()).arg("compact"));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(bytes() < before);
    let words = fs::read_dir(small.derived().join("lexical")).unwrap();
    let has_word = |path: &Path| {
        let bytes = fs::read(path).unwrap();
        bytes.windows(4).any(|some| some == b"lock")
    };
    let with_word = words.filter(|entry| {
        let path = entry.as_ref().unwrap().path();
        path.extension().is_some_and(|ending| ending == "term") && has_word(&path)
    });
    assert_eq!(with_word.count(), 0);
    expect_complete(&small.store(), &small.index());
}
