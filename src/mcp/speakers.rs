//! `list_speakers`: who speaks, and where.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tool::{Complaint, Desk, Tool};

/// How many speakers are listed.
const MOST_LISTED: usize = 500;

/// How many of a speaker's transcripts are listed.
const MOST_TRANSCRIPTS: usize = 20;

pub(super) struct ListSpeakers;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Only those whose label has these letters; case does not matter.
    #[serde(default)]
    containing: Option<String>,
    /// Only those who speak in this transcript.
    #[serde(default)]
    transcript: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Output {
    /// The speakers, those of most transcripts first.
    speakers: Vec<Speaker>,
    /// How many there are, listed or not: the first 500 are listed.
    total: usize,
}

/// A label, which two people in two recordings may share.
#[derive(Serialize, JsonSchema)]
struct Speaker {
    /// The label.
    speaker: String,
    /// How many transcripts have it.
    transcript_count: usize,
    /// Their ids; the first 20.
    transcripts: Vec<String>,
}

impl Tool for ListSpeakers {
    const NAME: &'static str = "list_speakers";
    const TITLE: &'static str = "List who speaks";
    const DESCRIPTION: &'static str = "Lists the speakers' labels and the transcripts in which \
        they speak. One label in two transcripts may be two people.";
    type Arguments = Arguments;
    type Output = Output;

    fn call(desk: &Desk<'_>, arguments: Arguments) -> Result<Output, Complaint> {
        let wanted = arguments.containing.unwrap_or_default().to_lowercase();
        let within = |id: &String| {
            arguments
                .transcript
                .as_ref()
                .is_none_or(|asked| asked == id)
        };
        let mut labels: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for summary in desk.engine.catalogue().summaries()? {
            if !within(&summary.id) {
                continue;
            }
            for label in summary.speakers {
                if label.to_lowercase().contains(&wanted) {
                    labels.entry(label).or_default().push(summary.id.clone());
                }
            }
        }
        let total = labels.len();
        let mut labels: Vec<_> = labels.into_iter().collect();
        labels.sort_by_key(|(_, transcripts)| std::cmp::Reverse(transcripts.len()));
        labels.truncate(MOST_LISTED);
        let speakers = labels.into_iter().map(|(speaker, mut transcripts)| {
            let transcript_count = transcripts.len();
            transcripts.truncate(MOST_TRANSCRIPTS);
            Speaker {
                speaker,
                transcript_count,
                transcripts,
            }
        });
        Ok(Output {
            speakers: speakers.collect(),
            total,
        })
    }
}
