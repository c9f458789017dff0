//! Tests the program where the system gives it little: memory, or room in a file.

use super::{Ran, TWO_LINES, TestStore, assert_holds};
use crate::support::{limited, run};

fn index(store: &TestStore) -> Ran {
    store.file("talk.txt", TWO_LINES);
    store.run(&["index", "files/talk.txt"])
}

#[test]
fn model_that_does_not_fit_the_memory_is_named() {
    let store = TestStore::new();
    assert_eq!(index(&store).code, Some(0));
    let ask = store.command(&["ask", "Who boils the kettle?", "--threads", "1"]);
    // From too little for the model's file to just too little for the model.
    for kilobytes in [150_000, 250_000, 300_000, 350_000, 400_000] {
        let ran = run(&mut limited(&format!("-v {kilobytes}"), &ask));
        assert_eq!(ran.code, Some(69), "{kilobytes}: {ran:?}");
        assert_holds(&ran.err, "memory");
    }
    let ran = run(&mut limited("-v 1500000", &ask));
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn file_that_may_not_grow_is_an_error_and_loses_nothing() {
    let store = TestStore::new();
    assert_eq!(index(&store).code, Some(0));
    let line = "00:00:01.000 - 00:00:09.000, Ann: We spoke of peat for a long while.\n";
    store.file("long.txt", &line.repeat(800));
    let index = store.command(&["index", "files/long.txt"]);
    // In blocks of 512 bytes: too few for the store's log, and then for the index alone.
    let ran = run(&mut limited("-f 100", &index));
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_holds(&ran.err, "nothing of this transcript was stored");
    assert_eq!(store.ids(), ["talk"]);
    assert_eq!(store.run(&["index", "files/long.txt"]).code, Some(0));
    std::fs::remove_dir_all(store.path("store.db.index")).unwrap();
    let ran = run(&mut limited("-f 100", &index));
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_holds(&ran.err, "the transcripts are kept, without an index: ");
    assert_holds(&ran.out, "long  unchanged");
    assert_eq!(store.run(&["ask", "Who spoke of peat?"]).code, Some(0));
}
