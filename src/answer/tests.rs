//! Tests which questions are answered, with passages of made-up evidence.

use std::ops::Range;
use std::sync::Arc;

use super::*;
use crate::embed::Model;
use crate::language::Language;
use crate::passage::Doubts;
use crate::question::QuestionKind;
use crate::reader::{PassageReading, WordScore};
use crate::search::{Candidate, Features, Hit};
use crate::store::{PassageId, PassageRecord};
use crate::time::Span;
use crate::transcript::Turn;

/// A passage at the beginning of a minute, by this speaker; ten passages a minute.
pub(super) fn passage(transcript: &str, speaker: &str, minute: u32, score: f32) -> RankedPassage {
    let start_ms = u64::from(minute) * 60_000;
    let span = Some(Span::new(start_ms, start_ms + 9_000));
    let turn = Turn {
        speaker: Some(speaker.into()),
        span,
        text: minute.to_string(),
        cues: Vec::new(),
        ..Turn::default()
    };
    let id = PassageId(minute);
    RankedPassage {
        record: PassageRecord {
            id,
            transcript_id: transcript.into(),
            title: transcript.into(),
            media: Arc::default(),
            chapters: Arc::default(),
            language: None,
            ordinal: minute * 10,
            speaker: turn.speaker.clone(),
            name: None,
            span,
            estimated_times: false,
            doubts: Doubts::default(),
            text_range: 0..0,
            turn_ordinal: 0,
            turn: Arc::new(turn),
        },
        hit: Hit {
            id,
            score,
            parts: Features::default(),
            diversity_penalty: 0.0,
            reading: 0.0,
            share: 0.0,
            candidate: Candidate {
                id,
                transcript: PassageId(0),
                features: Features::default(),
                bm25: 0.0,
                meaning_rank: None,
                word_rank: None,
            },
        },
        best_range: 0..minute.to_string().len(),
        matches: Vec::new(),
        reading: None,
    }
}

/// A question of this kind, not about what was asked.
pub(super) fn wanted(kind: QuestionKind) -> Wanted {
    Wanted {
        kind,
        asked: AskedOnTape::LeftOut,
        model: Model::English,
        language: Some(Language::ENGLISH),
    }
}

/// Scores every sentence alike.
pub(super) struct Alike;

impl ScoresSentences for Alike {
    fn scores(&self, _passage: &RankedPassage, sentences: &[Range<usize>]) -> Vec<f32> {
        vec![0.5; sentences.len()]
    }
}

/// What the reader says where it takes these bytes for the answer, with a margin of 5.
pub(super) fn reading(presence: f32, span: Range<usize>) -> PassageReading {
    let word = WordScore {
        range: span.clone(),
        first: 5.0,
        last: 0.0,
    };
    let words = if span.is_empty() { vec![] } else { vec![word] };
    PassageReading::new(presence, words)
}

/// A passage with the greatest possible evidence, or with none.
pub(super) fn with_evidence(minute: u32, is_about_it: bool) -> RankedPassage {
    let mut passage = passage("moor", "Ana", minute, 5.0);
    if is_about_it {
        let features = &mut passage.hit.candidate.features;
        features.meaning = 1.0;
        features.max_sim_with_two_before = 1.0;
        features.max_sim_beside_best = 1.0;
        passage.hit.share = 1.0;
    }
    passage
}

fn at_edge(mut passage: RankedPassage) -> RankedPassage {
    passage.hit.candidate.features.edge = 1.0;
    passage
}

fn quote_count(passages: Vec<RankedPassage>) -> usize {
    match compose(passages, wanted(QuestionKind::What), &Alike).outcome {
        Outcome::Quotes(quotes) => quotes.len(),
        Outcome::NotFound(reason) => {
            assert_eq!(reason, Reason::TopicNotFound);
            0
        }
    }
}

#[test]
fn a_question_is_answered_where_the_evidence_suffices() {
    assert_eq!(
        quote_count(vec![with_evidence(1, true), with_evidence(2, true)]),
        1
    );
    assert_eq!(quote_count(vec![with_evidence(1, false)]), 0);
    assert_eq!(quote_count(Vec::new()), 0);
}

#[test]
fn the_end_of_a_recording_answers_however_unlikely_it_is() {
    assert_eq!(quote_count(vec![at_edge(with_evidence(1, false))]), 1);
    let second = vec![with_evidence(1, false), at_edge(with_evidence(2, false))];
    assert_eq!(quote_count(second), 0);
}

