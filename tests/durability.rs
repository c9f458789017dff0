//! What survives: SIGKILL at random moments, removed and replaced transcripts, and derived files
//! that are missing, damaged, outdated or another store's.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use tempfile::TempDir;
use whosaid::embed::Embedding;
use whosaid::engine::{Catalogue, identity};
use whosaid::index::{Allowed, Bm25, Index, IndexError, Notice, Plan, content_words};
use whosaid::search::{Hit, Query, SearchConfig, search};
use whosaid::store::{OpenError, PassageScope, ReadError, Store};
use whosaid::transcript::{Transcript, Turn, parse};

use crate::support::{Recording, data, random, run, samples, whosaid};

const KILLS: usize = 20;

/// Short enough to be read again for every damaged file.
const TWO: [&str; 2] = ["canal_history", "sunday_kitchen"];

/// A throw-away store, made without a model.
struct Small {
    folder: TempDir,
}

impl Small {
    fn of(ids: &[&str]) -> Self {
        let small = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let mut store = small.store();
        for id in ids {
            samples().recording(id).commit_as(id, &mut store);
        }
        small
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("store.db")
    }

    fn derived(&self) -> PathBuf {
        self.folder.path().join("store.db.index")
    }

    fn store(&self) -> Store {
        Store::open(&self.path(), identity()).unwrap()
    }

    fn index(&self) -> Arc<Index> {
        Opened::at(&self.path()).catalogue.index().unwrap()
    }
}

/// An open catalogue with what it told about its index.
struct Opened {
    catalogue: Catalogue,
    notices: Arc<Mutex<Vec<Notice>>>,
}

impl Opened {
    fn at(path: &Path) -> Self {
        let notices = Arc::new(Mutex::new(Vec::new()));
        let told = notices.clone();
        let notify = Box::new(move |notice| told.lock().unwrap().push(notice));
        Self {
            catalogue: Catalogue::open_existing(path, notify).unwrap(),
            notices,
        }
    }

    fn rebuilt(&self) -> bool {
        let notices = self.notices.lock().unwrap();
        notices
            .iter()
            .any(|notice| matches!(notice, Notice::Rebuilding { .. }))
    }

    /// Returns what some of the labelled questions find, through the graph and by scan.
    fn hits(&self) -> Result<Vec<Vec<Hit>>, IndexError> {
        let index = self.catalogue.index()?;
        let mut hits = Vec::new();
        for (text, embedding) in samples().questions.iter().step_by(9) {
            for plan in [Plan::Graph, Plan::Exact] {
                hits.push(found(&index, text, embedding, plan)?);
            }
        }
        Ok(hits)
    }
}

fn found(
    index: &Index,
    text: &str,
    embedding: &Embedding,
    plan: Plan,
) -> Result<Vec<Hit>, IndexError> {
    let query = Query {
        text,
        embedding,
        k: 5,
        allowed: Allowed::All,
        plan,
    };
    Ok(search(index, &query, &SearchConfig::default())?.hits)
}

/// Fails unless every passage of the store is found by its meaning and by its words, and nothing
/// else is.
fn expect_complete(store: &Store, index: &Index) {
    let ids = store.passages_in(&PassageScope::default()).unwrap();
    assert_eq!(index.vectors.len(), ids.len(), "passages by meaning");
    assert_eq!(index.lexical.len(), ids.len(), "passages by words");
    for passage in store.passages(&ids).unwrap() {
        let own = index.vectors.embedding(passage.id).expect("an embedding");
        let own = Embedding::new(own.to_vec()).unwrap();
        let (near, _) = index.vectors.graph_search(&own, 10, &Allowed::All);
        assert!(near.iter().any(|near| near.id == passage.id), "{passage:?}");
        let words = content_words(passage.text());
        let by_words = index.lexical.score(&words, &Allowed::All, &Bm25::default());
        assert!(
            by_words.unwrap().scores.contains_key(&passage.id),
            "{passage:?}"
        );
    }
}

