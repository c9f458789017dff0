//! Writes Podcasting 2.0 JSON, with a segment for each caption.
//!
//! A segment without a `speaker` names nobody.

use serde::Serialize;

use super::captions::Caption;
use crate::time::seconds;

#[derive(Serialize)]
struct PodcastTranscript<'a> {
    version: &'static str,
    segments: Vec<PodcastSegment<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PodcastSegment<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<&'a str>,
    start_time: f64,
    end_time: f64,
    body: &'a str,
}

pub(super) fn write(captions: &[Caption<'_>]) -> String {
    let segments = captions.iter().map(|caption| PodcastSegment {
        speaker: caption.speaker,
        start_time: seconds(caption.span.start_ms),
        end_time: seconds(caption.span.end_ms),
        body: &caption.text,
    });
    let transcript = PodcastTranscript {
        version: "1.0.0",
        segments: segments.collect(),
    };
    let mut written =
        serde_json::to_string_pretty(&transcript).expect("a transcript is plain data");
    written.push('\n');
    written
}
