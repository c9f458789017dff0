//! Tests batches, turns and panics at the gate, without a model.

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread::{self, JoinHandle};

use super::*;

/// What was done at the model: the texts of each batch, or `["long"]`.
type Log = Vec<Vec<String>>;
type Logged = Gate<Log, String, String>;

fn answer(log: &mut Log, texts: &[String]) -> Vec<String> {
    log.push(texts.to_vec());
    texts.iter().map(|text| format!("{text}!")).collect()
}

fn ask(gate: &Arc<Logged>, text: &str, tokens: usize) -> JoinHandle<Option<String>> {
    let before = gate.queue().texts.len();
    let (gate_there, text) = (gate.clone(), text.to_owned());
    let asking = thread::spawn(move || {
        let read = gate_there.read(text, tokens, answer);
        read.map(|read| read.row)
    });
    while gate.queue().texts.len() == before {
        thread::yield_now();
    }
    asking
}

fn work(gate: &Arc<Logged>) -> JoinHandle<()> {
    let before = gate.queue().long.len();
    let gate_there = gate.clone();
    let working = thread::spawn(move || gate_there.work(|log| log.push(vec!["long".into()])));
    while gate.queue().long.len() == before {
        thread::yield_now();
    }
    working
}

/// Holds the model until `meanwhile` has returned, and returns what it returned.
fn occupied<T>(gate: &Logged, meanwhile: impl FnOnce() -> T) -> T {
    let (begin, begun) = channel();
    let (end, ended) = channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            gate.work(|_| {
                begin.send(()).unwrap();
                // An end of the sender is an end as well.
                let _ = ended.recv();
            });
        });
        begun.recv().unwrap();
        let done = meanwhile();
        drop(end);
        done
    })
}

fn logged(gate: &Logged) -> Vec<String> {
    gate.model().iter().map(|batch| batch.join(" ")).collect()
}

#[test]
fn a_text_is_read_at_once_where_the_model_is_free() {
    let gate = Logged::new(Vec::new());
    for text in ["a", "b"] {
        let read = gate.read(text.into(), 8, answer).unwrap();
        assert_eq!(read.row, format!("{text}!"));
    }
    assert_eq!(logged(&gate), ["a", "b"]);
}

#[test]
fn texts_that_wait_at_the_same_time_are_read_together() {
    let gate = Arc::new(Logged::new(Vec::new()));
    let asking: Vec<_> = occupied(&gate, || {
        let texts = ["a", "b", "c"].into_iter();
        texts.map(|text| ask(&gate, text, 8)).collect()
    });
    let rows: Vec<_> = asking.into_iter().map(|it| it.join().unwrap()).collect();
    assert_eq!(rows, ["a!", "b!", "c!"].map(|row| Some(row.to_owned())));
    assert_eq!(logged(&gate), ["a b c"]);
    assert_eq!((gate.sizes().count, gate.sizes().sum), (1, 3.0));
}

#[test]
fn the_text_that_waited_longest_is_in_the_next_batch_with_others_of_its_length() {
    let gate = Arc::new(Logged::new(Vec::new()));
    let asking: Vec<_> = occupied(&gate, || {
        let texts = [("long-1", 200), ("a", 8), ("b", 9), ("long-2", 190)].into_iter();
        let asked = texts.map(|(text, tokens)| ask(&gate, text, tokens));
        asked.collect()
    });
    asking.into_iter().for_each(|it| drop(it.join().unwrap()));
    assert_eq!(logged(&gate), ["long-1 long-2", "a b"]);
}

#[test]
fn long_work_and_texts_take_turns() {
    let gate = Arc::new(Logged::new(Vec::new()));
    let (asking, working) = occupied(&gate, || {
        let asking = [ask(&gate, "a", 8), ask(&gate, "b", 200)];
        let working = [work(&gate), work(&gate), work(&gate)];
        (asking, working)
    });
    asking.into_iter().for_each(|it| drop(it.join().unwrap()));
    working.into_iter().for_each(|it| it.join().unwrap());
    // The model was held by long work before.
    assert_eq!(logged(&gate), ["a", "long", "b", "long", "long"]);
}

#[test]
fn a_panic_reaches_the_threads_of_its_batch_and_no_others() {
    let gate = Arc::new(Logged::new(Vec::new()));
    let (first, second) = occupied(&gate, || {
        let gate_there = gate.clone();
        let first = thread::spawn(move || {
            gate_there.read("bad".into(), 8, |_, _| panic!("this one is meant"));
        });
        while gate.queue().texts.is_empty() {
            thread::yield_now();
        }
        (first, ask(&gate, "beside it", 8))
    });
    assert!(first.join().is_err());
    assert_eq!(second.join().unwrap(), None);
    assert_eq!(gate.read("c".into(), 8, answer).unwrap().row, "c!");
}
