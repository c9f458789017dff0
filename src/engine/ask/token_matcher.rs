//! Matches the words of passages with the question's, by their token vectors.
//!
//! Stored tokens have no positions in the text. The tokenizer finds them in the same line again,
//! which needs no forward pass.

use std::ops::Range;

use super::corrections::whole_word;
use crate::answer::{RankedPassage, ScoresSentences, WordMatch};
use crate::embed::Embedder;
use crate::index::{Index, TokenRow};
use crate::passage::line;
use crate::search::QuestionTokens;

/// Matches passages with one question.
pub(super) struct TokenMatcher<'a> {
    embedder: &'a Embedder,
    index: &'a Index,
    question: &'a QuestionTokens,
}

impl<'a> TokenMatcher<'a> {
    pub(super) fn new(
        embedder: &'a Embedder,
        index: &'a Index,
        question: &'a QuestionTokens,
    ) -> Self {
        Self {
            embedder,
            index,
            question,
        }
    }

    /// Returns a passage's stored tokens, and the bytes of the best range's text that each stands
    /// for; tokens of the speaker's label stand for none.
    fn tokens(&self, passage: &RankedPassage) -> Option<(TokenRow<'a>, Vec<Option<Range<usize>>>)> {
        let record = &passage.record;
        let row = self.index.tokens.of(record.id)?;
        let text = &record.turn.text[passage.best_range.clone()];
        let line = line(record.speaker.as_deref(), text);
        let label = line.len() - text.len();
        let ranges = self.embedder.token_ranges(&line).into_iter();
        let ranges = ranges.map(|(_, range)| {
            let start = range.start.checked_sub(label)?;
            Some(start..range.end - label)
        });
        Some((row, ranges.collect()))
    }
}

impl TokenMatcher<'_> {
    /// Returns which of the passage's words meet the question's best, each whole.
    pub(super) fn matches(&self, passage: &RankedPassage) -> Vec<WordMatch> {
        let Some((row, ranges)) = self.tokens(passage) else {
            return Vec::new();
        };
        let text = &passage.record.turn.text[passage.best_range.clone()];
        let whole = |token: usize| ranges.get(token).cloned().flatten();
        let met = self.question.matches(row, 0..row.ids.len());
        met.into_iter()
            .map(|met| WordMatch {
                question: met.question,
                passage: whole(met.token).map(|piece| whole_word(text, &piece)),
                similarity: met.similarity,
                share: met.share,
            })
            .collect()
    }
}

impl ScoresSentences for TokenMatcher<'_> {
    fn scores(&self, passage: &RankedPassage, stretches: &[Range<usize>]) -> Vec<f32> {
        let Some((row, ranges)) = self.tokens(passage) else {
            return vec![0.0; stretches.len()];
        };
        let stretches = stretches.iter().map(|stretch| {
            let inside = |range: &Option<Range<usize>>| {
                range
                    .as_ref()
                    .is_some_and(|range| stretch.contains(&range.start))
            };
            let Some(first) = ranges.iter().position(inside) else {
                return 0.0;
            };
            let last = ranges.iter().rposition(inside).unwrap_or(first);
            let met = self.question.matches(row, first..last + 1);
            met.iter().map(|met| met.share * met.similarity).sum()
        });
        stretches.collect()
    }
}
