//! Measures reading: bytes of a transcript to turns, in each of the three formats.
//!
//! Corpus: the sample conversations of `data/transcripts`, about 23 KB and 18 minutes each.

#[path = "support/mod.rs"]
mod support;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use whosaid::transcript::{ParseOptions, parse};

fn parsing(criterion: &mut Criterion) {
    assert!(support::turns().len() > 500);
    let mut group = criterion.benchmark_group("parse");
    for (name, bytes) in support::samples() {
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(&name, |bencher| {
            bencher.iter(|| {
                let parsed =
                    parse(&bytes, &ParseOptions::default()).expect("a sample is a transcript");
                assert!(parsed.turns.len() > 50);
                parsed
            });
        });
    }
    group.finish();
}

criterion_group!(benches, parsing);
criterion_main!(benches);
