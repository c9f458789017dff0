//! Makes the JSON schemas of types, and collects the named ones for the OpenAPI document.
//!
//! A type that is both read and written has two schemas, since a field that a request may leave out
//! is always in a response. So the schema of a request is written in place, and only responses
//! refer to named schemas.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::transcript::MOST_ID_CHARACTERS;

/// The pattern of a name: it shows something, and has no control characters.
pub(crate) const NAME: &str = r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$";

/// The pattern of characters that people see, as far as one says it everywhere: some that nobody sees
/// are beyond U+FFFF.
const VISIBLE: &str = r"^[^\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]*$";

/// Makes the schema of a type.
pub(crate) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// The schema of any text.
pub(crate) fn text(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string" })
}

/// The schema of content that is neither JSON nor text as a whole, such as events.
pub(crate) fn anything(_: &mut SchemaGenerator) -> Schema {
    true.into()
}

/// The schema of any JSON object.
pub(crate) fn object(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object" })
}

/// The schema of the id of something known.
pub(crate) fn known_id(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": NAME })
}

/// The schema of an id that a transcript may be given.
pub(crate) fn new_id(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "string",
        "maxLength": MOST_ID_CHARACTERS,
        "allOf": [{ "pattern": NAME }, { "pattern": VISIBLE }],
    })
}

/// The schema of a type, with its name as the title.
pub(super) fn titled<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = T::json_schema(generator);
    schema.insert("title".into(), T::schema_name().into());
    schema
}

/// Makes schemas and collects the named ones.
pub(super) struct Schemas {
    requests: SchemaGenerator,
    responses: SchemaGenerator,
    named: Map<String, Value>,
}

impl Schemas {
    pub(super) fn new() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
        let whole = settings.clone().with(|it| it.inline_subschemas = true);
        Self {
            requests: whole.into_generator(),
            responses: settings.for_serialize().into_generator(),
            named: Map::new(),
        }
    }

    /// Returns the schema of a request body; one with a title becomes a named one.
    pub(super) fn request(&mut self, schema: SchemaOf) -> Value {
        let mut schema = schema(&mut self.requests);
        match schema.remove("title") {
            Some(Value::String(name)) => {
                let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
                self.named.insert(name, schema.to_value());
                reference
            }
            _ => schema.to_value(),
        }
    }

    /// Returns the schema of a response body.
    pub(super) fn response(&mut self, schema: SchemaOf) -> Value {
        schema(&mut self.responses).to_value()
    }

    /// Returns the properties of a schema in their order: name, whether it is required, schema.
    pub(super) fn parameters(&mut self, schema: SchemaOf) -> Vec<(String, bool, Value)> {
        let schema = schema(&mut self.requests).to_value();
        let required = schema["required"].as_array();
        let is_required = |name: &str| required.is_some_and(|all| all.iter().any(|it| it == name));
        let properties = schema["properties"].as_object().into_iter().flatten();
        let parameters = properties.map(|(name, property)| {
            let property = without_null(property.clone());
            (name.clone(), is_required(name), property)
        });
        parameters.collect()
    }

    /// Returns all named schemas.
    pub(super) fn into_named(mut self) -> Map<String, Value> {
        self.named.extend(self.responses.take_definitions(true));
        self.named
    }
}

/// Returns the names of a schema's properties.
pub(super) fn properties(schema: SchemaOf) -> Vec<String> {
    let parameters = Schemas::new().parameters(schema).into_iter();
    parameters.map(|(name, _, _)| name).collect()
}

/// Removes null from a parameter's schema: an optional parameter is left out instead.
fn without_null(mut schema: Value) -> Value {
    let Some(fields) = schema.as_object_mut() else {
        return schema;
    };
    fields.remove("default");
    if let Some(Value::Array(kinds)) = fields.remove("anyOf") {
        let kind = kinds.into_iter().find(|kind| kind["type"] != "null");
        if let Some(Value::Object(kind)) = kind {
            for (key, value) in kind {
                fields.entry(key).or_insert(value);
            }
        }
    }
    for list in ["type", "enum"] {
        if let Some(Value::Array(values)) = fields.get_mut(list) {
            values.retain(|value| !value.is_null() && value != "null");
        }
    }
    if let Some(Value::Array(types)) = fields.get("type") {
        let first = types[0].clone();
        fields.insert("type".into(), first);
    }
    schema
}
