//! Defines a question to the engine: its text, its filters and the number of hits.

use thiserror::Error;

use crate::embed::MOST_QUESTION_BYTES;
use crate::index::Plan;
use crate::question::QuestionKind;
use crate::transcript::Date;

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
    pub filter: Filter,
    /// What is looked for, in place of what the rules read.
    pub topic: Option<String>,
    /// What is asked for, in place of what the rules read.
    pub kind: Option<QuestionKind>,
    /// Whether rules read the rest.
    pub understanding: Understanding,
    /// How much is returned of each hit.
    pub detail: Detail,
    /// How the dense retriever searches.
    pub plan: Plan,
    /// Whether the best passages are read before they are ranked.
    pub reader: ReaderUse,
}

/// Whether the reader reads the best passages of a question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReaderUse {
    /// It does, where the engine has one.
    #[default]
    On,
    /// It does; without one the question is an error.
    Required,
    /// It does not.
    Off,
}

/// How much is returned of each hit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Detail {
    /// Words, speaker, time, recording.
    #[default]
    Plain,
    /// Also what its score is made of, and which words met the question's.
    Explained,
}

impl From<bool> for Detail {
    fn from(explain: bool) -> Self {
        if explain {
            Self::Explained
        } else {
            Self::Plain
        }
    }
}

/// Which passages are searched. Where a part is `None`, what the rules read in the question
/// applies. An empty list replaces it and leaves no passage out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Ids of transcripts; a passage is of one of them.
    pub transcripts: Option<Vec<String>>,
    /// Speakers' names or labels; case does not matter.
    pub speakers: Option<Vec<String>>,
    /// The first day of a recording.
    pub from: Option<Date>,
    /// The last day of a recording.
    pub to: Option<Date>,
}

/// Whether rules read what a question asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Understanding {
    /// Rules read it; what the caller gives replaces what they read.
    #[default]
    ByRules,
    /// No rules: the text is the topic, and only the given filters apply. Mistyped words are
    /// corrected.
    Topic,
    /// The same, and the words are looked for as they are typed.
    Literal,
}

/// Why a question cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum QuestionError {
    /// The question has no words.
    #[error("the question is empty")]
    Empty,
    /// A topic was given, and it is empty.
    #[error("the topic is empty; leave it out to have it read from the question")]
    EmptyTopic,
    /// The question is longer than the model may be asked.
    #[error("the question has {bytes} bytes; at most {MOST_QUESTION_BYTES} are read")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// A topic was given that is longer than the model may be asked.
    #[error("the topic has {bytes} bytes; at most {MOST_QUESTION_BYTES} are read")]
    TopicTooLong {
        /// Its length.
        bytes: usize,
    },
    /// No hits, or too many.
    #[error("k is {k}; it must be between 1 and {MOST_HITS}")]
    Hits {
        /// What was asked for.
        k: usize,
    },
    /// The filter names more than may be asked.
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
        let bytes = self.text.len();
        if bytes > MOST_QUESTION_BYTES {
            return Err(QuestionError::TooLong { bytes });
        }
        if !(1..=MOST_HITS).contains(&self.k) {
            return Err(QuestionError::Hits { k: self.k });
        }
        match &self.topic {
            Some(topic) if topic.trim().is_empty() => return Err(QuestionError::EmptyTopic),
            Some(topic) if topic.len() > MOST_QUESTION_BYTES => {
                return Err(QuestionError::TopicTooLong { bytes: topic.len() });
            }
            _ => {}
        }
        let filter = &self.filter;
        let lists = [&filter.transcripts, &filter.speakers];
        let names: usize = lists
            .iter()
            .map(|list| list.as_ref().map_or(0, Vec::len))
            .sum();
        if names > MOST_NAMES {
            return Err(QuestionError::Names { names });
        }
        match (filter.from, filter.to) {
            (Some(from), Some(to)) if from > to => Err(QuestionError::Dates {
                from: from.to_string(),
                to: to.to_string(),
            }),
            _ => Ok(()),
        }
    }
}
