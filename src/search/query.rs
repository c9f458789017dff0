//! Defines the query of a search, and the settings of the ranking.

use super::features::Weights;
use super::rank::Diversity;
use super::weights::{MULTILINGUAL_WEIGHTS, WEIGHTS};
use crate::embed::{Embedding, Model, QuestionToken};
use crate::index::{Bm25, LabelId, OtherSpelling, PassageFilter, Plan};
use crate::question::{QuestionKind, RecordingEdge};

/// A question as the search reads it, and where to search.
#[derive(Debug, Clone)]
pub struct Query<'a> {
    /// The topic's content words, stemmed.
    pub words: &'a [String],
    /// Other spellings of these words, as they were heard.
    pub spellings: &'a [OtherSpelling],
    /// The topic's embedding.
    pub embedding: &'a Embedding,
    /// The topic's tokens.
    pub tokens: &'a [QuestionToken],
    /// The speaker labels that the question names as possible speakers of the answer, ascending.
    pub named: &'a [LabelId],
    /// The speaker labels that the question asks about, ascending: passages of others about them
    /// are wanted rather than their own.
    pub spoken_of: &'a [LabelId],
    /// The kind of answer that the question asks for.
    pub kind: QuestionKind,
    /// The end of the recording that the question asks for.
    pub edge: Option<RecordingEdge>,
    /// The most hits to return.
    pub k: usize,
    /// The passages that may be found.
    pub filter: &'a PassageFilter,
    /// How the vectors are searched.
    pub plan: Plan,
}

/// How hits are found and ranked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SearchConfig {
    /// How many passages each retriever returns at most.
    pub candidates: usize,
    /// The constants of the lexical retriever.
    pub bm25: Bm25,
    /// The weight of each feature.
    pub weights: Weights,
    /// How neighbouring hits are kept apart.
    pub diversity: Diversity,
}

impl Default for SearchConfig {
    fn default() -> Self {
        Self::of(Model::English)
    }
}

impl SearchConfig {
    /// Returns the settings that were fitted for a model.
    pub fn of(model: Model) -> Self {
        Self {
            candidates: 200,
            bm25: Bm25::default(),
            weights: match model {
                Model::English => WEIGHTS,
                Model::Multilingual => MULTILINGUAL_WEIGHTS,
            },
            diversity: Diversity::default(),
        }
    }
}
