//! Tests what is stored of feeds and their items.

use super::*;

/// A feed of one item, which became a transcript.
fn commit_from_feed(store: &mut StoreWriter, transcript: &Transcript, chapter: &str) {
    let feed = StoredFeed {
        bytes: b"<rss/>".to_vec(),
        found_at: "https://pod.example/feed".into(),
        ..StoredFeed::default()
    };
    store.keep_feed("https://pod.example/feed", &feed).unwrap();
    let version = ItemVersion {
        transcript_url: "https://pod.example/1.vtt".into(),
        validators: Validators::default(),
        fingerprint: [3; 32],
    };
    let chapters = [Chapter {
        start_ms: 2000,
        title: chapter.into(),
    }];
    let item = FeedItem {
        feed: "https://pod.example/feed",
        guid: "1",
        version: &version,
        chapters: &chapters,
    };
    let passages: Vec<Passage> = divide(
        &transcript.turns,
        None,
        &PassageConfig::default(),
        &str::len,
    );
    let encoded = Encodings::from(encoded(&passages));
    let record = Record {
        transcript,
        people: None,
        content_hash: [7; 32],
        passages: &passages,
        encoded: &encoded,
        item: Some(item),
    };
    store.commit(&record).unwrap();
}

#[test]
fn feed_item_comes_and_goes_with_its_transcript() {
    let (_folder, mut store) = temporary();
    let boat = transcript("boat", "https://pod.example/feed#1", TEXT);
    let feed = "https://pod.example/feed";
    for chapter in ["Boats", "Ferries"] {
        commit_from_feed(&mut store, &boat, chapter);
        let chapters = store.transcripts().chapters("boat").unwrap();
        assert_eq!((chapters.len(), &*chapters[0].title), (1, chapter));
        let (id, version) = store.feeds().item(feed, "1").unwrap().unwrap();
        assert_eq!((id.as_str(), version.fingerprint), ("boat", [3; 32]));
        assert_eq!(
            store.feeds().items(feed).unwrap(),
            [("1".into(), "boat".into())]
        );
    }
    store.remove("boat").unwrap();
    assert_eq!(store.feeds().item(feed, "1").unwrap(), None);
    assert_eq!(store.transcripts().chapters("boat").unwrap(), []);
    assert_eq!(store.feeds().feed(feed).unwrap().unwrap().bytes, b"<rss/>");
    assert_eq!(store.verify().unwrap(), []);
}

#[test]
fn item_of_an_unknown_feed_is_refused_with_its_transcript() {
    let (_folder, mut store) = temporary();
    let boat = transcript("boat", "https://pod.example/feed#1", TEXT);
    commit_from_feed(&mut store, &boat, "Boats");
    let (_, version) = store
        .feeds()
        .item("https://pod.example/feed", "1")
        .unwrap()
        .unwrap();
    let item = FeedItem {
        feed: "https://other.example/feed",
        guid: "1",
        version: &version,
        chapters: &[],
    };
    let passages: Vec<Passage> = divide(&boat.turns, None, &PassageConfig::default(), &str::len);
    let encoded = Encodings::from(encoded(&passages));
    let record = Record {
        transcript: &boat,
        people: None,
        content_hash: [8; 32],
        passages: &passages,
        encoded: &encoded,
        item: Some(item),
    };
    let generation = store.commits().generation().unwrap();
    assert!(store.commit(&record).is_err());
    assert_eq!(store.commits().generation().unwrap(), generation);
    assert_eq!(store.transcripts().chapters("boat").unwrap().len(), 1);
}
