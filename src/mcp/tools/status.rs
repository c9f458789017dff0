//! Reports how much is stored and whether all of it can be searched: the tool `status`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::super::tool::{Tool, ToolContext, ToolError};
use crate::api::StatusResponse;

pub(super) struct StatusTool;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusArguments {}

impl Tool for StatusTool {
    const NAME: &'static str = "status";
    const TITLE: &'static str = "Say what there is";
    const DESCRIPTION: &'static str =
        "Says how many transcripts and passages there are and whether all of them can be searched.";
    type Arguments = StatusArguments;
    type Output = StatusResponse;

    fn call(context: &ToolContext<'_>, _: StatusArguments) -> Result<StatusResponse, ToolError> {
        // Without an upkeep thread, questions bring the index up to date; so does this call.
        context.engine.catalogue().index()?;
        Ok(StatusResponse::new(&context.engine.status()?))
    }
}
