//! Measures a warm question, from the words to the quotes, against the forward pass of the same
//! question alone, at about 6,000 passages: ten copies of the sample conversations.
//!
//! The machine's speed drifts, so the two take turns, and the ratio of their medians is what
//! counts.

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

#[path = "support/model.rs"]
mod model;
#[expect(dead_code, reason = "other benches want the turns as well")]
#[path = "support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use whosaid::embed::Embedder;
use whosaid::engine::{Catalogue, Engine, Question, Source, Timings};
use whosaid::provision;
use whosaid::search::SearchConfig;
use whosaid::transcript::{Metadata, ParseOptions};

const COPIES: usize = 10;
const ROUNDS: usize = 40;

const QUESTIONS: [&str; 8] = [
    "How far below the surface did the groundwater sit in summer?",
    "Who operated the excavator when the dams were put in?",
    "What did Rosalba think had gone wrong with the bread?",
    "When did the mill close?",
    "Why does Mateus think the moss was a waste of money?",
    "What did they say about the man from Graz?",
    "How long does the varnish have to dry?",
    "Which accounts did not come across in the rehearsal?",
];

fn engine() -> Engine {
    let places = model::places();
    let files = provision::read(&places).expect("the model's files are sound");
    let embedder = Embedder::load(files, model::threads()).expect("the model loads");
    let folder = tempfile::tempdir().expect("a folder").keep();
    let catalogue = Catalogue::open(&folder.join("bench.db"), Box::new(|_| {})).expect("a store");
    let engine = Engine::new(catalogue, embedder, SearchConfig::default());
    for copy in 0..COPIES {
        for (name, bytes) in support::samples() {
            let source = Source {
                id: format!("{name}-{copy}"),
                about: Metadata::default(),
                options: ParseOptions::default(),
                path: format!("{copy}/{name}"),
                bytes,
            };
            engine
                .ingest(source, &mut |_| true)
                .expect("a sample is read");
        }
    }
    engine
}

fn median(durations: &mut [Duration]) -> Duration {
    durations.sort_unstable();
    durations[durations.len() / 2]
}

fn ask(criterion: &mut Criterion) {
    let engine = engine();
    let files = provision::read(&model::places()).expect("the model's files are sound");
    let alone = Embedder::load(files, model::threads()).expect("the model loads");
    let passages = engine.catalogue().count_passages().expect("a store");
    let question = |text: &str| Question {
        text: text.into(),
        k: 5,
        ..Question::default()
    };
    let asked = |text: &str| {
        let outcome = engine.ask(&question(text)).expect("a question is answered");
        assert!(!outcome.answer.passages.is_empty());
        outcome.timings
    };
    let forward = |text: &str| alone.embed_question(text).expect("a question is embedded");
    QUESTIONS.iter().for_each(|text| drop(asked(text)));
    let (mut whole, mut pass) = (Vec::new(), Vec::new());
    let mut parts = Timings::default();
    for text in QUESTIONS.iter().cycle().take(ROUNDS * QUESTIONS.len()) {
        let start = Instant::now();
        let timings = asked(text);
        whole.push(start.elapsed());
        for &(part, duration) in timings.parts() {
            parts.add(part, duration);
        }
        let start = Instant::now();
        forward(text);
        pass.push(start.elapsed());
    }
    for (part, duration) in parts.parts() {
        println!(
            "{part:<10} {:>7.3} ms",
            duration.as_secs_f64() * 1e3 / whole.len() as f64
        );
    }
    let (whole, pass) = (median(&mut whole), median(&mut pass));
    println!(
        "a question {:.2} ms, its forward pass alone {:.2} ms: ratio {:.2} at {passages} passages \
         (medians, taken in turn)",
        whole.as_secs_f64() * 1e3,
        pass.as_secs_f64() * 1e3,
        whole.as_secs_f64() / pass.as_secs_f64(),
    );
    let mut group = criterion.benchmark_group("ask");
    group.sample_size(20);
    group.bench_function("question", |bencher| bencher.iter(|| asked(QUESTIONS[0])));
    group.bench_function("forward pass", |bencher| {
        bencher.iter(|| forward(QUESTIONS[0]))
    });
    group.finish();
}

criterion_group!(benches, ask);
criterion_main!(benches);
