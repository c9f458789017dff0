//! Fields as services write them: times in their units, labels, lists that may be missing.
//!
//! In: a JSON value. Out: what it means, or that it means nothing. Never here: an error; a field
//! that cannot be taken is absent, or a time that does not fit, and the rest of its item is read.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::super::moment::{Moment, TimeUnit};

/// Reads seconds: `12.34`, or `"12.34"`.
pub(super) fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
    Ok(moment(
        &Value::deserialize(deserializer)?,
        TimeUnit::Seconds,
    ))
}

/// Reads milliseconds: `12340`, or `"12340"`.
pub(super) fn milliseconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(moment(&value, TimeUnit::Milliseconds))
}

/// Reads units of 100 nanoseconds: `123400000`.
pub(super) fn ticks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
    Ok(moment(&Value::deserialize(deserializer)?, TimeUnit::Ticks))
}

/// Reads a protobuf duration: `"12.340s"`, or `{"seconds": 12, "nanos": 340000000}`, in which
/// either may be missing and the seconds may be a string.
pub(super) fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let number = |name: &str| match value.get(name) {
        Some(Value::String(text)) => text.trim().parse().unwrap_or(f64::NAN),
        Some(part) => part.as_f64().unwrap_or(f64::NAN),
        None => 0.0,
    };
    Ok(match &value {
        Value::String(text) => match text.trim().strip_suffix('s') {
            Some(seconds) => Moment::of_text(seconds, TimeUnit::Seconds),
            None => Moment::unfit(text),
        },
        Value::Object(_) => {
            Moment::of(number("seconds") + number("nanos") / 1e9, TimeUnit::Seconds)
        }
        other => moment(other, TimeUnit::Seconds),
    })
}

/// Returns the moment that a number, or a number in quotation marks, is.
pub(super) fn moment(value: &Value, unit: TimeUnit) -> Moment {
    match value {
        Value::Null => Moment::Absent,
        Value::Number(number) => Moment::of(number.as_f64().unwrap_or(f64::NAN), unit),
        Value::String(text) => Moment::of_text(text, unit),
        Value::Bool(_) => Moment::unfit("true or false"),
        Value::Array(_) => Moment::unfit("a list"),
        Value::Object(_) => Moment::unfit("an object"),
    }
}

/// Reads who speaks: a name, or a number, which becomes a name as [`numbered`] says.
pub(super) fn label<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    Ok(label_of(&Value::deserialize(deserializer)?))
}

/// Returns who speaks, where that is a name or a number.
pub(super) fn label_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let label = text.trim().replace(['\n', '\r', '\t'], " ");
            (!label.is_empty()).then_some(label)
        }
        Value::Number(number) => number.as_u64().map(numbered),
        _ => None,
    }
}

/// Returns what services that count their speakers call one in their own listings: `Speaker 0`.
pub(super) fn numbered(number: u64) -> String {
    format!("Speaker {number}")
}

/// Returns what services that letter their speakers, or number them in text, call one in their own
/// listings: `Speaker A`, `Speaker 1`. Any other label is a name already.
pub(super) fn lettered(label: Option<String>) -> Option<String> {
    label.map(|label| {
        let letter = label.chars().count() == 1 && label.chars().all(char::is_alphabetic);
        if letter || label.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("Speaker {label}")
        } else {
            label
        }
    })
}

/// Returns what somebody is called, of whom a channel or a label or both are known.
pub(super) fn heard_on(channel: Option<u64>, label: Option<String>) -> Option<String> {
    match (channel, label) {
        (Some(channel), Some(label)) => Some(format!("Channel {channel}, {label}")),
        (Some(channel), None) => Some(format!("Channel {channel}")),
        (None, label) => label,
    }
}

/// Returns the list at a field; none is an empty one.
pub(super) fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value
        .get(field)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// Returns whether an element of a list has one of the fields.
pub(super) fn any_has(list: &[Value], fields: &[&str]) -> bool {
    list.iter()
        .any(|value| fields.iter().any(|field| value.get(field).is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn durations_are_text_or_an_object() {
        for (value, moment) in [
            (json!("1.500s"), Moment::At(1500)),
            (
                json!({"seconds": 1, "nanos": 500_000_000}),
                Moment::At(1500),
            ),
            (json!({"seconds": "61"}), Moment::At(61_000)),
            (json!({}), Moment::At(0)),
            (json!("1.5"), Moment::unfit("1.5")),
            (json!(null), Moment::Absent),
        ] {
            assert_eq!(duration(&value).unwrap(), moment, "{value}");
        }
        assert_eq!(duration(&json!({"seconds": "x"})).unwrap().ms(), None);
    }

    #[test]
    fn numbers_and_letters_become_the_labels_that_services_print() {
        assert_eq!(label_of(&json!(0)).as_deref(), Some("Speaker 0"));
        assert_eq!(label_of(&json!(" Ann\nLee ")).as_deref(), Some("Ann Lee"));
        for nobody in [json!(-1), json!(""), json!(null), json!([1])] {
            assert_eq!(label_of(&nobody), None);
        }
        assert_eq!(lettered(Some("A".into())).as_deref(), Some("Speaker A"));
        assert_eq!(lettered(Some("Ann".into())).as_deref(), Some("Ann"));
    }
}
