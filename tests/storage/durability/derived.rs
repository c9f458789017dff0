//! Tests derived files that are deleted, damaged, outdated or of another store.

use std::fs;

use whosaid::index::Plan;

use super::{Opened, Small, TWO, expect_complete, found, restore, snapshot};
use crate::support::{random, samples};

#[test]
fn every_search_succeeds_while_another_process_writes_the_index() {
    let small = Small::of(&TWO);
    small.index();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for _ in 0..10 {
                let mut store = small.store();
                store.remove(TWO[0]).unwrap();
                small.index();
                samples().recording(TWO[0]).commit_as(TWO[0], &mut store);
                small.index();
            }
        });
        while !writer.is_finished() {
            Opened::at(&small.path()).hits().unwrap();
        }
    });
    expect_complete(&small.store(), &small.index());
}

#[test]
fn what_another_process_is_indexing_is_found_once_it_is_done() {
    let small = Small::of(&TWO[..1]);
    let opened = Opened::at(&small.path());
    let before = opened.catalogue.index().unwrap().generation;
    let other_process = fs::File::create(small.derived().join("lock")).unwrap();
    other_process.lock().unwrap();
    samples()
        .recording(TWO[1])
        .commit_as(TWO[1], &mut small.store());
    // A search meanwhile is answered from the former index, at once.
    assert_eq!(opened.catalogue.index().unwrap().generation, before);
    drop(other_process);
    expect_complete(&small.store(), &opened.catalogue.index().unwrap());
}

#[test]
fn deleting_the_derived_folder_changes_no_answer() {
    let small = Small::of(&TWO);
    let before = Opened::at(&small.path()).hits().unwrap();
    fs::remove_dir_all(small.derived()).unwrap();
    let after = Opened::at(&small.path());
    assert_eq!(after.hits().unwrap(), before);
    assert!(!after.rebuilt(), "what is not there is not damaged");
}

#[test]
fn damaged_derived_file_is_rebuilt_without_changing_answers() {
    let mut random = random();
    let small = Small::of(&TWO);
    let expected = Opened::at(&small.path()).hits().unwrap();
    let sound = snapshot(&small.derived());
    for (path, bytes) in sound.iter().filter(|(_, bytes)| !bytes.is_empty()) {
        for trial in 0..4 {
            let mut bytes = bytes.clone();
            let at = random.usize(..bytes.len());
            if trial == 0 {
                bytes.truncate(at);
            } else {
                bytes[at] ^= 1 << random.u8(..8);
            }
            restore(&small.derived(), &sound);
            fs::write(path, &bytes).unwrap();
            let opened = Opened::at(&small.path());
            let what = format!("{}, byte {at}, trial {trial}", path.display());
            assert_eq!(opened.hits().expect(&what), expected, "{what}");
            // The last word of a segment's header is not used.
            let unused = path.extension().is_none() && trial > 0 && (28..32).contains(&at);
            assert!(opened.rebuilt() || unused, "{what}");
            drop(opened);
            expect_complete(&small.store(), &small.index());
        }
    }
}

/// Opens a store after `wrong` was written for `right` in one of its derived files, found by name.
/// Every answer must be the same, and a transcript that comes later must be found.
fn expect_harmless(is: fn(&str) -> bool, right: &str, wrong: &str) {
    let small = Small::of(&TWO);
    let expected = Opened::at(&small.path()).hits().unwrap();
    let files = snapshot(&small.derived());
    let named = files
        .iter()
        .find(|(path, _)| is(path.file_name().unwrap().to_str().unwrap()));
    let (path, bytes) = named.unwrap();
    let at = bytes
        .windows(right.len())
        .position(|bytes| bytes == right.as_bytes());
    let at = at.unwrap_or_else(|| panic!("{right} is not in {}", path.display()));
    let mut changed = bytes.clone();
    changed.splice(at..at + right.len(), wrong.bytes());
    fs::write(path, &changed).unwrap();
    assert_eq!(Opened::at(&small.path()).hits().unwrap(), expected);
    let third = samples().recording("peatland");
    third.commit_as("peatland", &mut small.store());
    expect_complete(&small.store(), &small.index());
}

