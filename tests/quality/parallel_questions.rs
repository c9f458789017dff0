//! Tests that questions of many threads are read in one batch, with the same result as alone.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use whosaid::embed::{Embedder, EncodedQuestion};

use crate::support::{embedder, samples};

/// How alike the vectors of one question must be, alone and in a batch (cosine).
const ALIKE: f32 = 0.999_99;

const THREADS: usize = 16;

/// How long a test waits for questions to meet at the model.
const PATIENCE: Duration = Duration::from_secs(60);

fn cosine(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

#[track_caller]
fn assert_alike(question: &str, alone: &EncodedQuestion, together: &EncodedQuestion) {
    let meaning = cosine(alone.embedding.as_slice(), together.embedding.as_slice());
    assert!(meaning > ALIKE, "{question}: {meaning}");
    assert_eq!(alone.tokens.len(), together.tokens.len(), "{question}");
    for (one, other) in alone.tokens.iter().zip(&together.tokens) {
        assert_eq!((one.id, &one.range), (other.id, &other.range), "{question}");
        let likeness = cosine(&one.vector, &other.vector);
        assert!(likeness > ALIKE, "{question}: {likeness}");
    }
}

/// Has every thread read each of these questions, beginning with another one.
fn read_at_once(embedder: &Embedder, questions: &[(String, EncodedQuestion)]) {
    let start = Barrier::new(THREADS);
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let start = &start;
            scope.spawn(move || {
                start.wait();
                for place in 0..questions.len() {
                    let (question, alone) = &questions[(place + thread) % questions.len()];
                    let together = embedder.embed_question(question).unwrap();
                    assert_alike(question, alone, &together);
                }
            });
        }
    });
}

#[test]
fn batched_question_has_the_same_vectors_as_alone() {
    let embedder = embedder();
    let mut questions = samples().questions[..THREADS].to_vec();
    // One that is much longer than the rest is padded to by nobody.
    let long = "boat ".repeat(150);
    questions.push((long.clone(), embedder.embed_question(&long).unwrap()));
    let started = Instant::now();
    loop {
        let before = embedder.batch_sizes();
        read_at_once(&embedder, &questions);
        let after = embedder.batch_sizes();
        let read = (THREADS * questions.len()) as u64;
        assert!((after.sum - before.sum - read as f64).abs() < 0.5);
        // Fewer batches than questions: some were read together.
        if after.count - before.count < read {
            return;
        }
        assert!(started.elapsed() < PATIENCE, "no two questions ever met");
    }
}