#[test]
fn an_answer_keeps_its_passages_and_its_confidence_where_it_is_refused() {
    let passages = vec![with_evidence(1, false), with_evidence(2, false)];
    let answer = compose(passages.clone(), wanted(QuestionKind::What), &Alike);
    assert_eq!(answer.passages, passages);
    let evidence = Evidence::of(&passages, 0, wanted(QuestionKind::What));
    assert_eq!(answer.evidence, Some(evidence));
    assert_eq!(
        answer.confidence,
        UNREAD.confidence.probability(evidence.to_array())
    );
    assert!(answer.confidence < LEAST_CONFIDENCE);
}

/// A passage of these words with the greatest evidence, of which the reader takes some for the
/// answer.
fn read_passage(text: &str, span: Range<usize>) -> RankedPassage {
    let mut passage = with_evidence(1, true);
    let turn = Turn {
        text: text.into(),
        ..(*passage.record.turn).clone()
    };
    passage.record.turn = Arc::new(turn);
    passage.best_range = 0..text.len();
    passage.reading = Some(reading(2.0, span));
    passage
}

#[test]
fn the_sentence_that_was_read_as_the_answer_is_quoted_and_its_words_are_given() {
    let text = "We walked along the canal for most of that long winter day, all of us. A boat cost ten \
                dollars a month in those years, and the children paid nothing at all.";
    let at = text.find("ten dollars").unwrap();
    let passage = read_passage(text, at..at + "ten dollars a month".len());
    let answer = compose(vec![passage], wanted(QuestionKind::What), &Alike);
    assert_eq!(answer.words.as_deref(), Some("ten dollars a month"));
    let Outcome::Quotes(quotes) = answer.outcome else {
        panic!("it is answered");
    };
    assert!(quotes[0].text().starts_with("A boat cost ten dollars"));
}

#[test]
fn words_that_are_none_or_reach_beyond_the_quote_are_not_given() {
    let sentence = "We walked along the canal for most of that long winter day, all of us, and then \
                    it was dark on both of the banks and nobody had a lamp to hold.";
    let text = [sentence, sentence].join(" ");
    for span in [0..0, 3..text.len()] {
        let answer = compose(
            vec![read_passage(&text, span)],
            wanted(QuestionKind::What),
            &Alike,
        );
        assert_eq!(answer.words, None);
    }
}

#[test]
fn words_that_score_less_than_not_here_are_not_given() {
    let given = |first: f32| {
        let mut passage = read_passage("A boat cost ten dollars a month.", 0..0);
        let word = WordScore {
            range: 12..23,
            first,
            last: 0.0,
        };
        passage.reading = Some(PassageReading::new(2.0, vec![word]));
        compose(vec![passage], wanted(QuestionKind::What), &Alike).words
    };
    assert_eq!(given(0.5).as_deref(), Some("ten dollars"));
    assert_eq!(given(-0.5), None);
}

/// A passage of these words with the greatest evidence, at this minute.
fn saying(text: &str, minute: u32) -> RankedPassage {
    let mut passage = with_evidence(minute, true);
    let turn = Turn {
        text: text.into(),
        ..(*passage.record.turn).clone()
    };
    passage.record.turn = Arc::new(turn);
    passage.record.text_range = 0..text.len();
    passage.best_range = 0..text.len();
    passage
}

#[test]
fn a_passage_that_only_asks_is_not_quoted_where_another_says_something() {
    let passages = vec![
        saying("What did it cost? And who paid?", 1),
        saying("It cost ten dollars a month, and nobody paid.", 2),
    ];
    let first = |asked| {
        let wanted = Wanted {
            asked,
            ..wanted(QuestionKind::What)
        };
        match compose(passages.clone(), wanted, &Alike).outcome {
            Outcome::Quotes(quotes) => quotes[0].text().to_owned(),
            other => panic!("{other:?}"),
        }
    };
    assert!(first(AskedOnTape::LeftOut).starts_with("It cost"));
    assert!(first(AskedOnTape::Quoted).starts_with("What did it cost?"));
}

#[test]
fn words_read_in_a_question_do_not_make_it_the_quote() {
    let text = "So what did it all cost you in the end, was it ten dollars a month? The hire was eleven \
                dollars for most of those years, and ten for the children.";
    let mut passage = saying(text, 1);
    let at = text.find("ten dollars").unwrap();
    passage.reading = Some(reading(2.0, at..at + "ten dollars a month".len()));
    let answer = compose(vec![passage], wanted(QuestionKind::What), &Alike);
    let Outcome::Quotes(quotes) = answer.outcome else {
        panic!("it is answered");
    };
    assert!(
        quotes[0].text().ends_with("ten for the children."),
        "{}",
        quotes[0].text()
    );
}
