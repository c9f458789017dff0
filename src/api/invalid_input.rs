//! Reads JSON input strictly, and describes errors in the terms of the API.
//!
//! The sentence names the place, what was given and what is allowed there, as the schema of the
//! expected type has it; for an unknown name, the known one that is most like it. It names no type
//! of this program.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use crate::english::probably_meant;

/// How much of what was given is repeated, in characters.
const MOST_GIVEN: usize = 40;

/// What is wrong with something that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InvalidInput {
    /// What is wrong, and what is allowed.
    pub(crate) detail: String,
    /// The path to what is wrong, where one is known.
    pub(crate) field: Option<String>,
}

type InvalidJson = serde_path_to_error::Error<serde_json::Error>;

/// Reads the JSON body of a request.
///
/// # Errors
/// Text that is not JSON, JSON that is not an object, and an object that is not a `T`.
pub(crate) fn read_body<T: DeserializeOwned + JsonSchema>(body: &[u8]) -> Result<T, InvalidInput> {
    let invalid = |detail: String, field: Option<&str>| InvalidInput {
        detail,
        field: field.map(str::to_owned),
    };
    let sent: Value = serde_json::from_slice(body)
        .map_err(|error| invalid(format!("the body is not JSON: {error}"), None))?;
    if !sent.is_object() {
        return Err(invalid("the body must be a JSON object".into(), None));
    }
    // Serde would accept a list in place of an object, with the fields in order; only objects are
    // valid.
    if sent["filter"].is_array() {
        let detail = "`filter`: a list was given; expected a JSON object";
        return Err(invalid(detail.into(), Some("filter")));
    }
    // Reads the text again, since a field that is given twice is lost in the value.
    let mut text = serde_json::Deserializer::from_slice(body);
    let read = serde_path_to_error::deserialize(&mut text);
    read.map_err(|error| InvalidInput::explain::<T>("field", &error, &sent))
}

/// Reads the arguments of a tool.
///
/// # Errors
/// JSON that is not a `T`.
pub(crate) fn read_arguments<T: DeserializeOwned + JsonSchema>(
    sent: &Value,
) -> Result<T, InvalidInput> {
    let read = serde_path_to_error::deserialize(sent);
    read.map_err(|error| InvalidInput::explain::<T>("argument", &error, sent))
}

impl InvalidInput {
    /// Describes why `sent` is not a `T`. The reader stopped at `path` and said `said`; `part` is
    /// what a sender calls a field.
    fn explain<T: JsonSchema>(part: &str, error: &InvalidJson, sent: &Value) -> Self {
        let (path, said) = (error.path(), error.inner().to_string());
        let said = said.split(" at line ").next().unwrap_or_default();
        let place = path.iter().next().map(|_| path.to_string());
        if let Some((name, known)) = unknown_name(said) {
            let unknown = Self::unknown(part, name, &known);
            let field = place.or(unknown.field);
            return Self { field, ..unknown };
        }
        let missing = said.strip_prefix("missing field `");
        if let Some(name) = missing.and_then(|rest| rest.split('`').next()) {
            let inside = place.filter(|path| path != name);
            return Self {
                detail: format!("missing {part} `{name}`"),
                field: Some(inside.map_or(name.into(), |path| format!("{path}.{name}"))),
            };
        }
        let expected = match said.starts_with("duplicate field") {
            true => None,
            false => expectation::<T>(path, sent),
        };
        let reason = expected.unwrap_or_else(|| said.to_owned());
        Self {
            detail: match &place {
                Some(path) => format!("`{path}`: {reason}"),
                None => reason,
            },
            field: place,
        }
    }

    /// Returns the error for an unknown name, with the known name most similar to it. `part` is
    /// what a sender calls what is named: a field, an argument, a parameter.
    pub(crate) fn unknown(part: &str, name: &str, known: &[impl AsRef<str>]) -> Self {
        let names: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
        let meant = probably_meant(name, names.iter().copied());
        let hint = meant.map_or(".".into(), |known| format!("; did you mean `{known}`?"));
        let names = names.join(", ");
        Self {
            detail: match known {
                [] => format!("there is no {part} `{name}`; this takes none"),
                _ => format!("there is no {part} `{name}`{hint} The {part}s here are {names}."),
            },
            field: Some(name.to_owned()),
        }
    }
}

/// Takes apart serde's "unknown field `x`, expected one of `a`, `b`".
fn unknown_name(said: &str) -> Option<(&str, Vec<&str>)> {
    let (name, rest) = said.strip_prefix("unknown field `")?.split_once("`, ")?;
    Some((name, rest.split('`').skip(1).step_by(2).collect()))
}

/// Returns what was given at a path and what the schema of `T` allows there.
fn expectation<T: JsonSchema>(path: &Path, sent: &Value) -> Option<String> {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let (mut schema, mut given) = (schema.as_value(), sent);
    for segment in path.iter() {
        (schema, given) = match segment {
            Segment::Map { key } => (schema["properties"].get(key)?, given.get(key)?),
            Segment::Seq { index } => (schema.get("items")?, given.get(index)?),
            Segment::Enum { .. } | Segment::Unknown => return None,
        };
    }
    let given = match given {
        Value::Array(_) => "a list".into(),
        Value::Object(_) => "a JSON object".into(),
        value => value.to_string(),
    };
    let given = match given.char_indices().nth(MOST_GIVEN) {
        Some((end, _)) => format!("{}…", &given[..end]),
        None => given,
    };
    Some(format!("{given} was given; expected {}", allowed(schema)?))
}

