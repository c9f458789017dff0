//! A time as a file gives it, which may be no time at all.
//!
//! In: numbers with their unit, and clock text. Out: a [`Moment`]. Never here: a unit guessed from
//! the size of a number, or a zero for a time that is missing or impossible.

use std::fmt;

use crate::time::{LATEST_MS, milliseconds, parse_clock};

/// A time as a file gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Moment {
    /// None is given.
    #[default]
    Absent,
    /// So many milliseconds from the start of the recording.
    At(u64),
    /// Something stands there that is no time of a recording: negative, not finite, too late, or no
    /// number. Holds its first characters.
    Unfit(String),
}

impl Moment {
    /// Returns the time in milliseconds, where there is one.
    pub(super) fn ms(&self) -> Option<u64> {
        match self {
            Moment::At(time_ms) => Some(*time_ms),
            Moment::Absent | Moment::Unfit(_) => None,
        }
    }

    /// Returns the moment that a number in a known unit is.
    pub(super) fn of(number: f64, unit: TimeUnit) -> Self {
        milliseconds(number * unit.seconds())
            // So little before the start that it would be rounded to it.
            .filter(|_| number >= 0.0)
            .map_or_else(|| Moment::unfit(&number.to_string()), Moment::At)
    }

    /// Returns the moment so many milliseconds from the start of the recording.
    pub(super) fn of_ms(time_ms: u64) -> Self {
        if time_ms <= LATEST_MS {
            Moment::At(time_ms)
        } else {
            Moment::unfit(&format!("{time_ms} ms"))
        }
    }

    /// Returns the moment that text with a number in a known unit says; empty text says none.
    pub(super) fn of_text(text: &str, unit: TimeUnit) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Moment::Absent;
        }
        match text.parse() {
            Ok(number) => Moment::of(number, unit),
            Err(_) => Moment::unfit(text),
        }
    }

    /// Returns the moment that clock text says; empty text says none.
    pub(super) fn of_clock(text: &str) -> Self {
        match text.trim() {
            "" => Moment::Absent,
            text => parse_clock(text).map_or_else(|| Moment::unfit(text), Moment::At),
        }
    }

    /// Returns what stands where a time should be, quoting how it begins.
    pub(super) fn unfit(text: &str) -> Self {
        const QUOTED_CHARACTERS: usize = 40;
        Moment::Unfit(text.chars().take(QUOTED_CHARACTERS).collect())
    }
}

/// What a bare number that stands for a time counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
    /// Units of 100 nanoseconds.
    Ticks,
}

impl TimeUnit {
    /// Returns the length of one in seconds.
    fn seconds(self) -> f64 {
        match self {
            TimeUnit::Seconds => 1.0,
            TimeUnit::Milliseconds => 1e-3,
            TimeUnit::Ticks => 1e-7,
        }
    }
}

impl fmt::Display for TimeUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TimeUnit::Seconds => "s",
            TimeUnit::Milliseconds => "ms",
            TimeUnit::Ticks => "ticks",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_times_in_their_own_unit() {
        for (text, unit) in [
            ("28.06", TimeUnit::Seconds),
            ("28060", TimeUnit::Milliseconds),
            ("280600000", TimeUnit::Ticks),
        ] {
            assert_eq!(Moment::of_text(text, unit), Moment::At(28_060));
        }
    }

    #[test]
    fn what_is_no_time_is_none_and_never_zero() {
        for text in ["-1", "-1e-9", "NaN", "inf", "1e99", "soon"] {
            let moment = Moment::of_text(text, TimeUnit::Seconds);
            assert_eq!(moment.ms(), None, "{text}");
            assert_ne!(moment, Moment::Absent, "{text}");
        }
        assert_eq!(Moment::of_text(" ", TimeUnit::Seconds), Moment::Absent);
        assert_eq!(Moment::of_clock("1:75"), Moment::unfit("1:75"));
    }

    #[test]
    fn every_millisecond_of_a_day_survives_the_way_through_seconds() {
        for time_ms in (0..86_400_000).step_by(997) {
            let seconds = crate::time::seconds(time_ms);
            assert_eq!(
                Moment::of(seconds, TimeUnit::Seconds),
                Moment::At(time_ms),
                "{seconds}"
            );
        }
    }
}