/// Returns the files under a folder with their contents.
fn snapshot(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name();
    let files = files.into_iter().map(|entry| entry.unwrap().into_path());
    files
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect()
}

/// Puts a folder back as it was.
fn restore(folder: &Path, files: &[(PathBuf, Vec<u8>)]) {
    fs::remove_dir_all(folder).unwrap();
    for (path, bytes) in files {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        overwrite(path, bytes);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "half a file is what is wanted here"
)]
fn overwrite(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
}

/// Every transcript of a store with its turns, once the store was found sound.
fn look(path: &Path) -> BTreeMap<String, Vec<Turn>> {
    let store = Store::open_existing(path, identity()).unwrap();
    assert_eq!(store.verify().unwrap(), []);
    let summaries = store.summaries().unwrap().into_iter();
    summaries
        .filter_map(|summary| store.transcript(&summary.id).unwrap())
        .map(|transcript| (transcript.id, transcript.turns))
        .collect()
}

/// Returns the turns of a folder's files, by id.
fn turns_of(folder: &Path) -> BTreeMap<String, Vec<Turn>> {
    let files = snapshot(folder).into_iter();
    files
        .map(|(path, bytes)| {
            let id = path.file_stem().unwrap().to_string_lossy().into_owned();
            (id, parse(&bytes).unwrap().turns)
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
    let _ = Store::open(store, identity()).unwrap().remove(id);
    let (path, bytes) = &whole[changed];
    let short = fs::read(path).unwrap().len() < bytes.len();
    let lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
    let shorter = lines[..lines.len() * 9 / 10].concat();
    overwrite(path, if short { bytes } else { &shorter });
}

#[test]
fn twenty_kills_of_the_indexer_lose_no_committed_transcript() {
    let mut random = random();
    let folder = tempfile::tempdir().unwrap();
    let (store, inputs) = (folder.path().join("store.db"), folder.path().join("inputs"));
    fs::create_dir(&inputs).unwrap();
    for (path, _) in snapshot(&data().join("transcripts")) {
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
        let seen = look(&store);
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
        let index = Opened::at(&store).catalogue.index_status().unwrap();
        assert_eq!(index.passages, index.lexical_passages);
    }
    assert!(interrupted > 0, "every run was over before it was killed");

    restore(&inputs, &whole);
    assert_eq!(run(&mut indexer(&store, &inputs)).code, Some(0));
    assert_eq!(look(&store), turns_of(&inputs));
    let index = Opened::at(&store).catalogue.index().unwrap();
    expect_complete(&Store::open(&store, identity()).unwrap(), &index);
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
    expect_complete(&Store::open(&store, identity()).unwrap(), &index);
}

#[test]
fn the_index_opens_while_another_process_writes_it() {
    let small = Small::of(&TWO);
    let path = small.path();
    let finished = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            while !finished.load(std::sync::atomic::Ordering::Relaxed) {
                Opened::at(&path).hits().unwrap();
            }
        });
        for _ in 0..12 {
            let mut store = small.store();
            store.remove("canal_history").unwrap();
            small.index();
            samples()
                .recording("canal_history")
                .commit_as("canal_history", &mut store);
            small.index();
        }
        finished.store(true, std::sync::atomic::Ordering::Relaxed);
        reader
            .join()
            .expect("every search while the index changed succeeds");
    });
}

#[test]
fn words_that_another_process_was_indexing_are_found_once_it_is_done() {
    let small = Small::of(&TWO[..1]);
    let opened = Opened::at(&small.path());
    opened.catalogue.index().unwrap();
    let other_process = fs::File::create(small.derived().join("lock")).unwrap();
    other_process.lock().unwrap();
    samples()
        .recording(TWO[1])
        .commit_as(TWO[1], &mut small.store());
    opened.catalogue.index().unwrap();
    assert!(opened.notices.lock().unwrap().contains(&Notice::Busy));
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
