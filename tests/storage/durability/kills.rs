//! Tests SIGKILL at random moments, and two processes at once.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Barrier;
use std::time::{Duration, Instant};

use whosaid::embed::Model;
use whosaid::engine::identity;
use whosaid::store::{StoreReader, StoreWriter};
use whosaid::transcript::{ParseOptions, Turn, parse};

use super::{Opened, Small, expect_complete, restore, snapshot};
use crate::support::{data, random, run, samples, whosaid};

const KILLS: usize = 20;

/// Returns every transcript of a store with its turns, once the store was found sound.
fn look(path: &Path) -> BTreeMap<String, Vec<Turn>> {
    let store = StoreReader::open_existing(path, identity(Model::English)).unwrap();
    assert_eq!(store.verify().unwrap(), []);
    glance(path)
}

/// Returns every transcript of a store that may be written meanwhile.
fn glance(path: &Path) -> BTreeMap<String, Vec<Turn>> {
    let store = StoreReader::open_existing(path, identity(Model::English)).unwrap();
    let summaries = store.transcripts().summaries().unwrap().into_iter();
    summaries
        .filter_map(|summary| store.transcripts().transcript(&summary.id).unwrap())
        .map(|transcript| (transcript.id, transcript.turns))
        .collect()
}

/// Returns the turns of a folder's files, by id.
fn turns_of(folder: &Path) -> BTreeMap<String, Vec<Turn>> {
    let files = snapshot(folder).into_iter();
    files
        .map(|(path, bytes)| {
            let id = path.file_stem().unwrap().to_string_lossy().into_owned();
            (id, parse(&bytes, &ParseOptions::default()).unwrap().turns)
        })
        .collect()
}

fn indexer(store: &Path, inputs: &Path) -> Command {
    let mut command = whosaid(store);
    command.arg("--quiet").arg("index").arg(inputs);
    command.stdout(Stdio::null());
    command
}

/// Makes work for the indexer: one transcript is taken out of the store, and the file of another
/// loses its end or gets it back.
fn make_work(store: &Path, whole: &[(PathBuf, Vec<u8>)], random: &mut fastrand::Rng) {
    let removed = random.usize(..whole.len());
    let changed = (removed + random.usize(1..whole.len())) % whole.len();
    let id = whole[removed].0.file_stem().unwrap().to_str().unwrap();
    // After a kill it may be out already.
    let _ = StoreWriter::open(store, identity(Model::English))
        .unwrap()
        .remove(id);
    let (path, bytes) = &whole[changed];
    let short = fs::read(path).unwrap().len() < bytes.len();
    let lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
    let shorter = lines[..lines.len() * 9 / 10].concat();
    fs::write(path, if short { bytes } else { &shorter }).unwrap();
}