#[test]
fn a_changed_count_in_the_vector_manifest_hides_no_transcript() {
    expect_harmless(
        |name| name == "vectors.json",
        "\"covered\":2",
        "\"covered\":6",
    );
}

#[test]
fn a_lowered_count_in_the_vector_manifest_doubles_no_passage() {
    expect_harmless(
        |name| name == "vectors.json",
        "\"covered\":2",
        "\"covered\":1",
    );
}

#[test]
fn a_changed_count_in_the_lexical_manifest_is_made_again() {
    expect_harmless(
        |name| name == "meta.json",
        "\"max_doc\": 2",
        "\"max_doc\": 6",
    );
}

#[test]
fn a_lexical_file_of_another_version_is_made_again() {
    let right = "\"index_format_version\":7";
    expect_harmless(
        |name| name.ends_with(".pos"),
        right,
        "\"index_format_version\":3",
    );
}

#[test]
fn a_missing_derived_file_is_made_again() {
    let small = Small::of(&TWO);
    let expected = Opened::at(&small.path()).hits().unwrap();
    let sound = snapshot(&small.derived());
    for (path, _) in &sound {
        restore(&small.derived(), &sound);
        fs::remove_file(path).unwrap();
        let hits = Opened::at(&small.path()).hits();
        assert_eq!(
            hits.unwrap_or_else(|error| panic!("{path:?}: {error}")),
            expected
        );
    }
}

/// Puts a named pipe where a file is; opening it would wait for ever.
#[cfg(unix)]
fn put_pipe(path: &std::path::Path) {
    fs::remove_file(path).unwrap();
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.unwrap().success());
}

#[cfg(unix)]
#[test]
fn pipe_in_place_of_a_derived_file_is_not_waited_for() {
    let small = Small::of(&TWO[..1]);
    let (text, encoded) = &samples().questions[0];
    // By scan alone: there are many files, and a graph would be made for each.
    let hits = |opened: &Opened| {
        let index = opened.catalogue.index()?;
        found(&index, text, encoded, Plan::Exact)
    };
    let expected = hits(&Opened::at(&small.path())).unwrap();
    let sound = snapshot(&small.derived());
    for (path, bytes) in &sound {
        put_pipe(path);
        let opened = Opened::at(&small.path());
        if path.ends_with("store.db.index/lock") {
            let refused = hits(&opened).unwrap_err().to_string();
            assert!(refused.contains("it is no regular file"), "{refused}");
        } else {
            assert_eq!(hits(&opened).unwrap(), expected, "{path:?}");
            assert!(opened.rebuilt(), "{path:?}, {} bytes", bytes.len());
        }
        drop(opened);
        // Gone where the index was made again.
        let _ = fs::remove_file(path);
        restore(&small.derived(), &sound);
    }
}

#[test]
fn a_missing_manifest_is_made_again_with_a_notice_and_once() {
    let small = Small::of(&TWO);
    small.index();
    for manifest in ["vectors.json", "lexical.json"] {
        fs::remove_file(small.derived().join(manifest)).unwrap();
        let opened = Opened::at(&small.path());
        expect_complete(&small.store(), &opened.catalogue.index().unwrap());
        let told = opened.notices.lock().unwrap();
        let told: Vec<String> = told.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].ends_with(&format!("{manifest} is missing")),
            "{told:?}"
        );
        let again = Opened::at(&small.path());
        again.catalogue.index().unwrap();
        assert!(!again.rebuilt(), "{manifest}");
    }
}

#[test]
fn an_index_that_is_made_for_the_first_time_is_no_notice() {
    let empty = Small::of(&[]);
    for _ in 0..2 {
        let opened = Opened::at(&empty.path());
        opened.catalogue.index().unwrap();
        assert!(!opened.rebuilt());
    }
    let recording = samples().recording(TWO[0]);
    recording.commit_as(TWO[0], &mut empty.store());
    let opened = Opened::at(&empty.path());
    opened.catalogue.index().unwrap();
    assert!(!opened.rebuilt());
}

