//! What is wrong with JSON that was sent, in the words of whoever sent it.
//!
//! In: where the reader of a shape stopped, what it said, what was sent. Out: a [`Mistake`]: which
//! part, what was given, what is allowed there, and for an unknown name the known one that was
//! probably meant. What is allowed stands in the shape's own schema. Never here: the name of a type
//! of this program.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use crate::english::probably_meant;

/// How much of what was given is said again, in characters.
const MOST_GIVEN: usize = 40;

/// What is wrong with something that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// What is wrong, and what is allowed.
    pub(crate) detail: String,
    /// The path to what is wrong, where one is known.
    pub(crate) field: Option<String>,
}

/// What one reads is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A body has fields.
    Field,
    /// A tool takes arguments.
    Argument,
    /// An address has parameters.
    Parameter,
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Argument => "argument",
            Self::Parameter => "parameter",
        }
    }
}

impl Mistake {
    /// Says why `sent` is no `T`; `said` is what the reader said when it stopped at `path`.
    pub(crate) fn of<T: JsonSchema>(part: Part, path: &Path, said: &str, sent: &Value) -> Self {
        let said = said.split(" at line ").next().unwrap_or_default();
        let place = path.iter().next().map(|_| path.to_string());
        if let Some((name, known)) = unknown_name(said) {
            let unknown = Self::unknown(part, name, &known);
            return Self {
                field: place.or(unknown.field),
                ..unknown
            };
        }
        let missing = said.strip_prefix("missing field `");
        if let Some(name) = missing.and_then(|rest| rest.split('`').next()) {
            let inside = place.filter(|path| path != name);
            return Self {
                detail: format!("missing {} `{name}`", part.name()),
                field: Some(inside.map_or(name.into(), |path| format!("{path}.{name}"))),
            };
        }
        let reason = expectation::<T>(path, said, sent).unwrap_or_else(|| said.to_owned());
        Self {
            detail: match &place {
                Some(path) => format!("`{path}`: {reason}"),
                None => reason,
            },
            field: place,
        }
    }

    /// Says that there is nothing of this name, and which of the known ones it is like.
    pub(crate) fn unknown(part: Part, name: &str, known: &[&str]) -> Self {
        let part = part.name();
        let detail = match known {
            [] => format!("there is no {part} `{name}`; this takes none"),
            _ => format!(
                "there is no {part} `{name}`{} The {part}s here are {}.",
                did_you_mean(name, known),
                known.join(", ")
            ),
        };
        Self {
            detail,
            field: Some(name.to_owned()),
        }
    }
}

/// Says why something is no JSON, and where it stops being so.
pub(crate) fn place_of(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let reason = message.split(" at line ").next().unwrap_or_default();
    format!(
        "{reason}, at line {} column {}",
        error.line(),
        error.column()
    )
}

/// Takes apart serde's "unknown field `x`, expected one of `a`, `b`".
pub(crate) fn unknown_name(said: &str) -> Option<(&str, Vec<&str>)> {
    let rest = said.strip_prefix("unknown field `")?;
    if let Some(name) = rest.strip_suffix("`, there are no fields") {
        return Some((name, Vec::new()));
    }
    let (name, rest) = rest.rsplit_once("`, expected ")?;
    let known = rest.split('`').skip(1).step_by(2).collect();
    Some((name, known))
}

fn did_you_mean(unknown: &str, known: &[&str]) -> String {
    match probably_meant(unknown, known.iter().copied()) {
        Some(name) => format!("; did you mean `{name}`?"),
        None => ".".into(),
    }
}

/// Returns what was given and what is expected at a path, where the reader names only types.
fn expectation<T: JsonSchema>(path: &Path, said: &str, sent: &Value) -> Option<String> {
    let settings = SchemaSettings::draft2020_12();
    let root = settings.into_generator().into_root_schema_for::<T>();
    let root = root.to_value();
    let (mut schema, mut given) = (&root, sent);
    for segment in path.iter() {
        (schema, given) = match segment {
            Segment::Map { key } => (
                plain(&root, schema)["properties"].get(key)?,
                given.get(key)?,
            ),
            Segment::Seq { index } => (plain(&root, schema).get("items")?, given.get(index)?),
            Segment::Enum { .. } | Segment::Unknown => return None,
        };
    }
    let names_types = ["invalid type: ", "invalid value: ", "data did not match"];
    let names_types = names_types.iter().any(|start| said.starts_with(start));
    let is_day = plain(&root, schema)["format"] == "date";
    let expected = allowed(&root, schema)?;
    (names_types || is_day).then(|| format!("{} was given; expected {expected}", named(given)))
}

