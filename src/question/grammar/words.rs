//! Cuts a question into words, and joins the words that are left into a text again.

use std::ops::Range;

use crate::english;

/// A word of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QuestionWord {
    /// Where it stands in the text, in bytes.
    pub(crate) span: Range<usize>,
    /// Which of the question's words it is, from 0.
    pub(crate) order: usize,
    /// Folded, without a closing `'s`; empty in quotation marks, so that no rule reads what is
    /// only quoted.
    pub(crate) bare: String,
    /// Whether it ends in `'s`, or in `s'`.
    pub(crate) possessive: bool,
    /// Whether it begins with a capital, and the text is not all capitals.
    pub(crate) capital: bool,
    /// Whether a comma or another mark stands between it and the word before.
    pub(crate) follows_punctuation: bool,
    /// What joins it to the word before, as in ids: `_` or `-`.
    pub(crate) joint: Option<char>,
}

impl AsRef<str> for QuestionWord {
    fn as_ref(&self) -> &str {
        &self.bare
    }
}

/// Returns the words of a text. Those in `quoted` are opaque.
pub(crate) fn question_words(text: &str, quoted: &[Range<usize>]) -> Vec<QuestionWord> {
    let capitals_say = text.chars().any(char::is_lowercase) || text.chars().count() == 1;
    let mut quoted = quoted.iter().peekable();
    let mut end_before = 0;
    let words = english::words(text).enumerate();
    words
        .map(|(order, word)| {
            let start = word.span.start;
            while quoted.next_if(|range| range.end <= start).is_some() {}
            let is_quoted = quoted.peek().is_some_and(|range| range.start <= start);
            let gap = &text[end_before..start];
            end_before = word.span.end;
            QuestionWord {
                order,
                bare: if is_quoted { "" } else { word.bare() }.to_owned(),
                possessive: word.possessive,
                capital: capitals_say && text[start..].starts_with(char::is_uppercase),
                follows_punctuation: gap.contains([',', ';', ':', '—', '–', '?', '!', '(']),
                joint: match gap {
                    "_" => Some('_'),
                    "-" | "\u{2010}" | "\u{2011}" => Some('-'),
                    _ => None,
                },
                span: word.span,
            }
        })
        .collect()
}

/// Returns the text of the words that are left, with what stands between neighbours, or nothing
/// where no word is left.
///
/// `left` are some of the words of `text`, in order.
pub(crate) fn text_of(text: &str, left: &[QuestionWord], all: &[QuestionWord]) -> Option<String> {
    let mut pieces: Vec<&str> = Vec::new();
    for run in left.chunk_by(|a, b| a.order + 1 == b.order) {
        let (first, last) = (run.first()?, run.last()?);
        let before = first.order.checked_sub(1).map(|before| &all[before]);
        let from = before.map_or(0, |before| before.span.end);
        let to = all
            .get(last.order + 1)
            .map_or(text.len(), |after| after.span.start);
        // Signs that touch a word are part of it, as in `$5` and `50%`.
        let opening = text[from..first.span.start]
            .rsplit(char::is_whitespace)
            .next();
        let closing = text[last.span.end..to].split(char::is_whitespace).next();
        let start = first.span.start - opening.map_or(0, str::len);
        let end = last.span.end + closing.map_or(0, str::len);
        pieces.push(text[start..end].trim_matches(is_edge));
    }
    (!pieces.is_empty()).then(|| pieces.join(" "))
}

/// Returns whether a sign only ends or opens a clause.
fn is_edge(c: char) -> bool {
    c.is_whitespace() || "?!.,;:…—–-/\"“”«»()_'’".contains(c)
}

#[cfg(test)]
mod tests {
    use super::super::quoted::quoted_phrases;
    use super::*;

    #[test]
    fn capital_in_a_text_of_capitals_does_not_count() {
        assert!(question_words("what Tom did", &[])[1].capital);
        assert!(!question_words("WHAT TOM DID", &[])[1].capital);
    }

    #[test]
    fn quoted_words_are_opaque() {
        let text = "who said \"tom left\" then";
        let found = question_words(text, &quoted_phrases(text));
        let bare: Vec<&str> = found.iter().map(|word| word.bare.as_str()).collect();
        assert_eq!(bare, ["who", "said", "", "", "then"]);
    }

    #[test]
    fn remaining_words_keep_the_signs_that_touch_them() {
        let text = "Well, is $5 (or 50%) of it_all enough?";
        let all = question_words(text, &[]);
        let left: Vec<QuestionWord> = all[2..].to_vec();
        assert_eq!(
            text_of(text, &left, &all).unwrap(),
            "$5 (or 50%) of it_all enough"
        );
        assert_eq!(text_of(text, &[], &all), None);
    }
}
