//! What a ranking wants to know of a passage beside its topic.
//!
//! In: a passage's words. Out: a [`Shape`]. Never here: the topic, or more than a glance: a word
//! that is sometimes a number counts as one.

/// How long a passage is, and what it has that a question may ask for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shape {
    /// How many words it has.
    pub words: u16,
    /// Whether it ends with a question.
    pub asks: bool,
    /// Whether it has a number, in digits or in English words.
    pub counts: bool,
    /// Whether it has a date, a year, a day of the week or a stretch of time, in English.
    pub dates: bool,
}

const NUMBERS: [&str; 35] = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "thousand",
    "million",
    "billion",
    "dozen",
    "half",
    "once",
    "twice",
    "percent",
];

const TIMES: [&str; 46] = [
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mondays",
    "tuesdays",
    "wednesdays",
    "thursdays",
    "fridays",
    "saturdays",
    "sundays",
    "today",
    "yesterday",
    "tomorrow",
    "tonight",
    "morning",
    "afternoon",
    "evening",
    "weekend",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "ago",
    "spring",
    "summer",
    "autumn",
    "winter",
    "christmas",
    "easter",
];

impl Shape {
    /// Returns the shape of these words.
    pub fn of(text: &str) -> Self {
        Self {
            words: u16::try_from(text.split_whitespace().count()).unwrap_or(u16::MAX),
            asks: text.trim_end().ends_with(['?', '？']),
            counts: words(text).any(|word| is_number(&word)),
            dates: words(text).any(|word| is_time(&word)),
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

fn is_number(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit()) || NUMBERS.contains(&word)
}

/// "May" and "march" are mostly other words; a year has four digits.
fn is_time(word: &str) -> bool {
    let is_year = word.len() == 4
        && word
            .parse()
            .is_ok_and(|year: u32| (1000..2200).contains(&year));
    is_year || TIMES.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_and_questions_told() {
        let shape = Shape::of("Did the canal freeze? ");
        assert_eq!((shape.words, shape.asks), (4, true));
        assert!(!Shape::of("It froze.").asks);
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
            assert!(Shape::of(text).counts, "{text}");
        }
        assert!(!Shape::of("nobody counted the geese").counts);
    }

    #[test]
    fn days_months_years_and_stretches_are_dates() {
        for text in [
            "on Friday",
            "In 1947.",
            "two weeks later",
            "October nineteen sixty-two",
        ] {
            assert!(Shape::of(text).dates, "{text}");
        }
        assert!(!Shape::of("They may cross at 12345.").dates);
    }
}
