//! Turns arguments into calls of the engine and prints the results as text or JSON.
//!
//! Answers go to standard output, notes and progress to standard error. Only this room reads the
//! environment. `commands` read their arguments with `input`, print with `output`, and end
//! with a code of `exit_code`.

mod commands;
mod exit_code;
mod input;
mod interrupt;
mod output;
mod session;
mod setup;
mod telemetry;

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::parser::ValueSource;
use clap::{CommandFactory, FromArgMatches, Parser};

use commands::Command;
use exit_code::{Code, Failure};
use session::{GlobalArgs, Session};

use crate::english::most_alike;

/// Ask recorded conversations a question; get who said it, when, and their exact words.
#[derive(Parser)]
#[command(
    name = "whosaid",
    version,
    propagate_version = true,
    max_term_width = 100
)]
#[command(after_help = exit_code::HELP)]
struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

/// Runs the program with the process's arguments and returns its exit code.
pub fn main() -> ExitCode {
    let parsed = Cli::command().try_get_matches().and_then(|matches| {
        let typed = matches.value_source("store") == Some(ValueSource::CommandLine);
        Cli::from_arg_matches(&matches).map(|cli| (cli, typed))
    });
    let (cli, store_was_typed) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            let error = with_likely_command(error);
            // Help and version go to standard output and are no failure; a closed pipe is none.
            let _ = error.print();
            return if error.use_stderr() {
                Code::Usage
            } else {
                Code::Answered
            }
            .into();
        }
    };
    let typed_store = cli.global.store.clone().filter(|_| store_was_typed);
    let session = Session::new(cli.global, typed_store);
    let ready = telemetry::ensure_off().map_err(Failure::from);
    let ready = ready.and_then(|()| interrupt::survive_large_files());
    match ready.and_then(|()| cli.command.run(&session)) {
        Ok(code) => code.into(),
        Err(failure) => failure.report(session.console()),
    }
}

/// Suggests the command that is one typing error away from what was typed, where there is one. Clap
/// compares common letters instead, and suggests `keys` for `aks`.
fn with_likely_command(mut error: clap::Error) -> clap::Error {
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand).cloned()
    else {
        return error;
    };
    let commands = Cli::command();
    let names = commands.get_subcommands().map(|command| command.get_name());
    let meant = most_alike(&typed, names).into_iter();
    let meant: Vec<String> = meant.map(str::to_owned).collect();
    if !meant.is_empty() {
        let suggested = ContextValue::Strings(meant);
        error.insert(ContextKind::SuggestedSubcommand, suggested);
    }
    error
}
