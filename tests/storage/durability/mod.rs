//! Tests what survives: SIGKILL, removals, two writers, damaged files.

/// Copies that are made, put back, saved and made smaller.
mod backups;
/// Copies that are put back, and stores that are not in their place.
mod copies;
/// Derived files: deleted, damaged, left behind, from elsewhere.
mod derived;
/// SIGKILL at random moments, and two processes at once.
mod kills;
/// Removed and replaced transcripts are not found.
mod removals;
/// Stores that are damaged or of another version.
mod stores;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tempfile::TempDir;
use whosaid::embed::{Embedding, EncodedQuestion, Model};
use whosaid::engine::{Catalogue, identity};
use whosaid::index::{Bm25, Index, IndexError, Notice, PassageFilter, Plan, content_words};
use whosaid::question::QuestionKind;
use whosaid::search::{Hit, Query, SearchConfig, search};
use whosaid::store::{PassageScope, StoreReader, StoreWriter};

use crate::support::samples;

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

    fn store(&self) -> StoreWriter {
        StoreWriter::open(&self.path(), identity(Model::English)).unwrap()
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
        for (text, encoded) in samples().questions.iter().step_by(9) {
            for plan in [Plan::Graph, Plan::Exact] {
                hits.push(found(&index, text, encoded, plan)?);
            }
        }
        Ok(hits)
    }
}

fn found(
    index: &Index,
    text: &str,
    encoded: &EncodedQuestion,
    plan: Plan,
) -> Result<Vec<Hit>, IndexError> {
    let query = Query {
        words: &content_words(text),
        spellings: &[],
        embedding: &encoded.embedding,
        tokens: &encoded.tokens,
        named: &[],
        spoken_of: &[],
        edge: None,
        kind: QuestionKind::What,
        k: 5,
        filter: &PassageFilter::All,
        plan,
    };
    Ok(search(index, &query, &SearchConfig::default())?.hits)
}

/// Fails unless every passage of the store is found by its meaning and by its words, and nothing
/// else is.
fn expect_complete(store: &StoreReader, index: &Index) {
    let ids = store.passages().in_scope(&PassageScope::default()).unwrap();
    assert_eq!(index.vectors.len(), ids.len(), "passages by meaning");
    assert_eq!(index.lexical.len(), ids.len(), "passages by words");
    for &id in &ids {
        let (kept, stored) = (
            index.tokens.of(id).unwrap(),
            store.scan().tokens(id).unwrap(),
        );
        assert_eq!((kept.ids, kept.signs), (stored.ids(), stored.signs()));
    }
    for passage in store.passages().records(&ids).unwrap() {
        let own = index.vectors.embedding(passage.id).expect("an embedding");
        let own = Embedding::new(own.to_vec()).unwrap();
        let (near, _) = index
            .vectors
            .search(&own, 10, &PassageFilter::All, Plan::Graph);
        assert!(near.iter().any(|near| near.id == passage.id), "{passage:?}");
        let words = content_words(passage.text());
        // "He did not." has no word that carries a topic, and is found by its meaning alone.
        if words.is_empty() {
            continue;
        }
        let by_words = index.lexical.score(&words, &[], &Bm25::default());
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
        fs::write(path, bytes).unwrap();
    }
}
