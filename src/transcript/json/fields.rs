//! Reads the fields of JSON items: texts, times, labels, lists.
//!
//! A field of an unexpected shape counts as absent, or as an invalid time. So the rest of an item
//! is read despite one bad field.

use serde_json::Value;

use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::{RawTime, RawTimes, TimeUnit};
use crate::transcript::warning::Place;

/// Reads the items of a list one by one. Warns of an item for which `read` returns `None`.
pub(super) fn each<'a>(
    assembler: &mut Assembler,
    list: &'a [Value],
    mut read: impl FnMut(&mut Assembler, Place, &'a Value) -> Option<()>,
) {
    for (index, item) in list.iter().enumerate() {
        let place = Place::Item(index + 1);
        if read(assembler, place, item).is_none() {
            assembler.unreadable(place, &item.to_string());
        }
    }
}

/// Returns the list in a field, which is empty where there is none. `results.items` is a field of a
/// field.
pub(super) fn list<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    let mut fields = path.split('.');
    let found = fields.try_fold(value, |value, field| value.get(field));
    found.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Returns whether an item of a list has one of the fields.
pub(super) fn any_has(list: &[Value], fields: &[&str]) -> bool {
    list.iter()
        .any(|item| fields.iter().any(|field| item.get(field).is_some()))
}

/// Returns the text in a field, or the empty text where the field is absent or null. Returns `None`
/// where the field is no text, or the item no object.
pub(super) fn text<'a>(item: &'a Value, field: &str) -> Option<&'a str> {
    match item.as_object()?.get(field) {
        None | Some(Value::Null) => Some(""),
        Some(value) => value.as_str(),
    }
}

/// Returns the start and end in two fields, in seconds.
pub(super) fn seconds(item: &Value, start: &str, end: &str) -> RawTimes {
    times(item, start, end, TimeUnit::Seconds)
}

/// Returns the start and end in two fields.
pub(super) fn times(item: &Value, start: &str, end: &str, unit: TimeUnit) -> RawTimes {
    let (start, end) = (time(item, start, unit), time(item, end, unit));
    RawTimes { start, end }
}

/// Returns the time in a field: a number, or a number in quotation marks.
pub(super) fn time(item: &Value, field: &str, unit: TimeUnit) -> RawTime {
    item.get(field)
        .map_or(RawTime::Absent, |value| time_of(value, unit))
}

/// Returns the time of a number, or of a number in quotation marks.
pub(super) fn time_of(value: &Value, unit: TimeUnit) -> RawTime {
    match value {
        Value::Null => RawTime::Absent,
        Value::Number(number) => RawTime::from_number(number.as_f64().unwrap_or(f64::NAN), unit),
        Value::String(text) => RawTime::from_number_text(text, unit),
        Value::Bool(_) => RawTime::invalid("true or false"),
        Value::Array(_) => RawTime::invalid("a list"),
        Value::Object(_) => RawTime::invalid("an object"),
    }
}

/// Returns the speaker label in a field.
pub(super) fn label(item: &Value, field: &str) -> Option<String> {
    label_of(item.get(field)?)
}

/// Returns the speaker label of a value: a name, or a number as `Speaker 0`.
pub(super) fn label_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let label = text.trim().replace(['\n', '\r', '\t'], " ");
            (!label.is_empty()).then_some(label)
        }
        Value::Number(number) => number.as_u64().map(|number| format!("Speaker {number}")),
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
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_and_letters_become_the_labels_that_services_print() {
        assert_eq!(label_of(&json!(0)).as_deref(), Some("Speaker 0"));
        assert_eq!(label_of(&json!(" Ann\nLee ")).as_deref(), Some("Ann Lee"));
        for nobody in [json!(-1), json!(""), json!(null), json!([1])] {
            assert_eq!(label_of(&nobody), None);
        }
        assert_eq!(spelled_out(Some("A".into())).as_deref(), Some("Speaker A"));
        assert_eq!(spelled_out(Some("Ann".into())).as_deref(), Some("Ann"));
    }
}
