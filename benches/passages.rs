//! Measures cutting: turns to passages, and passages to windows.
//!
//! Corpus: all sample conversations, about 16,600 words. Tokens are counted as words here, so that
//! the figures are those of the cutting alone.

#[path = "support/mod.rs"]
mod support;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use whosaid::passage::{PassageConfig, divide, pack};

fn cutting(criterion: &mut Criterion) {
    let turns = support::turns();
    let config = PassageConfig::default();
    let count = |text: &str| text.split_whitespace().count();
    let words: usize = turns.iter().map(|turn| count(&turn.text)).sum();
    let passages = divide(&turns, None, &config, &count);
    assert!(passages.len() >= turns.len());

    let mut group = criterion.benchmark_group("passages");
    group.throughput(Throughput::Elements(words as u64));
    group.bench_function("divide", |bencher| {
        bencher.iter(|| divide(&turns, None, &config, &count))
    });
    group.bench_function("pack", |bencher| {
        bencher.iter(|| {
            let windows = pack(&turns, &passages, &config, &count);
            assert!(windows.len() < passages.len());
            windows
        });
    });
    group.finish();
}

criterion_group!(benches, cutting);
criterion_main!(benches);
