//! The command line: arguments become calls of the engine, results become text or JSON.
//!
//! In: arguments and the environment, which is read nowhere else. Out: answers on standard
//! output, notes and progress on standard error, an exit code. Text of transcripts is escaped.
//! Never here: retrieval, or a decision about an answer.

mod about;
mod ask;
mod chatbots;
mod column;
mod console;
mod convert;
mod day;
mod demo;
mod doctor;
mod escape;
mod eval;
mod exit_code;
mod export;
mod feed;
mod files;
mod index;
mod inputs;
mod interrupt;
mod keys;
mod list;
mod log;
mod mcp;
mod passages;
mod reading;
mod remove;
mod serve;
mod session;
mod setup;
mod show;
mod speakers;
mod stream;
mod telemetry;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::parser::ValueSource;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use console::Console;
use exit_code::{Code, Failure};
use session::Session;

/// Two letters swapped, or one that is missing, added or changed.
const ONE_SLIP: usize = 1;

/// Ask recorded conversations a question; get who said it, when, and their exact words.
#[derive(Debug, Parser)]
#[command(
    name = "whosaid",
    version,
    propagate_version = true,
    max_term_width = 100
)]
#[command(after_help = exit_code::HELP)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
struct Global {
    /// The store's file, which `index` makes [default: whosaid.db in the user's data folder]
    #[arg(long, global = true, value_name = "PATH", env = "WHOSAID_STORE")]
    store: Option<PathBuf>,
    /// The folder for the model, ONNX Runtime and the default store
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "WHOSAID_HOME",
        hide = true
    )]
    home: Option<PathBuf>,
    /// The folder with model.onnx, model.onnx_data and tokenizer.json, if you have them already
    #[arg(long, global = true, value_name = "DIR", env = "WHOSAID_MODEL_DIR")]
    model_dir: Option<PathBuf>,
    /// ONNX Runtime's shared library, if you have your own
    #[arg(long, global = true, value_name = "FILE", env = "ORT_DYLIB_PATH")]
    onnxruntime: Option<PathBuf>,
    /// Print JSON on standard output
    #[arg(long, global = true)]
    json: bool,
    /// Print no notes and no progress
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Threads of the model [default: all processors]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Say on standard error how long each part took
    #[arg(long, global = true)]
    timings: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read transcripts into the store
    Index(index::IndexArgs),
    /// Answer a question in a speaker's exact words
    Ask(ask::AskArgs),
    /// List the passages nearest to a text
    Search(ask::SearchArgs),
    /// Write what was found as subtitles, Markdown or a table
    Export(export::ExportArgs),
    /// Print a transcript, or the part around a time
    Show(show::ShowArgs),
    /// Write a transcript in another format
    Convert(convert::ConvertArgs),
    /// List the transcripts in the store
    List(list::ListArgs),
    /// List speakers and give them names
    Speakers(speakers::SpeakersArgs),
    /// Remove transcripts from the store
    Remove(remove::RemoveArgs),
    /// Answer over HTTP
    Serve(serve::ServeArgs),
    /// Answer an assistant over the Model Context Protocol
    Mcp(mcp::McpArgs),
    /// Make, list and revoke the keys that `serve` asks for
    Keys(keys::KeysArgs),
    /// Measure answers on labelled questions
    Eval(eval::EvalArgs),
    /// Check the model, the runtime, the store and the index
    Doctor(doctor::DoctorArgs),
    /// Index the sample conversations into a throw-away store and ask them three questions
    Demo(demo::DemoArgs),
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
    let console = Console::new(cli.global.json, cli.global.quiet);
    let session = Session::new(cli.global, store_was_typed, console);
    let quiet = telemetry::ensure_off().map_err(Failure::from);
    match quiet.and_then(|()| run(cli.command, &session)) {
        Ok(code) => code.into(),
        Err(failure) => failure.report(session.console()),
    }
}

/// Suggests the command that is one slip from what was typed, where there is one: clap looks for
/// common letters, and takes `aks` for `keys`.
fn with_likely_command(mut error: clap::Error) -> clap::Error {
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand).cloned()
    else {
        return error;
    };
    let commands = Cli::command();
    let names = commands.get_subcommands().map(|command| command.get_name());
    let meant = names.filter(|name| strsim::damerau_levenshtein(name, &typed) == ONE_SLIP);
    let meant: Vec<String> = meant.map(str::to_owned).collect();
    if !meant.is_empty() {
        let suggested = ContextValue::Strings(meant);
        error.insert(ContextKind::SuggestedSubcommand, suggested);
    }
    error
}

fn run(command: Command, session: &Session) -> Result<Code, Failure> {
    match command {
        Command::Index(args) => index::run(args, session),
        Command::Ask(args) => ask::run_ask(args, session),
        Command::Search(args) => ask::run_search(args, session),
        Command::Export(args) => export::run(args, session),
        Command::Show(args) => show::run(args, session),
        Command::Convert(args) => convert::run(args, session),
        Command::List(args) => list::run(args, session),
        Command::Speakers(args) => speakers::run(args, session),
        Command::Remove(args) => remove::run(args, session),
        Command::Serve(args) => serve::run(args, session),
        Command::Mcp(args) => mcp::run(args, session),
        Command::Keys(args) => keys::run(args, session),
        Command::Eval(args) => eval::run(args, session),
        Command::Doctor(args) => doctor::run(args, session),
        Command::Demo(args) => demo::run(args, session),
    }
}
