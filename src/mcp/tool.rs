//! What a tool is, and the list of them.
//!
//! In: a name and arguments. Out: what the tool returned, as structured content and as text, or an
//! error that says what to do. The two are the same JSON; in the text, which is what most models
//! read, hidden characters are written out as `\u…`. Never here: what a tool does.

use std::sync::{Arc, LazyLock};

use rmcp::model::ToolAnnotations;
use rmcp::model::{CallToolResult, ContentBlock, JsonObject, MetaObject, Tool as Listed};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Links, UNTRUSTED, ask, fetch, search, segment, speakers, status, transcripts};
use crate::api::{Mistake, Part};
use crate::engine::{AskError, Engine};
use crate::index::IndexError;
use crate::prompt::visible_json;
use crate::store::ReadError;

/// One thing that an assistant can have done.
pub(super) trait Tool {
    /// What programs call it.
    const NAME: &'static str;
    /// What people call it.
    const TITLE: &'static str;
    /// What it does and when to use it, for the model that chooses.
    const DESCRIPTION: &'static str;
    /// What it takes.
    type Arguments: DeserializeOwned + JsonSchema;
    /// What it returns.
    type Output: Serialize + JsonSchema;

    /// Does it.
    ///
    /// # Errors
    /// Arguments that cannot be used, something that is not there, a store that cannot be read.
    fn call(desk: &Desk<'_>, arguments: Self::Arguments) -> Result<Self::Output, Complaint>;
}

/// What every tool works with.
pub(super) struct Desk<'a> {
    pub(super) engine: &'a Engine,
    pub(super) links: &'a Links,
}

/// Why a tool did not do it, and what to do instead, for the model that called it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Complaint(pub(super) String);

impl From<AskError> for Complaint {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Question(error) => Self(error.to_string()),
            AskError::Embed(error) => Self(error.to_string()),
            AskError::Index(error) => error.into(),
            AskError::Store(error) => error.into(),
        }
    }
}

// Files and their names are the server's own affair.

impl From<ReadError> for Complaint {
    fn from(_: ReadError) -> Self {
        Self("the store cannot be read; `whosaid doctor` says why".into())
    }
}

impl From<IndexError> for Complaint {
    fn from(_: IndexError) -> Self {
        Self("the index cannot be read; `whosaid doctor` says why".into())
    }
}

/// A tool as the protocol lists and calls it.
pub(super) struct Entry {
    pub(super) listed: Listed,
    pub(super) call: fn(&Desk<'_>, JsonObject) -> CallToolResult,
}

/// All tools, always in this order.
pub(super) static TOOLS: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    vec![
        Entry::of::<ask::Ask>(),
        Entry::of::<search::Search>(),
        Entry::of::<fetch::Fetch>(),
        Entry::of::<segment::GetSegment>(),
        Entry::of::<transcripts::ListTranscripts>(),
        Entry::of::<speakers::ListSpeakers>(),
        Entry::of::<status::Status>(),
    ]
});

impl Entry {
    fn of<T: Tool>() -> Self {
        let reads_only = ToolAnnotations::with_title(T::TITLE)
            .read_only(true)
            .destructive(false)
            .idempotent(true)
            .open_world(false);
        let settings = SchemaSettings::draft2020_12();
        let arguments = schema::<T::Arguments>(settings.clone());
        let output = schema::<T::Output>(settings.for_serialize());
        let listed = Listed::new(T::NAME, T::DESCRIPTION, arguments)
            .with_title(T::TITLE)
            .with_raw_output_schema(output)
            .annotate(reads_only);
        Self {
            listed,
            call: call::<T>,
        }
    }
}

/// Returns what a type looks like, without the name of the type.
fn schema<T: JsonSchema>(settings: SchemaSettings) -> Arc<JsonObject> {
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.remove("title");
    schema.remove("description");
    let object = schema.as_object().cloned();
    // Every type here is a struct, whose schema is an object.
    Arc::new(object.unwrap_or_default())
}

fn call<T: Tool>(desk: &Desk<'_>, arguments: JsonObject) -> CallToolResult {
    let returned = read(arguments).and_then(|arguments| T::call(desk, arguments));
    match returned {
        Ok(output) => structured(&output).unwrap_or_else(|error| refused(&error.to_string())),
        Err(Complaint(complaint)) => refused(&complaint),
    }
}

fn read<T: DeserializeOwned + JsonSchema>(arguments: JsonObject) -> Result<T, Complaint> {
    let sent = Value::Object(arguments);
    serde_path_to_error::deserialize(&sent).map_err(|error| {
        let said = error.inner().to_string();
        Complaint(Mistake::of::<T>(Part::Argument, error.path(), &said, &sent).detail)
    })
}

fn structured(output: &impl Serialize) -> serde_json::Result<CallToolResult> {
    let mut result = CallToolResult::structured(serde_json::to_value(output)?);
    // From the type, so that the fields keep their order: the answer comes first.
    let text = visible_json(&serde_json::to_string(output)?);
    result.content = vec![ContentBlock::text(text)];
    let mut meta = MetaObject::new();
    meta.0.insert("trust".into(), UNTRUSTED.into());
    result.meta = Some(meta);
    Ok(result)
}

/// Returns the result of a call that was not carried out.
pub(super) fn refused(complaint: &str) -> CallToolResult {
    CallToolResult::error(vec![ContentBlock::text(complaint)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_takes_and_returns_objects_and_only_reads() {
        for entry in TOOLS.iter() {
            let tool = &entry.listed;
            let output = tool.output_schema.as_ref().unwrap();
            assert_eq!(tool.input_schema["type"], "object", "{}", tool.name);
            assert_eq!(
                tool.input_schema["additionalProperties"], false,
                "{}",
                tool.name
            );
            assert_eq!(output["type"], "object", "{}", tool.name);
            let hints = tool.annotations.as_ref().unwrap();
            assert_eq!(hints.read_only_hint, Some(true));
            assert_eq!(hints.idempotent_hint, Some(true));
            assert_eq!(hints.destructive_hint, Some(false));
        }
    }

    #[test]
    fn hidden_characters_are_untouched_as_content_and_visible_as_text() {
        let said = "a\u{202e}b\u{e0041}\u{1b}";
        let result = structured(&said).unwrap();
        assert_eq!(result.structured_content, Some(Value::from(said)));
        let text = &result.content[0].as_text().unwrap().text;
        assert_eq!(text, r#""a\u202eb\udb40\udc41\u001b""#);
    }
}
