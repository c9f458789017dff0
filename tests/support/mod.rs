//! Holds what the tests share: the model, throw-away stores, the program in a clean environment.

pub(crate) mod test_store;
pub(crate) mod web;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, OnceLock};

use whosaid::embed::{Embedder, Embedding, Encoded, EncodedQuestion, Model};
use whosaid::engine::{Catalogue, Engine, Source, identity};
use whosaid::eval;
use whosaid::passage::Passage;
use whosaid::provision::{self, Places};
use whosaid::reader::{Reader, SHIPPED};
use whosaid::search::SearchConfig;
use whosaid::store::{Commit, CommitError, PassageId, Record, StoreReader, StoreWriter};
use whosaid::transcript::{Metadata, ParseOptions, Transcript};

/// Where the model and the runtime are: where the user's own commands keep them.
pub(crate) fn places() -> &'static Places {
    static PLACES: OnceLock<Places> = OnceLock::new();
    PLACES.get_or_init(|| {
        let path = |name: &str| std::env::var_os(name).map(PathBuf::from);
        let home = path("WHOSAID_HOME").unwrap_or_else(|| {
            let folders = directories::ProjectDirs::from("", "", "whosaid");
            folders.expect("a home folder").data_dir().to_owned()
        });
        let places = Places {
            model: Model::English.into(),
            home,
            model_dir: path("WHOSAID_MODEL_DIR"),
            runtime: path("ORT_DYLIB_PATH"),
        };
        provision::ensure(&places, &mut |_| {}).expect("the model and ONNX Runtime can be fetched");
        places
    })
}

/// Loads the real model, on one thread: tests run side by side.
pub(crate) fn embedder() -> Embedder {
    let files = provision::read(places()).expect("the model's files are sound");
    Embedder::load(files, 1).expect("the model loads")
}

/// Loads the model of many languages, on one thread.
pub(crate) fn multilingual_embedder() -> Embedder {
    let places = Places {
        model: Model::Multilingual.into(),
        model_dir: None,
        ..places().clone()
    };
    provision::ensure(&places, &mut |_| {}).expect("the model of many languages can be fetched");
    let files = provision::read(&places).expect("the model's files are sound");
    Embedder::load(files, 1).expect("the model loads")
}

/// Loads the real reader, on one thread.
pub(crate) fn reader() -> Reader {
    let files = provision::read(places()).expect("the model's files are sound");
    Reader::load(&files.runtime, SHIPPED, files.weights.into(), 1).expect("the reader loads")
}

/// A throw-away store with the real model.
pub(crate) struct Temporary {
    pub(crate) engine: Engine,
    pub(crate) folder: tempfile::TempDir,
}

impl Temporary {
    /// An empty one.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::open(&folder.path().join("store.db"), Box::new(|_| {})).unwrap();
        Self {
            engine: Engine::new(catalogue, embedder(), SearchConfig::default()),
            folder,
        }
    }
}

/// Two conversations of `data/transcripts`, for tests that only look: read once, with their days.
pub(crate) struct Library {
    pub(crate) engine: Arc<Engine>,
    pub(crate) store: PathBuf,
}

/// `canal_history` of 2024-03-02 and `billing_meeting` of 2024-03-11.
pub(crate) fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let Temporary { engine, folder } = Temporary::empty();
        let conversations = [
            ("canal_history.srt", "2024-03-02"),
            ("billing_meeting.txt", "2024-03-11"),
        ];
        for (file, day) in conversations {
            let about = Metadata {
                date: Some(day.parse().unwrap()),
                ..Metadata::default()
            };
            let source = source(&data().join("transcripts").join(file), about);
            engine.ingest(source, &mut |_| true).unwrap();
        }
        engine.catalogue().index().unwrap();
        let store = folder.path().join("store.db");
        remove_at_exit(folder);
        Library {
            engine: Arc::new(engine),
            store,
        }
    })
}

/// Returns a file as indexing reads it.
pub(crate) fn source(path: &Path, about: Metadata) -> Source {
    Source {
        id: path.file_stem().unwrap().to_string_lossy().into_owned(),
        about,
        options: ParseOptions::default(),
        path: path.display().to_string(),
        bytes: std::fs::read(path).unwrap(),
    }
}

/// Removes a folder when this process ends, however it ends: statics are never dropped.
pub(crate) fn remove_at_exit(folder: tempfile::TempDir) {
    let mut command = Command::new("sh");
    command
        .args(["-c", "trap '' INT; cat; rm -rf \"$1\"", "sh"])
        .arg(folder.keep());
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // Its standard input ends when this process does.
    std::mem::forget(command.spawn().unwrap());
}

/// The six conversations of `data/transcripts` and the labelled questions, embedded once, for
/// tests that need no model of their own.
pub(crate) struct Samples {
    pub(crate) recordings: Vec<Recording>,
    /// Each question with its embedding and tokens.
    pub(crate) questions: Vec<(String, EncodedQuestion)>,
}

/// One conversation as a store takes it.
#[derive(Clone)]
pub(crate) struct Recording {
    pub(crate) transcript: Transcript,
    pub(crate) passages: Vec<Passage>,
    pub(crate) encoded: Vec<Encoded>,
}

