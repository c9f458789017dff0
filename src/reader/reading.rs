//! Defines what the reader says of a passage.

use std::ops::Range;

/// The most tokens of an answer.
const MOST_ANSWER: usize = 40;

/// The margin of a text that has no words; no other is as low.
const LEAST_MARGIN: f32 = -30.0;

/// What the reader says of one passage.
#[derive(Debug, Clone, PartialEq)]
pub struct PassageReading {
    /// The log-odds that the answer is in the passage.
    pub presence: f32,
    /// How much better the best words score than "not here".
    pub margin: f32,
    /// The words that answer, as bytes of the text that was read.
    pub span: Range<usize>,
    words: Vec<WordScore>,
}

/// How well a word, or a part of one, begins and ends the answer, less what "not here" scores.
#[derive(Debug, Clone, PartialEq)]
pub struct WordScore {
    /// Its bytes of the text that was read.
    pub range: Range<usize>,
    /// As the first.
    pub first: f32,
    /// As the last.
    pub last: f32,
}

impl PassageReading {
    /// Returns the reading of a passage with these words, in their order.
    pub fn new(presence: f32, words: Vec<WordScore>) -> Self {
        let (span, margin) = best_span(&words);
        Self {
            presence,
            margin,
            span,
            words,
        }
    }

    /// Returns how much better the best words of a part of the text score than "not here".
    pub fn margin_in(&self, part: &Range<usize>) -> f32 {
        let from = self
            .words
            .partition_point(|word| word.range.start < part.start);
        let to = self
            .words
            .partition_point(|word| word.range.end <= part.end);
        best_span(self.words.get(from..to).unwrap_or_default()).1
    }
}

/// Returns the best words, and their margin: the sum of the scores of the first and the last.
fn best_span(words: &[WordScore]) -> (Range<usize>, f32) {
    let mut best = (0..0, LEAST_MARGIN);
    for (place, first) in words.iter().enumerate() {
        for last in words[place..].iter().take(MOST_ANSWER) {
            let margin = first.first + last.last;
            if margin > best.1 {
                best = (first.range.start..last.range.end, margin);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reading of four words of three bytes, with these scores.
    fn reading(scores: [[f32; 2]; 4]) -> PassageReading {
        let words = scores.into_iter().enumerate();
        let words = words.map(|(place, [first, last])| WordScore {
            range: 4 * place..4 * place + 3,
            first,
            last,
        });
        PassageReading::new(0.0, words.collect())
    }

    #[test]
    fn the_best_span_runs_from_the_best_first_word_to_the_best_last_after_it() {
        let read = reading([[0.0, 9.0], [2.0, 0.0], [0.0, 3.0], [0.0, 0.0]]);
        assert_eq!((read.span, read.margin), (0..3, 9.0));
        let read = reading([[0.0, 2.0], [8.0, 0.0], [0.0, 3.0], [0.0, 0.0]]);
        assert_eq!((read.span, read.margin), (4..11, 11.0));
    }

    #[test]
    fn a_part_has_the_margin_of_its_own_words() {
        let read = reading([[0.0, 9.0], [2.0, 0.0], [0.0, 3.0], [0.0, -1.0]]);
        assert_eq!(read.margin_in(&(0..15)), 9.0);
        assert_eq!(read.margin_in(&(3..15)), 5.0);
        assert_eq!(read.margin_in(&(5..15)), 3.0);
        assert_eq!(read.margin_in(&(12..15)), -1.0);
        assert_eq!(read.margin_in(&(13..14)), LEAST_MARGIN);
    }

    #[test]
    fn a_passage_without_words_has_no_span_and_no_chance() {
        let read = PassageReading::new(0.0, Vec::new());
        assert_eq!((read.span, read.margin), (0..0, LEAST_MARGIN));
    }

    #[test]
    fn an_answer_is_of_forty_tokens_at_most() {
        let word = |place: usize| WordScore {
            range: place..place + 1,
            first: if place == 0 { 5.0 } else { 0.0 },
            last: if place == 40 { 5.0 } else { 0.0 },
        };
        let words: Vec<WordScore> = (0..41).map(word).collect();
        assert_eq!(PassageReading::new(0.0, words[..40].to_vec()).margin, 5.0);
        assert_eq!(PassageReading::new(0.0, words).margin, 5.0);
    }
}
