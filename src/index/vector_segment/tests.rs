//! Tests segments on random vectors with a fixed seed.

use super::*;

fn random_vectors(count: usize, seed: u64) -> Vec<f32> {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut vectors = Vec::with_capacity(count * DIMENSIONS);
    for _ in 0..count {
        let row: Vec<f32> = (0..DIMENSIONS).map(|_| random.f32() - 0.5).collect();
        let length = dot(&row, &row).sqrt();
        vectors.extend(row.iter().map(|x| x / length));
    }
    vectors
}

/// Numbers the rows from 1.
fn passages(vectors: &[f32]) -> Embedded {
    let mut passages = Embedded::default();
    for (place, row) in vectors.chunks_exact(DIMENSIONS).enumerate() {
        let shape = PassageTraits {
            words: place as u16,
            is_question: place % 2 == 0,
            has_number: place % 3 == 0,
            has_date: place % 5 == 2,
        };
        passages.push(PassageId(place as u32 + 1), shape, row);
    }
    passages
}

/// The least number of vectors from which a segment has a graph in its file: all have one, and none.
const ALWAYS_AND_NEVER: [usize; 2] = [0, usize::MAX];

fn build(folder: &Path, vectors: &[f32], graph_from: usize) -> VectorSegment {
    VectorSegment::build(folder, "s", &passages(vectors), graph_from).unwrap()
}

fn found(segment: &VectorSegment, question: &[f32], candidates: usize) -> Vec<u32> {
    let (mut found, _) = segment.graph_search(question, candidates, None, |_| true);
    found.sort_by(Scored::best_first);
    found.iter().map(|scored| scored.id.0).collect()
}

#[test]
fn every_vector_finds_itself() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = random_vectors(300, 1);
    for graph_from in ALWAYS_AND_NEVER {
        let segment = build(folder.path(), &vectors, graph_from);
        for (place, row) in vectors.chunks_exact(DIMENSIONS).enumerate() {
            assert_eq!(found(&segment, row, 64)[0], place as u32 + 1);
        }
    }
}

#[test]
fn a_file_has_a_graph_from_the_given_number_of_vectors_on() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = random_vectors(30, 10);
    for (graph_from, has_graph) in [(0, true), (30, true), (31, false)] {
        let segment = build(folder.path(), &vectors, graph_from);
        assert_eq!(segment.has_graph(), has_graph, "{graph_from}");
        found(&segment, &vectors[..DIMENSIONS], 10);
        assert_eq!(segment.has_graph(), has_graph, "after a walk, {graph_from}");
    }
}

#[test]
fn a_passage_keeps_its_shape() {
    let folder = tempfile::tempdir().unwrap();
    let segment = build(folder.path(), &random_vectors(9, 1), 0);
    assert_eq!(
        segment.shape(PassageId(5)),
        Some(PassageTraits {
            words: 4,
            is_question: true,
            has_number: false,
            has_date: false,
        })
    );
    assert_eq!(
        segment.shape(PassageId(8)),
        Some(PassageTraits {
            words: 7,
            is_question: false,
            has_number: false,
            has_date: true,
        })
    );
}

#[test]
fn one_two_and_no_vectors_make_a_graph() {
    let folder = tempfile::tempdir().unwrap();
    for graph_from in ALWAYS_AND_NEVER {
        for count in 0..3 {
            let segment = build(folder.path(), &random_vectors(count, 2), graph_from);
            assert_eq!(found(&segment, &random_vectors(1, 3), 10).len(), count);
        }
    }
}

#[test]
fn equal_vectors_are_all_found_and_hide_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let same = random_vectors(1, 4);
    let mut vectors = same.repeat(200);
    vectors.extend(random_vectors(50, 5));
    let segment = build(folder.path(), &vectors, 0);
    assert_eq!(found(&segment, &same, 10).len(), 209);
    for place in 200..250 {
        let row = &vectors[place * DIMENSIONS..][..DIMENSIONS];
        assert_eq!(found(&segment, row, 10)[0], place as u32 + 1);
    }
}

#[test]
fn a_filter_lets_only_its_passages_through_and_all_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = random_vectors(300, 6);
    let segment = build(folder.path(), &vectors, 0);
    let allowed = [PassageId(7), PassageId(250)];
    let admitted = segment.vectors_of(&allowed, &Removed::default());
    let question = random_vectors(1, 7);
    let admits = |id| allowed.contains(&id);
    let (found, _) = segment.graph_search(&question, 10, Some(&admitted), admits);
    let mut numbers: Vec<u32> = found.iter().map(|scored| scored.id.0).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [7, 250]);
}

#[test]
fn the_vectors_of_passages_are_found_wherever_numbers_are_missing() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = random_vectors(60, 12);
    let mut random = fastrand::Rng::with_seed(13);
    let mut embedded = Embedded::default();
    let mut id = 0;
    let shape = passages(&vectors).shapes[0];
    for row in vectors.chunks_exact(DIMENSIONS) {
        id += if random.bool() { 1 } else { random.u32(2..9) };
        embedded.push(PassageId(id), shape, row);
    }
    let segment = VectorSegment::build(folder.path(), "s", &embedded, 0).unwrap();
    let removed = Removed(vec![(PassageId(20), PassageId(40))]);
    for _ in 0..200 {
        let numbers = (0..id + 9).filter(|_| random.u8(..3) == 0).map(PassageId);
        let asked: Vec<PassageId> = numbers.collect();
        let found: Vec<u32> = segment.vectors_of(&asked, &removed).iter().collect();
        let expected = embedded
            .ids
            .iter()
            .enumerate()
            .filter(|(_, id)| asked.contains(id) && !(20..=40).contains(&id.0));
        assert_eq!(
            found,
            expected.map(|(place, _)| place as u32).collect::<Vec<_>>()
        );
    }
}

#[test]
fn the_same_passages_make_the_same_file() {
    let folders = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let vectors = random_vectors(700, 11);
    let [one, other] = folders.each_ref().map(|folder| {
        build(folder.path(), &vectors, 0);
        std::fs::read(folder.path().join("s")).unwrap()
    });
    assert!(one == other);
}

#[test]
fn a_file_with_any_byte_changed_or_cut_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s");
    let mut random = fastrand::Rng::with_seed(9);
    for graph_from in ALWAYS_AND_NEVER {
        build(folder.path(), &random_vectors(20, 8), graph_from);
        let sound = std::fs::read(&path).unwrap();
        for trial in 0..200 {
            let mut bytes = sound.clone();
            if trial % 2 == 0 {
                let at = random.usize(..bytes.len());
                bytes[at] ^= 1 << random.u8(..8);
            } else {
                bytes.truncate(random.usize(..bytes.len()));
            }
            std::fs::write(&path, &bytes).unwrap();
            assert!(
                VectorSegment::open(folder.path(), "s").is_err(),
                "trial {trial}"
            );
        }
        // The header is no part of the checksum.
        for bit in 0..HEADER_WORDS * 32 {
            let mut bytes = sound.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(&path, &bytes).unwrap();
            assert!(
                VectorSegment::open(folder.path(), "s").is_err(),
                "bit {bit}"
            );
        }
    }
}
