//! Tests that quotes are verbatim, by that speaker, at that time.

use whosaid::answer::Outcome;
use whosaid::embed::Model;
use whosaid::engine::{AskOutcome, Catalogue, Engine, Question, identity};
use whosaid::question::QuestionKind;
use whosaid::search::SearchConfig;
use whosaid::store::StoreWriter;
use whosaid::time::Span;

use crate::support::{embedder, samples};

/// Calls `look` with every answer to every labelled question, as it is and as a list, which
/// quotes more.
fn each_answer(mut look: impl FnMut(&str, AskOutcome)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut store = StoreWriter::open(&path, identity(Model::English)).unwrap();
    for recording in &samples().recordings {
        recording.commit_as(&recording.transcript.id, &mut store);
    }
    let catalogue = Catalogue::open(&path, Box::new(|_| {})).unwrap();
    let engine = Engine::new(catalogue, embedder(), SearchConfig::default());
    for (text, _) in &samples().questions {
        for kind in [None, Some(QuestionKind::List)] {
            let question = Question {
                text: text.clone(),
                k: 10,
                kind,
                ..Question::default()
            };
            look(text, engine.ask(&question).unwrap());
        }
    }
}

/// Returns whether a turn of the sample has these words, by this speaker, in its time.
fn was_said(id: &str, speaker: Option<&str>, words: &str, span: Option<Span>) -> bool {
    let mut turns = samples().recording(id).transcript.turns.iter();
    turns.any(|turn| {
        turn.speaker.as_deref() == speaker
            && turn.text.contains(words)
            && turn
                .span
                .zip(span)
                .is_some_and(|(turn, span)| turn.around(&span) == turn)
    })
}

#[test]
fn quotes_and_passages_are_verbatim_and_in_time() {
    let (mut quoted, mut found) = (0, 0);
    each_answer(|question, outcome| {
        if let Outcome::Quotes(quotes) = &outcome.answer.outcome {
            for quote in quotes {
                let (id, speaker) = (&quote.transcript_id, quote.speaker.as_deref());
                let said = was_said(id, speaker, quote.text(), quote.span);
                assert!(said, "{question}: {quote:?}");
                assert!(!quote.text().trim().is_empty(), "{question}");
                quoted += 1;
            }
        }
        for passage in &outcome.answer.passages {
            let record = &passage.record;
            let (id, speaker) = (&record.transcript_id, record.speaker.as_deref());
            let said = was_said(id, speaker, record.text(), record.span);
            assert!(said, "{question}: {record:?}");
            let (best, whole) = (&passage.best_range, &record.text_range);
            assert!(whole.start <= best.start && best.end <= whole.end);
            found += 1;
        }
    });
    assert!(quoted > 50, "{quoted}");
    assert!(found > 1000, "{found}");
}
