//! Reads a JSON list that has one object per line of speech, whichever program wrote it.
//!
//! ```text
//! [ { "speaker": name or number, "start…": time, "end…": time, "text": text } ]
//! ```
//!
//! Example: `[{"speaker": "Iris", "start_ms": 480, "text": "I heard it as a child."}]`. The objects may
//! follow each other without a list, as in JSON Lines, or the list may stand in a field of an object; of
//! several, the longest is read. [`columns`](super::super::columns) decides which field holds what, and
//! when a number is a time. An object may lack a field. A number as speaker is read as `Speaker 3`, and
//! an object as its name. A start may be a list of the start and the end.

use std::collections::BTreeSet;

use super::fields::{MOST_QUOTED_BYTES, label, label_of, text};
use super::timed_text::TimedText;
use super::value::{Fields, Kind, List, Value};
use crate::transcript::assemble::Assembler;
use crate::transcript::columns::{Layout, TimeColumn};
use crate::transcript::error::ParseError;
use crate::transcript::options::ParseOptions;
use crate::transcript::raw_time::{RawTime, RawTimes};
use crate::transcript::warning::Place;

/// What the name of a speaker is called in an object.
const NAMES: [&str; 5] = ["name", "display_name", "displayName", "full_name", "label"];

/// Reads every object.
///
/// # Errors
/// Fails where there is no such list, and for a time in an unknown unit.
pub(super) fn read(
    value: Value<'_>,
    options: &ParseOptions,
    assembler: &mut Assembler,
) -> Result<(), ParseError> {
    let (list, names, layout) = find_list(value, options).ok_or(ParseError::UnknownJson)?;
    for (index, item) in list.iter().enumerate() {
        let place = Place::Item(index + 1);
        let Some(text) = text(item, names[layout.text]) else {
            assembler.unreadable(place, &item.beginning(MOST_QUOTED_BYTES));
            continue;
        };
        let speaker = layout.speaker.and_then(|place| speaker(item, names[place]));
        let times = times(item, &layout)?;
        TimedText::align(text, []).push_to(assembler, place, speaker.as_deref(), &times);
    }
    Ok(())
}

/// A list of objects, the names of their fields, and which of them hold a transcript.
type FoundList<'a> = (List<'a>, Vec<&'a str>, Layout<'a>);

/// Returns the longest list of objects with the fields of a transcript.
fn find_list<'a>(value: Value<'a>, options: &ParseOptions) -> Option<FoundList<'a>> {
    let fields = value.as_object().into_iter().flat_map(Fields::iter);
    let lists = fields.filter_map(|(_, value)| value.as_list());
    let fitting = lists.chain(value.as_list()).filter_map(|list| {
        let objects = list.iter().filter_map(Value::as_object);
        let names = objects.flat_map(|object| object.iter().map(|(name, _)| name));
        let names: Vec<&str> = names.collect::<BTreeSet<_>>().into_iter().collect();
        let layout = Layout::find(&names, options.columns.as_ref(), options.time_unit)?;
        Some((list, names, layout))
    });
    fitting.max_by_key(|(list, ..)| list.iter().count())
}

/// Returns the times of an item. A field of starts may hold a list of the start and the end.
fn times(item: Value<'_>, layout: &Layout<'_>) -> Result<RawTimes, ParseError> {
    let cell = |column: TimeColumn<'_>| item.get(column.name);
    let Some(column) = layout.start else {
        let end = layout.end.map(|column| time(column, cell(column)));
        let (start, end) = (RawTime::Absent, end.unwrap_or(Ok(RawTime::Absent))?);
        return Ok(RawTimes { start, end });
    };
    let both = cell(column).and_then(Value::as_list);
    let mut both = both.into_iter().flat_map(List::iter);
    let first = both.next().or(cell(column));
    let start = time(column, first)?;
    let end = match layout.end {
        Some(column) => time(column, cell(column))?,
        None => time(column, both.next())?,
    };
    Ok(RawTimes { start, end })
}

fn time(column: TimeColumn<'_>, cell: Option<Value<'_>>) -> Result<RawTime, ParseError> {
    match cell.map(Value::kind) {
        None | Some(Kind::Null) => Ok(RawTime::Absent),
        Some(Kind::Text(text)) => column.time(text),
        Some(Kind::Whole(number)) => column.time(&number.to_string()),
        Some(Kind::Float(number)) => column.time(&number.to_string()),
        Some(Kind::Bool(value)) => Ok(RawTime::invalid(&value.to_string())),
        Some(Kind::List(_)) => Ok(RawTime::invalid("a list")),
        Some(Kind::Object(_)) => Ok(RawTime::invalid("an object")),
    }
}

/// Returns the speaker label in a field: a name, a number, or an object with a name. Several in a list
/// speak together.
fn speaker(item: Value<'_>, name: &str) -> Option<String> {
    let value = item.get(name)?;
    let Some(together) = value.as_list() else {
        return one_speaker(value);
    };
    let names: Option<Vec<String>> = together.iter().map(one_speaker).collect();
    names
        .map(|names| names.join(" and "))
        .filter(|names| !names.is_empty())
}

