//! Tests stores that get another model: killed, beside others, and with what others add meanwhile.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;
use whosaid::embed::{Encoded, Model};
use whosaid::engine::{Catalogue, StoreModel, identity};
use whosaid::index::{Index, IndexError, dot};
use whosaid::store::{
    CommitError, Identity, OpenError, PassageId, PassageScope, RecordedModel, Restored,
    StoreReader, StoreWriter,
};

use crate::http::Server;
use crate::support::{data, random, run, samples, whosaid};

const KILLS: usize = 5;

/// A throw-away store of the English model with one transcript.
struct Small(TempDir);

impl Small {
    fn new() -> Self {
        let small = Self(tempfile::tempdir().unwrap());
        small.add("canal_history");
        small
    }

    fn path(&self) -> std::path::PathBuf {
        self.0.path().join("store.db")
    }

    fn writer(&self) -> StoreWriter {
        StoreWriter::open(&self.path(), identity(Model::English)).unwrap()
    }

    fn add(&self, id: &str) {
        samples().recording(id).commit_as(id, &mut self.writer());
    }

    fn catalogue(&self) -> Catalogue {
        Catalogue::open_existing(&self.path(), Box::new(|_| {})).unwrap()
    }
}

fn other() -> Identity {
    identity(Model::Multilingual)
}

/// Gives every passage another one's encoding, as of another model.
fn stage_all(store: &mut StoreWriter) {
    store.begin_reembedding(&other()).unwrap();
    for id in store.not_reembedded().unwrap() {
        let (_, passages) = store.to_reembed(&id).unwrap().unwrap();
        let encoded = samples().recording(&id).encoded.iter().rev().cloned();
        let findable = passages.iter().filter(|passage| !passage.backchannel);
        let numbered = findable.map(|passage| passage.id).zip(encoded);
        let numbered: Vec<(PassageId, Encoded)> = numbered.collect();
        store.stage(&other(), numbered).unwrap();
    }
}

fn reembed(small: &Small) {
    let mut store = StoreWriter::open_as_recorded(&small.path(), other()).unwrap();
    stage_all(&mut store);
    let done = store.finish_reembedding(&other(), None).unwrap();
    assert!(matches!(done, Restored::Swapped(_)));
    assert_eq!(store.verify().unwrap(), []);
}

fn made_with(path: &Path) -> String {
    RecordedModel::at(path).unwrap().made_with
}

#[test]
fn a_snapshot_stays_of_its_model_and_another_is_not_opened_of_two() {
    let small = Small::new();
    let catalogue = small.catalogue();
    let before = catalogue.index().unwrap();
    let reader = StoreReader::open_existing(&small.path(), identity(Model::English)).unwrap();
    reembed(&small);

    let after = catalogue.index().unwrap();
    assert_eq!(after.generation, before.generation);
    let folder = catalogue.index_folder();
    let refused = Index::open(&reader, folder, &mut |_| {}).err().unwrap();
    assert!(matches!(refused, IndexError::Reembedded(_)), "{refused}");

    // One of the new model takes nothing from the index of the old one.
    let anew = small.catalogue();
    assert_eq!(*anew.model(), StoreModel::from(Model::Multilingual));
    let index = anew.index().unwrap();
    assert!(index.generation > before.generation);
    let store = StoreReader::open_existing(&small.path(), other()).unwrap();
    let ids = store.passages().in_scope(&PassageScope::default()).unwrap();
    let former = &samples().recording("canal_history").encoded;
    for (id, encoded) in ids.iter().zip(former.iter().rev()) {
        let vector = index.vectors.embedding(*id).unwrap();
        assert_eq!(vector, encoded.embedding.as_slice());
        let row = index.tokens.of(*id).unwrap();
        assert_eq!(row.signs, encoded.tokens.signs());
    }
    // The old index is not brought back by whoever has the old model still.
    assert_eq!(catalogue.index().unwrap().generation, before.generation);
    assert_eq!(anew.index().unwrap().generation, index.generation);
}

#[test]
fn a_writer_of_the_old_model_stores_nothing_afterwards() {
    let small = Small::new();
    let mut former = small.writer();
    reembed(&small);
    let recording = samples().recording("peatland");
    let refused = recording.try_commit_as("peatland", &mut former);
    assert!(
        matches!(refused, Err(CommitError::Reembedded(_))),
        "{refused:?}"
    );
    let error = StoreWriter::open(&small.path(), identity(Model::English))
        .err()
        .unwrap();
    assert!(matches!(error, OpenError::Identity { .. }), "{error}");
    let store = StoreReader::open_existing(&small.path(), other()).unwrap();
    assert_eq!(store.transcripts().count().unwrap(), 1);
    assert_eq!(store.verify().unwrap(), []);
}

#[test]
fn what_was_begun_with_another_model_can_be_given_up() {
    let small = Small::new();
    small.writer().begin_reembedding(&other()).unwrap();
    let store = small.path();
    let ran = run(whosaid(&store).args(["reembed", "--model", "english"]));
    assert!(ran.err.contains("had been begun, were dropped"), "{ran:?}");
    let recorded = RecordedModel::at(&store).unwrap();
    assert_eq!(recorded.reembedded_with, None);
}

#[test]
fn what_is_added_meanwhile_is_embedded_before_the_last_step() {
    let small = Small::new();
    let mut store = small.writer();
    stage_all(&mut store);
    small.add("peatland");
    let early = store.finish_reembedding(&other(), None).unwrap();
    assert_eq!(early, Restored::Missing);
    assert_eq!(
        made_with(&small.path()),
        identity(Model::English).to_string()
    );
    assert_eq!(store.not_reembedded().unwrap(), ["peatland"]);
    reembed(&small);
    assert_eq!(made_with(&small.path()), other().to_string());
}

