//! Defines a ranked passage, and the words in it that match the question's.

use std::ops::Range;

use crate::reader::PassageReading;
use crate::search::Hit;
use crate::store::PassageRecord;

/// A passage that was found, with its rank.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedPassage {
    /// What was said, by whom, when, in which recording.
    pub record: PassageRecord,
    /// Its score, and what that is made of.
    pub hit: Hit,
    /// The bytes of the turn's text that were ranked; [`PassageRecord::text_range`] is longer where
    /// adjoining hits became one.
    pub best_range: Range<usize>,
    /// Which words match the question's, where the caller asked for that.
    pub matches: Vec<WordMatch>,
    /// What the reader says of the text at [`RankedPassage::best_range`]; `None` where it was not
    /// read.
    pub reading: Option<PassageReading>,
}

impl RankedPassage {
    /// Returns the words that the reader takes for the answer, verbatim.
    pub fn words(&self) -> Option<&str> {
        let ranked = &self.record.turn.text[self.best_range.clone()];
        ranked.get(self.reading.as_ref()?.span.clone())
    }
}

/// A word of the question and the word of a passage that matches it best.
#[derive(Debug, Clone, PartialEq)]
pub struct WordMatch {
    /// The question's word, or a part of it, as bytes of the question.
    pub question: Range<usize>,
    /// The passage's word, as bytes of the text at [`RankedPassage::best_range`]; `None` where it is
    /// the speaker label.
    pub passage: Option<Range<usize>>,
    /// How similar the two are in meaning, from -1 to 1.
    pub similarity: f32,
    /// The share of the question's word in the weight of all, by how rare it is.
    pub share: f32,
}
