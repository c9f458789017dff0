//! Reads the fields of JSON items: texts, times, labels, lists.
//!
//! A field of an unexpected shape counts as absent, or as an invalid time. So the rest of an item
//! is read despite one bad field.

use super::value::{Kind, List, Value};
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::{RawTime, RawTimes, TimeUnit};
use crate::transcript::warning::Place;

/// The most bytes of an item that a warning is made of, which quotes fewer.
pub(super) const MOST_QUOTED_BYTES: usize = 200;

/// Reads the items of a list one by one. Warns of an item for which `read` returns `None`.
pub(super) fn each<'a>(
    assembler: &mut Assembler,
    list: List<'a>,
    mut read: impl FnMut(&mut Assembler, Place, Value<'a>) -> Option<()>,
) {
    for (index, item) in list.iter().enumerate() {
        let place = Place::Item(index + 1);
        if read(assembler, place, item).is_none() {
            assembler.unreadable(place, &item.beginning(MOST_QUOTED_BYTES));
        }
    }
}

/// Returns the values of a list, or the value itself: some files are a list of responses.
pub(super) fn roots(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let values = value.as_list().map(List::iter).into_iter().flatten();
    values.chain(value.as_object().map(|_| value))
}

/// Returns the value in a field. `results.items` is a field of a field.
pub(super) fn field<'a>(value: Value<'a>, path: &str) -> Option<Value<'a>> {
    path.split('.')
        .try_fold(value, |value, name| value.get(name))
}

/// Returns the list in a field, which is empty where there is none.
pub(super) fn list<'a>(value: Value<'a>, path: &str) -> List<'a> {
    let found = field(value, path).and_then(Value::as_list);
    found.unwrap_or(value.no_values())
}

/// Returns the first of these lists that has values, or the empty list.
pub(super) fn first_list<'a>(value: Value<'a>, paths: &[&str]) -> List<'a> {
    let mut lists = paths.iter().map(|path| list(value, path));
    let first = lists.find(|list| !list.is_empty());
    first.unwrap_or(value.no_values())
}

/// Returns whether an item of a list has one of the fields.
pub(super) fn any_has(list: List<'_>, fields: &[&str]) -> bool {
    list.iter()
        .any(|item| fields.iter().any(|field| item.get(field).is_some()))
}

/// Returns the text in a field, or the empty text where the field is absent or null. Returns `None`
/// where the field is no text, or the item no object.
pub(super) fn text<'a>(item: Value<'a>, field: &str) -> Option<&'a str> {
    item.as_object()?;
    match item.get(field).filter(|value| !value.is_null()) {
        None => Some(""),
        Some(value) => value.as_str(),
    }
}

/// Returns the start and end in two fields, in seconds.
pub(super) fn seconds(item: Value<'_>, start: &str, end: &str) -> RawTimes {
    times(item, start, end, TimeUnit::Seconds)
}

/// Returns the start and end in two fields.
pub(super) fn times(item: Value<'_>, start: &str, end: &str, unit: TimeUnit) -> RawTimes {
    let (start, end) = (time(item, start, unit), time(item, end, unit));
    RawTimes { start, end }
}

/// Returns the time in a field: a number, or a number in quotation marks.
pub(super) fn time(item: Value<'_>, field: &str, unit: TimeUnit) -> RawTime {
    item.get(field)
        .map_or(RawTime::Absent, |value| time_of(value, unit))
}

/// Returns the time of a number, or of a number in quotation marks.
pub(super) fn time_of(value: Value<'_>, unit: TimeUnit) -> RawTime {
    match value.kind() {
        Kind::Null => RawTime::Absent,
        Kind::Whole(number) => RawTime::from_number(number as f64, unit),
        Kind::Float(number) => RawTime::from_number(number, unit),
        Kind::Text(text) => RawTime::from_number_text(text, unit),
        Kind::Bool(_) => RawTime::invalid("true or false"),
        Kind::List(_) => RawTime::invalid("a list"),
        Kind::Object(_) => RawTime::invalid("an object"),
    }
}

/// Returns the speaker label in a field.
pub(super) fn label(item: Value<'_>, field: &str) -> Option<String> {
    label_of(item.get(field)?)
}

/// Returns the speaker label of a value: a name, or a number as `Speaker 0`.
pub(super) fn label_of(value: Value<'_>) -> Option<String> {
    match value.kind() {
        Kind::Text(text) => {
            let label = text.trim().replace(['\n', '\r', '\t'], " ");
            (!label.is_empty()).then_some(label)
        }
        Kind::Whole(number) => Some(format!("Speaker {number}")),
        // Some programs write every number with a point.
        Kind::Float(number) if (0.0..1e9).contains(&number) && number.fract() == 0.0 => {
            let number = number.abs();
            Some(format!("Speaker {number}"))
        }
        _ => None,
    }
}

/// Returns a label with a lone letter or number spelled out, as services print it: `Speaker A`,
/// `Speaker 1`.
pub(super) fn spelled_out(label: Option<String>) -> Option<String> {
    label.map(|label| {
        let is_letter = label.chars().count() == 1 && label.chars().all(char::is_alphabetic);
        if is_letter || label.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("Speaker {label}")
        } else {
            label
        }
    })
}

/// Returns the label of a speaker on a channel, where either is known.
pub(super) fn label_on_channel(channel: Option<u64>, label: Option<String>) -> Option<String> {
    match (channel, label) {
        (Some(channel), Some(label)) => Some(format!("Channel {channel}, {label}")),
        (Some(channel), None) => Some(format!("Channel {channel}")),
        (None, label) => label,
    }
}

#[cfg(test)]
mod tests {
    use super::super::value::Document;
    use super::*;

    fn label_of(json: &str) -> Option<String> {
        super::label_of(Document::read(json).unwrap().root())
    }

    #[test]
    fn numbers_and_letters_become_the_labels_that_services_print() {
        assert_eq!(label_of("0").as_deref(), Some("Speaker 0"));
        assert_eq!(label_of(r#"" Ann\nLee ""#).as_deref(), Some("Ann Lee"));
        for nobody in ["-1", "\"\"", "null", "[1]"] {
            assert_eq!(label_of(nobody), None);
        }
        assert_eq!(spelled_out(Some("A".into())).as_deref(), Some("Speaker A"));
        assert_eq!(spelled_out(Some("Ann".into())).as_deref(), Some("Ann"));
    }
}
