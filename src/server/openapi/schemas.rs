//! The schemas of types, in the places where OpenAPI has them.
//!
//! In: types. Out: schemas that name each other under `#/components/schemas/`. A type that is read
//! and written has two of them where the two differ, since what may be left out in a request is
//! always there in a response. Never here: a schema written by hand.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use super::operation::SchemaOf;

const PLACE: &str = "/components/schemas";

/// Two generators, one for requests and one for responses.
pub(super) struct Schemas {
    requests: SchemaGenerator,
    responses: SchemaGenerator,
}

impl Schemas {
    pub(super) fn new() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = PLACE.into();
            settings.meta_schema = None;
        });
        Self {
            requests: settings.clone().into_generator(),
            responses: settings.for_serialize().into_generator(),
        }
    }

    /// Returns the schema of what a request has.
    pub(super) fn request(&mut self, schema: SchemaOf) -> Value {
        schema(&mut self.requests).to_value()
    }

    /// Returns the schema of what a response has.
    pub(super) fn response(&mut self, schema: SchemaOf) -> Value {
        schema(&mut self.responses).to_value()
    }

    /// Returns the parameters in a schema: name, whether it is needed, schema, in their order.
    pub(super) fn parameters(&mut self, schema: SchemaOf) -> Vec<(String, bool, Value)> {
        let schema = self.request(schema);
        let needed = |name: &str| {
            let needed = schema["required"].as_array().into_iter().flatten();
            needed.into_iter().any(|needed| needed == name)
        };
        let properties = schema["properties"].as_object().into_iter().flatten();
        let parameters = properties.map(|(name, property)| {
            let mut property = property.clone();
            without_null(&mut property);
            (name.clone(), needed(name), property)
        });
        parameters.collect()
    }

    /// Returns all schemas that were named, and what those of responses are called that differ from
    /// those of requests.
    pub(super) fn into_components(mut self) -> (Map<String, Value>, Vec<String>) {
        let mut components = self.requests.take_definitions(true);
        let responses = self.responses.take_definitions(true);
        let differs = |(name, schema): &(&String, &Value)| {
            components.get(*name).is_some_and(|it| it != *schema)
        };
        let other = responses.iter().filter(differs);
        let other: Vec<String> = other.map(|(name, _)| name.clone()).collect();
        for (name, mut schema) in responses {
            rename(&mut schema, &other);
            let name = if other.contains(&name) {
                renamed(&name)
            } else {
                name
            };
            components.insert(name, schema);
        }
        (components, other)
    }
}

/// Returns the names of a schema's properties.
pub(super) fn properties(schema: SchemaOf) -> Vec<String> {
    let parameters = Schemas::new().parameters(schema).into_iter();
    parameters.map(|(name, _, _)| name).collect()
}

/// Has references to the schemas of these names lead to those of responses.
pub(super) fn rename(value: &mut Value, names: &[String]) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(reference) if key == "$ref" => {
                        let name = reference.rsplit('/').next().unwrap_or_default();
                        if names.iter().any(|other| other == name) {
                            *reference = format!("#{PLACE}/{}", renamed(name));
                        }
                    }
                    value => rename(value, names),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| rename(value, names)),
        _ => {}
    }
}

fn renamed(name: &str) -> String {
    format!("{name}Returned")
}

/// A parameter is left out where a field would be null.
fn without_null(schema: &mut Value) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    schema.remove("default");
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = &types[..] {
            let only = only.clone();
            schema.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if let Some(Value::Array(kinds)) = schema.get_mut("anyOf") {
        kinds.retain(|kind| kind["type"] != "null");
        if let [Value::Object(only)] = &kinds[..] {
            let only = only.clone();
            schema.remove("anyOf");
            for (key, value) in only {
                schema.entry(key).or_insert(value);
            }
        }
    }
}
