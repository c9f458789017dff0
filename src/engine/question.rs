//! What a door asks of the engine.
//!
//! In: text, filters, a number of hits. Never here: an interpretation of the words; this is where
//! a rule-based reading will set the scope.

use thiserror::Error;

use crate::embed::MOST_QUESTION_BYTES;
use crate::index::Plan;
use crate::store::PassageScope;

/// The most hits that one question may ask for.
pub const MOST_HITS: usize = 1000;

/// The most transcripts and speakers that one question may name.
pub const MOST_NAMES: usize = 1000;

/// A question or a text to look up.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Question {
    /// The words, as typed.
    pub text: String,
    /// How many passages are wanted at most, from 1 to [`MOST_HITS`].
    pub k: usize,
    /// Which passages are looked at.
    pub scope: PassageScope,
    /// Which way the vector arm goes.
    pub plan: Plan,
}

/// Why a question cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum QuestionError {
    /// Nothing was asked.
    #[error("the question is empty")]
    Empty,
    /// The question is a book.
    #[error("the question has {bytes} bytes; at most {MOST_QUESTION_BYTES} are read")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// No hits, or too many.
    #[error("k is {k}; it must be between 1 and {MOST_HITS}")]
    Hits {
        /// What was asked for.
        k: usize,
    },
    /// The filter is a list of everything.
    #[error("the filter names {names} transcripts and speakers; at most {MOST_NAMES} are taken")]
    Names {
        /// How many.
        names: usize,
    },
    /// The days are the wrong way round.
    #[error("from ({from}) lies after to ({to})")]
    Dates {
        /// The first day.
        from: String,
        /// The last day.
        to: String,
    },
}

impl Question {
    /// Checks that the question can be looked up.
    ///
    /// # Errors
    /// An empty or too long text, a number of hits out of range, days the wrong way round.
    pub fn check(&self) -> Result<(), QuestionError> {
        if self.text.trim().is_empty() {
            return Err(QuestionError::Empty);
        }
        if self.text.len() > MOST_QUESTION_BYTES {
            return Err(QuestionError::TooLong {
                bytes: self.text.len(),
            });
        }
        if !(1..=MOST_HITS).contains(&self.k) {
            return Err(QuestionError::Hits { k: self.k });
        }
        let names = self.scope.transcripts.len() + self.scope.speakers.len();
        if names > MOST_NAMES {
            return Err(QuestionError::Names { names });
        }
        match (self.scope.from, self.scope.to) {
            (Some(from), Some(to)) if from > to => Err(QuestionError::Dates {
                from: from.to_string(),
                to: to.to_string(),
            }),
            _ => Ok(()),
        }
    }
}
