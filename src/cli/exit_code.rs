//! Maps each failure to its exit code, as documented for scripts.

use std::io::Error as IoError;
use std::process::ExitCode;

use crate::embed::{EmbedError, LoadError};
use crate::engine::{
    AskError, CompactError, FeedFailure, IngestError, ItemError, ListingError, NamingError,
    QuestionError, ReembedError, VerifyError,
};
use crate::eval::EvalError;
use crate::feed::FetchError;
use crate::index::IndexError;
use crate::mcp::ServeError;
use crate::provision::ProvisionError;
use crate::reader::{ReadFailure, ReaderError};
use crate::remedy::Remedy;
use crate::server::KeyError;
use crate::store::{BackupError, CommitError, OpenError, ReadError, RestoreError, SalvageError};
use crate::transcript::ParseError;

use super::output::console::Console;
use super::output::file::OutputFileError;
use super::output::remedy::{NamesRemedy, with_semicolon};

pub(crate) const HELP: &str = "\
Exit codes:
  0  answered, or done
  1  nothing found
  2  the command line is wrong
  3  the store cannot be read
  4  an input cannot be read, or the times that are needed are not there
  69  the model or ONNX Runtime cannot be had, or there is too little memory for them
  70  an internal failure
  130  interrupted";

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    Answered = 0,
    NothingFound = 1,
    Usage = 2,
    Store = 3,
    Input = 4,
    Unavailable = 69,
    Internal = 70,
    Interrupted = 130,
}

impl Code {
    /// Returns the code of a command that found this many.
    pub(crate) fn found(count: usize) -> Self {
        match count {
            0 => Self::NothingFound,
            _ => Self::Answered,
        }
    }
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        ExitCode::from(code as u8)
    }
}

/// An error of a command, with the exit code of the process.
#[derive(Debug)]
pub(crate) struct Failure {
    pub code: Code,
    error: anyhow::Error,
    /// What was being done, outermost first. The library's messages hold their own causes.
    context: Vec<String>,
    /// The remedy, printed after the message.
    remedy: Option<Remedy>,
}

impl Failure {
    pub(crate) fn new(code: Code, error: impl Into<anyhow::Error>) -> Self {
        Self {
            code,
            error: error.into(),
            context: Vec::new(),
            remedy: None,
        }
    }

    pub(crate) fn usage(message: impl std::fmt::Display) -> Self {
        Self::new(Code::Usage, anyhow::anyhow!("{message}"))
    }

    pub(crate) fn input(message: impl std::fmt::Display) -> Self {
        Self::new(Code::Input, anyhow::anyhow!("{message}"))
    }

    pub(crate) fn interrupted() -> Self {
        Self::new(Code::Interrupted, anyhow::anyhow!("interrupted"))
    }

    pub(crate) fn context(mut self, context: impl std::fmt::Display) -> Self {
        self.context.insert(0, context.to_string());
        self
    }

    pub(crate) fn with_remedy(mut self, remedy: Option<Remedy>) -> Self {
        self.remedy = remedy;
        self
    }

    /// Returns why a transcript could not be read, where that is the failure.
    pub(crate) fn parse_error(&self) -> Option<&ParseError> {
        self.error.downcast_ref()
    }

    /// Prints the error and returns its code. A reader that closed the pipe early is no failure.
    pub(crate) fn report(&self, console: &Console) -> ExitCode {
        let error = self.error.downcast_ref::<IoError>();
        if error.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe) {
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
        write!(f, "{}{}", self.error, with_semicolon(self.remedy.clone()))
    }
}

/// Gives each error of the library its exit code; where an error wraps another, the inner one
/// decides.
macro_rules! codes {
    ($($error:ident $({ $($held:ident),* })? => $code:expr),* $(,)?) => {$(
        impl NamesRemedy for $error {}

        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                let code: fn(&$error) -> Code = $code;
                match error {
                    $($($error::$held(error) => error.into(),)*)?
                    error => {
                        let remedy = error.remedy();
                        Self::new(code(&error), error).with_remedy(remedy)
                    }
                }
            }
        }
    )*};
}

codes! {
    OpenError => |_| Code::Store,
    ReadError => |_| Code::Store,
    VerifyError { Open } => |_| Code::Store,
    BackupError => |error| match error {
        BackupError::InTheWay(_) => Code::Usage,
        _ => Code::Store,
    },
    RestoreError => |_| Code::Store,
    SalvageError { Open, Write } => |error| match error {
        SalvageError::InTheWay(_) => Code::Usage,
        _ => Code::Store,
    },
    CompactError { Store } => |_| Code::Store,
    IndexError { Store } => |_| Code::Store,
    ProvisionError => |_| Code::Unavailable,
    LoadError => |_| Code::Unavailable,
    ReaderError { Runtime } => |_| Code::Unavailable,
    ParseError => |_| Code::Input,
    EvalError => |_| Code::Input,
    QuestionError => |_| Code::Usage,
    OutputFileError => |_| Code::Usage,
    IoError => |_| Code::Internal,
    CommitError => |error| match error {
        CommitError::IdTaken { .. } => Code::Input,
        CommitError::Unknown(_) => Code::Usage,
        CommitError::Mismatch { .. } => Code::Internal,
        _ => Code::Store,
    },
    KeyError => |error| match error {
        KeyError::Name | KeyError::Taken(_) | KeyError::Unknown(_) => Code::Usage,
        KeyError::File(..) | KeyError::Damaged(..) => Code::Input,
        _ => Code::Internal,
    },
    EmbedError => |error| match error {
        EmbedError::Empty | EmbedError::TooLong { .. } => Code::Usage,
        EmbedError::Cancelled => Code::Interrupted,
        _ => Code::Internal,
    },
    FetchError => |error| match error {
        FetchError::Stopped => Code::Interrupted,
        _ => Code::Input,
    },
    FeedFailure { Fetch } => |_| Code::Input,
    NamingError { Read, Write } => |_| Code::Usage,
    ListingError { Read } => |_| Code::Usage,
    ServeError => |error| match error {
        ServeError::Greeting(_) => Code::Input,
        _ => Code::Internal,
    },
}

/// Converts a wrapping error by the error inside it.
macro_rules! inner_errors {
    ($($error:ident { $($variant:ident),* }),* $(,)?) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                match error {
                    $($error::$variant(error) => error.into(),)*
                }
            }
        }
    )*};
}

inner_errors! {
    AskError { Question, Embed, Index, Store, Reader },
    IngestError { Parse, Embed, Read, Commit },
    ReembedError { Open, Read, Commit, Embed },
}

impl From<ReadFailure> for Failure {
    fn from(error: ReadFailure) -> Self {
        Self::new(Code::Internal, error)
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
