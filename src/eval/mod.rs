//! Measures retrieval and honesty on labelled questions.
//!
//! In: an engine that holds the transcripts, and labelled questions. Out: a [`Report`]. Never
//! here: a number that a question's own label influenced; the engine sees its text alone.

mod dataset;
mod metrics;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::Serialize;
use thiserror::Error;

pub use dataset::{DatasetError, LabelledQuestion, Match, read};
pub use metrics::{covered_by_rank, percentile};

use crate::answer::{Evidence, Outcome};
use crate::engine::{AskError, Engine, Filter, Question};
use crate::time::Span;

/// The depths of hit@k.
const HIT_DEPTHS: [usize; 4] = [1, 3, 5, 10];
/// The depths of recall@k.
const RECALL_DEPTHS: [usize; 4] = [1, 5, 10, 25];
/// How many passages each question asks for.
const HITS: usize = 25;

/// What was measured.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Over all questions.
    pub all: Figures,
    /// By category.
    pub by_category: BTreeMap<String, Figures>,
    /// How long a question took.
    pub latency: Latency,
    /// Each question.
    pub questions: Vec<Judged>,
}

/// Figures over a set of questions; shares from 0 to 1. `None` where no question counts.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    /// How many questions.
    pub questions: usize,
    /// How many of them can be answered.
    pub answerable: usize,
    /// The share of answerable questions of which one of the first k hits covers a gold span.
    pub hit_at: BTreeMap<usize, Option<f64>>,
    /// The share of gold spans that the first k hits cover, averaged over answerable questions.
    pub recall_at: BTreeMap<usize, Option<f64>>,
    /// The mean of one over the rank of the first hit that covers.
    pub mrr: Option<f64>,
    /// The share of unanswerable questions that were answered.
    pub unanswerable_answered: Option<f64>,
    /// The share of answerable questions that were refused.
    pub answerable_refused: Option<f64>,
}

/// Milliseconds a question.
#[derive(Debug, Clone, Serialize)]
pub struct Latency {
    /// The median.
    pub p50_ms: f64,
    /// The 95th percentile.
    pub p95_ms: f64,
}

/// What became of one question.
#[derive(Debug, Clone, Serialize)]
pub struct Judged {
    /// The question's id.
    pub id: String,
    /// Its category.
    pub category: String,
    /// Whether it can be answered.
    pub answerable: bool,
    /// Whether it was.
    pub answered: bool,
    /// The confidence of the answer.
    pub confidence: f32,
    /// The evidence behind it, in the order of [`Evidence::NAMES`].
    pub evidence: Option<[f32; Evidence::NAMES.len()]>,
    /// The rank of the first hit that covers a gold span.
    pub first_rank: Option<usize>,
    /// For each gold span, the rank of the first hit that covers it.
    #[serde(skip)]
    ranks: Vec<Option<usize>>,
}

/// Why an evaluation stopped.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EvalError {
    /// A question could not be asked.
    #[error("question {id}: {source}")]
    Ask {
        /// The question's id.
        id: String,
        /// What went wrong.
        source: AskError,
    },
    /// A question names a transcript that is not there.
    #[error("question {id}: there is no transcript {transcript}; --transcripts must hold its file")]
    NoTranscript {
        /// The question's id.
        id: String,
        /// The transcript.
        transcript: String,
    },
}

