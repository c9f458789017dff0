//! Reads a JSON list that has one object per line of speech, whichever program wrote it.
//!
//! ```text
//! [ { "speaker": name or number, "start…": time, "end…": time, "text": text } ]
//! ```
//!
//! Example: `[{"speaker": "Iris", "start_ms": 480, "text": "I heard it as a child."}]`. The list may
//! stand in a field of an object; of several, the longest is read. [`columns`](super::super::columns)
//! decides which field holds what, and when a number is a time. An object may lack a field. A number
//! as speaker is read as `Speaker 3`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::fields::{label, text};
use super::timed_text::TimedText;
use crate::transcript::assemble::Assembler;
use crate::transcript::columns::{Layout, TimeColumn};
use crate::transcript::error::ParseError;
use crate::transcript::options::ParseOptions;
use crate::transcript::raw_time::{RawTime, RawTimes};
use crate::transcript::warning::Place;

/// Reads every object.
///
/// # Errors
/// Fails where there is no such list, and for a time in an unknown unit.
pub(super) fn read(
    value: &Value,
    options: &ParseOptions,
    assembler: &mut Assembler,
) -> Result<(), ParseError> {
    let (list, names, layout) = find_list(value, options).ok_or(ParseError::UnknownJson)?;
    for (index, item) in list.iter().enumerate() {
        let place = Place::Item(index + 1);
        let Some(text) = text(item, names[layout.text]) else {
            assembler.unreadable(place, &item.to_string());
            continue;
        };
        let speaker = layout.speaker.and_then(|place| label(item, names[place]));
        let (start, end) = (time(item, layout.start)?, time(item, layout.end)?);
        let times = RawTimes { start, end };
        TimedText::align(text, []).push_to(assembler, place, speaker.as_deref(), &times);
    }
    Ok(())
}

/// A list of objects, the names of their fields, and which of them hold a transcript.
type FoundList<'a> = (&'a [Value], Vec<&'a str>, Layout<'a>);

/// Returns the longest list of objects with the fields of a transcript.
fn find_list<'a>(value: &'a Value, options: &ParseOptions) -> Option<FoundList<'a>> {
    let lists: Vec<&Vec<Value>> = match value {
        Value::Array(list) => vec![list],
        Value::Object(fields) => fields.values().filter_map(Value::as_array).collect(),
        _ => Vec::new(),
    };
    let fitting = lists.into_iter().filter_map(|list| {
        let objects = list.iter().filter_map(Value::as_object);
        let names = objects.flat_map(|object| object.keys().map(String::as_str));
        let names: Vec<&str> = names.collect::<BTreeSet<_>>().into_iter().collect();
        let layout = Layout::find(&names, options.columns.as_ref(), options.time_unit)?;
        Some((list.as_slice(), names, layout))
    });
    fitting.max_by_key(|(list, ..)| list.len())
}

fn time(item: &Value, column: Option<TimeColumn<'_>>) -> Result<RawTime, ParseError> {
    let field = column.and_then(|column| Some((column, item.get(column.name)?)));
    match field {
        None | Some((_, Value::Null)) => Ok(RawTime::Absent),
        Some((column, Value::String(text))) => column.time(text),
        Some((column, Value::Number(number))) => column.time(&number.to_string()),
        Some((_, other)) => Ok(RawTime::invalid(&other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, warnings_of};
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
