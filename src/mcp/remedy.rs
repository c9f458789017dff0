//! Phrases errors and their remedies for the model that called a tool.
//!
//! Messages do not name the server's files, which are private.

use super::tool::ToolError;
use crate::answer::Reason;
use crate::engine::{AskError, ExcerptError, ListingError};
use crate::index::IndexError;
use crate::remedy::Remedy;
use crate::store::ReadError;

const INDEX_FIRST: &str = "ask whoever runs this program to index transcripts";

/// Returns why nothing was found, with what helps.
pub(super) fn reason_in_words(reason: &Reason) -> String {
    match reason.remedy() {
        Some(Remedy::IndexFirst) => format!("{reason}; {INDEX_FIRST}"),
        _ => reason.to_string(),
    }
}

impl From<AskError> for ToolError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Question(error) => Self(error.to_string()),
            AskError::Embed(error) => Self(error.to_string()),
            AskError::Index(error) => error.into(),
            AskError::Store(error) => error.into(),
            AskError::Reader(error) => Self(error.to_string()),
        }
    }
}

impl From<ExcerptError> for ToolError {
    fn from(error: ExcerptError) -> Self {
        let reason = error.to_string();
        match error {
            ExcerptError::Read(error) => error.into(),
            ExcerptError::NoTimes(_) => Self(format!("{reason}; `fetch` reads it")),
            ExcerptError::NoSuchTranscript { similar, .. } => Self(match &similar[..] {
                [] => format!("{reason}; `list_transcripts` lists them"),
                ids => format!("{reason}; there is {}", ids.join(", ")),
            }),
            ExcerptError::AfterTheEnd { .. } => Self(reason),
        }
    }
}

impl From<ListingError> for ToolError {
    fn from(error: ListingError) -> Self {
        match error {
            ListingError::Read(error) => error.into(),
            error => Self(error.to_string()),
        }
    }
}

impl From<ReadError> for ToolError {
    fn from(_: ReadError) -> Self {
        Self("the store cannot be read; ask whoever runs this program to check it".into())
    }
}

impl From<IndexError> for ToolError {
    fn from(_: IndexError) -> Self {
        Self("the index cannot be read; ask whoever runs this program to check it".into())
    }
}
