//! Sends the server's log to standard error, one line an event.
//!
//! Only `whosaid serve` logs; the other commands print through the console.

use std::io::{self, IsTerminal};

use clap::{Args, ValueEnum};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::prelude::*;

use crate::server::LoggedQuestions;

/// How the server logs
#[derive(Debug, Args)]
#[command(next_help_heading = "Log")]
pub(crate) struct LogArgs {
    /// The least important events to log: off, error, warn, info, debug or trace
    #[arg(long = "log", value_name = "LEVEL", default_value = "info")]
    level: LevelFilter,
    /// How an event is written
    #[arg(long = "log-format", value_name = "FORMAT", default_value = "text")]
    format: LogFormat,
    /// Log questions in full; otherwise nobody's words are in the log
    #[arg(long = "log-questions")]
    questions: bool,
}

/// How an event is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// A line for people
    Text,
    /// A JSON object a line
    Json,
}

impl LogArgs {
    /// Sends events of this program, and warnings of others, to standard error from now on.
    pub(crate) fn begin(&self) {
        let targets = Targets::new()
            .with_target("whosaid", self.level)
            .with_default(self.level.min(LevelFilter::WARN));
        let lines = fmt::layer().with_writer(io::stderr);
        let events = tracing_subscriber::registry().with(targets);
        // Where a log is set already, the first one stays; only a bug could set a second.
        let _ = match self.format {
            LogFormat::Text => {
                let colours = io::stderr().is_terminal();
                events.with(lines.with_ansi(colours)).try_init()
            }
            LogFormat::Json => events
                .with(lines.json().flatten_event(true).with_current_span(false))
                .try_init(),
        };
    }

    /// Returns how much of a question is logged.
    pub(crate) fn questions(&self) -> LoggedQuestions {
        if self.questions {
            LoggedQuestions::Whole
        } else {
            LoggedQuestions::None
        }
    }

    /// Returns whether every line is to be JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.format == LogFormat::Json
    }
}
