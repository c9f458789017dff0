//! Lists who speaks in which recordings: the tool `list_speakers`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::tool::{Tool, ToolContext, ToolError};

/// How many speakers are listed.
const MOST_LISTED: usize = 500;

/// How many of a speaker's transcripts are listed.
const MOST_TRANSCRIPTS: usize = 20;

pub(super) struct SpeakersTool;

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

impl Tool for SpeakersTool {
    const NAME: &'static str = "list_speakers";
    const TITLE: &'static str = "List who speaks";
    const DESCRIPTION: &'static str = "Lists the speakers' labels and the transcripts in which \
        they speak. One label in two transcripts may be two people.";
    type Arguments = SpeakersArguments;
    type Output = SpeakersOutput;

    fn call(
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
        labels.truncate(MOST_LISTED);
        let speakers = labels.into_iter().map(|(speaker, mut transcripts)| {
            let transcript_count = transcripts.len();
            transcripts.truncate(MOST_TRANSCRIPTS);
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
}
