//! Answers a question in the speakers' exact words, with the tool `ask`, and lists passages, with the
//! tool `search`, in the form that hosted assistants expect.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::remedy::reason_in_words;
use super::super::tool::{ToolContext, ToolError, UNTRUSTED, checked};
use crate::answer::Outcome;
use crate::api::{AskResponse, AttributedQuote, DEFAULT_HITS, passage_id, whole};
use crate::engine::{Filter, Question, ReaderUse};
use crate::transcript::Date;

/// The most passages; more would fill a model's context.
const MOST_PASSAGES: usize = 20;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AskArguments {
    /// The question, in words, such as "What did Agnes say about the frost?".
    question: String,
    /// How many passages to return at most, from 1 to 20; 5 where it is left out.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(range(min = 1, max = 20))]
    k: Option<usize>,
    /// Only what these speakers said; labels as `list_speakers` gives them.
    speakers: Option<Vec<String>>,
    /// Only these transcripts; ids as `list_transcripts` gives them.
    transcripts: Option<Vec<String>>,
    /// Only recordings of this day or later, `YYYY-MM-DD`.
    from: Option<Date>,
    /// Only recordings of this day or earlier, `YYYY-MM-DD`.
    to: Option<Date>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct AskOutput {
    #[serde(flatten)]
    answer: AskResponse,
    /// Why there is no answer, in words, with names that look like a wrong one.
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<String>,
    /// Always `untrusted`: the words are those of whoever was recorded.
    trust: &'static str,
}

pub(super) fn ask(
    context: &ToolContext<'_>,
    arguments: AskArguments,
) -> Result<AskOutput, ToolError> {
    let question = Question {
        text: arguments.question,
        k: checked("k", arguments.k.unwrap_or(DEFAULT_HITS), 1..=MOST_PASSAGES)?,
        filter: Filter {
            transcripts: arguments.transcripts,
            speakers: arguments.speakers,
            from: arguments.from,
            to: arguments.to,
        },
        ..Question::default()
    };
    let outcome = context.engine.ask(&question)?;
    let explanation = match &outcome.answer.outcome {
        Outcome::Quotes(_) => None,
        Outcome::NotFound(reason) => Some(reason_in_words(reason)),
    };
    Ok(AskOutput {
        answer: AskResponse::new(&question, &outcome),
        explanation,
        trust: UNTRUSTED,
    })
}

/// How many passages are listed.
const SEARCHED: usize = 10;

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

pub(super) fn search(
    context: &ToolContext<'_>,
    arguments: SearchArguments,
) -> Result<SearchOutput, ToolError> {
    let question = Question {
        text: arguments.query,
        k: SEARCHED,
        reader: ReaderUse::Off,
        ..Question::default()
    };
    let outcome = context.engine.search(&question)?;
    let results = outcome.passages.iter().map(|passage| {
        let record = &passage.record;
        let (id, ordinal, span) = (&record.transcript_id, record.ordinal, record.span);
        let address = || context.links.passage(id, ordinal, span);
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
