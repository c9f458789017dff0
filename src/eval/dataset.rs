//! Reads labelled questions, one JSON object a line.
//!
//! `{"id", "transcript", "question", "spans": [[start_s, end_s], …], "category", "answerable"}`,
//! optionally `"match": "overlap"`. A span is one gold turn, in seconds.

use serde::Deserialize;
use thiserror::Error;

use crate::time::Span;

/// A question with the turns that answer it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct LabelledQuestion {
    /// Its id.
    pub id: String,
    /// The transcript it is asked of.
    pub transcript: String,
    /// Its text.
    pub question: String,
    /// The gold turns, in seconds; none where it cannot be answered.
    spans: Vec<[f64; 2]>,
    /// Its category.
    pub category: String,
    /// Whether it can be answered.
    pub answerable: bool,
    /// When a hit covers a span.
    #[serde(default, rename = "match")]
    pub matching: Match,
}

/// When a hit covers a gold span.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum Match {
    /// At least half of the hit lies in it.
    #[default]
    HalfOfHit,
    /// More than 0.3 s of it lie in it.
    #[serde(rename = "overlap")]
    Overlap,
}

impl LabelledQuestion {
    /// Returns the gold turns.
    pub fn gold(&self) -> Vec<Span> {
        let milliseconds = |seconds: f64| (seconds * 1e3).round() as u64;
        let span = |[start, end]: &[f64; 2]| Span::new(milliseconds(*start), milliseconds(*end));
        self.spans.iter().map(span).collect()
    }
}

/// Why questions cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DatasetError {
    /// A line is not a labelled question.
    #[error("line {line}: {reason}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no question at all.
    #[error("the file has no question")]
    Empty,
}

/// Reads labelled questions.
///
/// # Errors
/// A line that is not one, or none at all.
pub fn read(text: &str) -> Result<Vec<LabelledQuestion>, DatasetError> {
    let mut questions = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let bad = |reason: String| DatasetError::Line {
            line: index + 1,
            reason,
        };
        let question: LabelledQuestion =
            serde_json::from_str(line).map_err(|error| bad(error.to_string()))?;
        if question.answerable == question.spans.is_empty() {
            return Err(bad(
                "an answerable question has spans, and an unanswerable one has none".into(),
            ));
        }
        questions.push(question);
    }
    if questions.is_empty() {
        return Err(DatasetError::Empty);
    }
    Ok(questions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_no_question_is_named() {
        let text = "\n{\"id\": 1}";
        assert!(matches!(
            read(text),
            Err(DatasetError::Line { line: 2, .. })
        ));
        assert!(matches!(read("\n"), Err(DatasetError::Empty)));
    }
}
