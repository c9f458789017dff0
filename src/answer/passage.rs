//! Defines a ranked passage, and the words in it that match the question's.

use std::ops::Range;

use crate::reader::PassageReading;
use crate::search::{Candidate, Features, Hit};
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
    /// Returns a passage that was found by its words alone, without a rank.
    pub fn unranked(record: PassageRecord) -> Self {
        let id = record.id;
        Self {
            best_range: record.text_range.clone(),
            hit: Hit {
                id,
                score: 0.0,
                parts: Features::default(),
                diversity_penalty: 0.0,
                reading: 0.0,
                share: 0.0,
                candidate: Candidate {
                    id,
                    transcript: id,
                    features: Features::default(),
                    bm25: 0.0,
                    meaning_rank: None,
                    word_rank: None,
                },
            },
            matches: Vec::new(),
            reading: None,
            record,
        }
    }

    /// Returns the words that the reader takes for the answer, verbatim; `None` where "not here"
    /// scores better than any words.
    pub fn words(&self) -> Option<&str> {
        let reading = self.reading.as_ref().filter(|it| it.margin > 0.0)?;
        let ranked = &self.record.turn.text[self.best_range.clone()];
        ranked.get(reading.span.clone())
    }
}

/// Orders by transcript, speaker and time.
pub(super) fn place(record: &PassageRecord) -> (&str, Option<&str>, u32) {
    (&record.transcript_id, record.called(), record.ordinal)
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
