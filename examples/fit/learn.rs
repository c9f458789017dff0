//! Fits two models: one that ranks a question's candidates, and one of the confidence in the best.
//!
//! Coefficients are found by gradient descent (Adam; Kingma and Ba, 2015) on numbers scaled to unit
//! deviation, with a ridge. The same labels give the same coefficients.

const STEPS: usize = 300;
const RATE: f64 = 0.05;

/// Pulls coefficients of scaled numbers towards zero.
const RIDGE: f64 = 1e-3;

/// The candidates of one question.
pub(crate) struct Choice<const N: usize> {
    /// The features of each candidate.
    pub(crate) candidates: Vec<[f32; N]>,
    /// Whether each is right; at least one is.
    pub(crate) right: Vec<bool>,
    /// How much the question counts.
    pub(crate) weight: f64,
}

/// Fits the weights under which the right candidates of each question have the largest share of
/// the candidates' exponentiated scores (a conditional logit; McFadden, 1974).
pub(crate) fn choices<const N: usize>(questions: &[&Choice<N>]) -> [f32; N] {
    let rows = || questions.iter().flat_map(|question| &question.candidates);
    let scale = deviations(rows());
    let all: f64 = questions.iter().map(|question| question.weight).sum();
    let fitted = descend([0.1; N], |weights| {
        let mut gradient = [0.0; N];
        for question in questions {
            let scores: Vec<f64> = question
                .candidates
                .iter()
                .map(|row| {
                    (0..N)
                        .map(|at| weights[at] * f64::from(row[at]) / scale[at])
                        .sum()
                })
                .collect();
            let most = scores.iter().copied().fold(f64::MIN, f64::max);
            let odds: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
            let sum: f64 = odds.iter().sum();
            let pairs = odds.iter().zip(&question.right);
            let right: f64 = pairs
                .filter(|(_, right)| **right)
                .map(|(odds, _)| odds)
                .sum();
            for ((row, odds), is_right) in
                question.candidates.iter().zip(&odds).zip(&question.right)
            {
                let wanted = if *is_right {
                    odds / right.max(1e-300)
                } else {
                    0.0
                };
                let too_much = question.weight / all * (odds / sum - wanted);
                for (at, gradient) in gradient.iter_mut().enumerate() {
                    *gradient += too_much * f64::from(row[at]) / scale[at];
                }
            }
        }
        gradient
    });
    std::array::from_fn(|at| (fitted[at] / scale[at]) as f32)
}

/// Fits a logistic model; returns the intercept and the coefficients.
pub(crate) fn logistic<const N: usize>(
    rows: &[[f32; N]],
    labels: &[bool],
    weights: &[f64],
) -> (f32, [f32; N]) {
    let scale = deviations(rows.iter());
    let means: [f64; N] = std::array::from_fn(|at| {
        rows.iter().map(|row| f64::from(row[at])).sum::<f64>() / rows.len().max(1) as f64
    });
    let scaled = |row: &[f32; N], at: usize| (f64::from(row[at]) - means[at]) / scale[at];
    let all: f64 = weights.iter().sum();
    // The intercept is fitted by the same descent, in two turns: it has no scale of its own.
    let mut intercept = 0.0;
    let mut fitted = [0.0; N];
    for _ in 0..20 {
        let miss = |fitted: &[f64; N], intercept: f64, place: usize| {
            let logit: f64 = intercept
                + (0..N)
                    .map(|at| fitted[at] * scaled(&rows[place], at))
                    .sum::<f64>();
            let wanted = f64::from(u8::from(labels[place]));
            weights[place] / all * (1.0 / (1.0 + (-logit).exp()) - wanted)
        };
        fitted = descend(fitted, |fitted| {
            let mut gradient = [0.0; N];
            for (place, row) in rows.iter().enumerate() {
                let too_much = miss(fitted, intercept, place);
                for (at, gradient) in gradient.iter_mut().enumerate() {
                    *gradient += too_much * scaled(row, at);
                }
            }
            gradient
        });
        let [best] = descend([intercept], |[intercept]| {
            [(0..rows.len())
                .map(|place| miss(&fitted, *intercept, place))
                .sum()]
        });
        intercept = best;
    }
    let shift: f64 = (0..N).map(|at| fitted[at] * means[at] / scale[at]).sum();
    (
        (intercept - shift) as f32,
        std::array::from_fn(|at| (fitted[at] / scale[at]) as f32),
    )
}

fn descend<const N: usize>(start: [f64; N], gradient: impl Fn(&[f64; N]) -> [f64; N]) -> [f64; N] {
    let (mut mean, mut square) = ([0.0; N], [0.0; N]);
    let mut at = start;
    for step in 1..=STEPS {
        let slope = gradient(&at);
        // The steps shrink to nothing, so that the end does not tremble.
        let rate = RATE * (1.0 - (step - 1) as f64 / STEPS as f64);
        for place in 0..N {
            let slope = slope[place] + RIDGE * at[place];
            mean[place] = 0.9 * mean[place] + 0.1 * slope;
            square[place] = 0.999 * square[place] + 0.001 * slope * slope;
            let mean = mean[place] / (1.0 - 0.9f64.powi(step as i32));
            let square = square[place] / (1.0 - 0.999f64.powi(step as i32));
            at[place] -= rate * mean / (square.sqrt() + 1e-8);
        }
    }
    at
}

fn deviations<'a, const N: usize>(rows: impl Iterator<Item = &'a [f32; N]> + Clone) -> [f64; N] {
    let count = rows.clone().count().max(1) as f64;
    std::array::from_fn(|at| {
        let mean = rows.clone().map(|row| f64::from(row[at])).sum::<f64>() / count;
        let square = rows
            .clone()
            .map(|row| (f64::from(row[at]) - mean).powi(2))
            .sum::<f64>();
        (square / count).sqrt().max(1e-6)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_feature_that_tells_right_from_wrong_gets_the_weight() {
        let mut random = fastrand::Rng::with_seed(7);
        let questions: Vec<Choice<2>> = (0..60)
            .map(|_| {
                let right: Vec<bool> = (0..10).map(|place| place == 3).collect();
                let candidates = right
                    .iter()
                    .map(|&right| [f32::from(u8::from(right)) + random.f32(), random.f32()]);
                Choice {
                    candidates: candidates.collect(),
                    right,
                    weight: 1.0,
                }
            })
            .collect();
        let [telling, noise] = choices(&questions.iter().collect::<Vec<_>>());
        assert!(
            telling > 2.0 && noise.abs() < telling / 4.0,
            "{telling} {noise}"
        );
    }

    #[test]
    fn a_logistic_model_gives_back_the_odds_it_was_drawn_from() {
        let mut random = fastrand::Rng::with_seed(11);
        let rows: Vec<[f32; 1]> = (0..4000).map(|_| [random.f32()]).collect();
        let labels: Vec<bool> = rows
            .iter()
            .map(|[x]| random.f32() < 1.0 / (1.0 + (2.0 - 6.0 * x).exp()))
            .collect();
        let (intercept, [slope]) = logistic(&rows, &labels, &vec![1.0; rows.len()]);
        assert!((intercept + 2.0).abs() < 0.5, "{intercept}");
        assert!((slope - 6.0).abs() < 1.0, "{slope}");
    }
}
