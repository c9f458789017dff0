//! Reads days, months and years as a question writes them (`3rd of May`, `last week`).
//!
//! Figures alone are a date only with the year first: `12/3/2025` does not tell day from month.

use std::ops::RangeInclusive;

use jiff::{ToSpan, civil::Weekday};

use crate::english::lexicon::{MONTHS_IN_ORDER, TIME_PREPOSITIONS, WEEKDAYS_IN_ORDER};
use crate::english::{follows_any, is_any, word_classes};
use crate::question::grammar::words::QuestionWord;
use crate::transcript::Date;

/// The first and the last day.
pub(crate) type Days = RangeInclusive<Date>;

/// Letters of a short name of a month (`feb`).
const LETTERS_OF_SHORT_MONTH: usize = 3;

/// Years that a recording or a deed may be of.
const YEARS: RangeInclusive<i16> = 1900..=2199;

word_classes! {
    /// Words before a month that is a time.
    BEFORE_MONTHS = [TIME_PREPOSITIONS] "in till by last this next of early late before after";
}

/// Returns whether the word at `at` is a month there, and not a name.
pub(crate) fn is_month_at(words: &[QuestionWord], at: usize) -> bool {
    month(words, at).is_some()
        && (follows_any(words, at, &BEFORE_MONTHS)
            || number(words, at + 1).is_some()
            || (at > 0 && number(words, at - 1).is_some()))
}

/// Returns the days that the words at `at` name, and how many words that takes.
///
/// A date without a year is the last one that is not after `today`.
pub(crate) fn days_at(words: &[QuestionWord], at: usize, today: Date) -> Option<(Days, usize)> {
    let in_full = || {
        let (month, day) = (number(words, at + 1)?, number(words, at + 2)?);
        Some((one(date(year(words, at)?, month, day)?), 3))
    };
    let day_first = || {
        let of = usize::from(is_any(words, at + 1, &["of"]));
        let (day, month) = (number(words, at)?, month(words, at + 1 + of)?);
        dated(words, at + 2 + of, month, day, today).map(|(days, taken)| (days, taken + 2 + of))
    };
    let month_first = || {
        let month = month(words, at)?;
        let day = number(words, at + 1);
        if let Some((days, taken)) = day.and_then(|day| dated(words, at + 2, month, day, today)) {
            return Some((days, taken + 2));
        }
        let (year, taken) = match year(words, at + 1) {
            Some(year) => (year, 2),
            None => (latest_year(month, 1, today), 1),
        };
        let first = date(year, month, 1)?;
        Some((first..=first.last_of_month(), taken))
    };
    let year_alone = || {
        let year = year(words, at)?;
        Some((date(year, 1, 1)?..=date(year, 12, 31)?, 1))
    };
    in_full()
        .or_else(day_first)
        .or_else(month_first)
        .or_else(|| relative(words, at, today))
        .or_else(year_alone)
}

/// Returns the day of that month, in the year at `at` or in the last that fits.
fn dated(
    words: &[QuestionWord],
    at: usize,
    month: i8,
    day: i8,
    today: Date,
) -> Option<(Days, usize)> {
    let (year, taken) = match year(words, at) {
        Some(year) => (year, 1),
        None => (latest_year(month, day, today), 0),
    };
    Some((one(date(year, month, day)?), taken))
}