/// Returns in words what a schema allows besides null.
fn allowed(schema: &Value) -> Option<String> {
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
        return Some(format!("one of {}", values.join(", ")));
    }
    if let Some(either) = schema["anyOf"].as_array() {
        let each: Vec<String> = either.iter().filter_map(allowed).collect();
        return (!each.is_empty()).then(|| each.join(" or "));
    }
    let range = match (&schema["minimum"], &schema["maximum"]) {
        (Value::Null, Value::Null) => String::new(),
        (least, Value::Null) => format!(" from {least}"),
        (Value::Null, most) => format!(" of at most {most}"),
        (least, most) => format!(" from {least} to {most}"),
    };
    let kind = schema["type"].as_str().or(schema["type"][0].as_str());
    Some(match kind? {
        "integer" => format!("a whole number{range}"),
        "number" => format!("a number{range}"),
        "string" if schema["format"] == "date" => "a day, such as \"2024-05-31\"".into(),
        "string" => "a text".into(),
        "boolean" => "true or false".into(),
        "array" if schema["items"]["type"] == "string" => "a list of texts".into(),
        "array" => "a list".into(),
        "object" => "a JSON object".into(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::api::context::ContextRequest;
    use crate::api::request::AskRequest;

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape is looked at")]
    struct Sample {
        #[schemars(range(max = 600))]
        around_s: Option<u32>,
        either: Option<Either>,
    }

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "only its shape is looked at")]
    enum Either {
        Text(String),
        Texts(Vec<String>),
    }

    #[test]
    fn field_given_twice_is_named() {
        let detail = |body: &str| read_body::<AskRequest>(body.as_bytes()).unwrap_err().detail;
        assert_eq!(
            detail(r#"{"question": "a", "question": "b"}"#),
            "duplicate field `question`"
        );
        assert_eq!(
            detail(r#"{"question": "a", "filter": {"from": null, "from": null}}"#),
            "`filter`: duplicate field `from`"
        );
    }

    fn invalid<T: JsonSchema + DeserializeOwned>(sent: &Value) -> InvalidInput {
        read_arguments::<T>(sent).err().unwrap()
    }

    #[test]
    fn the_sentence_says_what_was_given_and_what_is_allowed() {
        let whole = "expected a whole number from 1 to 1000";
        for (given, detail) in [
            (json!({ "k": -1 }), format!("`k`: -1 was given; {whole}")),
            (
                json!({ "k": "five" }),
                format!("`k`: \"five\" was given; {whole}"),
            ),
            (
                json!({ "k": [5] }),
                format!("`k`: a list was given; {whole}"),
            ),
            (
                json!({ "literal": 1 }),
                "`literal`: 1 was given; expected true or false".into(),
            ),
            (
                json!({ "filter": { "from": "May" } }),
                "`filter.from`: \"May\" was given; expected a day, such as \"2024-05-31\"".into(),
            ),
            (
                json!({ "filter": { "speakers": "Ann" } }),
                "`filter.speakers`: \"Ann\" was given; expected a list of texts".into(),
            ),
            (
                json!({ "filter": { "speakers": [{}] } }),
                "`filter.speakers[0]`: a JSON object was given; expected a text".into(),
            ),
        ] {
            let mut sent = json!({ "question": "x" });
            let all = sent.as_object_mut().unwrap();
            all.extend(given.as_object().unwrap().clone());
            assert_eq!(invalid::<AskRequest>(&sent).detail, detail);
        }
    }

    #[test]
    fn the_sentence_names_no_type_of_the_program() {
        for (sent, detail) in [
            (
                json!({ "around_s": 1e12 }),
                "`around_s`: 1000000000000.0 was given; expected a whole number from 0 to 600",
            ),
            (
                json!({ "either": 5 }),
                "`either`: 5 was given; expected a text or a list of texts",
            ),
            (
                json!({ "around": 5 }),
                "there is no argument `around`; did you mean `around_s`? The arguments here are \
                 around_s, either.",
            ),
        ] {
            assert_eq!(invalid::<Sample>(&sent).detail, detail);
        }
        let long = json!({ "question": "x", "max_tokens": "9".repeat(1000) });
        let long = invalid::<ContextRequest>(&long).detail;
        assert!(long.ends_with("… was given; expected a whole number from 100 to 100000"));
        assert!(long.len() < 150, "{long}");
    }

    #[test]
    fn a_missing_field_is_named_with_its_path() {
        let missing = invalid::<AskRequest>(&json!({}));
        assert_eq!(missing.detail, "missing argument `question`");
        assert_eq!(missing.field.as_deref(), Some("question"));
    }

    #[test]
    fn a_tool_without_arguments_says_so() {
        let unknown = unknown_name("unknown field `x`, there are no fields").unwrap();
        let unknown = InvalidInput::unknown("argument", unknown.0, &unknown.1);
        assert_eq!(unknown.detail, "there is no argument `x`; this takes none");
    }
}
