//! Holds clock times and time spans of recordings.
//!
//! Every time is a number of milliseconds from the start of one recording. Clock text is
//! `01:02:03.450` or `02:03,450`. Dates stand in `transcript`.

use std::fmt;

/// A stretch of a recording, half-open: `start_ms` belongs to it, `end_ms` does not.
///
/// Both are milliseconds from the start of the recording, and `start_ms <= end_ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Milliseconds from the start of the recording, inclusive.
    pub start_ms: u64,
    /// Milliseconds from the start of the recording, exclusive; equal to `start_ms` where the span has
    /// no length.
    pub end_ms: u64,
}

impl Span {
    /// Returns the span from `start_ms` to `end_ms`; where the end lies before the start, the span
    /// without length at `start_ms`.
    pub fn new(start_ms: u64, end_ms: u64) -> Self {
        Self {
            start_ms,
            end_ms: end_ms.max(start_ms),
        }
    }

    /// Returns the length in milliseconds.
    pub fn length_ms(&self) -> u64 {
        self.end_ms - self.start_ms
    }

    /// Returns the milliseconds that both spans share.
    pub fn overlap_ms(&self, other: &Span) -> u64 {
        self.end_ms
            .min(other.end_ms)
            .saturating_sub(self.start_ms.max(other.start_ms))
    }

    /// Returns the shortest span that holds both.
    pub fn around(&self, other: &Span) -> Span {
        Span::new(
            self.start_ms.min(other.start_ms),
            self.end_ms.max(other.end_ms),
        )
    }

    /// Returns whether `time_ms` lies in the span; a span without length contains its start.
    pub fn contains(&self, time_ms: u64) -> bool {
        time_ms == self.start_ms || (self.start_ms..self.end_ms).contains(&time_ms)
    }
}

impl fmt::Display for Span {
    /// Writes `HH:MM:SS–HH:MM:SS`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", clock(self.start_ms), clock(self.end_ms))
    }
}

/// Returns `HH:MM:SS`, cut to whole seconds so that a player does not start too late.
pub fn clock(time_ms: u64) -> String {
    let seconds = time_ms / 1000;
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// Returns `HH:MM:SS.mmm`.
pub fn clock_with_millis(time_ms: u64) -> String {
    format!("{}.{:03}", clock(time_ms), time_ms % 1000)
}

/// Returns a time as seconds, for machines.
pub fn seconds(time_ms: u64) -> f64 {
    time_ms as f64 / 1000.0
}

/// The latest time that is accepted: clock text has at most six digits of hours.
pub const LATEST_MS: u64 = 1_000_000 * 3_600_000 - 1;

/// Returns the milliseconds of a number of seconds; `None` where it is negative, not finite, or after
/// [`LATEST_MS`].
pub fn milliseconds(seconds: f64) -> Option<u64> {
    let time_ms = (seconds * 1000.0).round();
    (0.0..=LATEST_MS as f64)
        .contains(&time_ms)
        .then_some(time_ms as u64)
}

/// Returns the milliseconds of clock text such as `01:02:03.450` or `02:03,450`; `None` for other text.
///
/// The grammar is `[HH:]MM:SS[(.|,)fraction]`, with one to three digits of fraction and seconds below
/// 60. Minutes are below 60 beside hours, and at most 999 without; hours have as many digits as the
/// recording needs, at most six.
pub fn parse_clock(text: &str) -> Option<u64> {
    let (whole, fraction) = match text.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let parts: Vec<&str> = whole.split(':').collect();
    let (hours, minutes, seconds) = match parts[..] {
        [hours, minutes, seconds] => {
            let minutes = digits(minutes, 2).filter(|&minutes| minutes < 60)?;
            (digits(hours, 6)?, minutes, seconds)
        }
        [minutes, seconds] => (0, digits(minutes, 3)?, seconds),
        _ => return None,
    };
    let seconds = digits(seconds, 2).filter(|&seconds| seconds < 60)?;
    let millis = match fraction {
        Some(fraction) => digits(fraction, 3)? * 10u64.pow(3 - fraction.len() as u32),
        None => 0,
    };
    Some(((hours * 60 + minutes) * 60 + seconds) * 1000 + millis)
}

/// Returns the milliseconds of clock text or of a number of seconds; `None` for other text.
pub fn parse_time(text: &str) -> Option<u64> {
    let text = text.trim();
    let seconds = || milliseconds(text.parse().ok()?);
    parse_clock(text).or_else(seconds)
}

fn digits(text: &str, most: usize) -> Option<u64> {
    let plain =
        !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_text_with_and_without_hours_and_fraction_is_read() {
        assert_eq!(parse_clock("01:02:03.450"), Some(3_723_450));
        assert_eq!(parse_clock("02:03,4"), Some(123_400));
        assert_eq!(parse_clock("100:00:00"), Some(360_000_000));
    }

    #[test]
    fn text_that_is_no_clock_is_refused() {
        for text in [
            "",
            "1",
            "00:60",
            "1:61:00",
            "a:b",
            "-1:00",
            "1:2:3:4",
            "00:00.",
            "00:00.1234",
            "٠٠:٠١",
        ] {
            assert_eq!(parse_clock(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_clocks_or_seconds() {
        assert_eq!(parse_time("00:12:30"), Some(750_000));
        assert_eq!(parse_time(" 12:30.5 "), Some(750_500));
        assert_eq!(parse_time("750.25"), Some(750_250));
        for wrong in ["", "noon", "-1", "NaN", "inf", "1e99"] {
            assert_eq!(parse_time(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_clock_written_out_reads_back_as_the_same_time() {
        for time_ms in [0, 999, 61_001, 3_599_999, 400_000_123] {
            assert_eq!(parse_clock(&clock_with_millis(time_ms)), Some(time_ms));
        }
    }

    #[test]
    fn seconds_that_are_no_time_of_a_recording_are_refused() {
        assert_eq!(milliseconds(1.9995), Some(2000));
        assert_eq!(milliseconds(0.0), Some(0));
        for seconds in [-0.1, f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(milliseconds(seconds), None, "{seconds}");
        }
    }

    #[test]
    fn spans_that_only_touch_do_not_overlap() {
        assert_eq!(Span::new(0, 10).overlap_ms(&Span::new(10, 20)), 0);
        assert_eq!(Span::new(0, 10).overlap_ms(&Span::new(4, 7)), 3);
    }
}
