//! Tests that small files that share a batch are stored as they would be alone.

use std::path::Path;

use whosaid::embed::Model;
use whosaid::engine::{Catalogue, IngestError, Ingested, Progress, Source, Timings, identity};
use whosaid::store::{PassageId, StoreReader};
use whosaid::transcript::{Metadata, ParseOptions};

use crate::support::Temporary;

/// Conversations of very different lengths, so that the model's batches mix them.
fn sources() -> Vec<Source> {
    let says = |turn: usize| {
        let words = ["the kettle boils", "bread is bought", "boats leave at nine"];
        format!("{} on day {turn}", words[turn % 3])
    };
    let text = |place: usize| -> String {
        let turns = 0..1 + place * place;
        let turn = |at: usize| {
            let (who, what) = (["Ann", "Ben"][at % 2], says(at + place));
            format!("00:{at:02}:00.000 - 00:{at:02}:09.000, {who}: Well, {what}.\n")
        };
        turns.map(turn).collect()
    };
    let source = |place: usize| Source {
        id: format!("talk{place}"),
        about: Metadata::default(),
        options: ParseOptions::default(),
        path: format!("/files/talk{place}.txt"),
        bytes: text(place).into_bytes(),
    };
    (1..7).map(source).collect()
}

/// Pushes sources into one batch. Returns their outcomes, in order.
fn ingest_all(
    temporary: &Temporary,
    sources: Vec<Source>,
    progress: &mut dyn FnMut(Progress) -> bool,
) -> Vec<Result<Ingested, IngestError>> {
    let engine = &temporary.engine;
    let load = |_: &mut Timings| Ok::<_, IngestError>(engine.embedder());
    let mut batch = engine.catalogue().begin_batch(load);
    let mut timings = Timings::default();
    for (place, source) in sources.into_iter().enumerate() {
        batch
            .push(place, Ok(source), &mut timings, progress)
            .unwrap();
    }
    batch.flush(&mut timings, progress).unwrap();
    let finished: Vec<_> = std::iter::from_fn(|| batch.pop()).collect();
    assert!(
        finished
            .iter()
            .map(|(place, _)| *place)
            .eq(0..finished.len())
    );
    finished.into_iter().map(|(_, outcome)| outcome).collect()
}

/// Returns each passage's transcript, its place in it, its words, its vector and its tokens.
fn passages(store: &Path) -> Vec<(String, String, Vec<f32>, Vec<u32>)> {
    let store = StoreReader::open_existing(store, identity(Model::English)).unwrap();
    assert_eq!(store.verify().unwrap(), []);
    let mut vectors = Vec::new();
    store
        .scan()
        .embeddings_after(PassageId(0), &mut |id, _, vector| {
            vectors.push((id, vector.to_vec()));
        })
        .unwrap();
    let passages = vectors.into_iter().map(|(id, vector)| {
        let record = store.passages().records(&[id]).unwrap().remove(0);
        let tokens = store.scan().tokens(id).unwrap().ids().to_vec();
        (
            record.transcript_id.clone(),
            record.text().to_owned(),
            vector,
            tokens,
        )
    });
    passages.collect()
}

#[test]
fn batched_files_get_the_same_passages_as_alone() {
    let (alone, together) = (Temporary::empty(), Temporary::empty());
    for source in sources() {
        alone.engine.ingest(source, &mut |_| true).unwrap();
    }
    let outcomes = ingest_all(&together, sources(), &mut |_| true);
    assert!(
        outcomes
            .iter()
            .all(|one| matches!(one, Ok(Ingested::Stored(_))))
    );
    let store = |temporary: &Temporary| temporary.folder.path().join("store.db");
    let (alone, together) = (passages(&store(&alone)), passages(&store(&together)));
    assert!(alone.len() > 20);
    assert_eq!(alone.len(), together.len());
    for (one, other) in alone.iter().zip(&together) {
        assert_eq!((&one.0, &one.1, &one.3), (&other.0, &other.1, &other.3));
        // A batch's padding changes a vector by rounding alone.
        let cosine: f32 = one.2.iter().zip(&other.2).map(|(a, b)| a * b).sum();
        assert!(cosine > 0.9999, "{cosine} for {}", one.1);
    }
}

