//! Reads times as files write them: clock text, or a number with its unit.
//!
//! A missing or impossible time is never read as zero, and a unit is never guessed from the size of
//! a number.

use super::assemble::Times;
use crate::time::{LATEST_MS, milliseconds, parse_clock};

/// A time as a file writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum RawTime {
    /// No time is written.
    #[default]
    Absent,
    /// Milliseconds from the start of the recording.
    At(u64),
    /// Not a time of a recording: negative, not finite, too late, or no number. Holds its first
    /// characters.
    Invalid(String),
}

impl RawTime {
    /// Returns the time in milliseconds, where there is one.
    pub(super) fn ms(&self) -> Option<u64> {
        match self {
            RawTime::At(time_ms) => Some(*time_ms),
            RawTime::Absent | RawTime::Invalid(_) => None,
        }
    }

    /// Returns the time of a number in this unit.
    pub(super) fn from_number(number: f64, unit: TimeUnit) -> Self {
        milliseconds(number * unit.seconds())
            // Checked before rounding, since a number just below zero would round to zero.
            .filter(|_| number >= 0.0)
            .map_or_else(|| RawTime::invalid(&number.to_string()), RawTime::At)
    }

    /// Returns the time this many milliseconds from the start of the recording.
    pub(super) fn from_ms(time_ms: u64) -> Self {
        if time_ms <= LATEST_MS {
            RawTime::At(time_ms)
        } else {
            RawTime::invalid(&format!("{time_ms} ms"))
        }
    }

    /// Returns the time of a text with a number in this unit. Empty text is no time.
    pub(super) fn from_number_text(text: &str, unit: TimeUnit) -> Self {
        match (text.trim(), text.trim().parse()) {
            ("", _) => RawTime::Absent,
            (_, Ok(number)) => RawTime::from_number(number, unit),
            (text, Err(_)) => RawTime::invalid(text),
        }
    }

    /// Returns the time of clock text. Empty text is no time.
    pub(super) fn from_clock(text: &str) -> Self {
        match text.trim() {
            "" => RawTime::Absent,
            text => parse_clock(text).map_or_else(|| RawTime::invalid(text), RawTime::At),
        }
    }

    /// Returns an invalid time, quoting its first characters.
    pub(super) fn invalid(text: &str) -> Self {
        const QUOTED_CHARACTERS: usize = 40;
        RawTime::Invalid(text.chars().take(QUOTED_CHARACTERS).collect())
    }
}

/// The start and end of a line or word as a file writes them.
#[derive(Debug, Clone, Default)]
pub(super) struct RawTimes {
    pub start: RawTime,
    pub end: RawTime,
}

impl RawTimes {
    /// Returns the times of a line or word that begins at `start` and lasts for `duration`.
    pub(super) fn from_duration(start: RawTime, duration: RawTime) -> Self {
        let end = match (&start, duration) {
            (RawTime::At(start_ms), RawTime::At(duration_ms)) => {
                RawTime::from_ms(start_ms.saturating_add(duration_ms))
            }
            (_, RawTime::At(_)) => RawTime::Absent,
            (_, duration) => duration,
        };
        RawTimes { start, end }
    }

    /// Returns the times that can be read.
    pub(super) fn readable(&self) -> Times {
        Times::new(self.start.ms(), self.end.ms())
    }

    /// Returns the start of each time that cannot be read.
    pub(super) fn invalid(&self) -> impl Iterator<Item = &str> {
        let times = [&self.start, &self.end].into_iter();
        times.filter_map(|time| match time {
            RawTime::Invalid(text) => Some(text.as_str()),
            _ => None,
        })
    }
}

/// The unit of a bare number that stands for a time.
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
    /// Returns its length in seconds.
    fn seconds(self) -> f64 {
        match self {
            TimeUnit::Seconds => 1.0,
            TimeUnit::Milliseconds => 1e-3,
            TimeUnit::Ticks => 1e-7,
        }
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
            assert_eq!(RawTime::from_number_text(text, unit), RawTime::At(28_060));
        }
    }

    #[test]
    fn what_is_no_time_is_none_and_never_zero() {
        for text in ["-1", "-1e-9", "NaN", "inf", "1e99", "soon"] {
            let time = RawTime::from_number_text(text, TimeUnit::Seconds);
            assert_eq!(time.ms(), None, "{text}");
            assert_ne!(time, RawTime::Absent, "{text}");
        }
        assert_eq!(
            RawTime::from_number_text(" ", TimeUnit::Seconds),
            RawTime::Absent
        );
        assert_eq!(RawTime::from_clock("1:75"), RawTime::invalid("1:75"));
    }

    #[test]
    fn every_millisecond_of_a_day_survives_the_way_through_seconds() {
        for time_ms in (0..86_400_000).step_by(997) {
            let seconds = crate::time::seconds(time_ms);
            assert_eq!(
                RawTime::from_number(seconds, TimeUnit::Seconds),
                RawTime::At(time_ms),
                "{seconds}"
            );
        }
    }
}
