//! The sentences of a passage that answer best, verbatim.
//!
//! In: a passage and the question's words. Out: a stretch of whole sentences with its own time
//! span. Never here: joining sentences that do not stand side by side, or shortening one.

use std::ops::Range;

use crate::index::content_words;
use crate::passage::{sentences, span_of};
use crate::store::PassageRecord;
use crate::time::Span;

/// A quote is not lengthened beyond this many words.
const ENOUGH_WORDS: usize = 60;

/// Exact words, by whom and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    /// The words, verbatim.
    pub text: String,
    /// The label of whoever said them.
    pub speaker: Option<String>,
    /// The transcript's id.
    pub transcript_id: String,
    /// The transcript's title.
    pub title: String,
    /// When they were said.
    pub span: Span,
    /// Whether a time was interpolated inside a timed line.
    pub estimated_times: bool,
}

impl Quote {
    /// Returns the best sentence of the passage for these words, lengthened by its neighbours
    /// while it is short; the whole passage, where no sentence has any of the words.
    pub fn best_of(record: &PassageRecord, words: &[(String, f32)]) -> Self {
        let range = best_range(record.text(), words);
        let start = record.text_range.start;
        let in_turn = start + range.start..start + range.end;
        let (span, estimated_times) = span_of(&record.turn, &in_turn);
        Self {
            text: record.turn.text[in_turn].to_owned(),
            speaker: record.speaker.clone(),
            transcript_id: record.transcript_id.clone(),
            title: record.title.clone(),
            span,
            estimated_times,
        }
    }
}

fn best_range(text: &str, words: &[(String, f32)]) -> Range<usize> {
    let sentences = sentences(text);
    let worth: Vec<f32> = sentences
        .iter()
        .map(|range| {
            let said = content_words(&text[range.clone()]);
            let matched = words.iter().filter(|(word, _)| said.contains(word));
            matched.map(|(_, idf)| idf).sum()
        })
        .collect();
    let best = (0..sentences.len())
        .rev()
        .max_by(|&a, &b| worth[a].total_cmp(&worth[b]));
    let Some(best) = best.filter(|&best| worth[best] > 0.0) else {
        return 0..text.len();
    };
    let (mut first, mut last) = (best, best);
    let count = |first: usize, last: usize| {
        text[sentences[first].start..sentences[last].end]
            .split_whitespace()
            .count()
    };
    while last + 1 < sentences.len() && count(first, last + 1) <= ENOUGH_WORDS {
        last += 1;
    }
    while first > 0 && count(first - 1, last) <= ENOUGH_WORDS {
        first -= 1;
    }
    sentences[first].start..sentences[last].end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(String, f32)> {
        content_words(text)
            .into_iter()
            .map(|word| (word, 1.0))
            .collect()
    }

    #[test]
    fn the_sentence_with_the_words_is_quoted() {
        let filler = format!("Some words{}", " and words".repeat(35));
        let text = format!("{filler}. The canal froze in March. {filler}.");
        let range = best_range(&text, &words("When did the canal freeze?"));
        assert_eq!(&text[range], "The canal froze in March.");
    }

    #[test]
    fn a_short_sentence_brings_what_follows_it() {
        let text = "The canal? It froze.";
        assert_eq!(best_range(text, &words("canal")), 0..text.len());
    }

    #[test]
    fn a_passage_without_the_words_is_quoted_whole() {
        let text = "It froze. We walked across.";
        assert_eq!(best_range(text, &words("skating")), 0..text.len());
    }
}
