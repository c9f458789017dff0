//! Defines the response that holds a part of a transcript.

use schemars::JsonSchema;
use serde::Serialize;

use super::transcripts::TranscriptDetail;
use crate::engine::{AROUND_MS, Excerpt, ExcerptRequest};
use crate::time::{clock, seconds};

/// How much is given before and after a time where nothing is said, in seconds.
pub const AROUND_S: u32 = (AROUND_MS / 1000) as u32;

/// How much may be asked for before and after a time, in seconds.
pub const MOST_AROUND_S: u32 = 600;

/// `GET /v1/transcripts/{id}/segment`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "TranscriptSegment")]
pub struct TranscriptExcerpt {
    /// The transcript with the turns that touch the stretch, and those without a time between them,
    /// each whole.
    #[serde(flatten)]
    pub detail: TranscriptDetail,
    /// The time that was asked for, in seconds from the start of the recording.
    pub at_s: f64,
    /// The same as `HH:MM:SS`.
    pub at: String,
    /// How many turns of the transcript are before the stretch.
    pub turns_before: usize,
    /// How many turns of the transcript are after it.
    pub turns_after: usize,
}

impl TranscriptExcerpt {
    /// Returns the excerpt that was asked for.
    pub fn new(request: &ExcerptRequest, excerpt: &Excerpt) -> Self {
        Self {
            detail: TranscriptDetail::new(&excerpt.part),
            at_s: seconds(request.at_ms),
            at: clock(request.at_ms),
            turns_before: excerpt.turns_before,
            turns_after: excerpt.turns_after,
        }
    }
}
