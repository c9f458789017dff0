//! Measures many small files: reading, embedding, storing and indexing 1,000 of them, against the
//! embedding of their windows alone in the best batches there are, all of them sorted by length.
//!
//! Corpus: invented conversations, a minute each (about 130 words) and a few lines each (about 20),
//! the same in every run. The program itself is run, so its start, loading the model, writing to
//! the disk and building the index count. The machine's speed drifts, so the two take turns, and
//! the ratio of their medians is what counts. Then the program is run once more, on files that
//! have not changed.

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

#[path = "support/model.rs"]
mod model;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use whosaid::embed::Embedder;
use whosaid::passage::{PassageConfig, Window, divide, pack};
use whosaid::provision;
use whosaid::transcript::{ParseOptions, parse};

const FILES: usize = 1000;

const ROUNDS: usize = 3;

/// What is said, one after the other in another order each time.
const SAYINGS: [&str; 12] = [
    "The mill closed in the spring and the men went down to the harbour.",
    "I never believed it would take that long to dry a single wall.",
    "We counted forty-one boats before the fog came in.",
    "So what did your mother say about the bees?",
    "She laughed, and then she went and bought two more hives.",
    "It is a question of how much water the ground can hold.",
    "Nobody had told us that the bridge was closed on Sundays.",
    "Right, and that is where the money went in the end.",
    "You start with a cold oven, that is the whole secret.",
    "The second meeting was shorter, but it decided everything.",
    "He kept the letters in a tin that once held biscuits.",
    "Could you say that again for the people who came late?",
];

/// Returns an invented conversation of so many turns.
fn conversation(turns: usize, random: &mut fastrand::Rng) -> String {
    let mut text = String::new();
    for turn in 0..turns {
        let clock = |second: usize| format!("00:{:02}:{:02}.000", second / 60, second % 60);
        let speaker = ["Ann", "Ben"][turn % 2];
        let (one, other) = (random.choice(SAYINGS), random.choice(SAYINGS));
        let (one, other) = (one.unwrap_or_default(), other.unwrap_or_default());
        let (start, end) = (clock(turn * 12), clock(turn * 12 + 12));
        text.push_str(&format!("{start} - {end}, {speaker}: {one} {other}\n"));
    }
    text
}

fn windows(texts: &[String], embedder: &Embedder) -> Vec<Window> {
    let config = PassageConfig::default();
    let count = |text: &str| embedder.count_tokens(text);
    let windows = texts.iter().flat_map(|text| {
        let parsed = parse(text.as_bytes(), &ParseOptions::default());
        let turns = parsed.expect("an invented conversation is one").turns;
        let passages = divide(&turns, None, &config, &count);
        pack(&turns, &passages, &config, &count)
    });
    windows.collect()
}

/// Runs `whosaid index` and returns how long it took.
fn index(files: &Path, store: &Path, home: &Path, expected: &str) -> Duration {
    let start = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_whosaid"));
    command
        .arg("index")
        .arg(files)
        .arg("--store")
        .arg(store)
        .env("WHOSAID_HOME", home)
        .stderr(Stdio::inherit());
    let ran = command.output().expect("the program runs");
    let took = start.elapsed();
    let out = String::from_utf8_lossy(&ran.stdout);
    assert!(out.contains(expected), "{expected} is not in {out}");
    took
}

fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort_unstable();
    durations[durations.len() / 2]
}

fn main() {
    let places = model::places();
    let files = provision::read(&places).expect("the model's files are sound");
    let embedder = Embedder::load(files, model::threads()).expect("the model loads");
    for turns in [5, 1] {
        let mut random = fastrand::Rng::with_seed(1947);
        let texts: Vec<String> = (0..FILES)
            .map(|_| conversation(turns, &mut random))
            .collect();
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let files = folder.path().join("files");
        std::fs::create_dir(&files).expect("a folder can be made");
        for (place, text) in texts.iter().enumerate() {
            let path = files.join(format!("talk_{place:04}.txt"));
            std::fs::write(path, text).expect("a file can be written");
        }
        let windows = windows(&texts, &embedder);
        let (mut embedding, mut indexing, mut again) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let start = Instant::now();
            let encoded = embedder.embed_windows(&windows, &mut |_| true);
            assert_eq!(encoded.expect("windows embed").len(), windows.len());
            embedding.push(start.elapsed());
            let store = folder.path().join(format!("{round}.db"));
            let stored = format!("{FILES} stored");
            indexing.push(index(&files, &store, &places.home, &stored));
            let unchanged = format!("{FILES} unchanged");
            again.push(index(&files, &store, &places.home, &unchanged));
        }
        let [embedding, indexing, again] = [embedding, indexing, again].map(median);
        println!(
            "{FILES} files of {turns} turns, {} bytes: embedding {:.2} s, indexing {:.2} s, ratio \
             {:.3}; unchanged {:.3} s ({} windows, {} threads, medians of {ROUNDS} rounds taken in \
             turn)",
            texts.iter().map(String::len).sum::<usize>(),
            embedding.as_secs_f64(),
            indexing.as_secs_f64(),
            indexing.as_secs_f64() / embedding.as_secs_f64(),
            again.as_secs_f64(),
            windows.len(),
            model::threads(),
        );
    }
}
