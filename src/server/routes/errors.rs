//! Maps each error of the library to the HTTP problem (RFC 9457) that the client gets.

use std::time::Duration;

use crate::embed::EmbedError;
use crate::engine::{
    AskError, ExcerptError, IngestError, ListingError, NamingError, QuestionError,
};
use crate::reader::ReadFailure;
use crate::remedy::Remedy;
use crate::server::http::{Problem, problem};
use crate::server::state::given_up;
use crate::store::{CommitError, OpenError, ReadError};
use crate::transcript::ParseError;

/// How long a caller is asked to wait for another process that writes the store. It has been waited
/// for half a minute already.
const WRITERS_TAKE: Duration = Duration::from_secs(10);

/// Returns the problem of a question that failed; `text_field` is what the request calls its words.
pub(super) fn asking(error: AskError, text_field: &'static str) -> Problem {
    match error {
        AskError::Question(error) => {
            let field = match error {
                QuestionError::Hits { .. } => "k",
                QuestionError::Dates { .. } => "filter.from",
                QuestionError::Names { .. } => "filter",
                QuestionError::EmptyTopic | QuestionError::TopicTooLong { .. } => "topic",
                _ => text_field,
            };
            Problem::invalid(error.to_string()).in_field(field)
        }
        AskError::Embed(error @ (EmbedError::Empty | EmbedError::TooLong { .. })) => {
            Problem::invalid(error.to_string()).in_field(text_field)
        }
        AskError::Embed(error) => Problem::internal("the model failed").because(&error),
        AskError::Index(error) => Problem::internal("the index cannot be read").because(&error),
        AskError::Store(error) => error.into(),
        AskError::Reader(ReadFailure::Absent) => Problem::invalid(
            "this server has no reader; whoever runs it can start it with --reader on",
        ),
        AskError::Reader(error) => Problem::internal("the reader failed").because(&error),
    }
}

/// Returns the problem of a transcript that does not exist.
pub(super) fn no_transcript(id: &str, similar: &[String]) -> Problem {
    Problem::not_found(match similar {
        [] => format!("there is no transcript {id}; GET /v1/transcripts lists them"),
        ids => format!("there is no transcript {id}; there is {}", ids.join(", ")),
    })
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        if error.is_elsewhere() {
            let detail = "the file of the store was removed, moved or replaced; whoever runs the server \
                          puts it back, or starts the server again";
            return Self::new(&problem::NO_STORE, detail).because(&error);
        }
        let problem = Self::internal("the store cannot be read").because(&error);
        problem.with_remedy(error.remedy())
    }
}

impl From<CommitError> for Problem {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::IdTaken { id, .. } => {
                let detail = format!("the id {id} belongs to a transcript from another source");
                let remedy = Remedy::OtherIdOrRemove(id);
                Self::new(&problem::CONFLICT, detail).with_remedy(Some(remedy))
            }
            CommitError::Unknown(id) => no_transcript(&id, &[]),
            error
            @ (CommitError::Reembedded(_) | CommitError::Open(OpenError::Identity { .. })) => {
                let detail = "the store has been embedded anew with another model; until whoever runs \
                              the server starts it again, nothing can be stored";
                Self::internal(detail).because(&error)
            }
            CommitError::Read(error) => error.into(),
            error if error.is_busy() => {
                let detail = "another process is writing the store; nothing was changed; try again";
                let busy = Self::new(&problem::BUSY, detail).because(&error);
                busy.retry_after(WRITERS_TAKE)
            }
            error => Self::internal("the store cannot be written").because(&error),
        }
    }
}

impl From<IngestError> for Problem {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::Parse(error) => error.into(),
            IngestError::Commit(error) => error.into(),
            IngestError::Read(error) => error.into(),
            // Nobody waits for this answer.
            IngestError::Embed(EmbedError::Cancelled) => given_up(),
            IngestError::Embed(error) => Self::internal("the model failed").because(&error),
        }
    }
}

impl From<ParseError> for Problem {
    fn from(error: ParseError) -> Self {
        Self::new(&problem::UNREADABLE, error.to_string()).with_remedy(error.remedy())
    }
}

impl From<ListingError> for Problem {
    fn from(error: ListingError) -> Self {
        let field = match error {
            ListingError::Read(error) => return error.into(),
            ListingError::Limit(_) => "limit",
            _ => "from",
        };
        Self::invalid(error.to_string()).in_field(field)
    }
}

impl From<ExcerptError> for Problem {
    fn from(error: ExcerptError) -> Self {
        match error {
            ExcerptError::Read(error) => error.into(),
            ExcerptError::NoSuchTranscript { asked, similar } => no_transcript(&asked, &similar),
            ExcerptError::AfterTheEnd { .. } => Self::not_found(error.to_string()).in_field("at"),
            error => Self::not_found(error.to_string()),
        }
    }
}

impl From<NamingError> for Problem {
    fn from(error: NamingError) -> Self {
        let (kind, field) = match error {
            NamingError::Read(error) => return error.into(),
            NamingError::Write(error) => return error.into(),
            NamingError::NoSuchTranscript { .. } => (&problem::NOT_FOUND, "transcript"),
            NamingError::NoSuchSpeaker { .. } => (&problem::NOT_FOUND, "label"),
            NamingError::NoSuchChange(_) => (&problem::NOT_FOUND, "change"),
            NamingError::IsName { .. } => (&problem::CONFLICT, "label"),
            NamingError::AsBefore { .. } => (&problem::CONFLICT, "name"),
            NamingError::UndoneAlready(_) | NamingError::NothingToUndo => {
                (&problem::CONFLICT, "change")
            }
            NamingError::LongReason(_) => (&problem::INVALID, "reason"),
            _ => (&problem::INVALID, "name"),
        };
        let problem = Self::new(kind, error.to_string()).in_field(field);
        problem.with_remedy(error.remedy())
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::RETRY_AFTER;
    use axum::response::IntoResponse;

    use super::*;

    #[test]
    fn store_that_another_process_writes_is_tried_again() {
        let busy = || CommitError::from(OpenError::Busy("store.db".into()));
        for problem in [
            Problem::from(busy()),
            IngestError::from(busy()).into(),
            NamingError::from(busy()).into(),
        ] {
            assert!(problem.detail.contains("another process"), "{problem:?}");
            let response = problem.into_response();
            assert_eq!(response.status(), 503);
            assert_eq!(response.headers()[RETRY_AFTER], "10");
        }
    }
}