#[test]
fn folder_in_place_of_derived_file_is_named_and_kept() {
    let small = Small::of(&TWO[..1]);
    small.index();
    let sound = snapshot(&small.derived());
    for name in [
        "vectors.json",
        "lexical.json",
        "segment-0",
        "segment-0.tokens",
        "lock",
    ] {
        restore(&small.derived(), &sound);
        let path = small.derived().join(name);
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        fs::write(path.join("mine"), "diary").unwrap();
        let told = match Opened::at(&small.path()).catalogue.index() {
            Err(error) => error.to_string(),
            Ok(_) => panic!("{name} was used"),
        };
        assert!(told.starts_with(path.to_str().unwrap()), "{told}");
        assert!(
            told.contains("is a folder") && told.contains("delete it"),
            "{told}"
        );
        assert!(path.join("mine").exists());
        fs::remove_dir_all(&path).unwrap();
        expect_complete(&small.store(), &small.index());
    }
}

#[test]
fn file_in_place_of_derived_folder_is_named() {
    let small = Small::of(&TWO[..1]);
    small.index();
    for path in [small.derived().join("lexical"), small.derived()] {
        fs::remove_dir_all(&path).unwrap();
        fs::write(&path, "diary").unwrap();
        let told = match Opened::at(&small.path()).catalogue.index() {
            Err(error) => error.to_string(),
            Ok(_) => panic!("{path:?} was used"),
        };
        assert!(told.starts_with(path.to_str().unwrap()), "{told}");
        assert!(
            told.contains("is a file") && told.contains("delete it"),
            "{told}"
        );
        fs::remove_file(&path).unwrap();
        expect_complete(&small.store(), &small.index());
    }
}

#[test]
fn a_missing_or_foreign_token_file_is_made_again_with_a_notice() {
    let small = Small::of(&TWO);
    let expected = Opened::at(&small.path()).hits().unwrap();
    let tokens = small.derived().join("segment-0.tokens");
    let of_another_store = Small::of(&TWO[..1]);
    of_another_store.index();
    let foreign = fs::read(of_another_store.derived().join("segment-0.tokens")).unwrap();
    let sound = snapshot(&small.derived());
    let damages: [&dyn Fn(); 2] = [&|| fs::remove_file(&tokens).unwrap(), &|| {
        fs::write(&tokens, &foreign).unwrap()
    }];
    for damage in damages {
        restore(&small.derived(), &sound);
        damage();
        let opened = Opened::at(&small.path());
        assert_eq!(opened.hits().unwrap(), expected);
        assert!(opened.rebuilt());
        expect_complete(&small.store(), &small.index());
    }
}

#[test]
fn a_derived_folder_that_was_left_behind_catches_up() {
    let small = Small::of(&TWO);
    small.index();
    let behind = snapshot(&small.derived());
    samples()
        .recording("peatland")
        .commit_as("peatland", &mut small.store());
    small.store().remove(TWO[0]).unwrap();
    let expected = Opened::at(&small.path()).hits().unwrap();
    restore(&small.derived(), &behind);
    let opened = Opened::at(&small.path());
    assert_eq!(opened.hits().unwrap(), expected);
    assert!(!opened.rebuilt(), "what is behind is not damaged");
    expect_complete(&small.store(), &small.index());
}

#[test]
fn a_derived_folder_of_another_store_is_not_used() {
    let small = Small::of(&TWO);
    small.index();
    let foreign = snapshot(&small.derived());
    // The same number of commits, and other conversations.
    fs::remove_file(small.path()).unwrap();
    let mut store = small.store();
    for id in ["peatland", "violin_workshop"] {
        samples().recording(id).commit_as(id, &mut store);
    }
    fs::remove_dir_all(small.derived()).unwrap();
    let expected = Opened::at(&small.path()).hits().unwrap();
    restore(&small.derived(), &foreign);
    assert_eq!(Opened::at(&small.path()).hits().unwrap(), expected);
}

#[test]
fn index_of_commits_lost_by_a_restore_is_not_used() {
    let small = Small::of(&TWO);
    let backup = fs::read(small.path()).unwrap();
    let commit = |id: &str| samples().recording(id).commit_as(id, &mut small.store());
    commit("peatland");
    small.index();
    fs::write(small.path(), &backup).unwrap();
    // As many commits as the index has seen, and another conversation in the last of them.
    commit("violin_workshop");
    expect_complete(&small.store(), &small.index());
}
