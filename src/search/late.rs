//! Late interaction: how well a passage's tokens meet the question's, one by one.
//!
//! In: the question's tokens, and passages' stored tokens. Out: for each of the question's tokens the
//! similarity of the nearest token in a passage, and their mean by rarity (MaxSim; Khattab and
//! Zaharia, "ColBERT", 2020, with inverse document frequencies as weights). Never here: special
//! tokens, punctuation, or the words of asking; they were left out before.

use std::collections::HashMap;
use std::ops::Range;

use crate::embed::{QuestionToken, SIGN_BYTES};
use crate::index::{Index, QuestionVectors, TokenRow, Tokens};
use crate::store::PassageId;

/// A question's tokens, ready to be compared.
#[derive(Debug, Clone)]
pub struct LateQuestion {
    vectors: QuestionVectors,
    /// Each token's share of the weight; they sum to 1.
    shares: Vec<f32>,
    /// Each token's bytes of the question.
    ranges: Vec<Range<usize>>,
    /// Each word's places among the tokens.
    words: Vec<Range<usize>>,
}

/// Where a question's token is met best.
#[derive(Debug, Clone, PartialEq)]
pub struct Met {
    /// The question's token, as its bytes of the question.
    pub question: Range<usize>,
    /// The passage's token, by its place among those that are kept.
    pub token: usize,
    /// How near the two are, from -1 to 1.
    pub similarity: f32,
    /// The question's token's share of the weight.
    pub share: f32,
}

impl LateQuestion {
    /// Weighs the tokens by how rare they are among the passages.
    pub fn new(question: &[QuestionToken], tokens: &Tokens) -> Self {
        let weights: Vec<f32> = question.iter().map(|token| tokens.idf(token.id)).collect();
        let all = weights.iter().sum::<f32>().max(f32::EPSILON);
        let vectors: Vec<&[f32]> = question.iter().map(|token| &token.vector[..]).collect();
        Self {
            vectors: QuestionVectors::new(&vectors.concat()),
            shares: weights.iter().map(|weight| weight / all).collect(),
            ranges: question.iter().map(|token| token.range.clone()).collect(),
            words: words(question),
        }
    }

    /// Returns the similarity of the nearest of the passage's tokens to each of the question's; 0
    /// where the passage has none.
    pub fn nearest(&self, row: TokenRow<'_>) -> Nearest {
        let mut nearest = vec![f32::MIN; self.shares.len()];
        if row.ids.is_empty() {
            nearest.fill(0.0);
        }
        self.vectors.compare(row.signs, |_, similar| {
            for (best, &similarity) in nearest.iter_mut().zip(similar) {
                *best = best.max(similarity);
            }
        });
        Nearest(nearest)
    }

    /// Returns MaxSim: the mean of the similarities by the tokens' shares.
    pub fn score(&self, nearest: &Nearest) -> f32 {
        let pairs = self.shares.iter().zip(&nearest.0);
        pairs.map(|(share, similarity)| share * similarity).sum()
    }

    /// Returns the mean of how well the question's words are met, but for the one that is met best;
    /// of the only one where there is one. A name alone that is met says little of what is asked
    /// about it.
    pub fn score_beside_best(&self, nearest: &Nearest) -> f32 {
        let of_word = |word: &Range<usize>| {
            let share: f32 = self.shares[word.clone()].iter().sum();
            let pairs = word.clone().map(|at| self.shares[at] * nearest.0[at]);
            pairs.sum::<f32>() / share.max(f32::EPSILON)
        };
        let met = self.words.iter().map(of_word);
        let (sum, best) = met.fold((0.0, f32::MIN), |(sum, best), met| {
            (sum + met, best.max(met))
        });
        match self.words.len() {
            0 => 0.0,
            1 => best,
            count => (sum - best) / (count - 1) as f32,
        }
    }

    /// Returns where each of the question's tokens is met best among the places `within` of a
    /// passage's tokens.
    pub fn met(&self, row: TokenRow<'_>, within: Range<usize>) -> Vec<Met> {
        let mut best = vec![(within.start, f32::MIN); self.shares.len()];
        let signs = &row.signs[within.start * SIGN_BYTES..within.end * SIGN_BYTES];
        self.vectors.compare(signs, |place, similar| {
            for (best, &similarity) in best.iter_mut().zip(similar) {
                if similarity > best.1 {
                    *best = (within.start + place, similarity);
                }
            }
        });
        let questions = self.ranges.iter().zip(&self.shares);
        questions
            .zip(best)
            .filter(|(_, (_, similarity))| *similarity > f32::MIN)
            .map(|((question, &share), (token, similarity))| Met {
                question: question.clone(),
                token,
                similarity,
                share,
            })
            .collect()
    }
}

/// Returns each word's places among the tokens: pieces of one word adjoin.
fn words(question: &[QuestionToken]) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, token) in question.iter().enumerate() {
        match words.last_mut() {
            Some(word) if question[at - 1].range.end == token.range.start => word.end = at + 1,
            _ => words.push(at..at + 1),
        }
    }
    words
}

/// The similarity of the nearest token to each of the question's tokens.
#[derive(Debug, Clone, Default)]
pub struct Nearest(Vec<f32>);

impl Nearest {
    /// Returns the nearest in either passage.
    pub fn or(&self, other: Option<&Nearest>) -> Self {
        let Some(other) = other else {
            return self.clone();
        };
        let pairs = self.0.iter().zip(&other.0);
        Self(pairs.map(|(a, b)| a.max(*b)).collect())
    }
}

/// The nearest tokens of the passages that were looked at.
pub(super) struct Seen(HashMap<PassageId, Nearest>);

impl Seen {
    /// Looks at passages, each once.
    pub(super) fn new(question: &LateQuestion, index: &Index, mut ids: Vec<PassageId>) -> Self {
        ids.sort_unstable();
        ids.dedup();
        let rows = ids
            .into_iter()
            .filter_map(|id| Some((id, index.tokens.of(id)?)));
        Self(rows.map(|(id, row)| (id, question.nearest(row))).collect())
    }

    /// Returns what was seen of a passage.
    pub(super) fn of(&self, id: PassageId) -> Option<&Nearest> {
        self.0.get(&id)
    }
}