#[test]
fn interrupted_batch_stores_whole_transcripts_only() {
    let temporary = Temporary::empty();
    let mut sources = sources();
    let before = sources.remove(0);
    temporary.engine.ingest(before, &mut |_| true).unwrap();
    let mut batches = 0;
    let outcomes = ingest_all(&temporary, sources, &mut |progress| {
        batches += usize::from(matches!(progress, Progress::Embedded(1..)));
        batches == 0
    });
    let cancelled = |one: &Result<Ingested, IngestError>| matches!(one, Err(IngestError::Embed(_)));
    assert!(outcomes.len() == 5 && outcomes.iter().all(cancelled));
    let ids = temporary.engine.catalogue().library().summaries().unwrap();
    assert_eq!(ids.len(), 1);
    assert_eq!(temporary.engine.catalogue().verify().unwrap(), []);
}

#[test]
fn taken_id_in_a_batch_fails_alone() {
    let temporary = Temporary::empty();
    let mut taken = sources().remove(2);
    taken.path = "/elsewhere/talk3.txt".into();
    taken.bytes = b"00:00:01.000 - 00:00:02.000, Ann: Something else.\n".to_vec();
    temporary.engine.ingest(taken, &mut |_| true).unwrap();
    let outcomes = ingest_all(&temporary, sources(), &mut |_| true);
    let stored: Vec<bool> = outcomes.iter().map(Result::is_ok).collect();
    assert_eq!(stored, [true, true, false, true, true, true]);
    assert!(matches!(outcomes[2], Err(IngestError::Commit(_))));
}

#[test]
fn file_that_another_process_has_stored_meanwhile_is_not_embedded_again() {
    let temporary = Temporary::empty();
    let engine = &temporary.engine;
    let load = |_: &mut Timings| Ok::<_, IngestError>(engine.embedder());
    let store = temporary.folder.path().join("store.db");
    let other = Catalogue::open_existing(&store, Box::new(|_| {})).unwrap();
    let mut batch = engine.catalogue().begin_batch(load);
    let mut timings = Timings::default();
    for (place, mut source) in sources().into_iter().enumerate() {
        source.about.title = Some(format!("Talk {place}"));
        let pushed = batch.push(place, Ok(source), &mut timings, &mut |_| true);
        pushed.unwrap();
    }
    let mut others = other.begin_batch(load);
    for (place, source) in sources().into_iter().enumerate().skip(1) {
        let pushed = others.push(place, Ok(source), &mut timings, &mut |_| true);
        pushed.unwrap();
    }
    others.flush(&mut timings, &mut |_| true).unwrap();
    let mut begun = Vec::new();
    let mut progress = |progress| {
        begun.extend(match progress {
            Progress::Begin(passages) => Some(passages),
            Progress::Embedded(_) => None,
        });
        true
    };
    batch.flush(&mut timings, &mut progress).unwrap();
    assert_eq!(begun, [2], "only what is in the first file is embedded");
    let outcomes: Vec<_> = std::iter::from_fn(|| batch.pop()).collect();
    assert!(matches!(outcomes[0].1, Ok(Ingested::Stored(_))));
    let described =
        |(_, one): &(usize, Result<Ingested, IngestError>)| matches!(one, Ok(Ingested::Described));
    assert!(outcomes[1..].iter().all(described), "{outcomes:?}");
    let stored = engine.catalogue().library().summaries().unwrap();
    let titles: Vec<&str> = stored.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(
        titles,
        ["Talk 0", "Talk 1", "Talk 2", "Talk 3", "Talk 4", "Talk 5"]
    );
}

#[test]
fn run_that_is_ended_soon_has_stored_what_it_embedded_first() {
    let temporary = Temporary::empty();
    let lines = "00:00:01.000 - 00:00:09.000, Ann: The kettle boils, and bread is bought again.\n\
                 00:00:09.000 - 00:00:12.000, Ben: The boats leave the harbour at nine.\n";
    let sources = (0..40).map(|place| Source {
        id: format!("talk{place:02}"),
        path: format!("/files/talk{place:02}.txt"),
        bytes: lines.repeat(10).into_bytes(),
        ..sources().remove(0)
    });
    let mut embedded = 0;
    let outcomes = ingest_all(&temporary, sources.collect(), &mut |progress| {
        if let Progress::Embedded(passages) = progress {
            embedded += passages;
        }
        // All 40 files fit into the largest batch.
        embedded < 30 * 20
    });
    let stored = outcomes.iter().filter(|one| one.is_ok()).count();
    assert!((1..40).contains(&stored), "{stored} of 40 are stored");
}