impl Samples {
    /// Returns the conversation of this id.
    pub(crate) fn recording(&self, id: &str) -> &Recording {
        let mut recordings = self.recordings.iter();
        recordings
            .find(|recording| recording.transcript.id == id)
            .unwrap()
    }
}

impl Recording {
    /// Reads back what the engine stored of a transcript.
    fn read_back(store: &StoreReader, id: &str) -> Self {
        let mut vectors = HashMap::new();
        let mut take = |id, _, numbers: &[f32]| drop(vectors.insert(id, numbers.to_vec()));
        store
            .scan()
            .embeddings_after(PassageId(0), &mut take)
            .unwrap();
        let mut encoded = Vec::new();
        let records = (0..).map_while(|ordinal| store.passages().at(id, ordinal).unwrap());
        let passages = records.map(|record| {
            let vector = vectors.get(&record.id);
            encoded.extend(vector.map(|vector| Encoded {
                embedding: Embedding::new(vector.clone()).unwrap(),
                tokens: store.scan().tokens(record.id).unwrap(),
            }));
            Passage {
                turn: record.turn_ordinal as usize,
                text_range: record.text_range.clone(),
                span: record.span,
                estimated_times: record.estimated_times,
                backchannel: vector.is_none(),
            }
        });
        Self {
            transcript: store.transcripts().transcript(id).unwrap().unwrap(),
            passages: passages.collect(),
            encoded,
        }
    }

    /// Stores it under this id.
    pub(crate) fn commit_as(&self, id: &str, store: &mut StoreWriter) {
        self.try_commit_as(id, store).unwrap();
    }

    /// Stores it under this id where the store takes it.
    pub(crate) fn try_commit_as(
        &self,
        id: &str,
        store: &mut StoreWriter,
    ) -> Result<Commit, CommitError> {
        let transcript = Transcript {
            id: id.into(),
            ..self.transcript.clone()
        };
        let record = Record {
            transcript: &transcript,
            people: None,
            content_hash: [7; 32],
            passages: &self.passages,
            encoded: &self.encoded.clone().into(),
            item: None,
        };
        store.commit(&record)
    }
}

/// Returns the samples; the first call takes as long as indexing them.
pub(crate) fn samples() -> &'static Samples {
    static SAMPLES: OnceLock<Samples> = OnceLock::new();
    SAMPLES.get_or_init(|| {
        let Temporary { engine, folder } = Temporary::empty();
        let files = std::fs::read_dir(data().join("transcripts")).unwrap();
        let files = files.map(|entry| entry.unwrap().path());
        for file in files.filter(|path| path.is_file()) {
            let source = source(&file, Metadata::default());
            engine.ingest(source, &mut |_| true).unwrap();
        }
        let store = folder.path().join("store.db");
        let store = StoreReader::open_existing(&store, identity(Model::English)).unwrap();
        let summaries = store.transcripts().summaries().unwrap();
        let questions = std::fs::read_to_string(data().join("eval/questions.jsonl")).unwrap();
        let questions = eval::read(&questions).unwrap().into_iter();
        Samples {
            recordings: summaries
                .iter()
                .map(|summary| Recording::read_back(&store, &summary.id))
                .collect(),
            questions: questions
                .map(|asked| {
                    let encoded = engine.embedder().embed_question(&asked.question).unwrap();
                    (asked.question, encoded)
                })
                .collect(),
        }
    })
}

/// Returns random numbers and tells their seed, which `WHOSAID_TEST_SEED` sets.
#[expect(
    clippy::print_stderr,
    reason = "shown where a test fails, to repeat it"
)]
pub(crate) fn random() -> fastrand::Rng {
    let given = std::env::var_os("WHOSAID_TEST_SEED");
    let seed = given.map_or_else(
        || fastrand::u64(..),
        |seed| seed.to_str().unwrap().parse().unwrap(),
    );
    eprintln!("WHOSAID_TEST_SEED={seed}");
    fastrand::Rng::with_seed(seed)
}

/// The folder `data` of the repository.
pub(crate) fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

/// The program, in an environment that holds nothing but what it needs, with its own store.
pub(crate) fn whosaid(store: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whosaid"));
    let places = places();
    command
        .env_clear()
        .env("WHOSAID_HOME", &places.home)
        // Reading has tests of its own; here it would take most of the time.
        .env("WHOSAID_READER", "off")
        .env("WHOSAID_STORE", store);
    if let Some(model_dir) = &places.model_dir {
        command.env("WHOSAID_MODEL_DIR", model_dir);
    }
    if let Some(runtime) = &places.runtime {
        command.env("ORT_DYLIB_PATH", runtime);
    }
    command
}

/// The same command under a limit of the system, as the shell's `ulimit` takes it: `-n 256`.
pub(crate) fn limited(limit: &str, command: &Command) -> Command {
    let mut limited = Command::new("/bin/sh");
    let set_and_run = format!("ulimit {limit} && exec \"$0\" \"$@\"");
    limited
        .args(["-c", &set_and_run])
        .arg(command.get_program())
        .args(command.get_args())
        .env_clear();
    for (name, value) in command.get_envs() {
        limited.env(name, value.unwrap_or_default());
    }
    if let Some(folder) = command.get_current_dir() {
        limited.current_dir(folder);
    }
    limited
}

/// What a run printed and how it ended.
#[must_use]
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Ran {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    Ran {
        code: status.code(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}
