//! Where the words of a list stand in a text.
//!
//! In: a text as it is to be shown, and the words that a service heard in it, in order, often
//! without capitals and punctuation. Out: a range of the text for each word that is found. Never
//! here: a changed text; what is in no word stays with the word before it.

use std::ops::Range;

/// How many letters and digits may be passed over to find the next word: a number written out, a
/// word the formatted text left out or put in.
const MOST_SKIPPED: usize = 60;

/// Returns where each word stands in the text, in bytes; `None` where it is not found.
///
/// Letters and digits are compared without regard to case. A word is taken where the last one
/// ended or, further on, where it stands whole.
pub(super) fn places(text: &str, words: &[&str]) -> Vec<Option<Range<usize>>> {
    let letters = letters(text);
    let mut cursor = 0;
    let place = |word: &&str| {
        let wanted: Vec<char> = self::letters(word)
            .iter()
            .map(|letter| letter.as_read)
            .collect();
        let found = find(&letters, cursor, &wanted)?;
        cursor = found + wanted.len();
        let last = &letters[cursor - 1];
        Some(letters[found].at..last.at + last.length)
    };
    words.iter().map(place).collect()
}

/// A letter or digit of a text.
struct Letter {
    /// Where it stands, in bytes.
    at: usize,
    /// How many bytes it takes.
    length: usize,
    /// In lower case.
    as_read: char,
    /// Whether a word may begin here: something else stands before it.
    begins: bool,
}

fn letters(text: &str) -> Vec<Letter> {
    let mut before = false;
    let mut letters = Vec::new();
    for (at, c) in text.char_indices() {
        let counts = c.is_alphanumeric();
        if counts {
            letters.push(Letter {
                at,
                length: c.len_utf8(),
                as_read: c.to_lowercase().next().unwrap_or(c),
                begins: !before,
            });
        }
        before = counts;
    }
    letters
}

/// Returns the first of the letters that a word is found at, not before `cursor`.
fn find(letters: &[Letter], cursor: usize, wanted: &[char]) -> Option<usize> {
    let matches = |from: usize| {
        let Some(here) = letters.get(from..from + wanted.len()) else {
            return false;
        };
        here.iter()
            .zip(wanted)
            .all(|(letter, &c)| letter.as_read == c)
    };
    let whole = |from: usize| {
        let ends = letters.get(from + wanted.len());
        letters[from].begins && ends.is_none_or(|next| next.begins)
    };
    if wanted.is_empty() {
        return None;
    }
    if matches(cursor) {
        return Some(cursor);
    }
    let last = letters.len().min(cursor + MOST_SKIPPED);
    (cursor + 1..last).find(|&from| whole(from) && matches(from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(text: &'a str, words: &[&str]) -> Vec<&'a str> {
        let places = places(text, words);
        let pieces = places
            .into_iter()
            .map(|place| place.map_or("-", |range| &text[range]));
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
