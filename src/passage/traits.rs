//! Measures what ranking uses of a passage besides its topic: length, question, number, date.
//!
//! The check is rough: a word that is sometimes a number counts as one.

use std::ops::Range;

use crate::english::lexicon::{
    DAYTIMES, MONTHS, NUMBERS, RELATIVE_DAYS, SEASONS, STRETCHES, WEEKDAYS,
};
use crate::english::{HasWord, word_classes, words};

/// How long a passage is, and what it has that a question may ask for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PassageTraits {
    /// How many words it has.
    pub words: u16,
    /// Whether it ends with a question.
    pub is_question: bool,
    /// Whether it has a number, in digits or in English words.
    pub has_number: bool,
    /// Whether it has a date, a year, a day of the week or a stretch of time, in English.
    pub has_date: bool,
}

word_classes! {
    /// Words for numbers.
    NUMBER_WORDS = [NUMBERS] "dozen half once twice percent";

    /// Words for times. "May" is mostly another word.
    TIME_WORDS = [MONTHS WEEKDAYS RELATIVE_DAYS DAYTIMES SEASONS STRETCHES]
        "weekend ago christmas easter"
        without "may";
}

/// The numbers of four digits that count as years.
const YEARS: Range<u32> = 1000..2200;

impl PassageTraits {
    /// Notes the traits of a text.
    pub fn of_text(text: &str) -> Self {
        Self {
            words: u16::try_from(text.split_whitespace().count()).unwrap_or(u16::MAX),
            is_question: text.trim_end().ends_with(['?', '？']),
            has_number: has_word(text, is_number),
            has_date: has_word(text, is_time),
        }
    }
}

/// Returns whether the test holds for a word or a part of it between signs.
fn has_word(text: &str, is_such: fn(&str) -> bool) -> bool {
    let is_sign = |c: char| !c.is_alphanumeric();
    words(text).any(|word| word.folded.split(is_sign).any(is_such))
}

fn is_number(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit()) || NUMBER_WORDS.has(word)
}

fn is_time(word: &str) -> bool {
    let is_year = word.len() == 4 && word.parse().is_ok_and(|year| YEARS.contains(&year));
    let plural_of = word.strip_suffix('s');
    is_year || TIME_WORDS.has(word) || plural_of.is_some_and(|day| WEEKDAYS.has(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_and_questions_recognised() {
        let traits = PassageTraits::of_text("Did the canal freeze? ");
        assert_eq!((traits.words, traits.is_question), (4, true));
        assert!(!PassageTraits::of_text("It froze.").is_question);
    }

    #[test]
    fn numbers_count_in_digits_and_in_words() {
        for text in [
            "nine nights",
            "Twenty-four geese",
            "It was 7.",
            "a 3rd try",
            "half of it",
        ] {
            assert!(PassageTraits::of_text(text).has_number, "{text}");
        }
        assert!(!PassageTraits::of_text("nobody counted the geese").has_number);
    }

    #[test]
    fn days_months_years_and_stretches_are_dates() {
        for text in [
            "on Friday",
            "In 1947.",
            "two weeks later",
            "October nineteen sixty-two",
        ] {
            assert!(PassageTraits::of_text(text).has_date, "{text}");
        }
        assert!(!PassageTraits::of_text("They may cross at 12345.").has_date);
    }
}
