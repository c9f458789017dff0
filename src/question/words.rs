//! The words of a question, as the rules see them.
//!
//! In: text. Out: its words in order, each with its place in the text. Never here: a word that
//! overlaps another, or a place that is no character boundary.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// A word and what the rules want to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Where it stands in the text, in bytes.
    pub(super) span: Range<usize>,
    /// Which of the question's words it is, from 0.
    pub(super) order: usize,
    /// In lower case, with a straight apostrophe and without a closing `'s`; empty in quotation
    /// marks, so that no rule reads what is only cited.
    pub(super) bare: String,
    /// Whether it ended in `'s`, or in `s'`.
    pub(super) possessive: bool,
    /// Whether its capital says anything: it has one, and the text is not all capitals.
    pub(super) capital: bool,
    /// Whether a comma or another mark stands between it and the word before.
    pub(super) breaks: bool,
    /// Whether nothing but `_` stands between it and the word before, as in ids.
    pub(super) underscored: bool,
}

/// Returns the words of a text (UAX #29, and split at `_`); those in `cited` are opaque.
pub(super) fn words(text: &str, cited: &[Range<usize>]) -> Vec<Word> {
    let capitals_say = text.chars().any(char::is_lowercase) || text.chars().count() == 1;
    let pieces = text.unicode_word_indices().flat_map(|(at, word)| {
        let mut start = at;
        word.split('_').filter_map(move |piece| {
            let span = start..start + piece.len();
            start = span.end + 1;
            (!piece.is_empty()).then_some(span)
        })
    });
    let mut words: Vec<Word> = Vec::new();
    let mut cited = cited.iter().peekable();
    for span in pieces {
        while cited.next_if(|range| range.end <= span.start).is_some() {}
        let is_cited = cited.peek().is_some_and(|range| range.start <= span.start);
        let before = words.last().map_or(0, |word| word.span.end);
        let mut word = Word {
            order: words.len(),
            bare: text[span.clone()].to_lowercase().replace('’', "'"),
            possessive: false,
            capital: capitals_say && text[span.clone()].starts_with(char::is_uppercase),
            breaks: text[before..span.start].contains([',', ';', ':', '—', '–', '?', '!', '(']),
            underscored: &text[before..span.start] == "_",
            span,
        };
        if let Some(owner) = word.bare.strip_suffix("'s") {
            word.bare = owner.to_owned();
            word.possessive = true;
        } else if word.bare.ends_with('s') && text[word.span.end..].starts_with(['\'', '’']) {
            word.possessive = true;
        }
        if is_cited {
            word.bare.clear();
        }
        words.push(word);
    }
    words
}

/// Returns whether the word at `at` is one of these.
pub(super) fn is_any(words: &[Word], at: usize, any: &[&str]) -> bool {
    words
        .get(at)
        .is_some_and(|word| any.contains(&word.bare.as_str()))
}

/// Returns whether the word before `at` is one of these.
pub(super) fn follows_any(words: &[Word], at: usize, any: &[&str]) -> bool {
    at > 0 && is_any(words, at - 1, any)
}

/// Returns whether these words stand at `at`, one after the other.
pub(super) fn has_phrase(words: &[Word], at: usize, phrase: &[&str]) -> bool {
    phrase
        .iter()
        .enumerate()
        .all(|(nth, word)| is_any(words, at + nth, &[word]))
}

/// Returns the text of the words that are left, with what stands between neighbours, or nothing
/// where no word is left.
///
/// `left` are some of the words of `text`, in order.
pub(super) fn text_of(text: &str, left: &[Word], all: &[Word]) -> Option<String> {
    let mut pieces: Vec<&str> = Vec::new();
    for run in left.chunk_by(|a, b| a.order + 1 == b.order) {
        let (first, last) = (run.first()?, run.last()?);
        let from = match first.order.checked_sub(1) {
            Some(before) => all[before].span.end,
            None => 0,
        };
        let to = match all.get(last.order + 1) {
            Some(after) => after.span.start,
            None => text.len(),
        };
        // Signs that touch a word are part of it, as in `$5` and `50%`.
        let opening = &text[from..first.span.start];
        let opening = opening.rfind(char::is_whitespace).map_or(opening, |at| {
            opening[at..].trim_start_matches(char::is_whitespace)
        });
        let closing = &text[last.span.end..to];
        let closing = closing
            .find(char::is_whitespace)
            .map_or(closing, |at| &closing[..at]);
        pieces.push(
            text[first.span.start - opening.len()..last.span.end + closing.len()]
                .trim_matches(is_edge),
        );
    }
    (!pieces.is_empty()).then(|| pieces.join(" "))
}

/// Whether a sign only ends or opens a clause.
fn is_edge(c: char) -> bool {
    c.is_whitespace() || "?!.,;:…—–-/\"“”«»()_'’".contains(c)
}

#[cfg(test)]
mod tests {
    use super::super::phrases::phrases;
    use super::*;

    fn bare(text: &str) -> Vec<String> {
        words(text, &[]).into_iter().map(|word| word.bare).collect()
    }

    #[test]
    fn both_apostrophes_are_one_and_an_owner_is_named_without_its_ending() {
        assert_eq!(bare("Tom's, Tom’s, didn’t"), ["tom", "tom", "didn't"]);
        let james = words("James' car", &[]);
        assert!(james[0].possessive && !james[1].possessive);
    }

    #[test]
    fn a_capital_in_a_text_of_capitals_says_nothing() {
        assert!(words("what Tom did", &[])[1].capital);
        assert!(!words("WHAT TOM DID", &[])[1].capital);
    }

    #[test]
    fn cited_words_are_opaque() {
        let text = "who said \"tom left\" then";
        let found = words(text, &phrases(text));
        let bare: Vec<&str> = found.iter().map(|word| word.bare.as_str()).collect();
        assert_eq!(bare, ["who", "said", "", "", "then"]);
    }

    #[test]
    fn words_that_are_left_keep_the_signs_that_touch_them() {
        let text = "Well, is $5 (or 50%) of it_all enough?";
        let all = words(text, &[]);
        let left: Vec<Word> = all[2..].to_vec();
        assert_eq!(
            text_of(text, &left, &all).unwrap(),
            "$5 (or 50%) of it_all enough"
        );
        assert_eq!(text_of(text, &[], &all), None);
    }
}
