//! Fits the weights of the ranking and the calibrations of the confidence to labelled questions.
//!
//! The figures of each set are cross-validated: a question is judged by weights and calibrations that
//! were fitted without its transcript.

use std::collections::BTreeSet;

use serde::Serialize;
use whosaid::answer::{
    ANSWER_FROM, Calibration, Evidence, LEAST_CONFIDENCE, Outcome, RankedPassage,
};
use whosaid::engine::{Engine, Question, Understanding};
use whosaid::eval::{
    EvalError, Judged, LabelledQuestion, Report, answer, covered_by_rank, question_to,
};
use whosaid::search::{Candidate, Features, SearchConfig, Weights};
use whosaid::time::Span;

use crate::learn::{Choice, choices, logistic};

/// The number of folds of the cross-validation, by transcript.
const FOLDS: usize = 6;

/// The most candidates of a question that the weights are fitted to; the right ones are always
/// among them.
const MOST_CANDIDATES: usize = 150;

/// One in this many questions is also asked of a transcript that it is not about.
const ELSEWHERE_EVERY: usize = 4;

/// The category of near misses: the topic occurs in the transcript, the answer does not.
const NEAR_MISS: &str = "near_miss";

/// The number of bins of confidence in the reliability figures.
const BINS: usize = 10;

/// Labelled questions and an engine that holds their transcripts.
pub(crate) struct LabelledSet<'a> {
    /// The set's name.
    pub(crate) name: String,
    /// The engine.
    pub(crate) engine: &'a Engine,
    /// The questions.
    pub(crate) questions: &'a [LabelledQuestion],
}

/// The fitted weights and calibrations, with cross-validated figures.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Fit {
    /// Fitted to all questions.
    pub(crate) weights: Weights,
    /// What the log-odds and the margin of reading count, where passages were read.
    pub(crate) reading: Option<[f32; 2]>,
    /// The calibration of the confidence, fitted to all questions, and to every fourth asked of a
    /// transcript that it is not about.
    pub(crate) confidence: Calibration,
    /// The calibration of whether the transcript speaks of the topic, fitted to the same questions
    /// without near misses.
    pub(crate) spoken_of: Calibration,
    /// For some thresholds of that probability, cross-validated: the share of answerable questions
    /// that are refused, and the share of questions asked of another transcript that are answered.
    pub(crate) thresholds: Vec<(f32, f64, f64)>,
    /// Each set, cross-validated.
    pub(crate) sets: Vec<SetFigures>,
    /// The confidences, cross-validated.
    pub(crate) reliability: Reliability,
}

/// A set's figures, cross-validated.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SetFigures {
    /// The set's name.
    pub(crate) name: String,
    /// Its figures.
    pub(crate) report: Report,
    /// The share of its questions that were answered from a transcript they are not about.
    pub(crate) elsewhere_answered: Option<f64>,
    /// How reliable its confidences are.
    pub(crate) reliability: Reliability,
}

/// How confidences compare with the share of questions answered right.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Reliability {
    /// The expected calibration error: the mean distance of confidence and share, by bin.
    pub(crate) expected_error: f64,
    /// For each tenth of confidence: how many questions, the mean confidence, the share that was
    /// right.
    pub(crate) bins: Vec<(usize, f64, f64)>,
}

/// One question, asked of one transcript.
struct AskedQuestion<'a> {
    set: usize,
    fold: usize,
    labelled: &'a LabelledQuestion,
    transcript: &'a str,
    choice: Option<Choice<{ Features::NAMES.len() }>>,
}

/// A question's answer with weights that were fitted to other transcripts.
struct JudgedAnswer {
    evidence: [f32; Evidence::NAMES.len()],
    at_edge: bool,
    right: bool,
    judged: Judged,
    /// Which of the read passages are right, each with its score, and what reading says; `None`
    /// where none is.
    read: Option<Choice<3>>,
}

/// The options of fitting.
#[derive(Debug, Clone, Default)]
pub(crate) struct FitConfig {
    /// The features that may have a weight, by name; empty for all.
    pub(crate) only: Vec<String>,
    /// Whether rules read the questions.
    pub(crate) understanding: Understanding,
}

