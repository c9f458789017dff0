//! Tests copies that are put back, and stores that are emptied, moved, replaced or cannot be written.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use whosaid::embed::Model;
use whosaid::engine::{Catalogue, identity};
use whosaid::remedy::Remedy;
use whosaid::store::{CommitError, OpenError, ReadError, StoreReader, StoreWriter};

use super::{Opened, Small, TWO, expect_complete, restore, snapshot};
use crate::support::{run, samples, whosaid};

fn open(path: &Path) -> Result<Catalogue, OpenError> {
    Catalogue::open(path, Box::new(|_| {}))
}

fn refused(path: &Path) -> OpenError {
    match open(path) {
        Ok(_) => panic!("{} was opened", path.display()),
        Err(error) => error,
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

fn add(id: &str, path: &Path) -> Result<(), CommitError> {
    let mut store = StoreWriter::open(path, identity(Model::English)).unwrap();
    samples().recording(id).try_commit_as(id, &mut store)?;
    Ok(())
}

fn transcripts(path: &Path) -> Vec<String> {
    let store = StoreReader::open_existing(path, identity(Model::English)).unwrap();
    let titles = store.transcripts().titles().unwrap();
    titles.into_iter().map(|(id, ..)| id).collect()
}

/// What a crash leaves: a store whose last change is in its log alone.
struct Crashed {
    folder: tempfile::TempDir,
    /// The file as it was one change before its log begins.
    older: Vec<u8>,
}

impl Crashed {
    fn new() -> Self {
        let small = Small::of(&TWO[..1]);
        let older = fs::read(small.path()).unwrap();
        add(TWO[1], &small.path()).unwrap();
        // While somebody reads an earlier state, the log cannot be emptied.
        let reader = StoreReader::open(&small.path(), identity(Model::English)).unwrap();
        let reading = reader.begin_reading().unwrap();
        assert_eq!(reader.transcripts().count().unwrap(), 2);
        add("peatland", &small.path()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        for suffix in ["", "-wal"] {
            let to = beside(&folder.path().join("store.db"), suffix);
            fs::copy(beside(&small.path(), suffix), to).unwrap();
        }
        drop(reading);
        Self { folder, older }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("store.db")
    }
}

#[test]
fn log_of_a_crash_is_played_over_its_own_store() {
    let crashed = Crashed::new();
    assert_eq!(transcripts(&crashed.path()).len(), 3);
}

#[test]
fn log_of_a_crash_is_not_played_over_a_copy_that_was_put_back() {
    let crashed = Crashed::new();
    let (path, log) = (crashed.path(), beside(&crashed.path(), "-wal"));
    fs::write(&path, &crashed.older).unwrap();
    let kept = fs::read(&log).unwrap();
    for _ in 0..2 {
        let error = refused(&path);
        assert!(matches!(error, OpenError::ForeignLog { .. }), "{error}");
        assert_eq!(error.remedy(), Some(Remedy::SetLogAside(log.clone())));
    }
    assert_eq!(fs::read(&path).unwrap(), crashed.older, "the copy is whole");
    assert_eq!(fs::read(&log).unwrap(), kept, "and so is the log");
    fs::remove_file(&log).unwrap();
    assert_eq!(transcripts(&path), TWO[..1]);
}

#[test]
fn a_plain_copy_beside_an_open_store_has_every_transcript() {
    let small = Small::of(&TWO[..1]);
    let open = open(&small.path()).unwrap();
    open.index().unwrap();
    add(TWO[1], &small.path()).unwrap();
    let copy = small.folder.path().join("copy.db");
    fs::copy(small.path(), &copy).unwrap();
    assert_eq!(transcripts(&copy), TWO);
}

#[test]
fn a_store_without_a_byte_is_refused_and_left_so() {
    let small = Small::of(&TWO);
    fs::write(small.path(), b"").unwrap();
    let error = refused(&small.path());
    assert!(matches!(error, OpenError::Emptied(_)), "{error}");
    for command in ["list", "doctor"] {
        let ran = run(whosaid(&small.path()).arg(command));
        assert_eq!(ran.code, Some(3), "{ran:?}");
    }
    assert_eq!(fs::read(small.path()).unwrap(), b"");
}

#[test]
fn a_store_without_what_its_index_shows_is_refused_until_the_index_is_deleted() {
    let small = Small::of(&TWO[..1]);
    let older = fs::read(small.path()).unwrap();
    add(TWO[1], &small.path()).unwrap();
    small.index();
    fs::write(small.path(), &older).unwrap();
    let error = refused(&small.path());
    assert!(
        matches!(
            error,
            OpenError::Behind {
                has: 1,
                shown: 2,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(error.remedy(), Some(Remedy::RemoveIndex(small.derived())));
    for command in ["list", "doctor"] {
        let ran = run(whosaid(&small.path()).arg(command));
        assert_eq!(ran.code, Some(3), "{ran:?}");
    }
    fs::remove_dir_all(small.derived()).unwrap();
    expect_complete(&small.store(), &small.index());
}

#[test]
fn no_store_is_made_beside_the_index_of_a_lost_one() {
    let small = Small::of(&TWO);
    small.index();
    fs::remove_file(small.path()).unwrap();
    let error = refused(&small.path());
    assert!(matches!(error, OpenError::Lost { .. }), "{error}");
    assert!(!small.path().exists());
}

#[test]
fn nothing_is_stored_in_a_file_that_is_gone_or_replaced() {
    let elsewhere = |small: &Small| fs::rename(small.path(), small.path().with_extension("old"));
    let another = |small: &Small| {
        let copy = small.folder.path().join("copy");
        fs::copy(small.path(), &copy)?;
        fs::rename(copy, small.path())
    };
    let former = |small: &Small| {
        let former = Small::of(&TWO[1..]);
        fs::write(small.path(), fs::read(former.path())?)
    };
    type Change<'a> = &'a dyn Fn(&Small) -> std::io::Result<()>;
    let changes: [(Change<'_>, bool); 3] =
        [(&elsewhere, true), (&another, false), (&former, false)];
    for (change, is_gone) in changes {
        let small = Small::of(&TWO[..1]);
        let mut store = small.store();
        change(&small).unwrap();
        let tried = samples()
            .recording("peatland")
            .try_commit_as("peatland", &mut store);
        match tried {
            Err(CommitError::Read(ReadError::Gone(_))) => assert!(is_gone),
            Err(CommitError::Read(ReadError::Replaced(_))) => assert!(!is_gone),
            // SQLite itself may see first that the pages do not fit what it has read.
            Err(CommitError::Read(ReadError::Sqlite(error))) => {
                let damaged = Some(rusqlite::ErrorCode::DatabaseCorrupt);
                assert_eq!(error.sqlite_error_code(), damaged);
            }
            other => panic!("{other:?}"),
        }
        drop(store);
        if small.path().exists() {
            let ids = transcripts(&small.path());
            assert!(!ids.contains(&"peatland".to_owned()), "{ids:?}");
        }
    }
}

#[test]
fn questions_to_a_store_that_is_gone_or_replaced_are_refused() {
    let small = Small::of(&TWO);
    let catalogue = open(&small.path()).unwrap();
    catalogue.index().unwrap();
    let _upkeep = catalogue.keep_up_to_date().unwrap();
    fs::rename(small.path(), small.path().with_extension("old")).unwrap();
    assert!(matches!(catalogue.check_place(), Err(ReadError::Gone(_))));
    assert!(catalogue.index().is_err());
    fs::copy(small.path().with_extension("old"), small.path()).unwrap();
    assert!(matches!(
        catalogue.check_place(),
        Err(ReadError::Replaced(_))
    ));
    assert!(catalogue.index().is_err());
}

#[test]
fn segments_of_another_index_are_not_taken_for_ones_own() {
    let small = Small::of(&TWO[..1]);
    let expected = Opened::at(&small.path()).hits().unwrap();
    let foreign = Small::of(&TWO[1..]);
    foreign.index();
    for entry in fs::read_dir(foreign.derived()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.starts_with("segment-") {
            fs::copy(&path, small.derived().join(name)).unwrap();
        }
    }
    let opened = Opened::at(&small.path());
    assert_eq!(opened.hits().unwrap(), expected);
    assert!(opened.rebuilt());
}

/// Writes other contents of a manifest with their checksum.
fn forge(manifest: &Path, forge: impl Fn(&mut serde_json::Value)) {
    let text = fs::read_to_string(manifest).unwrap();
    let (_, json) = text.split_once('\n').unwrap();
    let mut value = serde_json::from_str(json).unwrap();
    forge(&mut value);
    let json = value.to_string();
    let checksum = crc32fast::hash(json.as_bytes());
    fs::write(manifest, format!("{checksum:08x}\n{json}")).unwrap();
}

#[test]
fn a_manifest_that_names_segments_twice_or_not_at_all_changes_no_answer() {
    let small = Small::of(&TWO);
    let expected = Opened::at(&small.path()).hits().unwrap();
    let sound = snapshot(&small.derived());
    type Forge = fn(&mut serde_json::Value);
    let forgeries: [Forge; 4] = [
        |manifest| {
            let twice = manifest["segments"][0].clone();
            manifest["segments"].as_array_mut().unwrap().push(twice);
        },
        |manifest| manifest["segments"] = serde_json::json!([]),
        |manifest| manifest["covered"] = 3.into(),
        |manifest| manifest["covered"] = 4_000_000.into(),
    ];
    for (place, forgery) in forgeries.into_iter().enumerate() {
        restore(&small.derived(), &sound);
        forge(&small.derived().join("vectors.json"), forgery);
        assert_eq!(
            Opened::at(&small.path()).hits().unwrap(),
            expected,
            "{place}"
        );
        add("peatland", &small.path()).unwrap();
        expect_complete(&small.store(), &small.index());
        small.store().remove("peatland").unwrap();
    }
}

#[test]
fn scores_are_the_same_whatever_was_removed_before() {
    let small = Small::of(&TWO);
    for id in ["peatland", "violin_workshop"] {
        add(id, &small.path()).unwrap();
        small.index();
        small.store().remove(id).unwrap();
        small.index();
    }
    add(TWO[0], &small.path()).unwrap();
    let before = Opened::at(&small.path()).hits().unwrap();
    fs::remove_dir_all(small.derived()).unwrap();
    assert_eq!(Opened::at(&small.path()).hits().unwrap(), before);
}

#[test]
fn removed_words_leave_the_file_and_its_log() {
    let small = Small::of(&TWO);
    let words = b"She worked that lock";
    let has_words = |suffix: &str| {
        let bytes = fs::read(beside(&small.path(), suffix)).unwrap_or_default();
        bytes.windows(words.len()).any(|some| some == words)
    };
    let catalogue = open(&small.path()).unwrap();
    catalogue.index().unwrap();
    assert!(has_words(""));
    small.store().remove(TWO[0]).unwrap();
    assert!(!has_words("") && !has_words("-wal"));
}

/// Runs the program without the power of root to write everywhere.
fn as_a_reader(path: &Path, arguments: &[&str]) -> crate::support::Ran {
    let whole = whosaid(path);
    let mut command = Command::new("setpriv");
    // Only root has the power, and only root can give it up so.
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| {
        use std::os::unix::fs::MetadataExt;
        own.uid() == 0
    });
    if is_root {
        command.args(["--bounding-set", "-dac_override"]);
    }
    command.arg(whole.get_program()).args(arguments).env_clear();
    for (name, value) in whole.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    run(&mut command)
}

#[test]
fn a_store_in_a_folder_that_cannot_be_written_is_read() {
    let small = Small::of(&TWO);
    small.index();
    let forbid = |mode: u32| {
        for entry in walkdir::WalkDir::new(small.folder.path()) {
            let path = entry.unwrap().into_path();
            let executable = if path.is_dir() { 0o111 } else { 0 };
            fs::set_permissions(&path, fs::Permissions::from_mode(mode | executable)).unwrap();
        }
    };
    let before = snapshot(small.folder.path());
    forbid(0o444);
    for arguments in [
        &["list"][..],
        &["show", "canal_history"],
        &["search", "Who worked the lock for eleven years?"],
    ] {
        let ran = as_a_reader(&small.path(), arguments);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(ran.out.contains("canal"), "{ran:?}");
    }
    let refused = as_a_reader(&small.path(), &["remove", "canal_history"]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    forbid(0o644);
    fs::remove_dir_all(small.derived()).unwrap();
    forbid(0o444);
    let made = as_a_reader(
        &small.path(),
        &["search", "Who worked the lock for eleven years?"],
    );
    assert_eq!(made.code, Some(0), "{made:?}");
    forbid(0o644);
    let is_store = |(path, _): &&(PathBuf, Vec<u8>)| *path == small.path();
    let after = snapshot(small.folder.path());
    assert_eq!(after.iter().find(is_store), before.iter().find(is_store));
    assert_eq!(after.len(), 1, "nothing was made beside it");
}
