//! What a running engine says of itself: over HTTP, and to assistants.
//!
//! In: a status of the engine. Out: plain data. Never here: a figure over time; those are metrics.

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::Status;

/// How much there is, and whether all of it can be searched.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StatusResponse {
    /// The program's version.
    pub version: &'static str,
    /// The model that reads questions.
    pub model: &'static str,
    /// How many transcripts are stored.
    pub transcripts: u64,
    /// How many passages are stored that can be found.
    pub passages: u64,
    /// How many passages the index has; fewer than `passages` while it is brought up to date.
    pub indexed_passages: u64,
    /// How many changes of the store the index shows.
    pub generation: u64,
    /// How many changes it does not show yet.
    pub behind: u64,
    /// For how many seconds the program has been answering.
    pub uptime_s: f64,
}

impl StatusResponse {
    /// Puts a status into words for programs.
    pub fn new(status: &Status) -> Self {
        let index = status.standing.index;
        Self {
            version: env!("CARGO_PKG_VERSION"),
            model: status.model,
            transcripts: status.transcripts,
            passages: status.passages,
            indexed_passages: index.map_or(0, |index| index.passages as u64),
            generation: index.map_or(0, |index| index.generation.0),
            behind: status.standing.behind(),
            uptime_s: (status.uptime.as_secs_f64() * 1e3).round() / 1e3,
        }
    }
}
