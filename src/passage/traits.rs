//! Measures what ranking uses of a passage besides its topic: length, question, number, date.
//!
//! The check is rough: a word that is sometimes a number counts as one.

use super::asks::asks;
use super::counting::{has_digit, have_number, have_time, is_year};
use crate::english::lexicon::{
    DAYTIMES, MONTHS, NUMBERS, RELATIVE_DAYS, SEASONS, STRETCHES, WEEKDAYS,
};
use crate::english::{HasWord, word_classes, words};
use crate::language::{Language, is_unspaced, lexicon, likely, word_ranges};

/// How long a passage is, and what it has that a question may ask for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PassageTraits {
    /// How many words it has. A Chinese or Japanese sign counts as one.
    pub words: u16,
    /// Whether it ends with a question.
    pub is_question: bool,
    /// Whether it has a number, in digits or in words.
    pub has_number: bool,
    /// Whether it has a date, a year, a day of the week or a stretch of time.
    pub has_date: bool,
}

word_classes! {
    /// English words for numbers.
    NUMBER_WORDS = [NUMBERS] "dozen half once twice percent";

    /// English words for times. "May" is mostly another word.
    TIME_WORDS = [MONTHS WEEKDAYS RELATIVE_DAYS DAYTIMES SEASONS STRETCHES]
        "weekend ago christmas easter"
        without "may";
}

impl PassageTraits {
    /// Notes the traits of a text in the language that it is most likely in.
    pub fn of_text(text: &str) -> Self {
        Self::in_language(text, likely(text))
    }

    /// Notes the traits of a text in a language. A language without a lexicon has the words of
    /// English for numbers and times.
    pub fn in_language(text: &str, language: Language) -> Self {
        let (has_number, has_date) = match lexicon(language) {
            Some(lexicon) => {
                let words = lexicon.folded(text);
                (have_number(&words, lexicon), have_time(&words, lexicon))
            }
            None => (has_word(text, is_number), has_word(text, is_time)),
        };
        Self {
            words: u16::try_from(count_words(text)).unwrap_or(u16::MAX),
            is_question: asks(text, language),
            has_number,
            has_date,
        }
    }
}

/// Returns how many words a text has: what stands between spaces, and in scripts without spaces what
/// is a word there.
fn count_words(text: &str) -> usize {
    let words = text.split_whitespace();
    let counts = words.map(|word| match word.contains(is_unspaced) {
        true => word_ranges(word).len(),
        false => 1,
    });
    counts.sum()
}

/// Returns whether the test holds for a word or a part of it between signs.
fn has_word(text: &str, is_such: fn(&str) -> bool) -> bool {
    let is_sign = |c: char| !c.is_alphanumeric();
    words(text).any(|word| word.folded.split(is_sign).any(is_such))
}

fn is_number(word: &str) -> bool {
    has_digit(word) || NUMBER_WORDS.has(word)
}

fn is_time(word: &str) -> bool {
    let plural_of = word.strip_suffix('s');
    is_year(word) || TIME_WORDS.has(word) || plural_of.is_some_and(|day| WEEKDAYS.has(day))
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
    fn words_without_spaces_are_counted_as_their_script_has_them() {
        for (text, words) in [
            ("H100 的水车", 4),
            ("水車は？", 3),
            ("다리를 누가 지었어요?", 3),
            ("เรือจอดที่ท่า", 4),
            ("It's well-known, e.g. — here.", 5),
        ] {
            assert_eq!(PassageTraits::of_text(text).words, words, "{text}");
        }
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
