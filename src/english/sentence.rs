//! Cuts text into sentences by Unicode's rules (UAX #29), with corrections for abbreviations.

mod goes_on;
#[cfg(test)]
mod tests;

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use self::goes_on::goes_on;

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
                    || (last.end == begin && !ends_without_space(&text[last.clone()]))
                    || goes_on(&text[last.clone()], words) =>
            {
                last.end = end;
            }
            _ => found.push(begin..end),
        }
        continues = false;
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
