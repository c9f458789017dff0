//! Reads the times of TTML, in the units that a file states (TTML2, sections 7.2 and 12.3).

use crate::time::{milliseconds, parse_clock};
use crate::xml::XmlElement;

/// The frames of a second where a file does not say.
const USUAL_FRAMES_PER_SECOND: f64 = 30.0;

/// How long the frames and ticks of a file last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rates {
    frames_per_second: f64,
    ticks_per_second: f64,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            frames_per_second: USUAL_FRAMES_PER_SECOND,
            ticks_per_second: 1.0,
        }
    }
}

impl Rates {
    /// Returns the rates that the root element states.
    ///
    /// The multiplier is a fraction, `1000 1001` or `1000:1001`. Ticks are subframes where a file
    /// states frames alone.
    pub(super) fn of(root: &XmlElement<'_>) -> Self {
        let number = |name: &str| positive(&root.attribute(name)?);
        let frame_rate = number("frameRate");
        let multiplier = root.attribute("frameRateMultiplier");
        let multiplier = multiplier.and_then(|text| fraction(&text)).unwrap_or(1.0);
        let frames_per_second = frame_rate.unwrap_or(USUAL_FRAMES_PER_SECOND) * multiplier;
        let subframes = number("subFrameRate").unwrap_or(1.0);
        let usual_ticks = frame_rate.map_or(1.0, |_| frames_per_second * subframes);
        Self {
            frames_per_second,
            ticks_per_second: number("tickRate").unwrap_or(usual_ticks),
        }
    }

    /// Returns the milliseconds of a time.
    pub(super) fn parse_time(&self, text: &str) -> Option<u64> {
        let text = text.trim();
        if text.contains(':') {
            return self.parse_clock(text);
        }
        let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let seconds = match &text[number.len()..] {
            "" | "s" => 1.0,
            "ms" => 0.001,
            "m" => 60.0,
            "h" => 3600.0,
            "f" => 1.0 / self.frames_per_second,
            "t" => 1.0 / self.ticks_per_second,
            _ => return None,
        };
        milliseconds(plain_number(number)? * seconds)
    }

    /// Reads clock time, with a fraction that may be finer than a millisecond, or with frames. Three
    /// digits that cannot be frames are milliseconds.
    fn parse_clock(&self, text: &str) -> Option<u64> {
        if text.matches(':').count() == 3 {
            let (clock, frames) = text.rsplit_once(':')?;
            let is_milliseconds = frames.len() == 3 && self.frames_per_second < 100.0;
            if is_milliseconds && plain_number(frames).is_some() {
                return parse_clock(&format!("{clock}.{frames}"));
            }
            let frames = plain_number(frames)?;
            let is_part = frames < self.frames_per_second.ceil();
            let part_ms = milliseconds(frames / self.frames_per_second).filter(|_| is_part)?;
            return Some(parse_clock(clock)? + part_ms);
        }
        let end = text
            .find(['.', ','])
            .map_or(text.len(), |point| (point + 4).min(text.len()));
        parse_clock(text.get(..end)?)
    }
}

fn plain_number(text: &str) -> Option<f64> {
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.parse().ok().filter(|_| is_plain)
}

fn positive(text: &str) -> Option<f64> {
    plain_number(text.trim()).filter(|number| *number > 0.0)
}

fn fraction(text: &str) -> Option<f64> {
    let (above, below) = text.trim().split_once([' ', ':'])?;
    Some(positive(above)? / positive(below)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILM: Rates = Rates {
        frames_per_second: 24.0 * 1000.0 / 1001.0,
        ticks_per_second: 10_000_000.0,
    };

    #[test]
    fn times_of_every_unit_are_read() {
        for (text, time_ms) in [
            ("0.480", 480),
            ("1:08.920", 68_920),
            ("00:00:01.1239", 1123),
            ("1.5s", 1500),
            ("250ms", 250),
            ("2m", 120_000),
            ("1h", 3_600_000),
            ("360f", 15_015),
            ("1374000000t", 137_400),
            ("00:00:20:12", 20_500),
            ("00:00:20:012", 20_012),
            ("00:00:01,5", 1500),
        ] {
            assert_eq!(FILM.parse_time(text), Some(time_ms), "{text}");
        }
        assert_eq!(Rates::default().parse_time("15f"), Some(500));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "-1s",
            "1x",
            "",
            "f",
            "00:00:20:24",
            "1:2:3:4:5",
            "1e3s",
            "a:b",
            "soon",
        ] {
            assert_eq!(FILM.parse_time(text), None, "{text}");
        }
    }
}
