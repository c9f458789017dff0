//! Compares a question's tokens with a passage's tokens (late interaction).
//!
//! MaxSim takes, for each of the question's tokens, the similarity of the most similar token of a
//! passage, and averages these, weighted by inverse document frequency (Khattab and Zaharia,
//! "ColBERT", 2020, has no weights). The tokens come without special tokens, punctuation and the
//! words of asking.

use std::collections::HashMap;
use std::ops::Range;

use crate::embed::{QuestionToken, SIGN_BYTES};
use crate::index::{Index, OtherSpelling, QuestionVectors, TokenRow, Tokens};
use crate::store::PassageId;

/// How similar a word's tokens are to the same word's in another sentence, roughly. Another spelling
/// of the word is taken to be as similar, by its weight.
const SAME_WORD: f32 = 0.7;

/// A question's tokens with their weights, ready to be compared.
#[derive(Debug, Clone)]
pub struct QuestionTokens {
    vectors: QuestionVectors,
    /// Each token's share of the weight; they sum to 1.
    shares: Vec<f32>,
    /// Each token's bytes of the question.
    ranges: Vec<Range<usize>>,
    /// Each word's places among the tokens.
    words: Vec<Range<usize>>,
}

/// One of the question's tokens and the most similar token of a passage.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenMatch {
    /// The question's token, as its bytes of the question.
    pub question: Range<usize>,
    /// The passage's token, by its place among the stored ones.
    pub token: usize,
    /// How similar the two are, from -1 to 1.
    pub similarity: f32,
    /// The share of the question's token in the weight of all.
    pub share: f32,
}

impl QuestionTokens {
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

    /// Returns, for each of the question's tokens, the similarity of the passage's most similar
    /// token; 0 where the passage has no tokens.
    pub fn best_similarities(&self, row: TokenRow<'_>) -> BestSimilarities {
        let mut best = vec![f32::MIN; self.shares.len()];
        if row.ids.is_empty() {
            best.fill(0.0);
        }
        self.vectors.compare(row.signs, |_, similarities| {
            for (best, &similarity) in best.iter_mut().zip(similarities) {
                *best = best.max(similarity);
            }
        });
        BestSimilarities(best)
    }

    /// Raises the similarities of a word's tokens where a passage has another spelling of it, whose
    /// own tokens say nothing.
    fn raise(&self, best: &mut BestSimilarities, spelling: &OtherSpelling) {
        for (token, similarity) in self.ranges.iter().zip(&mut best.0) {
            let is_of_word = |word: &Range<usize>| word.contains(&token.start);
            if spelling.ranges.iter().any(is_of_word) {
                *similarity = similarity.max(SAME_WORD * spelling.weight);
            }
        }
    }

    /// Returns MaxSim: the mean of the best similarities, weighted by the tokens' shares.
    pub fn max_sim(&self, best: &BestSimilarities) -> f32 {
        let pairs = self.shares.iter().zip(&best.0);
        pairs.map(|(share, similarity)| share * similarity).sum()
    }

    /// Returns the mean similarity of the question's words without the word that matches best; of
    /// a single word, its similarity. A name that matches says little of what is asked about it.
    pub fn max_sim_beside_best(&self, best: &BestSimilarities) -> f32 {
        let of_word = |word: &Range<usize>| {
            let share: f32 = self.shares[word.clone()].iter().sum();
            let pairs = word.clone().map(|at| self.shares[at] * best.0[at]);
            pairs.sum::<f32>() / share.max(f32::EPSILON)
        };
        let words = self.words.iter().map(of_word);
        let (sum, most) = words.fold((0.0, f32::MIN), |(sum, most), word| {
            (sum + word, most.max(word))
        });
        match self.words.len() {
            0 => 0.0,
            1 => most,
            count => (sum - most) / (count - 1) as f32,
        }
    }

    /// Returns the best match of each of the question's tokens among the places `within` of a
    /// passage's tokens; nothing where there are none.
    pub fn matches(&self, row: TokenRow<'_>, within: Range<usize>) -> Vec<TokenMatch> {
        let mut best = vec![(within.start, f32::MIN); self.shares.len()];
        let signs = &row.signs[within.start * SIGN_BYTES..within.end * SIGN_BYTES];
        self.vectors.compare(signs, |place, similarities| {
            for (best, &similarity) in best.iter_mut().zip(similarities) {
                if similarity > best.1 {
                    *best = (within.start + place, similarity);
                }
            }
        });
        let questions = self.ranges.iter().zip(&self.shares);
        questions
            .zip(best)
            .filter(|(_, (_, similarity))| *similarity > f32::MIN)
            .map(|((question, &share), (token, similarity))| TokenMatch {
                question: question.clone(),
                token,
                similarity,
                share,
            })
            .collect()
    }
}

/// Returns each word's places among the tokens: the pieces of one word adjoin.
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

/// For each of the question's tokens, the similarity of the most similar token.
#[derive(Debug, Clone, Default)]
pub struct BestSimilarities(Vec<f32>);

impl BestSimilarities {
    /// Returns the larger similarity of two passages, token by token.
    pub fn or(&self, other: Option<&BestSimilarities>) -> Self {
        let Some(other) = other else {
            return self.clone();
        };
        let pairs = self.0.iter().zip(&other.0);
        Self(pairs.map(|(a, b)| a.max(*b)).collect())
    }
}

/// The best similarities of the passages that were compared.
pub(super) struct SimilaritiesByPassage(HashMap<PassageId, BestSimilarities>);

impl SimilaritiesByPassage {
    /// Compares the question with these passages, each once.
    pub(super) fn new(
        question: &QuestionTokens,
        spellings: &[OtherSpelling],
        index: &Index,
        mut ids: Vec<PassageId>,
    ) -> Self {
        ids.sort_unstable();
        ids.dedup();
        let compared = ids.into_iter().filter_map(|id| {
            let mut best = question.best_similarities(index.tokens.of(id)?);
            for spelling in spellings {
                if spelling.passages.binary_search(&id).is_ok() {
                    question.raise(&mut best, spelling);
                }
            }
            Some((id, best))
        });
        Self(compared.collect())
    }

    /// Returns the similarities of a passage that was compared.
    pub(super) fn get(&self, id: PassageId) -> Option<&BestSimilarities> {
        self.0.get(&id)
    }
}
