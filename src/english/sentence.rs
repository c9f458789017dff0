//! Cuts text into sentences by Unicode's rules (UAX #29), with corrections for abbreviations and for
//! scripts that put no space between sentences.

mod goes_on;
#[cfg(test)]
mod tests;

use std::cell::LazyCell;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use self::goes_on::goes_on;
use crate::language::{is_sign, likely};

/// Returns the byte ranges of the sentences of a text, in order.
///
/// Together they hold every word. None is empty, and none has white space around it.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut continues = false;
    let mut opened = None;
    let language = LazyCell::new(|| likely(text));
    let pieces = blocks(text).flat_map(|block| {
        let pieces = text[block.clone()].split_sentence_bound_indices();
        let pieces = pieces.flat_map(|(start, piece)| at_greek_questions(start, piece));
        pieces.map(move |(start, piece)| (block.start, block.start + start, piece))
    });
    for (block_start, start, piece) in pieces {
        // The end of a block is not the end of a sentence.
        continues |= start == block_start && block_start > 0;
        if piece.trim().is_empty() {
            continue;
        }
        let begin = start + (piece.len() - piece.trim_start().len());
        let begin = opened.take().unwrap_or(begin);
        let whole = &text[begin..start + piece.trim_end().len()];
        // A bracket that opens behind the end of a sentence is of the next one.
        let end = begin + without_opening(whole).len();
        opened = (end < begin + whole.len()).then_some(end);
        let mut begin = begin;
        if let Some(last) = found.last_mut()
            && let Some(behind) = behind_guillemet(&text[begin..end])
        {
            last.end = begin + '»'.len_utf8();
            begin = end - behind.len();
            // "« Là ! » dit-elle."
            continues |= behind.starts_with(char::is_lowercase);
        }
        let words = &text[begin..end];
        match found.last_mut() {
            // Punctuation after a sentence belongs to it. So does text that was cut off after an
            // abbreviation, and text that follows without a space (`example.com/?q=1`).
            Some(last)
                if continues
                    || !words.chars().any(char::is_alphanumeric)
                    || (last.end == begin && !ends_without_space(&text[last.clone()], words))
                    || goes_on(&text[last.clone()], words, || *language) =>
            {
                last.end = end;
            }
            _ => found.push(begin..end),
        }
        continues = false;
    }
    if let (Some(_), Some(last)) = (opened, found.last_mut()) {
        last.end = text.trim_end().len();
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

/// Signs that end a sentence and take the width of a letter.
const WIDE_ENDS: &str = "。！？｡．";

/// First signs of the particles that join a quotation to the sentence around it.
const JAPANESE_PARTICLES: &str = "とっがをにはのもでへやな";

/// Returns a piece without the brackets and quotation marks that open behind the end of a sentence.
fn without_opening(piece: &str) -> &str {
    let bare = piece.trim_end_matches(|c| "「『（《〈【〔“‘".contains(c));
    match bare.ends_with(|c| WIDE_ENDS.contains(c)) {
        true => bare,
        false => piece,
    }
}

/// Returns what stands behind the closing guillemet of the sentence before, which French parts from
/// its end by a space.
fn behind_guillemet(piece: &str) -> Option<&str> {
    let behind = piece.strip_prefix('»')?;
    let words = behind.trim_start();
    (words.len() < behind.len() && !words.is_empty()).then_some(words)
}

/// Returns whether a sentence ends though no space follows it: scripts that put none there have signs
/// of their own, or the letters on both sides are Chinese, Japanese or Korean.
fn ends_without_space(sentence: &str, following: &str) -> bool {
    let mut signs = sentence.chars().rev().take_while(|c| !c.is_alphanumeric());
    // "「はい。」と言った。"
    let is_quoted = sentence.ends_with(['」', '』']);
    if is_quoted && following.starts_with(|c| JAPANESE_PARTICLES.contains(c)) {
        return false;
    }
    let is_of_signs = || {
        let last = sentence.chars().rev().find(|c| c.is_alphanumeric());
        let first = following.chars().find(|c| c.is_alphanumeric());
        last.is_some_and(is_sign) && first.is_some_and(is_sign)
    };
    signs.any(|c| "。！？｡．।॥؟۔။។៕༎".contains(c)) || is_of_signs()
}

/// Cuts a piece behind Greek question marks, which look like semicolons and are none of Unicode's
/// ends.
fn at_greek_questions(start: usize, piece: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut before = ' ';
    let pieces = piece.split_inclusive(move |c: char| {
        let is_greek =
            ('\u{370}'..'\u{400}').contains(&before) || ('\u{1f00}'..'\u{2000}').contains(&before);
        before = c;
        matches!(c, ';' | '\u{37e}') && is_greek
    });
    let offset = move |part: &str| start + part.as_ptr().addr() - piece.as_ptr().addr();
    pieces.map(move |part| (offset(part), part))
}
