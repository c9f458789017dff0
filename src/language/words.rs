//! Cuts text into words, also where no space stands between them.
//!
//! Of Chinese, Japanese and Korean each sign is a word of its own, and whoever looks for words pairs
//! neighbours ([`is_sign`]): that finds more than a dictionary, which cuts a question otherwise than
//! an answer. Thai, Lao, Khmer and Burmese are cut by ICU's models. All other text is cut at what is
//! neither letter nor digit.

use std::ops::Range;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

use super::normalise::continues_letter;

/// Korean syllables, whose words have spaces between them all the same.
const HANGUL: (u32, u32) = (0xac00, 0xd7af);

/// Blocks of signs that stand for a syllable or a word, ascending.
const SIGNS: [(u32, u32); 8] = [
    (0x3005, 0x3007),
    (0x3040, 0x30ff),
    (0x31f0, 0x31ff),
    (0x3400, 0x4dbf),
    (0x4e00, 0x9fff),
    HANGUL,
    (0xf900, 0xfaff),
    (0x20000, 0x3ffff),
];

/// Blocks of alphabets without spaces between words: Thai and Lao, Burmese, Khmer.
const UNSPACED: [(u32, u32); 3] = [(0xe00, 0xeff), (0x1000, 0x109f), (0x1780, 0x17ff)];

/// The longest stretch that the models read at once, in bytes.
const MOST_BYTES: usize = 4096;

/// How text is cut into words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    AtSpaces,
    AtEachSign,
    ByModel,
}

/// Returns the byte ranges of the words of a text, in order. Together they hold every letter and
/// digit.
pub fn word_ranges(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    for (run, cut) in runs(text) {
        match cut {
            Cut::ByModel => cut_by_model(text, run, &mut words),
            Cut::AtSpaces | Cut::AtEachSign => words.push(run),
        }
    }
    words
}

/// Returns whether a letter is a Chinese, Japanese or Korean sign, which [`word_ranges`] takes for a
/// word.
pub fn is_sign(c: char) -> bool {
    !c.is_ascii() && is_within(c, &SIGNS)
}

/// Returns whether a letter is of a script that has no spaces between words: Chinese, Japanese, Thai,
/// Lao, Khmer, Burmese.
pub fn is_unspaced(c: char) -> bool {
    !c.is_ascii() && !is_within(c, &[HANGUL]) && cut_of(c) != Cut::AtSpaces
}

fn is_within(c: char, blocks: &[(u32, u32)]) -> bool {
    let code = u32::from(c);
    let holds = |&(first, last): &(u32, u32)| (first..=last).contains(&code);
    blocks.iter().any(holds)
}

fn cut_of(c: char) -> Cut {
    if c.is_ascii() {
        Cut::AtSpaces
    } else if is_within(c, &SIGNS) {
        Cut::AtEachSign
    } else if is_within(c, &UNSPACED) {
        Cut::ByModel
    } else {
        Cut::AtSpaces
    }
}

/// Returns where the runs of letters, their marks, and digits stand that are cut alike.
fn runs(text: &str) -> Vec<(Range<usize>, Cut)> {
    let mut runs: Vec<(Range<usize>, Cut)> = Vec::new();
    let mut follows_letter = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let is_mark = follows_letter && continues_letter(c);
        if !is_mark && !c.is_alphanumeric() {
            follows_letter = false;
            continue;
        }
        let cut = cut_of(c);
        match runs.last_mut() {
            Some((run, _)) if is_mark => run.end = end,
            Some((run, before)) if run.end == at && *before == cut && cut != Cut::AtEachSign => {
                run.end = end;
            }
            _ => runs.push((at..end, cut)),
        }
        follows_letter |= c.is_alphabetic();
    }
    runs
}

/// Adds the words of a stretch of Thai, Lao, Khmer or Burmese.
fn cut_by_model(text: &str, stretch: Range<usize>, words: &mut Vec<Range<usize>>) {
    let segmenter: WordSegmenterBorrowed<'static> =
        WordSegmenter::new_lstm(WordBreakInvariantOptions::default());
    let mut start = stretch.start;
    while start < stretch.end {
        let mut end = stretch.end.min(start + MOST_BYTES);
        while !text.is_char_boundary(end) {
            end += 1;
        }
        let bounds: Vec<usize> = segmenter.segment_str(&text[start..end]).collect();
        let pieces = bounds
            .windows(2)
            .map(|pair| start + pair[0]..start + pair[1]);
        words.extend(pieces.filter(|word| text[word.clone()].chars().any(char::is_alphanumeric)));
        start = end;
    }
}
