//! Computes hit rates, recall, first quotes and refusals over judged questions, in all and by
//! category.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::Serialize;

use super::dataset::LabelledQuestion;
use super::first_quote::FirstQuote;
use super::metrics::percentile;
use crate::answer::{Answer, Certainty, Evidence, Outcome};

/// The depths of hit@k.
const HIT_DEPTHS: [usize; 4] = [1, 3, 5, 10];
/// The depths of recall@k.
const RECALL_DEPTHS: [usize; 4] = [1, 5, 10, 25];

/// The results of an evaluation.
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
    /// The share of answerable questions whose first quote is right: it has the words of one of the
    /// answers, or lies in a gold span where the question has none.
    pub first_quote: Option<f64>,
    /// The share of questions asked on tape whose first quote lies in the turn that asks.
    pub asked_quoted: Option<f64>,
    /// The share of gold spans that the first k hits cover, averaged over answerable questions.
    pub recall_at: BTreeMap<usize, Option<f64>>,
    /// The mean of one over the rank of the first hit that covers.
    pub mrr: Option<f64>,
    /// The share of unanswerable questions that were answered.
    pub unanswerable_answered: Option<f64>,
    /// The share of unanswerable questions that were answered as sure or likely.
    pub unanswerable_likely: Option<f64>,
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

/// One question with its answer, judged.
#[derive(Debug, Clone, Serialize)]
pub struct Judged {
    /// The question's id.
    pub id: String,
    /// Its category.
    pub category: String,
    /// Whether it can be answered.
    pub answerable: bool,
    /// Whether it was answered.
    pub answered: bool,
    /// The confidence of the answer.
    pub confidence: f32,
    /// The evidence behind it, in the order of [`Evidence::NAMES`].
    pub evidence: Option<[f32; Evidence::NAMES.len()]>,
    /// The rank of the first hit that covers a gold span.
    pub first_rank: Option<usize>,
    /// Whether its first quote is right; `None` where it cannot be answered.
    pub first_quote_right: Option<bool>,
    /// Whether its first quote lies in the turn that asks it; `None` where it was not asked on tape.
    pub asked_quoted: Option<bool>,
    /// For each gold span, the rank of the first hit that covers it.
    #[serde(skip)]
    pub ranks: Vec<Option<usize>>,
}

impl Judged {
    /// Judges an answer by its first quote and by the ranks at which it covers the gold spans.
    pub fn new(labelled: &LabelledQuestion, answer: &Answer, ranks: Vec<Option<usize>>) -> Self {
        let quote = FirstQuote::of(answer);
        let is_right = || quote.is_some_and(|quote| quote.answers(labelled));
        let is_asking = || quote.is_some_and(|quote| quote.asks(labelled));
        Self {
            id: labelled.id.clone(),
            category: labelled.category.clone(),
            answerable: labelled.answerable,
            answered: matches!(answer.outcome, Outcome::Quotes(_)),
            confidence: answer.confidence,
            evidence: answer.evidence.map(Evidence::to_array),
            first_rank: ranks.iter().flatten().min().copied(),
            first_quote_right: labelled.answerable.then(is_right),
            asked_quoted: labelled.is_asked_on_tape().then(is_asking),
            ranks,
        }
    }

    /// Returns whether it was answered as sure or likely.
    fn is_likely(&self) -> bool {
        self.answered && Certainty::of(self.confidence) != Certainty::Guess
    }
}

impl Report {
    /// Returns the figures over judged questions and the time that each took.
    pub fn new(judged: Vec<Judged>, durations: &mut [Duration]) -> Self {
        let categories: BTreeSet<&String> = judged.iter().map(|it| &it.category).collect();
        let by_category = categories.into_iter().map(|category| {
            let of_category = judged.iter().filter(|it| it.category == *category);
            (category.clone(), Figures::of(of_category))
        });
        let mut milliseconds = |share| percentile(durations, share).as_secs_f64() * 1e3;
        Self {
            all: Figures::of(judged.iter()),
            by_category: by_category.collect(),
            latency: Latency {
                p50_ms: milliseconds(0.50),
                p95_ms: milliseconds(0.95),
            },
            questions: judged,
        }
    }
}

