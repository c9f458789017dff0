//! Reads labelled questions, one JSON object a line.
//!
//! `{"id", "transcript", "question", "spans": [[start_s, end_s], …], "category", "answerable"}`,
//! optionally `"match": "overlap"`, `"answers": [words, …]` and `"asked": [[start_s, end_s], …]`. A
//! span is one gold turn, in seconds.

use serde::Deserialize;
use thiserror::Error;

use crate::english::words;
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
    /// Words of the transcript that answer it, any of which is enough; none where nobody chose them.
    #[serde(default)]
    pub answers: Vec<String>,
    /// The turns in which it was asked on tape, in seconds; none where nobody asked it.
    #[serde(default)]
    asked: Vec<[f64; 2]>,
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
        spans(&self.spans)
    }

    /// Returns the turns in which it was asked on tape.
    pub fn asking(&self) -> Vec<Span> {
        spans(&self.asked)
    }

    /// Returns whether somebody asked it on tape.
    pub fn is_asked_on_tape(&self) -> bool {
        !self.asked.is_empty()
    }

    /// Returns how its fields contradict each other.
    fn contradiction(&self) -> Option<&'static str> {
        if self.answerable == self.spans.is_empty() {
            return Some("an answerable question has spans, and an unanswerable one has none");
        }
        if !self.answerable && !self.answers.is_empty() {
            return Some("an unanswerable question has no answers");
        }
        // No quote holds an answer without a word, so the question would count as wrong for ever.
        let is_wordless = |answer: &String| words(answer).next().is_none();
        if self.answers.iter().any(is_wordless) {
            return Some("an answer has words");
        }
        None
    }
}

fn spans(seconds: &[[f64; 2]]) -> Vec<Span> {
    let milliseconds = |seconds: f64| (seconds * 1e3).round() as u64;
    let span = |[start, end]: &[f64; 2]| Span::new(milliseconds(*start), milliseconds(*end));
    seconds.iter().map(span).collect()
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
        if let Some(contradiction) = question.contradiction() {
            return Err(bad(contradiction.into()));
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

    /// Reads a question with these spans and further fields.
    fn question(answerable: bool, spans: &str, further: &str) -> Result<LabelledQuestion, String> {
        let line = format!(
            r#"{{"id": "q", "transcript": "t", "question": "Why?", "category": "why",
                "answerable": {answerable}, "spans": {spans} {further}}}"#
        );
        let read = read(&line.replace('\n', ""));
        let first = |questions: Vec<LabelledQuestion>| questions.into_iter().next();
        read.map(|questions| first(questions).unwrap())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn answers_and_asking_turns_are_optional() {
        let bare = question(true, "[[1, 2]]", "").unwrap();
        assert_eq!((bare.answers.len(), bare.asking().len()), (0, 0));
        let full = r#", "answers": ["one", "two"], "asked": [[0.25, 1]]"#;
        let full = question(true, "[[1, 2]]", full).unwrap();
        assert_eq!(full.answers, ["one", "two"]);
        assert_eq!(full.asking(), [Span::new(250, 1000)]);
    }

    #[test]
    fn fields_that_contradict_each_other_are_named() {
        let answers = r#", "answers": ["nine"]"#;
        for (read, reason) in [
            (question(true, "[]", ""), "an answerable question has spans"),
            (
                question(false, "[[1, 2]]", ""),
                "an unanswerable one has none",
            ),
            (
                question(false, "[]", answers),
                "an unanswerable question has no answers",
            ),
            (
                question(true, "[[1, 2]]", r#", "answers": ["nine", "…"]"#),
                "an answer has words",
            ),
        ] {
            assert!(read.unwrap_err().contains(reason), "{reason}");
        }
    }
}