/// Returns the days that are named from today on: `yesterday`, `last week`, `Monday`.
fn relative(words: &[QuestionWord], at: usize, today: Date) -> Option<(Days, usize)> {
    let back = |days: i64| today.checked_sub(days.days()).ok();
    if is_any(words, at, &["today"]) {
        return Some((one(today), 1));
    }
    if is_any(words, at, &["yesterday"]) {
        return Some((one(back(1)?), 1));
    }
    let is_last = is_any(words, at, &["last"]);
    let named = at + usize::from(is_last);
    let mut weekdays = WEEKDAYS_IN_ORDER.split(' ');
    if let Some(nth) = weekdays.position(|name| is_any(words, named, &[name])) {
        let weekday = Weekday::from_monday_zero_offset(nth as i8).ok()?;
        let day = today.nth_weekday(-1, weekday).ok()?;
        return Some((one(day), named + 1 - at));
    }
    let ago = i64::from(is_last);
    if !is_last && !is_any(words, at, &["this"]) {
        return None;
    }
    let days = match words.get(at + 1)?.bare.as_str() {
        "week" => {
            let monday = back(i64::from(today.weekday().to_monday_zero_offset()) + 7 * ago)?;
            monday..=monday.checked_add(6.days()).ok()?
        }
        "month" => {
            let first = today.first_of_month().checked_sub(ago.months()).ok()?;
            first..=first.last_of_month()
        }
        "year" => {
            let first = today.first_of_year().checked_sub(ago.years()).ok()?;
            first..=first.last_of_year()
        }
        _ => return None,
    };
    Some((days, 2))
}

/// Returns the last year in which that day was not after `today`.
fn latest_year(month: i8, day: i8, today: Date) -> i16 {
    today.year() - i16::from((month, day) > (today.month(), today.day()))
}

fn one(date: Date) -> Days {
    date..=date
}

fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

fn month(words: &[QuestionWord], at: usize) -> Option<i8> {
    let word = words.get(at)?.bare.as_str();
    let mut names = MONTHS_IN_ORDER.split(' ');
    let place = names.position(|name| word == name || word == &name[..LETTERS_OF_SHORT_MONTH])?;
    Some(place as i8 + 1)
}

fn year(words: &[QuestionWord], at: usize) -> Option<i16> {
    let figures = &words.get(at)?.bare;
    let year = figures.parse().ok().filter(|_| figures.len() == 4)?;
    YEARS.contains(&year).then_some(year)
}

/// Returns a number of one or two figures, with or without `st`, `nd`, `rd`, `th`.
fn number(words: &[QuestionWord], at: usize) -> Option<i8> {
    let text = words.get(at)?.bare.as_str();
    let figures = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let ending = &text[figures.len()..];
    let is_short = figures.len() <= 2 && ["", "st", "nd", "rd", "th"].contains(&ending);
    figures.parse().ok().filter(|_| is_short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::grammar::words::question_words;

    /// A Wednesday.
    const TODAY: Date = Date::constant(2025, 6, 18);

    fn days(text: &str) -> Option<String> {
        let (days, _) = days_at(&question_words(text, &[]), 0, TODAY)?;
        Some(format!("{} {}", days.start(), days.end()))
    }

    #[test]
    fn dates_are_read_in_every_order_that_is_not_a_guess() {
        for (text, expected) in [
            ("2025-03-04", "2025-03-04 2025-03-04"),
            ("3 May 2025", "2025-05-03 2025-05-03"),
            ("the 3rd", ""),
            ("3rd of May", "2025-05-03 2025-05-03"),
            ("May 3rd, 2024", "2024-05-03 2024-05-03"),
            ("Feb 2024", "2024-02-01 2024-02-29"),
            ("August", "2024-08-01 2024-08-31"),
            ("June", "2025-06-01 2025-06-30"),
            ("2023", "2023-01-01 2023-12-31"),
            ("30 February 2024", ""),
            ("12/3/2025", ""),
            ("yesterday's", "2025-06-17 2025-06-17"),
            ("Monday's", "2025-06-16 2025-06-16"),
            ("last Wednesday", "2025-06-11 2025-06-11"),
            ("last week", "2025-06-09 2025-06-15"),
            ("last month", "2025-05-01 2025-05-31"),
            ("this year", "2025-01-01 2025-12-31"),
            ("last resort", ""),
        ] {
            assert_eq!(days(text).unwrap_or_default(), expected, "{text}");
        }
    }

    #[test]
    fn dates_at_the_ends_of_the_calendar_do_not_panic() {
        for today in [Date::MIN, Date::MAX] {
            for text in [
                "yesterday",
                "last week",
                "this week",
                "last month",
                "last year",
                "Monday",
                "July",
            ] {
                days_at(&question_words(text, &[]), 0, today);
            }
        }
    }
}
