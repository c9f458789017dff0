//! Defines why a language model does not answer.

use std::io;

use thiserror::Error;

/// Why a language model did not answer, in words for the chat: "the language model did not answer:
/// it took too long".
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ModelError {
    /// There is no connection.
    #[error("it could not be reached")]
    Unreachable,
    /// It did not answer in time.
    #[error("it took too long")]
    TooSlow,
    /// It answered with an error status.
    #[error("it answered with the HTTP status {0}")]
    Status(u16),
    /// Its response cannot be read.
    #[error("it sent something that is not an answer")]
    Unreadable,
    /// Its response ends early.
    #[error("it stopped before the end of its answer")]
    CutShort,
}

impl From<io::Error> for ModelError {
    /// Names the cause of a response that cannot be read on.
    fn from(error: io::Error) -> Self {
        let cause = error.get_ref().and_then(|cause| cause.downcast_ref());
        let timed_out = matches!(cause, Some(ureq::Error::Timeout(_)));
        match error.kind() {
            _ if timed_out => Self::TooSlow,
            io::ErrorKind::TimedOut => Self::TooSlow,
            io::ErrorKind::InvalidData => Self::Unreadable,
            _ => Self::CutShort,
        }
    }
}

impl From<ureq::Error> for ModelError {
    /// Names the cause of a request without a response.
    fn from(error: ureq::Error) -> Self {
        match error {
            ureq::Error::Timeout(_) => Self::TooSlow,
            ureq::Error::Protocol(_) | ureq::Error::Http(_) => Self::Unreadable,
            ureq::Error::Io(error) => match error.into() {
                Self::TooSlow => Self::TooSlow,
                _ => Self::Unreachable,
            },
            _ => Self::Unreachable,
        }
    }
}
