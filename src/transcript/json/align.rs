//! Finds where each listed word stands in the text of its line.
//!
//! A service lists words in order, often without capitals and punctuation. Text between two words
//! belongs to the word before it.

use std::ops::Range;

/// The most letters and digits, or other characters, that are skipped to find the next word: a number written out, or a
/// word that the text has left out or put in.
const MOST_SKIPPED: usize = 60;

/// Finds words in a text, one after the other.
pub(super) struct WordFinder<'a> {
    text: &'a str,
    /// Where the next letter is looked for, in bytes.
    cursor: usize,
}

impl<'a> WordFinder<'a> {
    /// Makes a finder that begins at the start of the text.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, cursor: 0 }
    }

    /// Returns where the word stands in the text, in bytes, or `None` where it is not found.
    ///
    /// Letters and digits are compared without regard to case. A word is found where the last one
    /// ended or, further on, where it stands as a whole word.
    pub(super) fn find(&mut self, word: &str) -> Option<Range<usize>> {
        letters(word).next()?;
        // Passed once and for all, so that a long pause in the text costs little.
        let rest = &self.text[self.cursor..];
        self.cursor += rest.find(char::is_alphanumeric).unwrap_or(rest.len());
        let rest = &self.text[self.cursor..];
        let starts = letters(rest).take(MOST_SKIPPED).enumerate();
        let mut found = starts.filter_map(|(index, (at, _))| {
            let start = self.cursor + at;
            let may_begin = index == 0 || !self.text[..start].ends_with(char::is_alphanumeric);
            let end = may_begin.then(|| self.end_of(start, word))??;
            let is_whole = !self.text[end..].starts_with(char::is_alphanumeric);
            (index == 0 || is_whole).then_some(start..end)
        });
        let found = found.next()?;
        self.cursor = found.end;
        Some(found)
    }

    /// Returns where the letters of a word end in the text, if they begin at `start`.
    fn end_of(&self, start: usize, word: &str) -> Option<usize> {
        let mut end = start;
        let mut here = letters(&self.text[start..]);
        for (_, wanted) in letters(word) {
            let (at, letter) = here.next()?;
            if lower(letter) != lower(wanted) {
                return None;
            }
            end = start + at + letter.len_utf8();
        }
        Some(end)
    }
}

/// Returns the letters and digits of a text up to a long row of other characters, each with its place
/// in bytes.
fn letters(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut n_others = 0;
    let near = text.char_indices().take_while(move |(_, c)| {
        n_others = if c.is_alphanumeric() { 0 } else { n_others + 1 };
        n_others <= MOST_SKIPPED
    });
    near.filter(|(_, c)| c.is_alphanumeric())
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(text: &'a str, words: &[&str]) -> Vec<&'a str> {
        let mut finder = WordFinder::new(text);
        let pieces = words
            .iter()
            .map(|word| finder.find(word).map_or("-", |range| &text[range]));
        pieces.collect()
    }

    #[test]
    fn words_are_found_under_capitals_and_punctuation() {
        assert_eq!(
            found("So, Iris: who's there?", &["so", "iris", "whos", "there"]),
            ["So", "Iris", "who's", "there"]
        );
    }

    #[test]
    fn a_word_written_otherwise_is_passed_over() {
        assert_eq!(
            found(
                "It cost 200 pounds.",
                &["it", "cost", "two", "hundred", "pounds"]
            ),
            ["It", "cost", "-", "-", "pounds"]
        );
    }

    #[test]
    fn a_short_word_is_not_found_inside_a_later_one() {
        assert_eq!(
            found("the banana is a fruit", &["a", "fruit"]),
            ["a", "fruit"]
        );
    }

    #[test]
    fn words_of_unspaced_scripts_follow_each_other() {
        assert_eq!(
            found("今日は晴れ。", &["今日", "は", "晴れ"]),
            ["今日", "は", "晴れ"]
        );
    }

    #[test]
    fn words_that_are_nowhere_have_no_place() {
        assert_eq!(found("", &["a", "", "…"]), ["-", "-", "-"]);
    }
}
