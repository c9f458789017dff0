//! Measures searching by vectors: the graph against the exact scan and against `hnsw_rs`, at several
//! sizes, and what building costs. Where graph and scan cross is `GRAPH_BREAK_EVEN`.
//!
//! Corpus: made-up unit vectors around 300 topics, seed 7, in a real store; one thread; the 200
//! nearest are asked for, as a search does. Each search asserts that it found them.

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

use std::time::Instant;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use hnsw_rs::prelude::{Distance, Hnsw};
use whosaid::embed::{DIMENSIONS, Embedding, Encoded, TokenVectors};
use whosaid::index::{Index, PassageFilter, Plan, dot};
use whosaid::passage::{Passage, PassageConfig};
use whosaid::store::{Identity, Record, StoreWriter};
use whosaid::time::Span;
use whosaid::transcript::{Cue, Format, Media, Transcript, Turn};

const TOPICS: usize = 300;
const SEED: u64 = 7;
const WANTED: usize = 200;
const SIZES: [usize; 4] = [1_000, 4_000, 8_000, 16_000];

fn vector(random: &mut fastrand::Rng, around: Option<&[f32]>) -> Vec<f32> {
    (0..DIMENSIONS)
        .map(|at| around.map_or(0.0, |topic| topic[at] * 1.5) + random.f32() - 0.5)
        .collect()
}

/// One minus the cosine of unit vectors, at least zero since the crate panics below.
#[derive(Clone, Copy, Default)]
struct ClampedCosine;

impl Distance<f32> for ClampedCosine {
    fn eval(&self, a: &[f32], b: &[f32]) -> f32 {
        (1.0 - dot(a, b)).max(0.0)
    }
}

/// Makes a graph of `hnsw_rs` with the links and candidates of ours, on all processors.
fn other_graph(embeddings: &[Embedding]) -> Hnsw<'static, f32, ClampedCosine> {
    let graph = Hnsw::new(16, embeddings.len(), 16, 200, ClampedCosine);
    let rows = embeddings.iter().enumerate();
    let rows: Vec<(&[f32], usize)> = rows.map(|(at, row)| (row.as_slice(), at)).collect();
    graph.parallel_insert_slice(&rows);
    graph
}

fn embeddings(count: usize, random: &mut fastrand::Rng) -> Vec<Embedding> {
    let topics: Vec<Vec<f32>> = (0..TOPICS).map(|_| vector(random, None)).collect();
    let mut embedding = || {
        let topic = random.usize(..TOPICS);
        let vector = vector(random, Some(&topics[topic]));
        Embedding::new(vector).expect("a vector has a length")
    };
    (0..count).map(|_| embedding()).collect()
}

/// Makes a store of a passage for each embedding, and its index.
fn index(folder: &std::path::Path, embeddings: &[Embedding]) -> Index {
    let count = embeddings.len();
    let identity = Identity {
        model: "made up".into(),
        formerly: None,
        passages: PassageConfig::default(),
    };
    let mut store = StoreWriter::open(&folder.join("store.db"), identity).expect("a new store");
    let span = Span::new(0, 1000);
    let turn = |at: usize| Turn {
        speaker: None,
        span: Some(span),
        text: format!("passage {at}"),
        cues: vec![Cue {
            text_start: 0,
            span,
        }],
        ..Turn::default()
    };
    let turns: Vec<Turn> = (0..count).map(turn).collect();
    let passages: Vec<Passage> = turns
        .iter()
        .enumerate()
        .map(|(at, turn)| Passage {
            turn: at,
            text_range: 0..turn.text.len(),
            span: Some(span),
            estimated_times: false,
            backchannel: false,
        })
        .collect();
    // Without tokens: none of these searches looks at them.
    let without_tokens = |embedding: &Embedding| Encoded {
        embedding: embedding.clone(),
        tokens: TokenVectors::default(),
    };
    let encoded: Vec<Encoded> = embeddings.iter().map(without_tokens).collect();
    let transcript = Transcript {
        id: "made_up".into(),
        title: "made up".into(),
        date: None,
        source: "-".into(),
        format: Format::Lines,
        media: Media::default(),
        language: None,
        turns,
    };
    let record = Record {
        transcript: &transcript,
        people: None,
        content_hash: [0; 32],
        passages: &passages,
        encoded: &encoded.into(),
        item: None,
    };
    store
        .commit(&record)
        .expect("a new store takes a transcript");
    Index::open(&store, &folder.join("index"), &mut |_| {}).expect("an index is built")
}

fn searching(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("search");
    for count in SIZES {
        let mut random = fastrand::Rng::with_seed(SEED);
        let folder = tempfile::tempdir().expect("a throw-away folder");
        let embeddings = embeddings(count, &mut random);
        let start = Instant::now();
        let other = other_graph(&embeddings);
        println!(
            "{count} vectors: hnsw_rs built in {:.1} s",
            start.elapsed().as_secs_f64()
        );
        let start = Instant::now();
        let index = index(folder.path(), &embeddings);
        let anywhere = Embedding::new(vector(&mut random, None)).expect("a vector has a length");
        // A segment below the break-even has a graph from the first walk on.
        index
            .vectors
            .search(&anywhere, WANTED, &PassageFilter::All, Plan::Graph);
        println!(
            "{count} vectors: stored and built, with a graph, in {:.1} s",
            start.elapsed().as_secs_f64()
        );
        let questions: Vec<Embedding> = (0..64)
            .map(|_| Embedding::new(vector(&mut random, None)).expect("a vector has a length"))
            .collect();
        let mut asked = questions.iter().cycle();
        group.bench_with_input(
            BenchmarkId::new("exact", count),
            &index,
            |bencher, index| {
                bencher.iter(|| {
                    let question = asked.next().expect("questions are asked in a cycle");
                    let (found, _) =
                        index
                            .vectors
                            .search(question, WANTED, &PassageFilter::All, Plan::Exact);
                    assert_eq!(found.len(), WANTED);
                    found
                });
            },
        );
        group.bench_with_input(
            BenchmarkId::new("graph", count),
            &index,
            |bencher, index| {
                bencher.iter(|| {
                    let question = asked.next().expect("questions are asked in a cycle");
                    let (found, _) =
                        index
                            .vectors
                            .search(question, WANTED, &PassageFilter::All, Plan::Graph);
                    assert_eq!(found.len(), WANTED);
                    found
                });
            },
        );
        group.bench_with_input(
            BenchmarkId::new("hnsw_rs", count),
            &other,
            |bencher, other| {
                bencher.iter(|| {
                    let question = asked.next().expect("questions are asked in a cycle");
                    let found = other.search(question.as_slice(), WANTED, WANTED);
                    assert_eq!(found.len(), WANTED);
                    found
                });
            },
        );
    }
    group.finish();
}

criterion_group!(benches, searching);
criterion_main!(benches);
