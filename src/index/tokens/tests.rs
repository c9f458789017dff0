//! Tests that the index has the tokens of exactly the passages that can be found, also after
//! additions, merges and removals.

use std::path::Path;

use super::*;
use crate::embed::{DIMENSIONS, Embedding, Encoded, TokenVectors};
use crate::index::Index;
use crate::passage::{PassageConfig, divide};
use crate::store::{Identity, PassageScope, Record, StoreReader, StoreWriter};
use crate::transcript::{Media, ParseOptions, Transcript, parse};

const WORDS: [&str; 6] = ["boat", "harbour", "canal", "bread", "oven", "violin"];

/// Commits a conversation of so many turns; each passage has up to ten tokens of twenty.
fn commit(store: &mut StoreWriter, id: &str, turns: usize, random: &mut fastrand::Rng) {
    let line = |turn: usize| {
        let word = WORDS[turn % WORDS.len()];
        format!("00:00:{turn:02}.000 - 00:00:{turn:02}.900, Ann: They spoke of the {word} there.\n")
    };
    let text: String = (0..turns).map(line).collect();
    let parsed = parse(text.as_bytes(), &ParseOptions::default()).unwrap();
    let transcript = Transcript {
        id: id.into(),
        title: id.into(),
        date: None,
        source: format!("{id}.txt"),
        format: parsed.format,
        media: Media::default(),
        language: None,
        turns: parsed.turns,
    };
    let config = PassageConfig {
        most_words: 8,
        ..PassageConfig::default()
    };
    let passages = divide(&transcript.turns, None, &config, &str::len);
    let encoded: Vec<Encoded> = passages.iter().map(|_| made_up(random)).collect();
    let record = Record {
        transcript: &transcript,
        people: None,
        content_hash: [0; 32],
        passages: &passages,
        encoded: &encoded.into(),
        item: None,
    };
    store.commit(&record).unwrap();
}

fn made_up(random: &mut fastrand::Rng) -> Encoded {
    let mut vector = || std::array::from_fn::<f32, DIMENSIONS, _>(|_| random.f32() - 0.5);
    let embedding = Embedding::new(vector().to_vec()).unwrap();
    let signs = vector();
    let mut tokens = TokenVectors::default();
    for _ in 0..random.usize(..10) {
        tokens.push(random.u32(1000..1020), &signs);
    }
    Encoded { embedding, tokens }
}

fn open(store: &StoreReader, folder: &Path) -> Index {
    Index::open(store, folder, &mut |_| {}).unwrap()
}

/// Asserts that the index has the same tokens and frequencies as a newly built one.
fn expect_fresh(store: &StoreReader, index: &Index) {
    let folder = tempfile::tempdir().unwrap();
    let fresh = open(store, folder.path());
    let ids = store.passages().in_scope(&PassageScope::default()).unwrap();
    assert_eq!(index.tokens.live as usize, ids.len());
    assert_eq!(index.tokens.frequencies, fresh.tokens.frequencies);
    for id in ids {
        let row = index.tokens.of(id).unwrap();
        assert_eq!(row.to_vectors(), store.scan().tokens(id).unwrap());
        assert_eq!(Some(row), fresh.tokens.of(id));
    }
}

#[test]
fn frequencies_after_additions_merges_and_removals_are_those_of_a_fresh_build() {
    let mut random = fastrand::Rng::with_seed(11);
    let folder = tempfile::tempdir().unwrap();
    let identity = Identity {
        formerly: None,
        model: "test".into(),
        passages: PassageConfig::default(),
    };
    let mut store = StoreWriter::open(&folder.path().join("s.db"), identity).unwrap();
    let derived = folder.path().join("index");
    let (mut most_segments, mut gone_and_still_held, mut merges) = (0, 0, 0);
    let mut segments_before = 0;
    for step in 0..16 {
        if step % 4 == 3 {
            store.remove(&format!("talk {}", step - 2)).unwrap();
        } else {
            let turns = if step % 3 == 0 { 50 } else { 4 };
            commit(&mut store, &format!("talk {step}"), turns, &mut random);
        }
        let index = open(&store, &derived);
        expect_fresh(&store, &index);
        let held: usize = index
            .tokens
            .files
            .iter()
            .map(|file| file.passages().len())
            .sum();
        gone_and_still_held += held - index.tokens.live as usize;
        merges += usize::from(index.vectors.segments() < segments_before);
        segments_before = index.vectors.segments();
        most_segments = most_segments.max(segments_before);
    }
    assert!(most_segments > 1 && gone_and_still_held > 0 && merges > 0);
}

#[test]
fn a_removed_or_unknown_passage_has_no_tokens() {
    let mut random = fastrand::Rng::with_seed(12);
    let folder = tempfile::tempdir().unwrap();
    let identity = Identity {
        formerly: None,
        model: "test".into(),
        passages: PassageConfig::default(),
    };
    let mut store = StoreWriter::open(&folder.path().join("s.db"), identity).unwrap();
    commit(&mut store, "a", 3, &mut random);
    let before = open(&store, &folder.path().join("index"));
    let ids = store.passages().in_scope(&PassageScope::default()).unwrap();
    store.remove("a").unwrap();
    let after = open(&store, &folder.path().join("index"));
    assert!(before.tokens.of(ids[0]).is_some());
    assert_eq!(after.tokens.of(ids[0]), None);
    assert_eq!(before.tokens.of(PassageId(99)), None);
}

#[test]
fn the_rarer_a_token_the_larger_its_weight_and_never_below_zero() {
    let mut tokens = Tokens::new(Vec::new(), Removed::default());
    assert!(tokens.idf(7) >= 0.0);
    tokens.live = 10;
    tokens.frequencies[1] = 1;
    tokens.frequencies[2] = 10;
    assert!((tokens.idf(1) - (1.0f32 + 9.5 / 1.5).ln()).abs() < 1e-6);
    assert!(tokens.idf(0) > tokens.idf(1) && tokens.idf(1) > tokens.idf(2));
    assert!(tokens.idf(2) >= 0.0);
}