/// Follows a reference, and takes the one alternative to null.
fn plain<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let pointer = reference.trim_start_matches('#');
        return root.pointer(pointer).unwrap_or(schema);
    }
    match &alternatives(schema)[..] {
        [only] => plain(root, only),
        _ => schema,
    }
}

fn alternatives(schema: &Value) -> Vec<&Value> {
    let all = schema["anyOf"].as_array().into_iter().flatten();
    all.filter(|schema| schema["type"] != "null").collect()
}

/// Says in words what a schema allows.
fn allowed(root: &Value, schema: &Value) -> Option<String> {
    let schema = plain(root, schema);
    let words = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<String> = values.iter().filter_map(words).collect();
        return Some(format!("one of {}", values.join(", ")));
    }
    let either = alternatives(schema);
    if !either.is_empty() {
        let each: Option<Vec<String>> = either.iter().map(|one| allowed(root, one)).collect();
        return each.map(|each| each.join(" or "));
    }
    let types = schema["type"].as_array();
    let first = types.and_then(|types| types.iter().find(|name| **name != "null"));
    Some(match first.unwrap_or(&schema["type"]).as_str()? {
        "integer" => format!("a whole number{}", range(schema)),
        "number" => format!("a number{}", range(schema)),
        "string" if schema["format"] == "date" => "a day, such as \"2024-05-31\"".into(),
        "string" => "a text".into(),
        "boolean" => "true or false".into(),
        "array" if plain(root, &schema["items"])["type"] == "string" => "a list of texts".into(),
        "array" => "a list".into(),
        "object" => "a JSON object".into(),
        _ => return None,
    })
}

fn range(schema: &Value) -> String {
    match (&schema["minimum"], &schema["maximum"]) {
        (Value::Null, Value::Null) => String::new(),
        (least, Value::Null) => format!(" from {least}"),
        (Value::Null, most) => format!(" of at most {most}"),
        (least, most) => format!(" from {least} to {most}"),
    }
}

/// Says what was given, shortly.
fn named(given: &Value) -> String {
    match given {
        Value::Array(_) => "a list".into(),
        Value::Object(_) => "a JSON object".into(),
        value => {
            let json = value.to_string();
            match json.char_indices().nth(MOST_GIVEN) {
                Some((end, _)) => format!("{}…", &json[..end]),
                None => json,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::api::{AskRequest, ContextRequest};

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

    fn mistake<T: JsonSchema + serde::de::DeserializeOwned>(sent: &Value) -> Mistake {
        let Err(error) = serde_path_to_error::deserialize::<_, T>(sent) else {
            panic!("{sent} is well");
        };
        Mistake::of::<T>(
            Part::Argument,
            error.path(),
            &error.inner().to_string(),
            sent,
        )
    }

    #[test]
    fn what_was_given_and_what_is_allowed_are_said_in_words() {
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
            assert_eq!(mistake::<AskRequest>(&sent).detail, detail);
        }
    }

    #[test]
    fn no_type_of_the_program_is_named() {
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
            assert_eq!(mistake::<Sample>(&sent).detail, detail);
        }
        let long = json!({ "question": "x", "max_tokens": "9".repeat(1000) });
        let long = mistake::<ContextRequest>(&long).detail;
        assert!(long.ends_with("… was given; expected a whole number from 100 to 100000"));
        assert!(long.len() < 150, "{long}");
    }

    #[test]
    fn a_missing_name_is_given_with_its_path() {
        let missing = mistake::<AskRequest>(&json!({}));
        assert_eq!(missing.detail, "missing argument `question`");
        assert_eq!(missing.field.as_deref(), Some("question"));
    }

    #[test]
    fn what_takes_nothing_says_so() {
        let unknown = unknown_name("unknown field `x`, there are no fields").unwrap();
        let unknown = Mistake::unknown(Part::Argument, unknown.0, &unknown.1);
        assert_eq!(unknown.detail, "there is no argument `x`; this takes none");
    }
}
