//! Runs `whosaid speakers`, which lists speakers and gives them names.

mod change;
mod history;
mod list;
mod place;
mod suggest;

use clap::{Args, Subcommand};

use crate::cli::exit_code::{Code, Failure};
use crate::cli::session::Session;
use place::PlaceArgs;

/// Lists speakers and gives them names
///
/// Without a command: who talks how much, by name where one was given. Files are never changed, and
/// every change can be undone.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct SpeakersArgs {
    #[command(subcommand)]
    command: Option<SpeakersCommand>,
    #[command(flatten)]
    place: PlaceArgs,
}

#[derive(Debug, Subcommand)]
enum SpeakersCommand {
    /// Give a label a name, in one transcript or in all
    Name(change::NameArgs),
    /// Make two labels or names one person
    Merge(change::MergeArgs),
    /// Show the names that transcripts suggest for their labels, with the words that do
    Suggest(suggest::SuggestArgs),
    /// List every change of names, with when and why
    History,
    /// Take a change of names back
    Undo(change::UndoArgs),
}

pub(crate) fn run(args: SpeakersArgs, session: &Session) -> Result<Code, Failure> {
    let catalogue = session.catalogue()?;
    let console = session.console();
    match args.command {
        None => list::run(&args.place, &catalogue, console),
        Some(SpeakersCommand::Name(args)) => change::name(args, &catalogue, console),
        Some(SpeakersCommand::Merge(args)) => change::merge(args, &catalogue, console),
        Some(SpeakersCommand::Suggest(args)) => suggest::run(&args, &catalogue, console),
        Some(SpeakersCommand::History) => history::run(&catalogue, console),
        Some(SpeakersCommand::Undo(args)) => change::undo(args, &catalogue, console),
    }
}
