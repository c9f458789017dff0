//! `status`: how much there is, and whether it can be searched.

use schemars::JsonSchema;
use serde::Deserialize;

use super::tool::{Complaint, Desk, Tool};
use crate::api::StatusResponse;

pub(super) struct Status;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {}

impl Tool for Status {
    const NAME: &'static str = "status";
    const TITLE: &'static str = "Say what there is";
    const DESCRIPTION: &'static str =
        "Says how many transcripts and passages there are and whether all of them can be searched.";
    type Arguments = Arguments;
    type Output = StatusResponse;

    fn call(desk: &Desk<'_>, _arguments: Arguments) -> Result<StatusResponse, Complaint> {
        // Where nobody keeps the index up to date, questions do; this is asked as one of them.
        desk.engine.catalogue().index()?;
        Ok(StatusResponse::new(&desk.engine.status()?))
    }
}
