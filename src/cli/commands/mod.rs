//! Parses and runs the commands of `whosaid`, each in a file or folder of its own.

mod ask;
mod backup;
mod compact;
mod convert;
mod demo;
mod doctor;
mod eval;
mod export;
mod heard;
mod index;
mod keys;
mod list;
mod mcp;
mod reembed;
mod remove;
mod restore;
mod salvage;
mod search;
mod serve;
mod show;
mod speakers;
mod verify;

use clap::Subcommand;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::session::Session;

/// What the program does.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Read transcripts into the store
    Index(index::IndexArgs),
    /// Answer a question in a speaker's exact words
    Ask(ask::AskArgs),
    /// List the passages nearest to a text
    Search(search::SearchArgs),
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
    /// Keep the spellings that a speech recogniser made of names
    Heard(heard::HeardArgs),
    /// Embed all passages anew with another model
    Reembed,
    /// Remove transcripts from the store
    Remove(remove::RemoveArgs),
    /// Copy the store while it is in use
    Backup(backup::BackupArgs),
    /// Put a copy in the store's place
    Restore(restore::RestoreArgs),
    /// Compare every checksum of a store and its index, and write nothing
    Verify(verify::VerifyArgs),
    /// Read what can be read of a damaged store into a new one
    Salvage(salvage::SalvageArgs),
    /// Give back the room of removed transcripts
    Compact,
    /// Answer over HTTP
    Serve(serve::ServeArgs),
    /// Answer an assistant over the Model Context Protocol, on standard input and output
    Mcp,
    /// Make, list and revoke the keys that `serve` asks for
    Keys(keys::KeysArgs),
    /// Measure answers on labelled questions
    Eval(eval::EvalArgs),
    /// Check the model, the runtime, the store and the index
    Doctor,
    /// Index the sample conversations into a throw-away store and ask them three questions
    Demo(demo::DemoArgs),
}

impl Command {
    pub(crate) fn run(self, session: &Session) -> Result<Code, Failure> {
        match self {
            Self::Index(args) => index::run(args, session),
            Self::Ask(args) => ask::run(args, session),
            Self::Search(args) => search::run(args, session),
            Self::Export(args) => export::run(args, session),
            Self::Show(args) => show::run(args, session),
            Self::Convert(args) => convert::run(args, session),
            Self::List(args) => list::run(args, session),
            Self::Speakers(args) => speakers::run(args, session),
            Self::Heard(args) => heard::run(args, session),
            Self::Reembed => reembed::run(session),
            Self::Remove(args) => remove::run(args, session),
            Self::Backup(args) => backup::run(&args, session),
            Self::Restore(args) => restore::run(&args, session),
            Self::Verify(args) => verify::run(args, session),
            Self::Salvage(args) => salvage::run(&args, session),
            Self::Compact => compact::run(session),
            Self::Serve(args) => serve::run(args, session),
            Self::Mcp => mcp::run(session),
            Self::Keys(args) => keys::run(args, session),
            Self::Eval(args) => eval::run(args, session),
            Self::Doctor => doctor::run(session),
            Self::Demo(args) => demo::run(args, session),
        }
    }
}
