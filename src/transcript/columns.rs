//! Recognises the columns of a table, or the fields of a JSON list, by their names.
//!
//! Names are compared without regard to case and to what separates their words. By default a column
//! is recognised by one of these names:
//!
//! - the speaker: `speaker`, `speaker_label`, `speaker_id`, `speaker_name`, `spk`;
//! - the words: `text`, `transcript`, `utterance`, and beside a speaker also `content`, `value`,
//!   `body`;
//! - the start: `start`, `start_time`, `begin`, `begin_time`, `ts`, `timestamp`, `time`;
//! - the end: `end`, `end_time`, `stop`.
//!
//! The words are required, and the speaker or the start. A time is clock text; or a number whose
//! column names its unit (`start_ms`, `startSeconds`, `End (s)`); or a number whose unit the user
//! gives. Any other number is refused. A unit is never guessed from the size of a number.

use std::str::FromStr;

use thiserror::Error;

use super::error::ParseError;
use super::raw_time::{RawTime, TimeUnit};

const SPEAKERS: &str = "speaker speakerlabel speakername speakerid spk";
const TEXTS: &str = "text transcript utterance";
/// Names of columns that hold words beside a column of speakers, and could hold anything elsewhere.
const TEXTS_OF_SPEAKERS: &str = "content value body";
const STARTS: &str = "start starttime begin begintime ts timestamp time";
const ENDS: &str = "end endtime stop";

/// The names of columns that a user gives instead of the default ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The column of starts.
    pub start: Option<String>,
    /// The column of ends.
    pub end: Option<String>,
    /// The column of speakers.
    pub speaker: Option<String>,
    /// The column of words.
    pub text: Option<String>,
}

/// Why a text does not name columns. Holds the part that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` names no column; write ROLE=NAME pairs with commas between them, where a role is start, end, speaker or text"
)]
pub struct ColumnsError(String);

impl FromStr for Columns {
    type Err = ColumnsError;

    /// Reads `start=BEGIN,end=END,speaker=WHO,text=WORDS`: any of these pairs in any order.
    fn from_str(text: &str) -> Result<Self, ColumnsError> {
        let mut columns = Self::default();
        for pair in text.split(',') {
            let wrong = || ColumnsError(pair.to_owned());
            let (role, name) = pair.split_once('=').ok_or_else(wrong)?;
            let column = match role.trim() {
                "start" => &mut columns.start,
                "end" => &mut columns.end,
                "speaker" => &mut columns.speaker,
                "text" => &mut columns.text,
                _ => return Err(wrong()),
            };
            let name = name.trim();
            if name.is_empty() || column.replace(name.to_owned()).is_some() {
                return Err(wrong());
            }
        }
        Ok(columns)
    }
}

/// The columns of a transcript, by their places among the names in the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout<'a> {
    pub text: usize,
    pub speaker: Option<usize>,
    pub start: Option<TimeColumn<'a>>,
    pub end: Option<TimeColumn<'a>>,
}

/// A column of times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TimeColumn<'a> {
    pub place: usize,
    /// Its name in the file.
    pub name: &'a str,
    unit: Option<TimeUnit>,
}

impl<'a> Layout<'a> {
    /// Returns the columns of a transcript among these names. Returns `None` where one that is
    /// required, or given by the user, is missing.
    pub(super) fn find(
        names: &[&'a str],
        given: Option<&Columns>,
        unit: Option<TimeUnit>,
    ) -> Option<Self> {
        // The outer `None` is a given name that is missing.
        let column = |given: Option<&String>, defaults: &str| match given {
            Some(given) => {
                let place = names.iter().position(|name| name.trim() == given);
                place.map(Some)
            }
            None => Some(default_column(names, defaults)),
        };
        let time_column = |given: Option<&String>, defaults: &str| {
            let time_column = |place: usize| TimeColumn {
                place,
                name: names[place],
                unit: split_unit(names[place]).1.or(unit),
            };
            Some(column(given, defaults)?.map(time_column))
        };
        let given = given.cloned().unwrap_or_default();
        let speaker = column(given.speaker.as_ref(), SPEAKERS)?;
        let text = column(given.text.as_ref(), TEXTS)?.or_else(|| {
            let text = default_column(names, TEXTS_OF_SPEAKERS);
            text.filter(|_| speaker.is_some())
        })?;
        let start = time_column(given.start.as_ref(), STARTS)?;
        let end = time_column(given.end.as_ref(), ENDS)?;
        (speaker.is_some() || start.is_some()).then_some(Self {
            text,
            speaker,
            start,
            end,
        })
    }
}

impl TimeColumn<'_> {
    /// Returns the time of a cell.
    ///
    /// # Errors
    /// Fails for a number whose unit is unknown.
    pub(super) fn time(&self, cell: &str) -> Result<RawTime, ParseError> {
        let cell = cell.trim();
        match self.unit {
            Some(unit) if !cell.contains(':') => Ok(RawTime::from_number_text(cell, unit)),
            None if cell.parse::<f64>().is_ok() => {
                Err(ParseError::NoTimeUnit(self.name.trim().to_owned()))
            }
            _ => Ok(RawTime::from_clock(cell)),
        }
    }
}

