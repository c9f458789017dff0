//! Podcasting 2.0 JSON, as `json/podcast.rs` reads it: a segment for each timed line.
//!
//! A segment without a `speaker` names nobody.

use serde::Serialize;

use super::captions::Caption;
use crate::time::seconds;

#[derive(Serialize)]
struct Transcript<'a> {
    version: &'static str,
    segments: Vec<Segment<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Segment<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<&'a str>,
    start_time: f64,
    end_time: f64,
    body: &'a str,
}

pub(super) fn write(captions: &[Caption<'_>]) -> String {
    let segments = captions.iter().map(|caption| Segment {
        speaker: caption.speaker,
        start_time: seconds(caption.span.start_ms),
        end_time: seconds(caption.span.end_ms),
        body: &caption.text,
    });
    let transcript = Transcript {
        version: "1.0.0",
        segments: segments.collect(),
    };
    let mut written =
        serde_json::to_string_pretty(&transcript).expect("a transcript is plain data");
    written.push('\n');
    written
}
