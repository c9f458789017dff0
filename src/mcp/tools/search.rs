//! Lists the passages nearest to a text: the tool `search`, in the form that hosted assistants expect.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::tool::{Tool, ToolContext, ToolError};
use crate::api::{AttributedQuote, passage_id};
use crate::engine::{Question, ReaderUse};

/// How many passages are listed.
const LISTED: usize = 10;

pub(super) struct SearchTool;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchArguments {
    /// What to look for, in words.
    query: String,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct SearchOutput {
    /// The passages, best first.
    results: Vec<SearchResult>,
}

/// A passage that was found.
#[derive(Serialize, JsonSchema)]
struct SearchResult {
    /// Its id, for `fetch`.
    id: String,
    /// Who said it, in which recording, when.
    title: String,
    /// Its address, for a citation.
    url: String,
}

impl Tool for SearchTool {
    const NAME: &'static str = "search";
    const TITLE: &'static str = "Search the recordings";
    const DESCRIPTION: &'static str = "Lists the passages of the recorded conversations that are \
        nearest to a text, best first, however far they are. `fetch` reads one by its id; `ask` \
        answers a question at once.";
    type Arguments = SearchArguments;
    type Output = SearchOutput;

    fn call(
        context: &ToolContext<'_>,
        arguments: SearchArguments,
    ) -> Result<SearchOutput, ToolError> {
        let question = Question {
            text: arguments.query,
            k: LISTED,
            reader: ReaderUse::Off,
            ..Question::default()
        };
        let outcome = context.engine.search(&question)?;
        let results = outcome.passages.iter().map(|passage| {
            let record = &passage.record;
            let address = || {
                context
                    .links
                    .passage(&record.transcript_id, record.ordinal, record.span)
            };
            SearchResult {
                id: passage_id(record),
                title: AttributedQuote::from(record).cite,
                url: record.link().unwrap_or_else(address),
            }
        });
        Ok(SearchOutput {
            results: results.collect(),
        })
    }
}
