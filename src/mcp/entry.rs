//! Describes a tool to clients, and calls it with their arguments.
//!
//! A result holds the same JSON as structured content and as text. In the text, which is what most
//! models read, hidden characters are written as `\u…`.

use std::sync::Arc;

use rmcp::model::ToolAnnotations;
use rmcp::model::{CallToolResult, ContentBlock, JsonObject, MetaObject, Tool as ListedTool};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

use super::tool::{Tool, ToolContext, ToolError, UNTRUSTED};
use crate::api::read_arguments;
use crate::prompt::visible_json;

/// A tool in the list of tools.
pub(super) struct ToolEntry {
    /// Its description for clients.
    pub(super) listed: ListedTool,
    /// Reads its arguments and runs it.
    pub(super) call: fn(&ToolContext<'_>, JsonObject) -> CallToolResult,
}

impl ToolEntry {
    /// Returns the entry of a tool.
    pub(super) fn new<T: Tool>() -> Self {
        let reads_only = ToolAnnotations::with_title(T::TITLE)
            .read_only(true)
            .destructive(false)
            .idempotent(true)
            .open_world(false);
        let settings = SchemaSettings::draft2020_12();
        let arguments = schema_of::<T::Arguments>(settings.clone());
        let output = schema_of::<T::Output>(settings.for_serialize());
        let listed = ListedTool::new(T::NAME, T::DESCRIPTION, arguments)
            .with_title(T::TITLE)
            .with_raw_output_schema(output)
            .annotate(reads_only);
        Self {
            listed,
            call: call::<T>,
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

fn call<T: Tool>(context: &ToolContext<'_>, arguments: JsonObject) -> CallToolResult {
    let arguments = read_arguments(&Value::Object(arguments));
    let output = arguments
        .map_err(|invalid| ToolError(invalid.detail))
        .and_then(|arguments| T::call(context, arguments));
    match output {
        Ok(output) => result_of(&output).unwrap_or_else(|error| error_of(&error.to_string())),
        Err(ToolError(reason)) => error_of(&reason),
    }
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
