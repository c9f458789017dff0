//! Defines what a tool is: its name, what it takes, what it returns and how it fails.

use std::fmt::Display;
use std::ops::RangeInclusive;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::links::CitationLinks;
use crate::engine::Engine;

/// Marks transcript text, which is data and not instructions.
pub(super) const UNTRUSTED: &str = "untrusted";

/// A request that an assistant can make of this program. A tool only reads.
pub(super) trait Tool {
    /// Its name for programs.
    const NAME: &'static str;
    /// Its name for people.
    const TITLE: &'static str;
    /// What it does and when to use it, for the model that chooses.
    const DESCRIPTION: &'static str;
    /// What it takes.
    type Arguments: DeserializeOwned + JsonSchema;
    /// What it returns.
    type Output: Serialize + JsonSchema;

    /// Runs the tool.
    ///
    /// # Errors
    /// Invalid arguments, something that does not exist, or a store that cannot be read.
    fn call(
        context: &ToolContext<'_>,
        arguments: Self::Arguments,
    ) -> Result<Self::Output, ToolError>;
}

/// What every tool works with.
pub(super) struct ToolContext<'a> {
    pub(super) engine: &'a Engine,
    pub(super) links: &'a CitationLinks,
}

/// Why a tool failed and what to do instead, in words for the model that called it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ToolError(pub(super) String);

/// Returns the number, or an error that names the argument where the number is out of range.
pub(super) fn checked<N: PartialOrd + Display>(
    name: &str,
    number: N,
    range: RangeInclusive<N>,
) -> Result<N, ToolError> {
    if range.contains(&number) {
        return Ok(number);
    }
    let (least, most) = range.into_inner();
    Err(ToolError(format!(
        "{name} is {number}; it must be between {least} and {most}"
    )))
}
