//! `list_transcripts`: which recordings there are.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tool::{Complaint, Desk, Tool};
use crate::api::{TranscriptInfo, whole};
use crate::engine::{ListPlace, Listing, ListingError};

/// How many are listed where nothing is said.
const LISTED: usize = 50;

/// How many may be asked for.
const MOST_LISTED: usize = 500;

pub(super) struct ListTranscripts;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Only those whose id, title or speakers have these letters; case does not matter.
    #[serde(default)]
    containing: Option<String>,
    /// How many at most, from 1 to 500; 50 where it is left out.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(range(min = 1, max = 500))]
    limit: Option<usize>,
    /// Those after this id: `next` of the list before.
    #[serde(default)]
    after: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Output {
    /// The transcripts, by id.
    transcripts: Vec<TranscriptInfo>,
    /// Where the list goes on, for `after`; null at its end.
    next: Option<String>,
}

impl Tool for ListTranscripts {
    const NAME: &'static str = "list_transcripts";
    const TITLE: &'static str = "List the recordings";
    const DESCRIPTION: &'static str = "Lists the recorded conversations by id, with title, date, \
        speakers and duration.";
    type Arguments = Arguments;
    type Output = Output;

    fn call(desk: &Desk<'_>, arguments: Arguments) -> Result<Output, Complaint> {
        let limit = arguments.limit.unwrap_or(LISTED);
        if !(1..=MOST_LISTED).contains(&limit) {
            let complaint = format!("limit is {limit}; it must be between 1 and {MOST_LISTED}");
            return Err(Complaint(complaint));
        }
        let listing = Listing {
            containing: arguments.containing,
            after: arguments.after.map(|id| ListPlace { date: None, id }),
            limit: Some(limit),
            ..Listing::default()
        };
        let listed = desk.engine.catalogue().list(&listing)?;
        let info = |summary| TranscriptInfo::new(summary, &listed.names);
        Ok(Output {
            transcripts: listed.summaries.iter().map(info).collect(),
            next: listed.next.map(|place| place.id),
        })
    }
}

impl From<ListingError> for Complaint {
    fn from(error: ListingError) -> Self {
        match error {
            ListingError::Read(error) => error.into(),
            error => Self(error.to_string()),
        }
    }
}
