//! Tests the reader on what nearness cannot tell apart, and that the engine ranks and quotes by it.

use whosaid::engine::{AskError, Engine, Question, ReaderState, ReaderUse, Source};
use whosaid::reader::{PassageReading, ReadFailure, ReaderInput};
use whosaid::transcript::{Metadata, ParseOptions};

use crate::support::{Temporary, data, embedder, reader};

/// Reads a question with passages of one speaker, each with the words before it.
fn read(question: &str, passages: &[(&str, &str)]) -> Vec<PassageReading> {
    let inputs: Vec<_> = passages
        .iter()
        .map(|&(before, text)| ReaderInput {
            speaker: Some("Ruth"),
            text,
            before: before.into(),
        })
        .collect();
    let reader = reader();
    let place = reader.queue().unwrap();
    place.read(&embedder(), question, &inputs).unwrap()
}

#[test]
fn the_answer_is_rather_in_the_passage_that_answers_than_in_the_one_that_asks() {
    let asking = "So how much does the pass cost, for somebody who walks there every week?";
    let answering = "It is ten dollars a month, and children pay nothing at all.";
    let before = format!("Tom: {asking}");
    let read = read(
        "How much does the pass cost?",
        &[("", asking), (&before, answering)],
    );
    assert!(read[1].presence > read[0].presence, "{read:?}");
    assert!(read[1].margin > read[0].margin, "{read:?}");
}

#[test]
fn the_words_that_answer_stand_in_the_passage() {
    let text = "We moved here when I was nine. It is ten dollars a month, and we liked it.";
    let read = read("How much is it?", &[("", text)]);
    let words = &text[read[0].span.clone()];
    assert!(words.contains("ten dollars"), "{words}");
}

#[test]
fn readings_come_in_the_order_of_the_passages_whatever_their_length() {
    let long = "The mill stood by the weir and nobody had used it for years. ".repeat(5);
    let passages = [
        ("", &*long),
        ("", "The key is under the blue pot."),
        ("", "Geese came in March."),
    ];
    let together = read("Where is the key?", &passages);
    for (passage, together) in passages.iter().zip(&together) {
        let alone = &read("Where is the key?", &[*passage])[0];
        // Padding changes nothing but the rounding.
        assert!((alone.presence - together.presence).abs() < 1e-3);
        assert_eq!(alone.span, together.span);
    }
}

#[test]
fn an_engine_reads_unless_the_question_forbids_it() {
    let Temporary { engine, folder } = Temporary::empty();
    let path = data().join("transcripts/canal_history.srt");
    let source = Source {
        id: "canal_history".into(),
        about: Metadata::default(),
        options: ParseOptions::default(),
        path: path.display().to_string(),
        bytes: std::fs::read(&path).unwrap(),
    };
    engine.ingest(source, &mut |_| true).unwrap();
    let ask = |engine: &Engine, reader| {
        let question = Question {
            text: "Who made the violet ink, and from what?".into(),
            k: 5,
            reader,
            ..Question::default()
        };
        engine.ask(&question).unwrap()
    };
    let without = ask(&engine, ReaderUse::On);
    assert_eq!(without.reader, ReaderState::Off, "there is no reader");
    let required = Question {
        text: "Who made the violet ink?".into(),
        k: 5,
        reader: ReaderUse::Required,
        ..Question::default()
    };
    let refused = engine.ask(&required).unwrap_err();
    assert!(matches!(refused, AskError::Reader(ReadFailure::Absent)));
    let engine = engine.with_reader(reader());
    let off = ask(&engine, ReaderUse::Off);
    assert_eq!(off.reader, ReaderState::Off);
    assert_eq!(off.answer, without.answer);
    let on = ask(&engine, ReaderUse::On);
    assert_eq!(on.reader, ReaderState::Read);
    let first = &on.answer.passages[0];
    let words = on.answer.words.as_deref().unwrap();
    assert!(first.record.text().contains(words), "{words}");
    drop(folder);
}