fn one_speaker(value: Value<'_>) -> Option<String> {
    let mut names = NAMES.iter();
    label_of(value).or_else(|| names.find_map(|name| label(value, name)))
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, said, warnings_of};
    use super::*;
    use crate::time::Span;
    use crate::transcript::TimeUnit;
    use crate::transcript::format::Format;
    use crate::transcript::parse::parse;

    #[test]
    fn a_list_with_the_usual_fields_is_read() {
        let turns = read_turns(
            Format::JsonList,
            r#"[{"speaker": "Iris", "start_ms": 480, "endTime": "0:03.900", "text": "I heard it."}]"#,
        );
        assert_eq!(turns[0].speaker.as_deref(), Some("Iris"));
        assert_eq!(turns[0].span, Some(Span::new(480, 3900)));
    }

    #[test]
    fn an_object_a_line_is_a_list() {
        let turns = read_turns(
            Format::JsonList,
            "{\"speaker\": \"Ann\", \"text\": \"One.\"}\n{\"speaker\": \"Ben\", \"text\": \"Two.\"}\n",
        );
        assert_eq!(said(&turns), [("Ann", "One."), ("Ben", "Two.")]);
    }

    #[test]
    fn a_list_without_times_in_a_field_is_read() {
        let turns = read_turns(
            Format::JsonList,
            r#"{"title": "x", "tags": [{"id": 1}], "turns": [{"speakerId": 3, "content": "One."},
                {"speakerId": "Ann", "content": "Two."}]}"#,
        );
        let said: Vec<_> = turns
            .iter()
            .map(|turn| (turn.speaker.as_deref(), &*turn.text))
            .collect();
        assert_eq!(said, [(Some("Speaker 3"), "One."), (Some("Ann"), "Two.")]);
        assert_eq!(turns[0].span, None);
    }

    #[test]
    fn a_list_of_two_times_and_an_object_with_a_name_are_read() {
        let turns = read_turns(
            Format::JsonList,
            r#"[{"speaker": {"id": 7, "name": "Ann"}, "time": ["0:01.5", "0:04"], "text": "One."}]"#,
        );
        assert_eq!(turns[0].speaker.as_deref(), Some("Ann"));
        assert_eq!(turns[0].span, Some(Span::new(1500, 4000)));
        let refused = parse(
            br#"[{"timestamp": [1.5, 4], "text": "One."}]"#,
            &ParseOptions::default(),
        );
        assert_eq!(refused, Err(ParseError::NoTimeUnit("timestamp".into())));
    }

    #[test]
    fn a_speaker_may_be_an_object_a_list_or_a_number_and_nothing_is_nobody() {
        for (speaker, label) in [
            (
                r#"{"display_name": "Ann", "email": "a@mill.example"}"#,
                "Ann",
            ),
            (r#"["Ann"]"#, "Ann"),
            (r#"["Ann", {"name": "Bo"}]"#, "Ann and Bo"),
            ("3.0", "Speaker 3"),
            ("[]", "-"),
            (r#"["Ann", null]"#, "-"),
            (r#"{"id": 3}"#, "-"),
            ("null", "-"),
            ("\"\"", "-"),
            ("-1", "-"),
        ] {
            let json = format!(
                r#"[{{"speaker": "Bo", "text": "One."}}, {{"speaker": {speaker}, "text": "Two."}}]"#
            );
            let turns = read_turns(Format::JsonList, &json);
            assert_eq!(said(&turns)[1], (label, "Two."), "{json}");
        }
    }

    #[test]
    fn fields_and_a_unit_that_are_given_are_taken() {
        let text = br#"[{"WHO": "Ann", "AT": 2, "WORDS": "One."}]"#;
        assert_eq!(
            parse(text, &ParseOptions::default()),
            Err(ParseError::UnknownJson)
        );
        let columns = "speaker=WHO,text=WORDS,start=AT".parse().ok();
        let named = ParseOptions {
            columns,
            ..ParseOptions::default()
        };
        let refused = parse(text, &named).unwrap_err();
        assert_eq!(refused, ParseError::NoTimeUnit("AT".into()));
        let told = ParseOptions {
            time_unit: Some(TimeUnit::Seconds),
            ..named
        };
        let parsed = parse(text, &told).unwrap();
        assert_eq!(parsed.turns[0].span, Some(Span::new(2000, 2000)));
    }

    #[test]
    fn what_cannot_be_read_is_a_warning() {
        let warnings = warnings_of(
            Format::JsonList,
            r#"[{"speaker": "Ann", "text": "One.", "start_s": true}, {"speaker": "Ann", "text": ["x"]}, 5,
                {"speaker": "Ann"}]"#,
        );
        let told: Vec<String> = warnings
            .iter()
            .map(|w| format!("{}: {w}", w.place))
            .collect();
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(
            told[0]
                .starts_with("item 1: cannot read this time, the words are kept without it: true"),
            "{told:?}"
        );
        assert!(
            told[2].starts_with("item 3: cannot read this item"),
            "{told:?}"
        );
    }
}
