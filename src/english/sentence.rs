//! Cuts text into sentences by Unicode's rules (UAX #29), with corrections for abbreviations.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::lexicon::SHORT_TITLES;
use super::word_class::{HasWord, word_classes};

word_classes! {
    /// Words whose point does not end a sentence when a capital follows.
    ABBREVIATIONS = [SHORT_TITLES] "st vs no jr sr e.g i.e etc approx gen sen rep lt";
}

/// Returns the byte ranges of the sentences of a text, in order.
///
/// Together they hold every word. None is empty, and none has white space around it.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut continues = false;
    let pieces = blocks(text).flat_map(|block| {
        let pieces = text[block.clone()].split_sentence_bound_indices();
        pieces.map(move |(start, piece)| (block.start, block.start + start, piece))
    });
    for (block_start, start, piece) in pieces {
        // The end of a block is not the end of a sentence.
        continues |= start == block_start && block_start > 0;
        let words = piece.trim();
        if words.is_empty() {
            continue;
        }
        let begin = start + (piece.len() - piece.trim_start().len());
        let end = begin + words.len();
        match found.last_mut() {
            // Punctuation after a sentence belongs to it. So does text that was cut off after an
            // abbreviation, and text that follows without a space (`example.com/?q=1`).
            Some(last)
                if continues
                    || !words.chars().any(char::is_alphanumeric)
                    || (last.end == begin && !ends_without_space(&text[last.clone()])) =>
            {
                last.end = end;
            }
            _ => found.push(begin..end),
        }
        continues = ends_in_abbreviation(words);
    }
    found
}

/// The length of a block, in bytes, which bounds the time for a long run of spaces.
///
/// The rule that keeps "etc. and so on" together looks ahead past everything that is not a letter,
/// again from each such place, so a run takes its length squared.
const BLOCK_BYTES: usize = 2048;

/// Cuts text into blocks of about [`BLOCK_BYTES`], after a letter or digit where there is one.
fn blocks(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let mut end = text.len();
        let mut before = None;
        for (at, c) in text[start..].char_indices() {
            let after_a_letter = before.is_some_and(char::is_alphanumeric);
            if (at >= BLOCK_BYTES && after_a_letter) || at >= 2 * BLOCK_BYTES {
                end = start + at;
                break;
            }
            before = Some(c);
        }
        let block = start..end;
        start = end;
        Some(block)
    })
}

/// Scripts that put no space between sentences end them with full-width signs.
fn ends_without_space(sentence: &str) -> bool {
    let mut signs = sentence.chars().rev().take_while(|c| !c.is_alphanumeric());
    signs.any(|c| "。！？｡．".contains(c))
}

fn ends_in_abbreviation(sentence: &str) -> bool {
    let last = sentence.split_whitespace().next_back().unwrap_or_default();
    let Some(word) = last.strip_suffix('.') else {
        return false;
    };
    let is_initial = word.chars().count() == 1 && word.starts_with(char::is_uppercase);
    is_initial || ABBREVIATIONS.has(&word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        sentences(text)
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn sentences_end_at_full_stops_questions_and_calls() {
        assert_eq!(
            texts("So it is. Is it? Yes!  Good"),
            ["So it is.", "Is it?", "Yes!", "Good"]
        );
    }

    #[test]
    fn abbreviations_and_initials_do_not_end_a_sentence() {
        assert_eq!(
            texts("Ask Dr. Lee. Or J. Smith."),
            ["Ask Dr. Lee.", "Or J. Smith."]
        );
    }

    #[test]
    fn an_address_is_not_cut() {
        assert_eq!(
            texts("See example.com/?q=1 now. Really?Yes. Good."),
            ["See example.com/?q=1 now.", "Really?Yes.", "Good."]
        );
        assert_eq!(texts("寒い。冬だ。"), ["寒い。", "冬だ。"]);
    }

    #[test]
    fn sentences_longer_than_a_block_are_whole() {
        let long = format!("A {}end.", "word ".repeat(2000));
        let text = format!("Short. {long} {long} Last one.");
        assert_eq!(texts(&text), ["Short.", &long, &long, "Last one."]);
    }

    #[test]
    fn numbers_with_points_stay_whole() {
        assert_eq!(
            texts("It is 3.5 percent. OK."),
            ["It is 3.5 percent.", "OK."]
        );
    }
}
