//! Runs `whosaid heard`, which keeps the spellings that a speech recogniser made of names.

use std::io::{self, Write};

use clap::{Args, Subcommand};

use crate::api::{HeardInfo, HeardList};
use crate::cli::exit_code::{Code, Failure};
use crate::cli::output::text::escape;
use crate::cli::session::Session;

/// Keeps the spellings that a speech recogniser made of names
///
/// A question with the name also finds its spellings. Transcripts are never changed, and `whosaid
/// speakers history` lists when each spelling was added or removed.
#[derive(Debug, Args)]
pub(crate) struct HeardArgs {
    #[command(subcommand)]
    command: HeardCommand,
}

#[derive(Debug, Subcommand)]
enum HeardCommand {
    /// Add spellings of a name
    Add {
        /// The name, as you ask for it
        name: String,
        /// How transcripts spell it
        #[arg(required = true, value_name = "SPELLING")]
        spellings: Vec<String>,
    },
    /// Remove spellings of a name
    Remove {
        /// The name
        name: String,
        /// The spellings to remove [default: all]
        #[arg(value_name = "SPELLING")]
        spellings: Vec<String>,
    },
    /// List the names and their spellings
    List,
}

pub(crate) fn run(args: HeardArgs, session: &Session) -> Result<Code, Failure> {
    let catalogue = session.catalogue()?;
    let (directory, console) = (catalogue.speakers(), session.console());
    let changed = match args.command {
        HeardCommand::Add { name, spellings } => {
            let added = directory.add_heard(&name, &spellings)?;
            Some(format!("{} added", added.len()))
        }
        HeardCommand::Remove { name, spellings } => {
            let removed = directory.remove_heard(&name, &spellings)?;
            Some(format!("{} removed", removed.len()))
        }
        HeardCommand::List => None,
    };
    let kept = HeardList::new(&directory.heard()?);
    console.print(
        || &kept,
        |out| {
            kept.heard
                .iter()
                .try_for_each(|heard| print_name(out, heard))
        },
    )?;
    if let Some(changed) = changed {
        console.note(&changed);
        return Ok(Code::Answered);
    }
    if kept.heard.is_empty() {
        console.note("no spelling of a name is kept");
    }
    Ok(Code::found(kept.heard.len()))
}

fn print_name(out: &mut dyn Write, heard: &HeardInfo) -> io::Result<()> {
    let spellings = heard.spellings.join(", ");
    writeln!(out, "{}: {}", escape(&heard.name), escape(&spellings))
}