#[test]
fn what_was_embedded_with_a_third_model_is_dropped() {
    let small = Small::new();
    let mut store = small.writer();
    stage_all(&mut store);
    let third = Identity {
        model: "third".into(),
        ..other()
    };
    assert_eq!(store.begin_reembedding(&third).unwrap().done, 0);
    let refused = store.finish_reembedding(&other(), None).err().unwrap();
    assert!(matches!(refused, CommitError::Reembedded(_)), "{refused}");
}

#[test]
fn damage_is_not_hidden_by_the_new_digests() {
    let small = Small::new();
    let mut store = small.writer();
    stage_all(&mut store);
    let connection = Connection::open(small.path()).unwrap();
    let sql = "UPDATE turns SET speaker = 'Nobody' WHERE ordinal = 0";
    connection.execute(sql, []).unwrap();
    store.finish_reembedding(&other(), None).unwrap();
    let findings = store.verify().unwrap();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].0.contains("canal_history"));
}

#[test]
fn a_store_of_version_0_1_0_is_of_the_english_model() {
    let small = Small::new();
    let former = "all-MiniLM-L6-v2 (60c758432aa5), passages of 130 words and 200 tokens, windows of \
                  200 tokens";
    let connection = Connection::open(small.path()).unwrap();
    let sql = "UPDATE meta SET value = ?1 WHERE key = 'made_with'";
    connection.execute(sql, [former]).unwrap();
    assert_eq!(*small.catalogue().model(), StoreModel::from(Model::English));
    small.add("peatland");
    assert_eq!(made_with(&small.path()), former);
}

#[test]
fn a_server_answers_as_before_until_it_is_started_again() {
    let small = Small::new();
    let server = Server::over(&small.path(), &[]);
    let ask = || {
        let body = json!({"question": "Was Tully Sandiford the keeper at Top Lock?"}).to_string();
        let response = server.send("POST", "/v1/ask", "application/json", body.as_bytes());
        let (_, body) = response.split_once("\r\n\r\n").unwrap();
        let mut answer: Value = serde_json::from_str(body).unwrap();
        answer.as_object_mut().unwrap().remove("took_ms");
        answer
    };
    let before = ask();
    assert_eq!(before["answerable"], true, "{before}");
    reembed(&small);
    // As long as it takes to see the commit several times.
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(ask(), before);
    let ready = server.send("GET", "/readyz", "text/plain", b"");
    assert!(ready.starts_with("HTTP/1.1 200"), "{ready}");
}

fn reembedder(store: &Path) -> Command {
    let mut command = whosaid(store);
    command.args(["--quiet", "--model", "multilingual", "reembed"]);
    command.stdout(Stdio::null());
    command
}

#[test]
fn kills_leave_a_store_of_one_model_and_going_on_completes_it() {
    let mut random = random();
    let small = Small::new();
    small.add("peatland");
    let path = small.path();
    let start = Instant::now();
    let mut whole_run = Duration::from_secs(10);
    let mut kept = 0;
    for kill in 1..=KILLS {
        let mut running = reembedder(&path).spawn().unwrap();
        std::thread::sleep(whole_run.mul_f64(random.f64()));
        if running.try_wait().unwrap().is_some() {
            whole_run = whole_run.min(start.elapsed()) / 2;
        }
        running.kill().unwrap();
        running.wait().unwrap();
        let recorded = RecordedModel::at(&path).unwrap();
        let model = match recorded.made_with == other().to_string() {
            true => Model::Multilingual,
            false => Model::English,
        };
        let mut store = StoreWriter::open(&path, identity(model)).unwrap();
        assert_eq!(store.verify().unwrap(), [], "after kill {kill}");
        let index = small.catalogue().index().unwrap();
        assert_eq!(
            index.vectors.len() as u64,
            store.passages().count().unwrap()
        );
        if model == Model::Multilingual {
            break;
        }
        if recorded.reembedded_with.is_some() {
            // What was kept once stays.
            let staged = store.begin_reembedding(&other()).unwrap();
            assert!(staged.done >= kept, "kill {kill} lost embeddings");
            kept = staged.done;
        }
    }
    let ran = run(&mut reembedder(&path));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(made_with(&path), other().to_string());
    let mut asking = whosaid(&path);
    asking.args([
        "search",
        "--json",
        "-k",
        "1",
        "Who was the keeper at Top Lock?",
    ]);
    let found: Value = serde_json::from_str(&run(&mut asking).out).unwrap();
    assert_eq!(found["hits"][0]["transcript_id"], "canal_history");

    // As good as indexed with that model at once.
    let fresh = small.0.path().join("fresh.db");
    let mut command = whosaid(&fresh);
    command.args(["--quiet", "--model", "multilingual", "index"]);
    for file in ["canal_history.srt", "peatland.vtt"] {
        command.arg(data().join("transcripts").join(file));
    }
    assert_eq!(run(&mut command).code, Some(0));
    assert_eq!(embeddings(&path).len(), embeddings(&fresh).len());
    for (one, other) in embeddings(&path).iter().zip(&embeddings(&fresh)) {
        assert!(dot(one, other) > 0.999);
    }
}

fn embeddings(path: &Path) -> Vec<Vec<f32>> {
    let store = StoreReader::open_existing(path, other()).unwrap();
    let mut found = Vec::new();
    let mut take = |_, _, numbers: &[f32]| found.push(numbers.to_vec());
    store
        .scan()
        .embeddings_after(PassageId(0), &mut take)
        .unwrap();
    found
}
