//! Stage 7: hits become an answer, or an honest "not found".
//!
//! In: the passages that were found, best first, what the question asks for, and a reader of
//! tokens. Out: an [`Answer`]: verbatim quotes with speaker and time, or the reason why there is
//! none.
//! Never here: a word that is not in a transcript.

mod choice;
mod confidence;
mod quote;

use std::fmt;
use std::ops::Range;

pub use confidence::{ANSWER_FROM, CONFIDENCE, Calibration, Evidence, LEAST_CONFIDENCE, SPOKEN_OF};

use crate::question::QuestionKind;
use crate::search::Hit;
use crate::store::PassageRecord;

/// A hit with the passage it stands for.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// What was said, by whom, when, in which recording.
    pub record: PassageRecord,
    /// Its score, and what that is made of.
    pub hit: Hit,
    /// The bytes of the turn's text that were ranked; [`PassageRecord::text_range`] is longer where
    /// adjoining hits became one.
    pub best_range: Range<usize>,
    /// Which words met the question's, where that was asked for.
    pub matches: Vec<WordMatch>,
}

/// A word of the question and the word of a passage that meets it best.
#[derive(Debug, Clone, PartialEq)]
pub struct WordMatch {
    /// The question's word, or a part of it, as bytes of the question.
    pub question: Range<usize>,
    /// The passage's, as bytes of the text at [`Passage::best_range`]; `None` where it is the
    /// speaker's label.
    pub passage: Option<Range<usize>>,
    /// How near the two are in meaning, from -1 to 1.
    pub similarity: f32,
    /// The share of the question's word in the whole, by how rare it is.
    pub share: f32,
}

/// Reads the words of passages for one question.
pub trait Reads {
    /// Returns how well each stretch of the passage's best range meets the question, from -1 to 1.
    fn fit(&self, passage: &Passage, stretches: &[Range<usize>]) -> Vec<f32>;
}

/// What there is to say to a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The quotes, where the question can be answered; otherwise why not.
    pub outcome: Outcome,
    /// How likely it is that the passages answer the question, from 0 to 1.
    pub confidence: f32,
    /// What the confidence rests on; none where nothing could be looked for.
    pub evidence: Option<Evidence>,
    /// The passages the answer rests on, or the nearest misses; best first.
    pub passages: Vec<Passage>,
}

/// Whether a question was answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It was, in these words: each a passage narrowed to the sentences that answer.
    Quotes(Vec<PassageRecord>),
    /// It was not.
    NotFound(Reason),
}

/// Why a question was not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Nothing is indexed.
    EmptyIndex,
    /// No speaker has this label or name.
    NoSuchSpeaker {
        /// The label asked for.
        asked: String,
        /// The labels there are that look like it.
        similar: Vec<String>,
    },
    /// No transcript has this id.
    NoSuchTranscript {
        /// The id asked for.
        asked: String,
        /// The ids there are that look like it.
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
    /// Nothing was found in what the index shows, and the store has what it does not show yet.
    IndexBehind,
}

impl Reason {
    /// Returns the stable name for machines.
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
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let similar_to = |similar: &[String]| match similar {
            [] => String::new(),
            names => format!(" (there is {})", names.join(", ")),
        };
        match self {
            Reason::EmptyIndex => {
                f.write_str("nothing is indexed yet; `whosaid index PATH…` reads transcripts")
            }
            Reason::NoSuchSpeaker { asked, similar } => {
                write!(f, "no speaker is called “{asked}”{}", similar_to(similar))
            }
            Reason::NoSuchTranscript { asked, similar } => {
                write!(
                    f,
                    "no transcript has the id “{asked}”{}",
                    similar_to(similar)
                )
            }
            Reason::FilterExcludesAll => f.write_str("the filters together leave no passage"),
            Reason::PhraseNotFound { phrases } => {
                write!(
                    f,
                    "no passage that may be found has “{}” word for word; without quotation marks it \
                     is looked for by meaning",
                    phrases.join("” and “")
                )
            }
            Reason::TopicNotFound => f.write_str("nothing that was said seems to be about this"),
            Reason::IndexBehind => f.write_str(
                "the last changes are not in the index yet, and nothing in it answers this; ask \
                 again in a moment",
            ),
        }
    }
}

/// Composes the answer to a question from the passages found for it, best first.
pub fn compose(passages: Vec<Passage>, kind: QuestionKind, reader: &dyn Reads) -> Answer {
    compose_of(passages, kind, reader, choice::choose)
}

/// Composes the answer that quotes every passage which is not much worse than the best, or has what
/// is looked for by another test.
pub fn compose_all(
    passages: Vec<Passage>,
    kind: QuestionKind,
    reader: &dyn Reads,
    has_it: impl Fn(&Passage) -> bool,
) -> Answer {
    compose_of(passages, kind, reader, |passages, _| {
        choice::near_or(passages, has_it).collect()
    })
}

/// Returns whether the passages go down to such as are much worse than the best.
pub fn reach_far(passages: &[Passage]) -> bool {
    choice::reach_far(passages)
}

fn compose_of(
    passages: Vec<Passage>,
    kind: QuestionKind,
    reader: &dyn Reads,
    choose: impl FnOnce(&[Passage], QuestionKind) -> Vec<&Passage>,
) -> Answer {
    let evidence = Evidence::of(&passages);
    let confidence = CONFIDENCE.probability(evidence.to_array());
    let spoken_of = SPOKEN_OF.probability(evidence.to_array());
    let likely = spoken_of >= ANSWER_FROM && confidence >= LEAST_CONFIDENCE;
    let found = likely || evidence.at_edge;
    let outcome = if found && !passages.is_empty() {
        let chosen = choose(&passages, kind).into_iter();
        Outcome::Quotes(
            chosen
                .map(|passage| quote::quote(passage, kind, reader))
                .collect(),
        )
    } else {
        Outcome::NotFound(Reason::TopicNotFound)
    };
    Answer {
        outcome,
        confidence,
        evidence: Some(evidence),
        passages,
    }
}

/// Returns the answer to a question that could not even be searched for.
pub fn not_found(reason: Reason) -> Answer {
    Answer {
        outcome: Outcome::NotFound(reason),
        confidence: 0.0,
        evidence: None,
        passages: Vec::new(),
    }
}
