//! Exit codes, and which failure gives which: the documented contract with scripts.

use std::process::ExitCode;

use crate::embed::{EmbedError, LoadError};
use crate::engine::{AskError, FeedFailure, IngestError, ItemError};
use crate::feed::FetchError;
use crate::index::IndexError;
use crate::mcp::ServeError;
use crate::provision::ProvisionError;
use crate::server::KeyError;
use crate::store::{CommitError, OpenError, ReadError};
use crate::transcript::ParseError;

use super::console::Console;

pub(super) const HELP: &str = "\
Exit codes:
  0  answered, or done
  1  nothing found
  2  the command line is wrong
  3  the store cannot be read
  4  an input cannot be read, or the times that are needed are not there
  69  the model or ONNX Runtime cannot be had
  70  an internal failure
  130  interrupted";

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    Answered = 0,
    NothingFound = 1,
    Usage = 2,
    Store = 3,
    Input = 4,
    Unavailable = 69,
    Internal = 70,
    Interrupted = 130,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        ExitCode::from(code as u8)
    }
}

/// An error at the edge, with the code that it ends the process with.
#[derive(Debug)]
pub(super) struct Failure {
    code: Code,
    error: anyhow::Error,
    /// What was being done, outermost first. The library's messages hold their own causes.
    context: Vec<String>,
    /// What helps here, beside what the library's message says.
    remedy: Option<&'static str>,
}

impl Failure {
    pub(super) fn new(code: Code, error: impl Into<anyhow::Error>) -> Self {
        Self {
            code,
            error: error.into(),
            context: Vec::new(),
            remedy: None,
        }
    }

    pub(super) fn usage(message: impl std::fmt::Display) -> Self {
        Self::new(Code::Usage, anyhow::anyhow!("{message}"))
    }

    pub(super) fn input(message: impl std::fmt::Display) -> Self {
        Self::new(Code::Input, anyhow::anyhow!("{message}"))
    }

    pub(super) fn interrupted() -> Self {
        Self::new(Code::Interrupted, anyhow::anyhow!("interrupted"))
    }

    pub(super) fn context(mut self, context: impl std::fmt::Display) -> Self {
        self.context.insert(0, context.to_string());
        self
    }

    fn and_remedy(mut self, remedy: &'static str) -> Self {
        self.remedy = Some(remedy);
        self
    }

    /// Returns why a transcript could not be read, where that is the failure.
    pub(super) fn parse_error(&self) -> Option<&ParseError> {
        self.error.downcast_ref()
    }

    pub(super) fn code(&self) -> Code {
        self.code
    }

    /// Prints the error and returns its code. A reader that closed the pipe early is no failure.
    pub(super) fn report(&self, console: &Console) -> ExitCode {
        let closed_pipe = self
            .error
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe);
        if closed_pipe {
            return Code::Answered.into();
        }
        console.error(&self.to_string());
        self.code.into()
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for context in &self.context {
            write!(f, "{context}: ")?;
        }
        write!(f, "{}", self.error)?;
        self.remedy.map_or(Ok(()), |remedy| write!(f, "; {remedy}"))
    }
}

macro_rules! failures {
    ($($error:ty => $code:expr),* $(,)?) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::new($code, error)
            }
        }
    )*};
}

failures! {
    OpenError => Code::Store,
    ReadError => Code::Store,
    IndexError => Code::Store,
    ProvisionError => Code::Unavailable,
    LoadError => Code::Unavailable,
    std::io::Error => Code::Internal,
}

impl From<CommitError> for Failure {
    fn from(error: CommitError) -> Self {
        let code = match error {
            CommitError::IdTaken { .. } => Code::Input,
            CommitError::Unknown { .. } => Code::Usage,
            CommitError::Mismatch { .. } => Code::Internal,
            _ => Code::Store,
        };
        Self::new(code, error)
    }
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        let code = match error {
            KeyError::Name | KeyError::Taken { .. } | KeyError::Unknown { .. } => Code::Usage,
            KeyError::File { .. } | KeyError::Damaged { .. } => Code::Input,
            _ => Code::Internal,
        };
        Self::new(code, error)
    }
}

impl From<EmbedError> for Failure {
    fn from(error: EmbedError) -> Self {
        let code = match error {
            EmbedError::Empty | EmbedError::TooLong { .. } => Code::Usage,
            EmbedError::Cancelled => Code::Interrupted,
            _ => Code::Internal,
        };
        Self::new(code, error)
    }
}

impl From<AskError> for Failure {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Question(error) => Self::new(Code::Usage, error),
            AskError::Embed(error) => error.into(),
            AskError::Index(error) => error.into(),
            AskError::Store(error) => error.into(),
        }
    }
}

impl From<FetchError> for Failure {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Stopped => Self::interrupted(),
            error => Self::new(Code::Input, error),
        }
    }
}

impl From<FeedFailure> for Failure {
    fn from(error: FeedFailure) -> Self {
        match error {
            FeedFailure::Fetch(error) => error.into(),
            error => Self::new(Code::Input, error),
        }
    }
}

impl From<ItemError> for Failure {
    fn from(error: ItemError) -> Self {
        match error {
            ItemError::Fetch(error) => error.into(),
            ItemError::Ingest { from, error } => Self::from(error).context(from),
            ItemError::Read(error) => error.into(),
            ItemError::Commit(error) => error.into(),
        }
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        let code = match error {
            ServeError::Greeting(_) => Code::Input,
            _ => Code::Internal,
        };
        Self::new(code, error)
    }
}

impl From<IngestError> for Failure {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::Parse(error @ ParseError::UnknownFormat) => Self::new(Code::Input, error)
                .and_remedy("text of a few lines such as `Ann: hi` is read with `--format plain`"),
            IngestError::Parse(error) => Self::new(Code::Input, error),
            IngestError::Embed(error) => error.into(),
            IngestError::Read(error) => error.into(),
            IngestError::Commit(error) => error.into(),
        }
    }
}
