//! Finds where each listed word stands in the text of its line.
//!
//! A service lists words in order, often without capitals and punctuation. Text between two words
//! belongs to the word before it.

use std::ops::Range;

/// The most letters and digits that are skipped to find the next word: a number written out, or a
/// word that the text has left out or put in.
const MOST_SKIPPED: usize = 60;

/// Returns where each word stands in the text, in bytes, or `None` where it is not found.
///
/// Letters and digits are compared without regard to case. A word is found where the last one ended
/// or, further on, where it stands as a whole word.
pub(super) fn places(text: &str, words: &[&str]) -> Vec<Option<Range<usize>>> {
    let letters = letters(text);
    let mut cursor = 0;
    let place = |word: &&str| {
        let wanted = self::letters(word);
        let wanted: Vec<char> = wanted.iter().map(|letter| letter.lower).collect();
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
    /// The letter in lower case.
    lower: char,
    /// Whether it is the first of a word.
    begins_word: bool,
}

fn letters(text: &str) -> Vec<Letter> {
    let mut after_letter = false;
    let mut letters = Vec::new();
    for (at, c) in text.char_indices() {
        let is_letter = c.is_alphanumeric();
        if is_letter {
            letters.push(Letter {
                at,
                length: c.len_utf8(),
                lower: c.to_lowercase().next().unwrap_or(c),
                begins_word: !after_letter,
            });
        }
        after_letter = is_letter;
    }
    letters
}

/// Returns the index of the first letter of a word, at `cursor` or after it.
fn find(letters: &[Letter], cursor: usize, wanted: &[char]) -> Option<usize> {
    let matches = |from: usize| {
        letters.get(from..from + wanted.len()).is_some_and(|here| {
            let mut pairs = here.iter().zip(wanted);
            pairs.all(|(letter, &c)| letter.lower == c)
        })
    };
    let is_whole = |from: usize| {
        let next = letters.get(from + wanted.len());
        letters[from].begins_word && next.is_none_or(|next| next.begins_word)
    };
    if wanted.is_empty() {
        return None;
    }
    if matches(cursor) {
        return Some(cursor);
    }
    let last = letters.len().min(cursor + MOST_SKIPPED);
    (cursor + 1..last).find(|&from| is_whole(from) && matches(from))
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
