//! Tests that removed and replaced transcripts are not found.

use whosaid::embed::Encoded;
use whosaid::index::{Bm25, Index, PassageFilter, Plan, content_words};
use whosaid::store::{PassageId, PassageScope};
use whosaid::transcript::Transcript;

use super::{Opened, Small, TWO, expect_complete, snapshot};
use crate::support::{Recording, samples};

/// Returns every passage that a recording's own embeddings and words find.
fn found_by(recording: &Recording, index: &Index, plan: Plan) -> Vec<PassageId> {
    let mut found = Vec::new();
    for Encoded { embedding, .. } in &recording.encoded {
        let (near, _) = index
            .vectors
            .search(embedding, 20, &PassageFilter::All, plan);
        assert!(!near.is_empty());
        found.extend(near.into_iter().map(|near| near.id));
    }
    for passage in &recording.passages {
        let words = content_words(passage.text(&recording.transcript.turns));
        let by_words = index.lexical.score(&words, &[], &Bm25::default());
        found.extend(by_words.unwrap().scores.into_keys());
    }
    found
}

fn ids_of(small: &Small, transcript: &str) -> Vec<PassageId> {
    let scope = PassageScope {
        transcripts: vec![transcript.into()],
        ..PassageScope::default()
    };
    small.store().passages().in_scope(&scope).unwrap()
}

/// Fails where any of the passages is found, through the graph or by scan.
fn expect_gone(gone: &[PassageId], recording: &Recording, index: &Index) {
    assert!(!gone.is_empty());
    for plan in [Plan::Graph, Plan::Exact] {
        let found = found_by(recording, index, plan);
        assert!(!found.iter().any(|id| gone.contains(id)), "{plan:?}");
    }
}

#[test]
fn removed_transcript_is_not_found_without_a_rebuild() {
    let small = Small::of(&TWO);
    let segments = || {
        let mut files = snapshot(&small.derived());
        files.retain(|(path, _)| path.to_string_lossy().contains("segment-"));
        files
    };
    small.index();
    let (gone, before) = (ids_of(&small, TWO[0]), segments());
    small.store().remove(TWO[0]).unwrap();
    let opened = Opened::at(&small.path());
    let index = opened.catalogue.index().unwrap();
    expect_gone(&gone, samples().recording(TWO[0]), &index);
    expect_complete(&small.store(), &index);
    assert!(!opened.rebuilt());
    assert_eq!(
        segments(),
        before,
        "the graph with the removed passages stays as it is"
    );
}

#[test]
fn a_replaced_transcript_is_found_in_its_new_version_only() {
    let small = Small::of(&TWO);
    small.index();
    let former = samples().recording(TWO[0]);
    let gone = ids_of(&small, TWO[0]);
    // The file of the former now holds another conversation.
    let content = samples().recording("night_trains");
    let latter = Recording {
        transcript: Transcript {
            source: former.transcript.source.clone(),
            ..content.transcript.clone()
        },
        ..content.clone()
    };
    latter.commit_as(TWO[0], &mut small.store());
    let index = small.index();
    expect_gone(&gone, former, &index);
    expect_complete(&small.store(), &index);
    let latter_ids = ids_of(&small, TWO[0]);
    for plan in [Plan::Graph, Plan::Exact] {
        let found = found_by(&latter, &index, plan);
        assert!(latter_ids.iter().all(|id| found.contains(id)), "{plan:?}");
    }
}

#[test]
fn nothing_is_found_after_every_transcript_was_removed() {
    let small = Small::of(&TWO);
    small.index();
    for id in TWO {
        small.store().remove(id).unwrap();
    }
    let index = small.index();
    assert!(index.vectors.is_empty());
    for plan in [Plan::Graph, Plan::Exact] {
        let question = &samples().questions[0].1.embedding;
        let (found, _) = index
            .vectors
            .search(question, 10, &PassageFilter::All, plan);
        assert_eq!(found, []);
    }
}

#[test]
fn a_transcript_that_comes_back_after_its_removal_is_found() {
    let small = Small::of(&TWO);
    small.index();
    small.store().remove(TWO[0]).unwrap();
    small.index();
    samples()
        .recording(TWO[0])
        .commit_as(TWO[0], &mut small.store());
    expect_complete(&small.store(), &small.index());
}
