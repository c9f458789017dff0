//! Tests the graph against the exact scan, on the embeddings of `data/transcripts`.

use std::collections::BTreeSet;

use tempfile::TempDir;
use whosaid::embed::{Embedding, EncodedQuestion, Model};
use whosaid::engine::{Catalogue, identity};
use whosaid::index::{PassageFilter, Plan, Scored, SearchPath, Vectors, content_words};
use whosaid::passage::PassageTraits;
use whosaid::question::QuestionKind;
use whosaid::search::{Query, RankedHits, SearchConfig, search};
use whosaid::store::{PassageId, PassageScope, StoreWriter};

use crate::support::{Recording, samples};

/// The least share of the exact scan's ten nearest passages that the graph finds.
const FLOOR: f64 = 0.98;

/// How many nearest passages are compared.
const DEPTH: usize = 10;

/// A throw-away store without a model.
struct Collection {
    catalogue: Catalogue,
    store: StoreWriter,
    _folder: TempDir,
}

impl Collection {
    /// Every sample, each under as many ids.
    fn of_all(copies: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let mut store = StoreWriter::open(&path, identity(Model::English)).unwrap();
        for recording in &samples().recordings {
            for copy in 0..copies {
                recording.commit_as(&copy_id(recording, copy), &mut store);
            }
        }
        Self {
            catalogue: Catalogue::open(&path, Box::new(|_| {})).unwrap(),
            store,
            _folder: folder,
        }
    }

    fn search(
        &self,
        question: &(String, EncodedQuestion),
        allowed: &PassageFilter,
        plan: Plan,
    ) -> RankedHits {
        let (text, encoded) = question;
        let query = Query {
            words: &content_words(text),
            spellings: &[],
            embedding: &encoded.embedding,
            tokens: &encoded.tokens,
            named: &[],
            spoken_of: &[],
            edge: None,
            kind: QuestionKind::What,
            k: DEPTH,
            filter: allowed,
            plan,
        };
        let index = self.catalogue.index().unwrap();
        search(&index, &query, &SearchConfig::default()).unwrap()
    }
}

fn copy_id(recording: &Recording, copy: usize) -> String {
    let id = &recording.transcript.id;
    if copy == 0 {
        id.clone()
    } else {
        format!("{id}-{copy}")
    }
}

/// Returns the share of the exact scan's nearest passages that the graph finds too. A passage as
/// near as the farthest of them counts as well as that one: among equals the choice is free.
fn recall(vectors: &Vectors, questions: &[(String, EncodedQuestion)]) -> f64 {
    let (mut found, mut wanted) = (0, 0);
    for (_, question) in questions {
        let (exact, _) =
            vectors.search(&question.embedding, DEPTH, &PassageFilter::All, Plan::Exact);
        let (graph, _) =
            vectors.search(&question.embedding, DEPTH, &PassageFilter::All, Plan::Graph);
        let farthest = exact.last().unwrap().score;
        let distinct: BTreeSet<PassageId> = graph.iter().map(|near| near.id).collect();
        assert_eq!(distinct.len(), graph.len(), "a passage is found twice");
        let as_near = |near: &&Scored| near.score >= farthest;
        found += graph.iter().filter(as_near).count();
        wanted += exact.len();
    }
    found as f64 / wanted as f64
}

#[expect(clippy::print_stderr, reason = "a figure to look at")]
fn tell(what: &str, recall: f64) {
    eprintln!("recall@{DEPTH} of the graph, {what}: {recall:.4}");
}

#[test]
fn the_graph_finds_what_the_exact_scan_finds() {
    let collection = Collection::of_all(1);
    let index = collection.catalogue.index().unwrap();
    assert!(samples().questions.len() > 100);
    let recall = recall(&index.vectors, &samples().questions);
    tell("six conversations", recall);
    assert!(recall >= FLOOR, "{recall}");
}

#[test]
fn copies_of_every_passage_hide_nothing_from_the_graph() {
    let collection = Collection::of_all(3);
    let index = collection.catalogue.index().unwrap();
    let recall = recall(&index.vectors, &samples().questions);
    tell("each conversation three times", recall);
    assert!(recall >= FLOOR, "{recall}");
}

#[test]
fn every_passage_is_found_by_its_own_embedding() {
    let collection = Collection::of_all(1);
    let index = collection.catalogue.index().unwrap();
    let mut lost = Vec::new();
    let mut asked = 0;
    let mut ask = |id: PassageId, _: PassageTraits, numbers: &[f32]| {
        let own = Embedding::new(numbers.to_vec()).unwrap();
        let (found, _) = index
            .vectors
            .search(&own, DEPTH, &PassageFilter::All, Plan::Graph);
        asked += 1;
        if !found.iter().any(|near| near.id == id) {
            lost.push(id);
        }
    };
    let store = &collection.store;
    store
        .scan()
        .embeddings_after(PassageId(0), &mut ask)
        .unwrap();
    assert!(asked > 500, "{asked}");
    assert_eq!(lost, []);
}

#[test]
fn a_small_collection_is_scanned_unless_the_graph_is_asked_for() {
    let collection = Collection::of_all(1);
    let question = &samples().questions[0];
    let path = |plan| collection.search(question, &PassageFilter::All, plan).path;
    let passages = collection.catalogue.index().unwrap().vectors.len();
    assert_eq!(
        path(Plan::Cheaper),
        SearchPath::Exact { compared: passages }
    );
    assert_eq!(path(Plan::Exact), SearchPath::Exact { compared: passages });
    assert!(matches!(path(Plan::Graph), SearchPath::Graph { compared } if compared > 0));
}

#[test]
fn a_filtered_search_finds_the_same_through_the_graph_and_by_scan() {
    let collection = Collection::of_all(1);
    for recording in &samples().recordings {
        let scope = PassageScope {
            transcripts: vec![recording.transcript.id.clone()],
            ..PassageScope::default()
        };
        let ids = collection.store.passages().in_scope(&scope).unwrap();
        let allowed = PassageFilter::Only(ids.clone());
        for question in samples().questions.iter().step_by(10) {
            let graph = collection.search(question, &allowed, Plan::Graph);
            let exact = collection.search(question, &allowed, Plan::Exact);
            assert!(matches!(graph.path, SearchPath::Graph { .. }));
            assert!(graph.hits.iter().all(|hit| ids.contains(&hit.id)));
            assert_eq!(graph.hits.len(), DEPTH);
            assert_eq!(graph.hits, exact.hits, "{}", question.0);
        }
    }
}
