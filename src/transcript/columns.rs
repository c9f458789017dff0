//! Which column of a table, or field of a list, says what.
//!
//! In: the names in the file, and the names and the unit that the user gives. Out: a [`Layout`].
//! Never here: a unit guessed from the size of a number. Times are clock text; or numbers whose
//! column says their unit (`start_ms`, `startSeconds`, `End (s)`); or numbers whose unit the user
//! says. Any other number is refused.
//!
//! Names are compared without regard to case and to what parts their words. Without a user's word
//! the columns are: who speaks, `speaker`, `speaker_label`, `speaker_id`, `speaker_name`, `spk`; what
//! is said, `text`, `transcript`, `utterance`, and beside a speaker also `content`, `value`, `body`;
//! when, `start`, `start_time`, `begin`, `ts`, `timestamp`, `time`, and `end`, `end_time`, `stop`. What
//! is said must be there, and when or by whom.

use std::str::FromStr;

use thiserror::Error;

use super::ParseError;
use super::moment::{Moment, TimeUnit};

const SPEAKERS: &[&str] = &["speaker", "speakerlabel", "speakername", "speakerid", "spk"];
const TEXTS: &[&str] = &["text", "transcript", "utterance"];
/// Names of columns that hold words where another column says who speaks, and anything elsewhere.
const TEXTS_OF_SPEAKERS: &[&str] = &["content", "value", "body"];
const STARTS: &[&str] = &[
    "start",
    "starttime",
    "begin",
    "begintime",
    "ts",
    "timestamp",
    "time",
];
const ENDS: &[&str] = &["end", "endtime", "stop"];

/// The names that a user gives, in place of the usual ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// When speech begins.
    pub start: Option<String>,
    /// When it ends.
    pub end: Option<String>,
    /// Who speaks.
    pub speaker: Option<String>,
    /// What is said.
    pub text: Option<String>,
}

/// Why a text names no columns.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` names no column; write ROLE=NAME pairs with commas between them, where a role is start, end, speaker or text"
)]
pub struct ColumnsError(String);

impl FromStr for Columns {
    type Err = ColumnsError;

    /// Reads `start=BEGIN,end=END,speaker=WHO,text=WORDS`, any of them in any order.
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

/// Where things stand in a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout<'a> {
    pub text: &'a str,
    pub speaker: Option<&'a str>,
    pub start: Option<TimeColumn<'a>>,
    pub end: Option<TimeColumn<'a>>,
}

/// A column with times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TimeColumn<'a> {
    /// Its name in the file.
    pub name: &'a str,
    unit: Option<TimeUnit>,
}

impl<'a> Layout<'a> {
    /// Returns the layout of rows with these names, where they are those of a transcript.
    pub(super) fn of(
        names: &[&'a str],
        given: Option<&Columns>,
        unit: Option<TimeUnit>,
    ) -> Option<Self> {
        let find = |name: Option<&String>, usual: &[&str]| match name {
            Some(wanted) => names
                .iter()
                .copied()
                .find(|name| name.trim() == wanted)
                .map(Some),
            None => Some(usual_one(names, usual)),
        };
        let given = given.cloned().unwrap_or_default();
        let speaker = find(given.speaker.as_ref(), SPEAKERS)?;
        let text = find(given.text.as_ref(), TEXTS)?;
        let text =
            text.or_else(|| usual_one(names, TEXTS_OF_SPEAKERS).filter(|_| speaker.is_some()))?;
        let timed = |name: Option<&String>, usual: &[&str]| {
            let found = find(name, usual)?;
            Some(found.map(|name| TimeColumn {
                name,
                unit: split_unit(name).1.or(unit),
            }))
        };
        let start = timed(given.start.as_ref(), STARTS)?;
        let end = timed(given.end.as_ref(), ENDS)?;
        (speaker.is_some() || start.is_some()).then_some(Self {
            text,
            speaker,
            start,
            end,
        })
    }
}

impl TimeColumn<'_> {
    /// Returns the moment that a cell says.
    ///
    /// # Errors
    /// A number, where nothing says what it counts.
    pub(super) fn moment(&self, cell: &str) -> Result<Moment, ParseError> {
        let cell = cell.trim();
        if cell.contains(':') {
            return Ok(Moment::of_clock(cell));
        }
        match self.unit {
            Some(unit) => Ok(Moment::of_text(cell, unit)),
            None if cell.parse::<f64>().is_ok() => Err(ParseError::NoTimeUnit {
                column: self.name.trim().to_owned(),
            }),
            None => Ok(Moment::of_clock(cell)),
        }
    }
}

/// Returns the first column that has the earliest of the usual names, one with a unit first.
fn usual_one<'a>(names: &[&'a str], usual: &[&str]) -> Option<&'a str> {
    let ranked = names.iter().filter_map(|name| {
        let (words, unit) = split_unit(name);
        let rank = usual.iter().position(|usual| *usual == words)?;
        Some(((unit.is_none(), rank), *name))
    });
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, name)| name)
}

/// Returns the words of a name, in lower case and side by side, and the unit that it ends with:
/// `Start_ms`, `startMs` and `start (ms)` are `start` in milliseconds.
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

/// Returns the words of a name in lower case; a capital after a small letter begins one.
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
        let usual = Layout::of(&names, None, None).unwrap();
        assert_eq!(usual.speaker, Some("Speaker Label"));
        assert_eq!(usual.start.map(|start| start.name), Some("begin_ms"));
        assert_eq!((usual.text, usual.end), ("text", None));
        let given = "speaker=WHO, start=Start Time".parse().unwrap();
        let given = Layout::of(&names, Some(&given), None).unwrap();
        assert_eq!(given.speaker, Some("WHO"));
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
            assert_eq!(Layout::of(names, None, None), None, "{names:?}");
        }
        let given = "text=WORDS".parse().unwrap();
        assert_eq!(Layout::of(&["start", "text"], Some(&given), None), None);
    }

    #[test]
    fn a_number_without_a_unit_is_refused_and_a_clock_needs_none() {
        let bare = TimeColumn {
            name: "start",
            unit: None,
        };
        assert_eq!(bare.moment("1:02.5"), Ok(Moment::At(62_500)));
        assert_eq!(bare.moment(""), Ok(Moment::Absent));
        assert_eq!(bare.moment("soon"), Ok(Moment::unfit("soon")));
        let refused = bare.moment("12").unwrap_err();
        assert!(refused.to_string().contains("--time-unit"), "{refused}");
        let told = TimeColumn {
            unit: Some(TimeUnit::Seconds),
            ..bare
        };
        assert_eq!(told.moment("12"), Ok(Moment::At(12_000)));
    }

    #[test]
    fn what_names_no_column_is_refused() {
        for text in ["", "text", "words=x", "text=", "text=a,text=b"] {
            assert!(text.parse::<Columns>().is_err(), "{text}");
        }
    }
}
