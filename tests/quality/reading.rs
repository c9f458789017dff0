//! Tests the reader on what nearness cannot tell apart, and that the engine ranks and quotes by it.

use whosaid::engine::{AskError, Engine, Question, ReaderState, ReaderUse};
use whosaid::eval::{self, Judged};
use whosaid::reader::{PassageReading, ReadFailure, ReaderInput, Stages};
use whosaid::transcript::Metadata;

use crate::support::{Temporary, data, embedder, reader, source};

const ALL: Stages<'_> = Stages {
    at_a_time: usize::MAX,
    is_enough: &|_| false,
};

/// Reads a question with passages of one speaker, each with the words before it.
fn read(question: &str, passages: &[(&str, &str)]) -> Vec<PassageReading> {
    read_in(ALL, question, passages)
}

fn read_in(stages: Stages<'_>, question: &str, passages: &[(&str, &str)]) -> Vec<PassageReading> {
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
    place.read(&embedder(), question, &inputs, stages).unwrap()
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
        // A batch is rounded to bytes together.
        assert!((alone.presence - together.presence).abs() < 0.5);
        assert_eq!(alone.span, together.span);
    }
}

#[test]
fn passages_are_read_until_the_readings_are_enough() {
    let passages = [
        ("", "Geese came in March."),
        ("", "The key is under the blue pot."),
        ("", "Nobody had used the mill for years."),
        ("", "The weir was built later."),
    ];
    let read = |at_a_time, enough: f32| {
        let stages = Stages {
            at_a_time,
            is_enough: &|readings| readings.iter().any(|it| it.presence > enough),
        };
        read_in(stages, "Where is the key?", &passages)
    };
    assert_eq!(read(1, 0.0).len(), 2);
    assert_eq!(read(3, 0.0).len(), 3);
    assert_eq!(read(3, f32::INFINITY).len(), 4);
    assert_eq!(read(0, f32::NEG_INFINITY).len(), 1);
}

/// Returns an engine with these files of `data/transcripts`, and their folder.
fn engine_with(files: &[&str]) -> Temporary {
    let temporary = Temporary::empty();
    for file in files {
        let path = data().join("transcripts").join(file);
        let source = source(&path, Metadata::default());
        temporary.engine.ingest(source, &mut |_| true).unwrap();
    }
    temporary
}

/// Of the 40 questions that are asked in the six conversations: how many are answered by the given
/// answer's words, and how many by the turn that asks. Two more or less is rounding.
const ANSWERED_AS_ON_TAPE: usize = 21;
const ASKING_TURN_QUOTED: usize = 2;

#[test]
fn questions_asked_on_tape_are_answered_with_the_reply() {
    let files = [
        "billing_meeting.txt",
        "canal_history.srt",
        "night_trains.srt",
        "peatland.vtt",
        "sunday_kitchen.txt",
        "violin_workshop.vtt",
    ];
    let Temporary { engine, folder } = engine_with(&files);
    let engine = engine.with_reader(reader());
    let text = std::fs::read_to_string(data().join("eval/asked.jsonl")).unwrap();
    let questions = eval::read(&text).unwrap();
    let report = eval::run(&engine, &questions, &mut || {}).unwrap();
    let count = |is_one: &dyn Fn(&&Judged) -> bool| report.questions.iter().filter(is_one).count();
    let answered = count(&|it| it.first_quote_right == Some(true));
    assert!(answered + 2 >= ANSWERED_AS_ON_TAPE, "{answered}");
    let asking = count(&|it| it.asked_quoted == Some(true));
    assert!(asking <= ASKING_TURN_QUOTED + 2, "{asking}");
    drop(folder);
}

#[test]
fn an_engine_reads_unless_the_question_forbids_it() {
    let Temporary { engine, folder } = engine_with(&["canal_history.srt"]);
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