/// Asks every question of its own transcript and compares the hits with the gold spans.
///
/// `progress` is called after each question.
///
/// # Errors
/// A question that cannot be asked, or whose transcript is not there.
pub fn run(
    engine: &Engine,
    questions: &[LabelledQuestion],
    progress: &mut dyn FnMut(),
) -> Result<Report, EvalError> {
    let mut judged = Vec::with_capacity(questions.len());
    let mut durations = Vec::with_capacity(questions.len());
    for question in questions {
        let (verdict, took) = judge(engine, question)?;
        judged.push(verdict);
        durations.push(took);
        progress();
    }
    let mut by_category: BTreeMap<String, Vec<&Judged>> = BTreeMap::new();
    for verdict in &judged {
        by_category
            .entry(verdict.category.clone())
            .or_default()
            .push(verdict);
    }
    let milliseconds = |share| percentile(&mut durations.clone(), share).as_secs_f64() * 1e3;
    Ok(Report {
        all: Figures::of(&judged.iter().collect::<Vec<_>>()),
        by_category: by_category
            .into_iter()
            .map(|(category, verdicts)| (category, Figures::of(&verdicts)))
            .collect(),
        latency: Latency {
            p50_ms: milliseconds(0.50),
            p95_ms: milliseconds(0.95),
        },
        questions: judged,
    })
}

fn judge(engine: &Engine, labelled: &LabelledQuestion) -> Result<(Judged, Duration), EvalError> {
    let question = Question {
        text: labelled.question.clone(),
        k: HITS,
        filter: Filter {
            transcripts: Some(vec![labelled.transcript.clone()]),
            ..Filter::default()
        },
        ..Question::default()
    };
    let start = Instant::now();
    let asked = engine.ask(&question).map_err(|source| EvalError::Ask {
        id: labelled.id.clone(),
        source,
    })?;
    let took = start.elapsed();
    let answer = asked.answer;
    if let Outcome::NotFound(crate::answer::Reason::NoSuchTranscript { asked, .. }) = answer.outcome
    {
        return Err(EvalError::NoTranscript {
            id: labelled.id.clone(),
            transcript: asked,
        });
    }
    let spans: Vec<Span> = answer
        .passages
        .iter()
        .map(|passage| passage.record.span)
        .collect();
    let ranks = covered_by_rank(&spans, &labelled.gold(), labelled.matching);
    Ok((
        Judged {
            id: labelled.id.clone(),
            category: labelled.category.clone(),
            answerable: labelled.answerable,
            answered: matches!(answer.outcome, Outcome::Quotes(_)),
            confidence: answer.confidence,
            evidence: answer.evidence.map(Evidence::to_array),
            first_rank: ranks.iter().flatten().min().copied(),
            ranks,
        },
        took,
    ))
}

impl Figures {
    fn of(judged: &[&Judged]) -> Self {
        let answerable: Vec<&&Judged> =
            judged.iter().filter(|verdict| verdict.answerable).collect();
        let unanswerable: Vec<&&Judged> = judged
            .iter()
            .filter(|verdict| !verdict.answerable)
            .collect();
        let hit = |k: usize, verdict: &Judged| {
            f64::from(u8::from(verdict.first_rank.is_some_and(|rank| rank <= k)))
        };
        let recall = |k: usize, verdict: &Judged| {
            let covered = verdict
                .ranks
                .iter()
                .flatten()
                .filter(|&&rank| rank <= k)
                .count();
            covered as f64 / verdict.ranks.len().max(1) as f64
        };
        Self {
            questions: judged.len(),
            answerable: answerable.len(),
            hit_at: HIT_DEPTHS
                .map(|k| (k, mean(answerable.iter().map(|verdict| hit(k, verdict)))))
                .into(),
            recall_at: RECALL_DEPTHS
                .map(|k| (k, mean(answerable.iter().map(|verdict| recall(k, verdict)))))
                .into(),
            mrr: mean(
                answerable
                    .iter()
                    .map(|verdict| verdict.first_rank.map_or(0.0, |rank| 1.0 / rank as f64)),
            ),
            unanswerable_answered: mean(
                unanswerable
                    .iter()
                    .map(|verdict| f64::from(u8::from(verdict.answered))),
            ),
            answerable_refused: mean(
                answerable
                    .iter()
                    .map(|verdict| f64::from(u8::from(!verdict.answered))),
            ),
        }
    }
}

fn mean(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = numbers.fold((0usize, 0.0), |(count, sum), number| {
        (count + 1, sum + number)
    });
    (count > 0).then(|| sum / count as f64)
}
