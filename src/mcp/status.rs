//! `status`: how much there is, and whether it can be searched.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tool::{Complaint, Desk, Tool};
use crate::embed::MODEL_ID;

pub(super) struct Status;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {}

#[derive(Serialize, JsonSchema)]
pub(super) struct Output {
    /// The program's version.
    version: &'static str,
    /// The model that reads questions.
    model: &'static str,
    /// How many transcripts are stored.
    transcripts: usize,
    /// How many passages are stored that can be found.
    passages: u64,
    /// How many passages the index has; fewer than `passages` while it is brought up to date.
    indexed_passages: usize,
    /// How many changes the index has seen.
    generation: u64,
}

impl Tool for Status {
    const NAME: &'static str = "status";
    const TITLE: &'static str = "Say what there is";
    const DESCRIPTION: &'static str =
        "Says how many transcripts and passages there are and whether all of them can be searched.";
    type Arguments = Arguments;
    type Output = Output;

    fn call(desk: &Desk<'_>, _arguments: Arguments) -> Result<Output, Complaint> {
        let catalogue = desk.engine.catalogue();
        let index = catalogue.index_status()?;
        Ok(Output {
            version: env!("CARGO_PKG_VERSION"),
            model: MODEL_ID,
            transcripts: catalogue.summaries()?.len(),
            passages: catalogue.count_passages()?,
            indexed_passages: index.passages,
            generation: index.generation.0,
        })
    }
}