/// Returns the column with the earliest of the default names. A column with a unit comes first.
fn default_column(names: &[&str], defaults: &str) -> Option<usize> {
    let ranked = names.iter().enumerate().filter_map(|(place, name)| {
        let (words, unit) = split_unit(name);
        let rank = defaults.split(' ').position(|default| default == words)?;
        Some(((unit.is_none(), rank), place))
    });
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, place)| place)
}

/// Splits a name into its words, joined and in lower case, and the unit at its end: `Start_ms`,
/// `startMs` and `start (ms)` are `start` in milliseconds.
fn split_unit(name: &str) -> (String, Option<TimeUnit>) {
    let mut words = words(name);
    let unit = match words.last().map(String::as_str) {
        Some("ms" | "msec" | "millis" | "milliseconds") => Some(TimeUnit::Milliseconds),
        Some("s" | "sec" | "secs" | "seconds") => Some(TimeUnit::Seconds),
        _ => None,
    };
    if unit.is_some() {
        words.pop();
    }
    (words.concat(), unit)
}

/// Returns the words of a name in lower case. A capital after a small letter begins a word.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in name.chars() {
        let begins = !before.is_alphanumeric() || (before.is_lowercase() && c.is_uppercase());
        if c.is_alphanumeric() {
            match words.last_mut() {
                Some(word) if !begins => word.extend(c.to_lowercase()),
                _ => words.push(c.to_lowercase().collect()),
            }
        }
        before = c;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remedy::Remedy;

    #[test]
    fn a_name_says_its_unit_however_it_is_written() {
        for (name, unit) in [
            ("start_ms", Some(TimeUnit::Milliseconds)),
            ("StartMs", Some(TimeUnit::Milliseconds)),
            ("Start (s)", Some(TimeUnit::Seconds)),
            ("start seconds", Some(TimeUnit::Seconds)),
            ("START", None),
        ] {
            assert_eq!(split_unit(name), ("start".to_owned(), unit), "{name}");
        }
        assert_eq!(split_unit("items").1, None);
    }

    #[test]
    fn the_usual_names_are_found_and_those_given_come_first() {
        let names = [
            "id",
            "Start Time",
            "begin_ms",
            "Speaker Label",
            "WHO",
            "text",
        ];
        let usual = Layout::find(&names, None, None).unwrap();
        assert_eq!(
            usual.speaker.map(|place| names[place]),
            Some("Speaker Label")
        );
        assert_eq!(usual.start.map(|start| start.name), Some("begin_ms"));
        assert_eq!((names[usual.text], usual.end), ("text", None));
        let given = "speaker=WHO, start=Start Time".parse().unwrap();
        let given = Layout::find(&names, Some(&given), None).unwrap();
        assert_eq!(given.speaker.map(|place| names[place]), Some("WHO"));
        assert_eq!(given.start.map(|start| start.name), Some("Start Time"));
    }

    #[test]
    fn a_table_of_anything_else_is_no_transcript() {
        for names in [
            &["name", "value"][..],
            &["time", "value"],
            &["text", "lang"],
            &["speaker", "start"],
        ] {
            assert_eq!(Layout::find(names, None, None), None, "{names:?}");
        }
        let given = "text=WORDS".parse().unwrap();
        assert_eq!(Layout::find(&["start", "text"], Some(&given), None), None);
    }

    #[test]
    fn a_number_without_a_unit_is_refused_and_a_clock_needs_none() {
        let bare = TimeColumn {
            place: 0,
            name: "start",
            unit: None,
        };
        assert_eq!(bare.time("1:02.5"), Ok(RawTime::At(62_500)));
        assert_eq!(bare.time(""), Ok(RawTime::Absent));
        assert_eq!(bare.time("soon"), Ok(RawTime::invalid("soon")));
        let refused = bare.time("12").unwrap_err();
        assert_eq!(refused.remedy(), Some(Remedy::NameTimeUnit));
        let told = TimeColumn {
            unit: Some(TimeUnit::Seconds),
            ..bare
        };
        assert_eq!(told.time("12"), Ok(RawTime::At(12_000)));
    }

    #[test]
    fn what_names_no_column_is_refused() {
        for text in ["", "text", "words=x", "text=", "text=a,text=b"] {
            assert!(text.parse::<Columns>().is_err(), "{text}");
        }
    }
}
