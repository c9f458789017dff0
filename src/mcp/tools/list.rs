//! Lists what there is: the tools `list_transcripts`, `list_speakers` and `status`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::tool::{ToolContext, ToolError, checked};
use crate::api::{StatusResponse, TranscriptInfo, TranscriptList, whole};
use crate::engine::{ListPlace, Listing};

/// How many transcripts are listed by default.
const TRANSCRIPTS: usize = 50;

/// How many transcripts may be asked for.
const MOST_TRANSCRIPTS: usize = 500;

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

pub(super) fn transcripts(
    context: &ToolContext<'_>,
    arguments: TranscriptsArguments,
) -> Result<TranscriptsOutput, ToolError> {
    let limit = checked(
        "limit",
        arguments.limit.unwrap_or(TRANSCRIPTS),
        1..=MOST_TRANSCRIPTS,
    )?;
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

/// How many speakers are listed.
const MOST_SPEAKERS: usize = 500;

/// How many of a speaker's transcripts are listed.
const MOST_OF_SPEAKER: usize = 20;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SpeakersArguments {
    /// Only those whose label has these letters; case does not matter.
    containing: Option<String>,
    /// Only those who speak in this transcript.
    transcript: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct SpeakersOutput {
    /// The speakers, those in the most transcripts first.
    speakers: Vec<ListedSpeaker>,
    /// How many there are, listed or not: the first 500 are listed.
    total: usize,
}

/// A label, which two people in two recordings may share.
#[derive(Serialize, JsonSchema)]
struct ListedSpeaker {
    /// The label.
    speaker: String,
    /// How many transcripts have it.
    transcript_count: usize,
    /// Their ids; the first 20.
    transcripts: Vec<String>,
}

pub(super) fn speakers(
    context: &ToolContext<'_>,
    arguments: SpeakersArguments,
) -> Result<SpeakersOutput, ToolError> {
    let letters = arguments.containing.unwrap_or_default().to_lowercase();
    let id = arguments.transcript;
    let mut labels: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for summary in context.engine.catalogue().library().summaries()? {
        if id.as_ref().is_some_and(|id| *id != summary.id) {
            continue;
        }
        for label in summary.speakers {
            if label.to_lowercase().contains(&letters) {
                labels.entry(label).or_default().push(summary.id.clone());
            }
        }
    }
    let total = labels.len();
    let mut labels: Vec<_> = labels.into_iter().collect();
    labels.sort_by_key(|(_, transcripts)| Reverse(transcripts.len()));
    labels.truncate(MOST_SPEAKERS);
    let speakers = labels.into_iter().map(|(speaker, mut transcripts)| {
        let transcript_count = transcripts.len();
        transcripts.truncate(MOST_OF_SPEAKER);
        ListedSpeaker {
            speaker,
            transcript_count,
            transcripts,
        }
    });
    Ok(SpeakersOutput {
        speakers: speakers.collect(),
        total,
    })
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusArguments {}

pub(super) fn status(
    context: &ToolContext<'_>,
    _: StatusArguments,
) -> Result<StatusResponse, ToolError> {
    // Without an upkeep thread, questions bring the index up to date; so does this call.
    context.engine.catalogue().index()?;
    Ok(StatusResponse::new(&context.engine.status()?))
}