#[test]
fn twenty_kills_of_the_indexer_lose_no_committed_transcript() {
    let mut random = random();
    let folder = tempfile::tempdir().unwrap();
    let (store, inputs) = (folder.path().join("store.db"), folder.path().join("inputs"));
    fs::create_dir(&inputs).unwrap();
    // Not those of `formats`: half a JSON file is no transcript.
    let conversations = data().join("transcripts");
    let mut files = snapshot(&conversations);
    files.retain(|(path, _)| path.parent() == Some(&conversations));
    for (path, _) in files {
        fs::copy(&path, inputs.join(path.file_name().unwrap())).unwrap();
    }
    let whole = snapshot(&inputs);
    assert_eq!(run(&mut indexer(&store, &inputs)).code, Some(0));
    assert_eq!(look(&store), turns_of(&inputs));
    make_work(&store, &whole, &mut random);
    let start = Instant::now();
    assert_eq!(run(&mut indexer(&store, &inputs)).code, Some(0));
    let whole_run = start.elapsed();

    let mut interrupted = 0;
    for kill in 1..=KILLS {
        make_work(&store, &whole, &mut random);
        let before = look(&store);
        let mut running = indexer(&store, &inputs).spawn().unwrap();
        std::thread::sleep(whole_run.mul_f64(random.f64()));
        let seen = glance(&store);
        interrupted += usize::from(running.try_wait().unwrap().is_none());
        running.kill().unwrap();
        running.wait().unwrap();

        let after = look(&store);
        let read = turns_of(&inputs);
        for id in before.keys().chain(seen.keys()) {
            assert!(after.contains_key(id), "{id} is gone after kill {kill}");
        }
        for (id, turns) in &after {
            // The file as it is now, or, as long as that was not committed, as it was.
            let former = before.get(id).filter(|former| seen.get(id) == Some(former));
            assert!(
                Some(turns) == read.get(id) || Some(turns) == former,
                "{id} is neither its old nor its new self after kill {kill}"
            );
        }
        let index = Opened::at(&store).catalogue.index().unwrap();
        let stored = StoreWriter::open(&store, identity(Model::English))
            .unwrap()
            .passages()
            .count();
        assert_eq!(index.vectors.len() as u64, stored.unwrap());
        assert_eq!(index.vectors.len(), index.lexical.len());
    }
    assert!(interrupted > 0, "every run was over before it was killed");

    restore(&inputs, &whole);
    assert_eq!(run(&mut indexer(&store, &inputs)).code, Some(0));
    assert_eq!(look(&store), turns_of(&inputs));
    let index = Opened::at(&store).catalogue.index().unwrap();
    expect_complete(
        &StoreWriter::open(&store, identity(Model::English)).unwrap(),
        &index,
    );
}

#[test]
fn a_kill_while_a_store_is_made_leaves_nothing_in_the_way() {
    let mut random = random();
    let folder = tempfile::tempdir().unwrap();
    let input = data().join("transcripts/canal_history.srt");
    for kill in 0..20 {
        let path = folder.path().join(format!("{kill}.db"));
        let mut running = indexer(&path, &input).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(random.u64(..60_000)));
        running.kill().unwrap();
        running.wait().unwrap();
        let mut store = StoreWriter::open(&path, identity(Model::English)).unwrap();
        samples()
            .recording("canal_history")
            .commit_as("canal_history", &mut store);
        assert_eq!(look(&path).len(), 1);
    }
}

#[test]
fn two_indexers_at_once_both_succeed() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.db");
    let files =
        ["canal_history.srt", "peatland.vtt"].map(|file| data().join("transcripts").join(file));
    let mut running = files.map(|file| indexer(&store, &file).spawn().unwrap());
    for indexer in &mut running {
        assert_eq!(indexer.wait().unwrap().code(), Some(0));
    }
    assert_eq!(
        look(&store).into_keys().collect::<Vec<_>>(),
        ["canal_history", "peatland"]
    );
    let index = Opened::at(&store).catalogue.index().unwrap();
    expect_complete(
        &StoreWriter::open(&store, identity(Model::English)).unwrap(),
        &index,
    );
}

#[test]
fn a_store_that_several_make_at_the_same_moment_is_made_once() {
    let folder = tempfile::tempdir().unwrap();
    let recording = samples().recording("canal_history");
    for round in 0..10 {
        let store = folder.path().join(format!("{round}.db"));
        let barrier = Barrier::new(4);
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let (barrier, store) = (&barrier, &store);
                scope.spawn(move || {
                    barrier.wait();
                    let mut store = StoreWriter::open(store, identity(Model::English)).unwrap();
                    recording.commit_as(&format!("by_{writer}"), &mut store);
                });
            }
        });
        assert_eq!(look(&store).len(), 4);
    }
}

#[test]
fn verification_during_replacements_finds_no_error() {
    let small = Small::of(&["canal_history"]);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut store = small.store();
            for _ in 0..40 {
                samples()
                    .recording("canal_history")
                    .commit_as("canal_history", &mut store);
            }
        });
        while !writer.is_finished() {
            assert_eq!(small.store().verify().unwrap(), []);
        }
    });
}
