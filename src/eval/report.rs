//! Figures over judged questions.
//!
//! In: what became of each question. Out: shares and means, in all and by category. Never here: a
//! question that is asked.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::percentile;
use crate::answer::Evidence;

/// The depths of hit@k.
const HIT_DEPTHS: [usize; 4] = [1, 3, 5, 10];
/// The depths of recall@k.
const RECALL_DEPTHS: [usize; 4] = [1, 5, 10, 25];
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
    pub(super) ranks: Vec<Option<usize>>,
}

impl Report {
    /// Returns the figures over judged questions and the time that each took.
    pub fn new(judged: Vec<Judged>, durations: &mut [Duration]) -> Self {
        let mut by_category: BTreeMap<String, Vec<&Judged>> = BTreeMap::new();
        for verdict in &judged {
            by_category
                .entry(verdict.category.clone())
                .or_default()
                .push(verdict);
        }
        let mut milliseconds = |share| percentile(durations, share).as_secs_f64() * 1e3;
        Self {
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
        }
    }
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
