//! Defines the status of a running engine.

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::Status;

/// How much is stored, and whether all of it can be searched.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StatusResponse {
    /// The program's version.
    pub version: &'static str,
    /// The embedding model.
    pub model: &'static str,
    /// How many transcripts are stored.
    pub transcripts: u64,
    /// How many searchable passages are stored.
    pub passages: u64,
    /// How many passages the index holds; fewer than `passages` while it catches up.
    pub indexed_passages: u64,
    /// How many commits of the store the index shows.
    pub generation: u64,
    /// How many commits it does not show yet.
    pub behind: u64,
    /// How long the program has been answering, in seconds.
    pub uptime_s: f64,
}

impl StatusResponse {
    /// Returns the status as programs read it.
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
