//! Defines what a tool is: its description for clients, what it takes and returns, and how it fails.
//!
//! A result holds the same JSON as structured content and as text. In the text, which is what most
//! models read, hidden characters are written as `\u…`.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::sync::Arc;

use rmcp::model::{CallToolResult, ContentBlock, JsonObject, MetaObject, Tool, ToolAnnotations};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::links::CitationLinks;
use crate::api::read_arguments;
use crate::engine::Engine;
use crate::prompt::visible_json;

/// Marks transcript text, which is data and not instructions.
pub(super) const UNTRUSTED: &str = "untrusted";

/// What every tool works with.
pub(super) struct ToolContext<'a> {
    pub(super) engine: &'a Engine,
    pub(super) links: &'a CitationLinks,
}

/// Why a tool failed and what to do instead, in words for the model that called it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ToolError(pub(super) String);

/// Reads a tool's arguments and runs it.
type ToolCall = dyn Fn(&ToolContext<'_>, JsonObject) -> CallToolResult + Send + Sync;

/// A request that an assistant can make of this program. A tool only reads.
pub(super) struct ToolEntry {
    /// Its description for clients.
    pub(super) listed: Tool,
    pub(super) call: Box<ToolCall>,
}

impl ToolEntry {
    /// Returns the tool with a name for programs, a title for people, and what it does and when to
    /// use it, for the model that chooses.
    pub(super) fn new<A, O>(
        name: &'static str,
        title: &'static str,
        description: &'static str,
        run: fn(&ToolContext<'_>, A) -> Result<O, ToolError>,
    ) -> Self
    where
        A: DeserializeOwned + JsonSchema + 'static,
        O: Serialize + JsonSchema + 'static,
    {
        let reads_only = ToolAnnotations::with_title(title)
            .read_only(true)
            .destructive(false)
            .idempotent(true)
            .open_world(false);
        let settings = SchemaSettings::draft2020_12();
        let arguments = schema_of::<A>(settings.clone());
        let output = schema_of::<O>(settings.for_serialize());
        let listed = Tool::new(name, description, arguments)
            .with_title(title)
            .with_raw_output_schema(output)
            .annotate(reads_only);
        let call = move |context: &ToolContext<'_>, arguments| {
            let output = read_arguments(&Value::Object(arguments))
                .map_err(|invalid| ToolError(invalid.detail))
                .and_then(|arguments| run(context, arguments));
            match output {
                Ok(output) => {
                    result_of(&output).unwrap_or_else(|error| error_of(&error.to_string()))
                }
                Err(ToolError(reason)) => error_of(&reason),
            }
        };
        Self {
            listed,
            call: Box::new(call),
        }
    }
}

/// Returns the schema of a type, without the type's name.
fn schema_of<T: JsonSchema>(settings: SchemaSettings) -> Arc<JsonObject> {
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.remove("title");
    schema.remove("description");
    let object = schema.as_object().cloned();
    // Every type here is a struct, whose schema is an object.
    Arc::new(object.unwrap_or_default())
}

fn result_of(output: &impl Serialize) -> serde_json::Result<CallToolResult> {
    let mut result = CallToolResult::structured(serde_json::to_value(output)?);
    // From the type, so that the fields keep their order: the answer comes first.
    let text = visible_json(&serde_json::to_string(output)?);
    result.content = vec![ContentBlock::text(text)];
    let mut meta = MetaObject::new();
    meta.0.insert("trust".into(), UNTRUSTED.into());
    result.meta = Some(meta);
    Ok(result)
}

/// Returns the result of a call that failed.
pub(super) fn error_of(reason: &str) -> CallToolResult {
    CallToolResult::error(vec![ContentBlock::text(reason)])
}

/// Returns the number, or an error that names the argument where the number is out of range.
pub(super) fn checked<N: PartialOrd + Display>(
    name: &str,
    number: N,
    range: RangeInclusive<N>,
) -> Result<N, ToolError> {
    if range.contains(&number) {
        return Ok(number);
    }
    let (least, most) = range.into_inner();
    Err(ToolError(format!(
        "{name} is {number}; it must be between {least} and {most}"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_untouched_as_content_and_visible_as_text() {
        let said = "a\u{202e}b\u{e0041}\u{1b}";
        let result = result_of(&said).unwrap();
        assert_eq!(result.structured_content, Some(Value::from(said)));
        let text = &result.content[0].as_text().unwrap().text;
        assert_eq!(text, r#""a\u202eb\udb40\udc41\u001b""#);
    }
}
