//! Builds the tokens of one input: `[CLS] question [SEP] before [SEP] passage [SEP]`.
//!
//! The question and the words before the passage are of type 0, the passage of type 1. This is the
//! form of `data/reader/train/model.py`.

use std::ops::Range;

use crate::embed::Embedder;

const CLS: i64 = 101;
const SEP: i64 = 102;

/// The most tokens of a question that are read.
const MOST_QUESTION: usize = 40;

/// The most tokens of the words before a passage that are read, the last ones; and how many are read
/// with the longest passage.
const MOST_BEFORE: usize = 48;
const LEAST_BEFORE: usize = 16;

/// The tokens that a question, a passage and the words before it fill together: a longer passage
/// has fewer words before it. The reader was trained so.
const ENOUGH_TOKENS: usize = 160;

/// The most tokens of a passage that are read.
const MOST_PASSAGE: usize = 176;

/// A passage that is to be read, with the words before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderInput<'a> {
    /// Who says the passage, as the transcript labels them.
    pub speaker: Option<&'a str>,
    /// The words of the passage.
    pub text: &'a str,
    /// The words right before it, with the labels of their speakers.
    pub before: String,
}

/// The tokens of one input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InputTokens {
    /// The tokens, special ones included.
    pub(super) ids: Vec<i64>,
    /// Where the passage's tokens begin.
    pub(super) passage_at: usize,
    /// For each token of the passage, its bytes of the passage's text; `None` for the label.
    pub(super) ranges: Vec<Option<Range<usize>>>,
}

/// Returns the ids of a text's tokens.
pub(super) fn ids_of(embedder: &Embedder, text: &str) -> Vec<i64> {
    let tokens = embedder.tokens(text).into_iter();
    tokens.map(|(id, _)| i64::from(id)).collect()
}

impl InputTokens {
    /// Joins a question's tokens with those of an input.
    pub(super) fn new(embedder: &Embedder, question: &[i64], input: &ReaderInput<'_>) -> Self {
        let label = input.speaker.map(|speaker| format!("{speaker}: "));
        let label = label.unwrap_or_default();
        let line = format!("{label}{}", input.text);
        let mut passage = embedder.tokens(&line);
        passage.truncate(MOST_PASSAGE);
        let question = &question[..question.len().min(MOST_QUESTION)];
        let before = ids_of(embedder, &input.before);
        let room = ENOUGH_TOKENS.saturating_sub(question.len() + passage.len());
        let room = room.clamp(LEAST_BEFORE, MOST_BEFORE);
        let mut ids = vec![CLS];
        ids.extend(question);
        ids.push(SEP);
        if !before.is_empty() {
            ids.extend(&before[before.len().saturating_sub(room)..]);
            ids.push(SEP);
        }
        let passage_at = ids.len();
        let mut ranges = Vec::new();
        for (id, range) in passage {
            ids.push(i64::from(id));
            let start = range.start.checked_sub(label.len());
            ranges.push(start.map(|start| start..range.end - label.len()));
        }
        ids.push(SEP);
        Self {
            ids,
            passage_at,
            ranges,
        }
    }
}
