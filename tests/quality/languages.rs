//! Tests answers in six languages with the model of many languages: no figure is lower than when its
//! weights were fitted.

use std::sync::OnceLock;

use whosaid::embed::Model;
use whosaid::engine::{Catalogue, Engine, Question};
use whosaid::eval::{self, Judged, Report};
use whosaid::search::SearchConfig;
use whosaid::transcript::Metadata;

use crate::support::{data, multilingual_embedder, remove_at_exit, source};

/// How many questions may fall to the other side of a threshold by rounding on other processors.
const MOST_FLIPPED: usize = 1;

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let model = Model::Multilingual;
        let catalogue = Catalogue::open_of(&path, model, Box::new(|_| {})).unwrap();
        let config = SearchConfig::of(model);
        let engine = Engine::new(catalogue, multilingual_embedder(), config);
        for entry in std::fs::read_dir(data().join("transcripts/languages")).unwrap() {
            let source = source(&entry.unwrap().path(), Metadata::default());
            engine.ingest(source, &mut |_| true).unwrap();
        }
        remove_at_exit(folder);
        engine
    })
}

fn report() -> &'static Report {
    static REPORT: OnceLock<Report> = OnceLock::new();
    REPORT.get_or_init(|| {
        let text = std::fs::read_to_string(data().join("eval/languages.jsonl")).unwrap();
        let questions = eval::read(&text).unwrap();
        eval::run(engine(), &questions, &mut || {}).unwrap()
    })
}

/// Returns how many questions of the categories that end so have an answer among the first hits.
fn found(ending: &str, most_hits: usize) -> usize {
    let questions = report().questions.iter();
    let of_kind = questions.filter(|it| it.answerable && it.category.ends_with(ending));
    let is_found = |it: &&Judged| it.first_rank.is_some_and(|rank| rank <= most_hits);
    of_kind.filter(is_found).count()
}

fn expect(ending: &str, most_hits: usize, least: usize) {
    let found = found(ending, most_hits);
    assert!(
        found + MOST_FLIPPED >= least,
        "{ending}: hit@{most_hits} is {found} questions, not {least}"
    );
}

#[test]
fn questions_in_the_language_of_the_conversation_find_the_answer() {
    expect(" same", 1, 45);
    expect(" same", 5, 64);
}

#[test]
fn questions_in_english_or_another_language_find_the_answer() {
    expect(" cross", 1, 32);
    expect(" cross", 5, 55);
}

#[test]
fn a_store_is_of_one_model() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let open = |model| Catalogue::open_of(&path, model, Box::new(|_| {}));
    drop(open(Model::Multilingual).unwrap());
    let refused = open(Model::English).err().unwrap();
    assert!(refused.to_string().contains("multilingual"), "{refused}");
    let again = Catalogue::open_existing(&path, Box::new(|_| {})).unwrap();
    assert_eq!(*again.model(), Model::Multilingual.into());
}

#[test]
fn words_of_other_languages_are_never_taken_for_mistyped_english() {
    for text in [
        "Wie viele Krapfen fehlten, und was sagte Jörg über den Ofen?",
        "¿Cuánto pesa el horno de la panadería?",
        "Что Йорг думает о замороженных заготовках теста?",
        "面包店的老面是什么时候做的？",
        "كم درجة في سلم المنارة؟",
        "灯台はいつ自動化されましたか？",
    ] {
        let question = Question {
            text: text.into(),
            k: 1,
            ..Question::default()
        };
        let outcome = engine().ask(&question).unwrap();
        assert_eq!(outcome.interpretation.corrections, [], "{text}");
    }
}