/// Fits the weights and the calibration to all sets, and cross-validates them.
///
/// Each set counts with the square root of its number of questions. `progress` is called with how many steps are
/// done, and of how many.
///
/// # Errors
/// A question that cannot be asked, or whose transcript is not there.
pub(crate) fn fit(
    sets: &[LabelledSet<'_>],
    config: &FitConfig,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Fit, EvalError> {
    let mut asked = questions(sets);
    let work = 2 * asked.len();
    for (place, asked) in asked.iter_mut().enumerate() {
        asked.choice = choice(sets, asked, config)?;
        progress(place, work);
    }
    let weights: Vec<Weights> = (0..FOLDS)
        .map(|fold| weights_of(&asked, |asked| asked.fold != fold))
        .collect();
    let mut answers = Vec::with_capacity(asked.len());
    for (place, asked) in asked.iter().enumerate() {
        answers.push(ask(sets, asked, weights[asked.fold], config)?);
        progress(place + work / 2, work);
    }
    let mut spoken_of = Vec::with_capacity(asked.len());
    let held_apart: Vec<[Calibration; 2]> = (0..FOLDS)
        .map(|fold| calibrations(&asked, &answers, |asked| asked.fold != fold))
        .collect();
    for (asked, answers) in asked.iter().zip(&mut answers) {
        let [right, present] = held_apart[asked.fold];
        let probability = present.probability(answers.evidence);
        answers.judged.confidence = right.probability(answers.evidence);
        let likely = probability >= ANSWER_FROM && answers.judged.confidence >= LEAST_CONFIDENCE;
        answers.judged.answered = likely || answers.at_edge;
        spoken_of.push(probability);
    }
    let [confidence, present] = calibrations(&asked, &answers, |_| true);
    let of_set = |set: usize| {
        let pairs = asked.iter().zip(&answers);
        pairs.filter(move |(asked, _)| asked.set == set)
    };
    let sets = sets.iter().enumerate().map(|(set, labelled)| {
        let own = of_set(set).filter(|(asked, _)| asked.is_of_its_own());
        let judged = own.map(|(_, answers)| answers.judged.clone()).collect();
        let elsewhere: Vec<bool> = of_set(set)
            .filter(|(asked, _)| !asked.is_of_its_own())
            .map(|(_, answers)| answers.judged.answered)
            .collect();
        let answered = elsewhere.iter().filter(|answered| **answered).count();
        SetFigures {
            name: labelled.name.clone(),
            report: Report::new(judged, &mut []),
            elsewhere_answered: (!elsewhere.is_empty())
                .then(|| answered as f64 / elsewhere.len() as f64),
            reliability: Reliability::of(of_set(set).map(|(_, answers)| answers)),
        }
    });
    Ok(Fit {
        weights: weights_of(&asked, |_| true),
        reading: reading_weights(&answers),
        confidence,
        spoken_of: present,
        thresholds: thresholds(&asked, &spoken_of),
        sets: sets.collect(),
        reliability: Reliability::of(answers.iter()),
    })
}

/// Returns every question with its own transcript, and every fourth also with the next transcript
/// of its set and with one of the next set.
fn questions<'a>(sets: &'a [LabelledSet<'a>]) -> Vec<AskedQuestion<'a>> {
    let transcripts: Vec<Vec<&str>> = sets
        .iter()
        .map(|set| {
            let names = set.questions.iter().map(|labelled| &*labelled.transcript);
            let names: BTreeSet<&str> = names.collect();
            names.into_iter().collect()
        })
        .collect();
    let everywhere: BTreeSet<&str> = transcripts.iter().flatten().copied().collect();
    let fold = |name: &str| everywhere.range(..name).count() % FOLDS;
    let mut all = Vec::new();
    let mut add = |set: usize, labelled: &'a LabelledQuestion, at: usize| {
        let names = &transcripts[set];
        let at = at % names.len();
        all.push(AskedQuestion {
            set,
            fold: fold(names[at]),
            labelled,
            transcript: names[at],
            choice: None,
        });
    };
    for (set, labelled_set) in sets.iter().enumerate() {
        for (place, labelled) in labelled_set.questions.iter().enumerate() {
            let names = &transcripts[set];
            let own = names.iter().position(|name| *name == labelled.transcript);
            let own = own.unwrap_or_default();
            add(set, labelled, own);
            if place % ELSEWHERE_EVERY == 0 {
                if names.len() > 1 {
                    add(set, labelled, own + 1);
                }
                let next = (set + 1) % sets.len();
                let names = &transcripts[next];
                let at = place / ELSEWHERE_EVERY % names.len();
                if sets.len() > 1 && names[at] != labelled.transcript {
                    add(next, labelled, at);
                }
            }
        }
    }
    all
}

impl FitConfig {
    /// Returns the features with those left out at zero, which gives them no weight.
    fn masked(&self, mut numbers: [f32; Features::NAMES.len()]) -> [f32; Features::NAMES.len()] {
        for (number, name) in numbers.iter_mut().zip(Features::NAMES) {
            if !self.only.is_empty() && !self.only.iter().any(|only| only == name) {
                *number = 0.0;
            }
        }
        numbers
    }
}

impl AskedQuestion<'_> {
    fn is_of_its_own(&self) -> bool {
        self.transcript == self.labelled.transcript
    }

    fn question(&self, config: &FitConfig) -> Question {
        Question {
            understanding: config.understanding,
            ..question_to(self.transcript, self.labelled)
        }
    }

    fn is_answerable(&self) -> bool {
        self.labelled.answerable && self.is_of_its_own()
    }

    fn is_near_miss(&self) -> bool {
        self.is_of_its_own() && self.labelled.category == NEAR_MISS
    }

    /// Returns the gold spans in the transcript that is asked.
    fn gold(&self) -> Vec<Span> {
        if self.is_of_its_own() {
            self.labelled.gold()
        } else {
            Vec::new()
        }
    }
}

/// Gathers a question's candidates and which of them are right; none where none is.
fn choice(
    sets: &[LabelledSet<'_>],
    asked: &AskedQuestion<'_>,
    config: &FitConfig,
) -> Result<Option<Choice<{ Features::NAMES.len() }>>, EvalError> {
    let gold = asked.gold();
    if gold.is_empty() {
        return Ok(None);
    }
    let set = &sets[asked.set];
    let mut gathered = set
        .engine
        .candidates(&asked.question(config))
        .map_err(|source| EvalError::Ask {
            id: asked.labelled.id.clone(),
            source,
        })?;
    let is_right = |span: &Option<Span>| {
        let covered = covered_by_rank(std::slice::from_ref(span), &gold, asked.labelled.matching);
        covered.iter().any(Option::is_some)
    };
    let shipped = |candidate: &Candidate| {
        let weights = set.engine.config().weights;
        candidate.features.weighted(&weights).sum()
    };
    gathered.sort_by(|(a, a_span), (b, b_span)| {
        let right_first = is_right(b_span).cmp(&is_right(a_span));
        right_first.then(shipped(b).total_cmp(&shipped(a)))
    });
    gathered.truncate(MOST_CANDIDATES);
    let right: Vec<bool> = gathered.iter().map(|(_, span)| is_right(span)).collect();
    Ok(right.contains(&true).then(|| Choice {
        candidates: gathered
            .iter()
            .map(|(candidate, _)| config.masked(candidate.features.to_array()))
            .collect(),
        right,
        weight: 1.0 / (set.questions.len() as f64).sqrt(),
    }))
}

fn weights_of(
    asked: &[AskedQuestion<'_>],
    is_used: impl Fn(&AskedQuestion<'_>) -> bool,
) -> Weights {
    let used = asked.iter().filter(|asked| is_used(asked));
    let used: Vec<&Choice<_>> = used.filter_map(|asked| asked.choice.as_ref()).collect();
    Features::from_array(choices(&used))
}

/// Asks a question with the given weights.
fn ask(
    sets: &[LabelledSet<'_>],
    asked: &AskedQuestion<'_>,
    weights: Weights,
    fit: &FitConfig,
) -> Result<JudgedAnswer, EvalError> {
    let engine = sets[asked.set].engine;
    let config = SearchConfig {
        weights,
        ..*engine.config()
    };
    let answer = answer(engine, asked.labelled, &asked.question(fit), &config)?;
    let spans = answer.passages.iter().map(|passage| passage.record.span);
    let spans: Vec<Option<Span>> = spans.collect();
    let ranks = covered_by_rank(&spans, &asked.gold(), asked.labelled.matching);
    let mut judged = Judged::new(asked.labelled, &answer, ranks);
    judged.answerable &= asked.is_of_its_own();
    let set = &sets[asked.set];
    let right = match &answer.outcome {
        Outcome::Quotes(_) => judged.first_quote_right == Some(true) && judged.answerable,
        // There is no quote to judge.
        Outcome::NotFound(_) => judged.first_rank == Some(1),
    };
    Ok(JudgedAnswer {
        read: read_choice(&answer.passages, asked, set),
        evidence: answer.evidence.map_or([0.0; _], Evidence::to_array),
        at_edge: answer.evidence.is_some_and(|evidence| evidence.at_edge),
        right,
        judged,
    })
}

/// Gathers the read passages of a question and which of them are right.
fn read_choice(
    passages: &[RankedPassage],
    asked: &AskedQuestion<'_>,
    set: &LabelledSet<'_>,
) -> Option<Choice<3>> {
    let gold = asked.gold();
    let read = passages.iter().filter_map(|passage| {
        let reading = passage.reading.as_ref()?;
        let score = passage.hit.score - passage.hit.reading;
        let span = [passage.record.span];
        let covered = covered_by_rank(&span, &gold, asked.labelled.matching);
        let is_right = covered.iter().any(Option::is_some);
        Some(([score, reading.presence, reading.margin], is_right))
    });
    let (candidates, right): (Vec<_>, Vec<_>) = read.unzip();
    right.contains(&true).then(|| Choice {
        candidates,
        right,
        weight: 1.0 / (set.questions.len() as f64).sqrt(),
    })
}

/// Fits what reading counts beside the score.
fn reading_weights(answers: &[JudgedAnswer]) -> Option<[f32; 2]> {
    let read: Vec<&Choice<3>> = answers.iter().filter_map(|it| it.read.as_ref()).collect();
    if read.is_empty() {
        return None;
    }
    let [score, presence, margin] = choices(&read);
    Some([presence / score, margin / score])
}

/// Fits the confidence and whether a transcript speaks of a question.
fn calibrations(
    asked: &[AskedQuestion<'_>],
    answers: &[JudgedAnswer],
    is_used: impl Fn(&AskedQuestion<'_>) -> bool,
) -> [Calibration; 2] {
    let sets = asked.iter().map(|asked| asked.set).max().unwrap_or(0);
    let sizes: Vec<f64> = (0..=sets)
        .map(|set| asked.iter().filter(|asked| asked.set == set).count() as f64)
        .collect();
    let used = || {
        asked
            .iter()
            .zip(answers)
            .filter(|(asked, _)| is_used(asked))
    };
    let fitted = |is_used: &dyn Fn(&AskedQuestion<'_>) -> bool,
                  label: &dyn Fn(&AskedQuestion<'_>, &JudgedAnswer) -> bool| {
        let pairs: Vec<_> = used().filter(|(asked, _)| is_used(asked)).collect();
        let rows: Vec<_> = pairs.iter().map(|(_, answers)| answers.evidence).collect();
        let labels: Vec<bool> = pairs
            .iter()
            .map(|(asked, answers)| label(asked, answers))
            .collect();
        let weights = pairs.iter().map(|(asked, _)| 1.0 / sizes[asked.set].sqrt());
        let weights: Vec<f64> = weights.collect();
        let (intercept, weights) = logistic(&rows, &labels, &weights);
        Calibration { intercept, weights }
    };
    [
        fitted(&|_| true, &|_, answers| answers.right),
        fitted(&|asked| !asked.is_near_miss(), &|asked, _| {
            asked.is_answerable()
        }),
    ]
}

fn thresholds(asked: &[AskedQuestion<'_>], spoken_of: &[f32]) -> Vec<(f32, f64, f64)> {
    let share = |is_counted: &dyn Fn(&AskedQuestion<'_>) -> bool, holds: &dyn Fn(f32) -> bool| {
        let pairs = asked.iter().zip(spoken_of);
        let counted: Vec<bool> = pairs
            .filter(|(asked, _)| is_counted(asked))
            .map(|(_, probability)| holds(*probability))
            .collect();
        counted.iter().filter(|held| **held).count() as f64 / counted.len().max(1) as f64
    };
    let of = |threshold: f32| {
        let refused = share(
            &|asked: &AskedQuestion<'_>| asked.is_answerable(),
            &|probability| probability < threshold,
        );
        let elsewhere = |asked: &AskedQuestion<'_>| !asked.is_of_its_own();
        let answered = share(&elsewhere, &|probability| probability >= threshold);
        (threshold, refused, answered)
    };
    (1..10).map(|tenth| of(tenth as f32 / 10.0)).collect()
}

impl Reliability {
    fn of<'a>(answers: impl Iterator<Item = &'a JudgedAnswer>) -> Self {
        let mut bins = vec![(0usize, 0.0, 0.0); BINS];
        let mut all = 0;
        for answers in answers {
            let confidence = f64::from(answers.judged.confidence);
            let bin = &mut bins[((confidence * BINS as f64) as usize).min(BINS - 1)];
            bin.0 += 1;
            bin.1 += confidence;
            bin.2 += f64::from(u8::from(answers.right));
            all += 1;
        }
        let apart = bins
            .iter()
            .map(|(_, confidence, right)| (confidence - right).abs());
        let expected_error = apart.sum::<f64>() / f64::from(all.max(1));
        for (count, confidence, right) in &mut bins {
            *confidence /= (*count).max(1) as f64;
            *right /= (*count).max(1) as f64;
        }
        Self {
            expected_error,
            bins,
        }
    }
}
