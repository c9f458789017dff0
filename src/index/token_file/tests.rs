//! Tests token files on made-up tokens with a fixed seed.

use super::*;

/// Tokens of eight different kinds; every fifth passage has none.
fn tokens_of(id: PassageId) -> TokenVectors {
    let mut random = fastrand::Rng::with_seed(u64::from(id.0));
    let mut tokens = TokenVectors::default();
    for _ in 0..id.0 % 5 * 7 {
        let vector = std::array::from_fn(|_| random.f32() - 0.5);
        tokens.push(random.u32(..8) * 8_000 + 7, &vector);
    }
    tokens
}

fn build(folder: &Path, ids: &[u32]) -> TokenFile {
    let passages: Vec<PassageId> = ids.iter().map(|&id| PassageId(id)).collect();
    TokenFile::build(folder, "t", &passages, |id| Ok(tokens_of(id))).unwrap()
}

#[test]
fn tokens_come_back_as_they_went_in() {
    let folder = tempfile::tempdir().unwrap();
    for ids in [vec![], vec![5], vec![3], vec![2, 3, 5, 9, 14, 70_000]] {
        let file = build(folder.path(), &ids);
        assert_eq!(file.passages(), ids);
        for &id in &ids {
            let row = file.row(PassageId(id)).unwrap();
            assert_eq!(row.to_vectors(), tokens_of(PassageId(id)));
        }
        assert_eq!(file.row(PassageId(4)), None);
        let tokens = ids.iter().map(|&id| tokens_of(PassageId(id)).ids().len());
        assert_eq!(file.tokens(), tokens.sum::<usize>());
        let size = std::fs::metadata(folder.path().join("t")).unwrap().len();
        assert_eq!(file.size() as u64, size);
    }
}

#[test]
fn a_token_counts_once_for_each_passage_that_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let ids: Vec<u32> = (1..40).collect();
    let file = build(folder.path(), &ids);
    let counted: Vec<(u32, u32)> = file.frequencies().collect();
    assert_eq!(counted.len(), 8);
    for (token, passages) in counted {
        let with = ids
            .iter()
            .filter(|&&id| tokens_of(PassageId(id)).ids().contains(&token));
        assert_eq!(with.count() as u32, passages, "{token}");
    }
}

#[test]
fn a_file_with_any_bit_of_its_header_changed_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    build(folder.path(), &[1, 2, 3, 4]);
    let path = folder.path().join("t");
    let sound = std::fs::read(&path).unwrap();
    for bit in 0..HEADER_BYTES * 8 {
        let mut bytes = sound.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&path, &bytes).unwrap();
        assert!(TokenFile::open(folder.path(), "t").is_err(), "bit {bit}");
    }
}

#[test]
fn a_file_with_any_byte_changed_or_cut_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    build(folder.path(), &[1, 2, 3, 4]);
    let path = folder.path().join("t");
    let sound = std::fs::read(&path).unwrap();
    let mut random = fastrand::Rng::with_seed(9);
    for trial in 0..200 {
        let mut bytes = sound.clone();
        let at = random.usize(..bytes.len());
        if trial % 2 == 0 {
            bytes[at] ^= 1 << random.u8(..8);
        } else {
            bytes.truncate(at);
        }
        std::fs::write(&path, &bytes).unwrap();
        assert!(TokenFile::open(folder.path(), "t").is_err(), "byte {at}");
    }
}

#[test]
fn counts_that_a_true_checksum_covers_are_still_compared_with_the_file() {
    let folder = tempfile::tempdir().unwrap();
    build(folder.path(), &[1, 2, 3, 4]);
    let path = folder.path().join("t");
    let sound = std::fs::read(&path).unwrap();
    for (word, number) in [(4, 3), (4, u32::MAX), (5, 0), (5, u32::MAX), (6, 9)] {
        let mut bytes = sound.clone();
        bytes[word * 4..][..4].copy_from_slice(&u32::to_ne_bytes(number));
        let checksum =
            crc32fast::hash(&[&bytes[HEADER_BYTES..], &bytes[12..HEADER_BYTES]].concat());
        bytes[8..12].copy_from_slice(&checksum.to_ne_bytes());
        std::fs::write(&path, &bytes).unwrap();
        let reason = TokenFile::open(folder.path(), "t").err().unwrap();
        assert!(reason.contains("do not fit together"), "{reason}");
    }
}

#[test]
fn a_passage_whose_tokens_cannot_be_read_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let refused = TokenFile::build(folder.path(), "t", &[PassageId(1)], |_| {
        Err(ReadError::Damaged {
            what: "the tokens",
            whose: "passage 1".into(),
        })
    });
    assert!(matches!(refused, Err(IndexError::Store(_))));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
