//! Opens a store and an index of every format that there was, as that version wrote them.
//!
//! A new format adds its own two here, made by the commands in `README.md` beside them, and leaves the
//! others as they are.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use whosaid::embed::Model;
use whosaid::engine::{Catalogue, identity};
use whosaid::index::Notice;
use whosaid::store::{PassageScope, StoreReader};

use crate::support::{data, run, whosaid};

/// The format of this version.
const NEWEST: u32 = 5;

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let path = entry.unwrap().into_path();
        let to = to.join(path.strip_prefix(from).unwrap());
        match path.is_dir() {
            true => fs::create_dir_all(to).unwrap(),
            false => drop(fs::copy(path, to).unwrap()),
        }
    }
}

/// Returns a copy of the store of a format with its index.
fn of_format(format: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let all = data().with_file_name("tests").join("storage/formats");
    let name = format!("store-{format}.db");
    fs::copy(all.join(&name), folder.path().join("store.db")).unwrap();
    let index = folder.path().join("store.db.index");
    copy(&all.join(format!("{name}.index")), &index);
    folder
}

/// Opens a copy, and returns what it holds and what was told of its index.
fn opened(format: u32) -> (Vec<String>, Vec<f32>, Vec<Notice>) {
    let folder = of_format(format);
    let path = folder.path().join("store.db");
    let notices = Arc::new(Mutex::new(Vec::new()));
    let told = notices.clone();
    let notify = Box::new(move |notice| told.lock().unwrap().push(notice));
    let catalogue = Catalogue::open_existing(&path, notify).unwrap();
    let index = catalogue.index().unwrap();
    let store = StoreReader::open_existing(&path, catalogue.model().store_identity()).unwrap();
    let ids = store.passages().in_scope(&PassageScope::default()).unwrap();
    let lines = store.passages().records(&ids).unwrap();
    let lines = lines.iter().map(|passage| {
        let times = passage.span.unwrap();
        let speaker = passage.speaker.as_deref().unwrap_or_default();
        format!("{} {speaker}: {}", times.start_ms, passage.text())
    });
    let embeddings = ids
        .iter()
        .flat_map(|&id| index.vectors.embedding(id).unwrap().to_vec());
    assert_eq!(store.verify().unwrap(), [], "format {format}");
    assert_eq!(store.name_changes().unwrap().len(), 1, "format {format}");
    let notices = notices.lock().unwrap().clone();
    (lines.collect(), embeddings.collect(), notices)
}

#[test]
fn stores_of_all_formats_hold_the_same_and_keep_their_embeddings() {
    let (newest, embeddings, notices) = opened(NEWEST);
    assert_eq!(
        newest,
        [
            "1000 Ann: The ferry left at nine and nobody saw it go.",
            "9000 Ben: I keep two barrels of bread beside the kettle.",
            "20000 Ann: Why did the lock freeze for nine nights?",
        ]
    );
    assert_eq!(
        notices,
        [],
        "an index of the newest format is used as it is"
    );
    for format in 3..NEWEST {
        let former = opened(format);
        assert_eq!(
            (former.0, former.1),
            (newest.clone(), embeddings.clone()),
            "{format}"
        );
    }
}

#[test]
fn names_that_were_given_in_a_former_format_are_in_the_answer() {
    for format in 3..=NEWEST {
        let folder = of_format(format);
        let store = folder.path().join("store.db");
        let ran = run(whosaid(&store).args(["ask", "What does Ben keep beside the kettle?"]));
        assert!(
            ran.out.contains("Ben Okafor (Ben), 00:00:09"),
            "{format}: {ran:?}"
        );
    }
}

#[test]
fn a_former_format_is_verified_without_being_brought_up_to_date() {
    for format in 3..NEWEST {
        let folder = of_format(format);
        let store = folder.path().join("store.db");
        let before = fs::read(&store).unwrap();
        let verified = whosaid::engine::verify(&store).unwrap();
        assert_eq!(verified.store, [], "{format}");
        assert_eq!(fs::read(&store).unwrap(), before);
        assert!(StoreReader::open(&store, identity(Model::English)).is_ok());
        assert_ne!(fs::read(&store).unwrap(), before);
    }
}
