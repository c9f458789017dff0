//! `whosaid speakers history`: every change of names, with when and why.

use std::io::Write;

use clap::Args;

use crate::api::NameHistory;
use crate::cli::console::{Console, FAINT};
use crate::cli::escape::escape;
use crate::cli::exit_code::{Code, Failure};
use crate::engine::Catalogue;
use crate::names::{Action, Change, Scope};

/// Lists every change of names, with when and why
#[derive(Debug, Args)]
pub(super) struct HistoryArgs {}

pub(super) fn run(catalogue: &Catalogue, console: &Console) -> Result<Code, Failure> {
    let logged = catalogue.naming_history()?;
    if console.is_json() {
        console.print_json(&NameHistory::new(&logged))?;
    } else {
        let mut out = console.out();
        for entry in &logged {
            let change = &entry.change;
            let undone = if entry.undone { ", undone" } else { "" };
            let reason = change.reason.as_ref().map(|reason| format!(" ({reason})"));
            writeln!(
                out,
                "{:>3}  {FAINT}{:.0}{FAINT:#}  {}{FAINT}{}{undone}{FAINT:#}",
                change.number,
                change.at,
                escape(&in_words(change)),
                escape(&reason.unwrap_or_default()),
            )?;
        }
    }
    if logged.is_empty() {
        console.note("no name was given yet");
        return Ok(Code::NothingFound);
    }
    Ok(Code::Answered)
}

/// Returns what a change does, in words.
pub(super) fn in_words(change: &Change) -> String {
    let place = |scope: &Scope| match scope {
        Scope::All => "in all transcripts".to_owned(),
        Scope::Transcript(id) => format!("in {id}"),
    };
    match &change.action {
        Action::Name { scope, label, name } => format!("{label} is {name} {}", place(scope)),
        Action::Merge { scope, label, into } => {
            format!("{label} is the same as {into} {}", place(scope))
        }
        Action::Undo { of } => format!("change {of} is undone"),
    }
}
