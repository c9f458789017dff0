//! Defines the answer to a question, and the reasons why there is none.

use std::fmt;

use super::confidence::Certainty;
use super::evidence::Evidence;
use super::passage::RankedPassage;
use crate::remedy::Remedy;
use crate::store::PassageRecord;

/// The answer to a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The quotes, where the question can be answered; otherwise the reason why not.
    pub outcome: Outcome,
    /// The words of the first quote that answer, verbatim; `None` where nothing was read, or no words
    /// seem to be the answer.
    pub words: Option<String>,
    /// The question in the recording that the first quote replies to.
    pub asked: Option<PassageRecord>,
    /// How likely the first quote answers the question, from 0 to 1.
    pub confidence: f32,
    /// The evidence for the confidence; `None` where nothing could be searched.
    pub evidence: Option<Evidence>,
    /// The passages that the answer rests on, or the nearest misses; best first.
    pub passages: Vec<RankedPassage>,
}

impl Answer {
    /// Returns how sure the answer is; `None` where there is none.
    pub fn certainty(&self) -> Option<Certainty> {
        matches!(self.outcome, Outcome::Quotes(_)).then(|| Certainty::of(self.confidence))
    }

    /// Returns the answer to a question that could not be searched for.
    pub fn not_found(reason: Reason) -> Self {
        Self {
            outcome: Outcome::NotFound(reason),
            words: None,
            asked: None,
            confidence: 0.0,
            evidence: None,
            passages: Vec::new(),
        }
    }
}

/// The outcome of a question: quotes, or the reason why there are none.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It was answered with these quotes, each a passage narrowed to the sentences that answer.
    Quotes(Vec<PassageRecord>),
    /// It was not answered.
    NotFound(Reason),
}

/// Why a question was not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Nothing is indexed.
    EmptyIndex,
    /// No speaker has this label or name.
    NoSuchSpeaker {
        /// The label or name that was given.
        asked: String,
        /// The labels that look like it.
        similar: Vec<String>,
    },
    /// No transcript has this id.
    NoSuchTranscript {
        /// The id that was given.
        asked: String,
        /// The ids that look like it.
        similar: Vec<String>,
    },
    /// The filters together leave no passage.
    FilterExcludesAll,
    /// No passage has all the words in quotation marks as they stand.
    PhraseNotFound {
        /// The phrases.
        phrases: Vec<String>,
    },
    /// Nothing that was said is about it.
    TopicNotFound,
    /// Nothing was found in the index, and the store has more than the index shows.
    IndexBehind,
}

impl Reason {
    /// Returns the stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Reason::EmptyIndex => "empty_index",
            Reason::NoSuchSpeaker { .. } => "no_such_speaker",
            Reason::NoSuchTranscript { .. } => "no_such_transcript",
            Reason::FilterExcludesAll => "filter_excludes_all",
            Reason::PhraseNotFound { .. } => "phrase_not_found",
            Reason::TopicNotFound => "topic_not_found",
            Reason::IndexBehind => "index_behind",
        }
    }

    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Reason::EmptyIndex => Some(Remedy::IndexFirst),
            _ => None,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let similar_to = |similar: &[String]| match similar {
            [] => String::new(),
            names => format!(" (there is {})", names.join(", ")),
        };
        match self {
            Reason::EmptyIndex => f.write_str("nothing is indexed yet"),
            Reason::NoSuchSpeaker { asked, similar } => {
                write!(f, "no speaker is called “{asked}”{}", similar_to(similar))
            }
            Reason::NoSuchTranscript { asked, similar } => {
                let similar = similar_to(similar);
                write!(f, "no transcript has the id “{asked}”{similar}")
            }
            Reason::FilterExcludesAll => f.write_str("the filters together leave no passage"),
            Reason::PhraseNotFound { phrases } => write!(
                f,
                "no passage that may be found has “{}” word for word; without quotation marks the \
                 search is by meaning",
                phrases.join("” and “")
            ),
            Reason::TopicNotFound => f.write_str("nothing that was said seems to be about this"),
            Reason::IndexBehind => f.write_str(
                "the last changes are not in the index yet, and nothing in it answers this; ask \
                 again in a moment",
            ),
        }
    }
}