impl Figures {
    fn of<'a>(judged: impl Iterator<Item = &'a Judged> + Clone) -> Self {
        let answerable = judged.clone().filter(|it| it.answerable);
        let unanswerable = judged.clone().filter(|it| !it.answerable);
        let share = |holds: bool| f64::from(u8::from(holds));
        let hit = |k| {
            let is_hit = |it: &Judged| it.first_rank.is_some_and(|rank| rank <= k);
            mean(answerable.clone().map(|it| share(is_hit(it))))
        };
        let recall = |k| {
            let covered =
                |it: &Judged| it.ranks.iter().flatten().filter(|rank| **rank <= k).count();
            mean(
                answerable
                    .clone()
                    .map(|it| covered(it) as f64 / it.ranks.len().max(1) as f64),
            )
        };
        let rights = answerable.clone().filter_map(|it| it.first_quote_right);
        let reciprocal = |it: &Judged| it.first_rank.map_or(0.0, |rank| 1.0 / rank as f64);
        Self {
            questions: judged.clone().count(),
            answerable: answerable.clone().count(),
            hit_at: HIT_DEPTHS.map(|k| (k, hit(k))).into(),
            first_quote: mean(rights.map(share)),
            asked_quoted: mean(judged.filter_map(|it| it.asked_quoted).map(share)),
            recall_at: RECALL_DEPTHS.map(|k| (k, recall(k))).into(),
            mrr: mean(answerable.clone().map(reciprocal)),
            unanswerable_answered: mean(unanswerable.clone().map(|it| share(it.answered))),
            unanswerable_likely: mean(unanswerable.map(|it| share(it.is_likely()))),
            answerable_refused: mean(answerable.map(|it| share(!it.answered))),
        }
    }
}

fn mean(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let (count, sum) = numbers.fold((0usize, 0.0), |(count, sum), number| {
        (count + 1, sum + number)
    });
    (count > 0).then(|| sum / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Reason;
    use crate::eval::read;

    fn judged(category: &str, answered: bool, ranks: &[Option<usize>]) -> Judged {
        Judged {
            id: String::new(),
            category: category.into(),
            answerable: !ranks.is_empty(),
            answered,
            confidence: 0.5,
            evidence: None,
            first_rank: ranks.iter().flatten().min().copied(),
            first_quote_right: None,
            asked_quoted: None,
            ranks: ranks.to_vec(),
        }
    }

    #[test]
    fn shares_are_over_the_questions_that_they_are_about() {
        let questions = vec![
            judged("when", true, &[Some(1)]),
            judged("when", true, &[Some(4), None]),
            judged("who", false, &[None]),
            judged("off_topic", true, &[]),
            judged("off_topic", false, &[]),
        ];
        let report = Report::new(questions, &mut []);
        let all = &report.all;
        assert_eq!((all.questions, all.answerable), (5, 3));
        let thirds = |k: usize| all.hit_at[&k].map(|share| (3.0 * share).round());
        assert_eq!([1, 3, 5, 10].map(thirds), [1.0, 1.0, 2.0, 2.0].map(Some));
        assert_eq!(
            [1, 5].map(|k| all.recall_at[&k]),
            [1.0 / 3.0, 0.5].map(Some)
        );
        assert!((all.mrr.unwrap() - 1.25 / 3.0).abs() < 1e-9);
        assert_eq!(all.unanswerable_answered, Some(0.5));
        assert_eq!(all.unanswerable_likely, Some(0.5));
        assert_eq!(all.answerable_refused, Some(1.0 / 3.0));
        let off_topic = &report.by_category["off_topic"];
        assert_eq!((off_topic.hit_at[&1], off_topic.mrr), (None, None));
        assert_eq!(report.by_category["when"].unanswerable_answered, None);
    }

    #[test]
    fn an_answerable_question_without_a_quote_is_wrong() {
        let refused = Answer::not_found(Reason::TopicNotFound);
        let judged = |answerable: bool, spans: &str| {
            let line = format!(
                r#"{{"id": "q", "transcript": "t", "question": "Why?", "category": "why", "answerable": {answerable}, "spans": {spans}}}"#
            );
            Judged::new(&read(&line).unwrap()[0], &refused, Vec::new())
        };
        let answerable = judged(true, "[[1, 2]]");
        assert_eq!(answerable.first_quote_right, Some(false));
        assert_eq!(answerable.asked_quoted, None);
        assert_eq!(judged(false, "[]").first_quote_right, None);
    }

    #[test]
    fn first_quotes_are_counted_where_they_are_judged() {
        let quoted = |category, first_quote_right, asked_quoted| Judged {
            first_quote_right,
            asked_quoted,
            ..judged(category, true, &[Some(1)])
        };
        let questions = vec![
            quoted("when", Some(true), None),
            quoted("asked", Some(true), Some(false)),
            quoted("asked", Some(false), Some(true)),
            quoted("asked", Some(false), Some(false)),
            judged("off_topic", true, &[]),
        ];
        let report = Report::new(questions, &mut []);
        let figures = |figures: &Figures| (figures.first_quote, figures.asked_quoted);
        let third = Some(1.0 / 3.0);
        assert_eq!(figures(&report.all), (Some(0.5), third));
        assert_eq!(figures(&report.by_category["asked"]), (third, third));
        assert_eq!(figures(&report.by_category["when"]), (Some(1.0), None));
        assert_eq!(figures(&report.by_category["off_topic"]), (None, None));
    }
}
