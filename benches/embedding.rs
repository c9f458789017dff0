//! Measures embedding: windows to embeddings, against the bare ONNX Runtime session on the same
//! length-sorted batches, in tokens (without padding) a second.
//!
//! Corpus: the windows of all sample conversations. Both run on all processors. The machine's
//! speed drifts, so the two take turns, and the ratio of their medians is what counts. A question
//! is measured too: about 16 tokens, one at a time.

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

#[path = "support/model.rs"]
mod model;
#[path = "support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ort::session::Session;
use ort::session::builder::GraphOptimizationLevel;
use ort::value::Tensor;
use whosaid::embed::{DIMENSIONS, Embedder, environment, window_batches};
use whosaid::passage::{PassageConfig, Window, divide, pack};
use whosaid::provision;

const ROUNDS: usize = 7;

/// One batch as the session takes it: shape, token ids, attention mask.
type Batch = ([usize; 2], Vec<i64>, Vec<i64>);

fn windows(embedder: &Embedder) -> Vec<Window> {
    let turns = support::turns();
    let config = PassageConfig::default();
    let count = |text: &str| embedder.count_tokens(text);
    let passages = divide(&turns, None, &config, &count);
    pack(&turns, &passages, &config, &count)
}

/// Returns the batches that whosaid makes, as token ids; a plain vocabulary of the right size
/// stands for the words, since the time does not depend on which words they are.
fn bare_batches(token_counts: &[usize]) -> Vec<Batch> {
    window_batches(token_counts)
        .iter()
        .map(|batch| {
            let longest = batch
                .iter()
                .map(|&place| token_counts[place] + 2)
                .max()
                .unwrap_or(0);
            let mut ids = Vec::new();
            let mut mask = Vec::new();
            for &place in batch {
                let length = token_counts[place] + 2;
                ids.extend((0..longest).map(|at| if at < length { 2000 + at as i64 } else { 0 }));
                mask.extend((0..longest).map(|at| i64::from(at < length)));
            }
            ([batch.len(), longest], ids, mask)
        })
        .collect()
}

fn run_bare(session: &mut Session, batches: &[Batch]) {
    for (shape, ids, mask) in batches {
        let ids = Tensor::from_array((*shape, ids.clone())).expect("a batch has its shape");
        let types = vec![0i64; mask.len()];
        let mask = Tensor::from_array((*shape, mask.clone())).expect("a batch has its shape");
        let types = Tensor::from_array((*shape, types)).expect("a batch has its shape");
        let needs_types = session
            .inputs()
            .iter()
            .any(|input| input.name() == "token_type_ids");
        let outputs = if needs_types {
            session.run(ort::inputs!["input_ids" => ids, "attention_mask" => mask, "token_type_ids" => types])
        } else {
            session.run(ort::inputs!["input_ids" => ids, "attention_mask" => mask])
        }
        .expect("the session runs");
        let vectors = outputs["last_hidden_state"]
            .try_extract_array::<f32>()
            .expect("numbers");
        assert_eq!(vectors.shape()[2], DIMENSIONS);
    }
}

fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort_unstable();
    durations[durations.len() / 2]
}

fn embedding(criterion: &mut Criterion) {
    let places = model::places();
    let files = provision::read(&places).expect("the model's files are sound");
    let environment = environment(&files.runtime).expect("the runtime loads");
    let mut session = Session::builder(&environment)
        .expect("a session can be built")
        .with_optimization_level(GraphOptimizationLevel::Level3)
        .expect("a known level")
        .with_intra_threads(model::threads())
        .expect("a number of threads")
        .with_config_entry("session.intra_op.allow_spinning", "0")
        .expect("a known setting")
        .commit_from_file(places.model_dir().join("model.onnx"))
        .expect("the model loads");
    let embedder = Embedder::load(files, model::threads()).expect("the model loads");
    let windows = windows(&embedder);
    let token_counts: Vec<usize> = windows
        .iter()
        .map(|window| embedder.count_tokens(&window.text))
        .collect();
    let tokens: usize = token_counts.iter().sum();
    let bare = bare_batches(&token_counts);
    let ours = |windows: &[Window]| {
        let embeddings = embedder
            .embed_windows(windows, &mut |_| true)
            .expect("windows embed");
        assert_eq!(embeddings.len(), windows.len());
    };

    let (mut our_times, mut bare_times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        ours(&windows);
        our_times.push(start.elapsed());
        let start = Instant::now();
        run_bare(&mut session, &bare);
        bare_times.push(start.elapsed());
    }
    let rate = |times: Vec<Duration>| tokens as f64 / median(times).as_secs_f64();
    let (our_rate, bare_rate) = (rate(our_times), rate(bare_times));
    println!(
        "whosaid {our_rate:.0} tokens/s, bare session {bare_rate:.0} tokens/s, ratio {:.3} \
         ({tokens} tokens in {} windows, {} threads, medians of {ROUNDS} rounds taken in turn)",
        our_rate / bare_rate,
        windows.len(),
        model::threads(),
    );

    let mut group = criterion.benchmark_group("embedding");
    group.sample_size(10);
    group.throughput(Throughput::Elements(tokens as u64));
    group.bench_function("windows", |bencher| bencher.iter(|| ours(&windows)));
    group.bench_function("bare session", |bencher| {
        bencher.iter(|| run_bare(&mut session, &bare));
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("question", |bencher| {
        bencher.iter(|| {
            embedder
                .embed_question("What did the guest say about running language models on a phone?")
                .expect("a question embeds")
        });
    });
    group.finish();
}

criterion_group!(benches, embedding);
criterion_main!(benches);
