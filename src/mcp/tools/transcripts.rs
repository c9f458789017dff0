//! Lists the recordings: the tool `list_transcripts`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::tool::{Tool, ToolContext, ToolError, checked};
use crate::api::{TranscriptInfo, TranscriptList, whole};
use crate::engine::{ListPlace, Listing};

/// How many transcripts are listed by default.
const LISTED: usize = 50;

/// How many transcripts may be asked for.
const MOST_LISTED: usize = 500;

pub(super) struct TranscriptsTool;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TranscriptsArguments {
    /// Only those whose id, title or speakers have these letters; case does not matter.
    containing: Option<String>,
    /// How many at most, from 1 to 500; 50 where it is left out.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(range(min = 1, max = 500))]
    limit: Option<usize>,
    /// Those after this id: `next` of the list before.
    after: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct TranscriptsOutput {
    /// The transcripts, by id.
    transcripts: Vec<TranscriptInfo>,
    /// Where the list goes on, for `after`; null at its end.
    next: Option<String>,
}

impl Tool for TranscriptsTool {
    const NAME: &'static str = "list_transcripts";
    const TITLE: &'static str = "List the recordings";
    const DESCRIPTION: &'static str = "Lists the recorded conversations by id, with title, date, \
        speakers and duration.";
    type Arguments = TranscriptsArguments;
    type Output = TranscriptsOutput;

    fn call(
        context: &ToolContext<'_>,
        arguments: TranscriptsArguments,
    ) -> Result<TranscriptsOutput, ToolError> {
        let limit = checked("limit", arguments.limit.unwrap_or(LISTED), 1..=MOST_LISTED)?;
        let listing = Listing {
            containing: arguments.containing,
            after: arguments.after.map(|id| ListPlace { date: None, id }),
            limit: Some(limit),
            ..Listing::default()
        };
        let listed = context.engine.catalogue().library().list(&listing)?;
        Ok(TranscriptsOutput {
            transcripts: TranscriptList::new(&listed).transcripts,
            next: listed.next.map(|place| place.id),
        })
    }
}
