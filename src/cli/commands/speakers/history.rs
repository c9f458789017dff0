//! Runs `whosaid speakers history`, which lists every change of names, with when and why.

use std::io::{self, Write};

use crate::api::NameHistory;
use crate::cli::exit_code::{Code, Failure};
use crate::cli::output::console::{Console, FAINT};
use crate::cli::output::text::escape;
use crate::engine::{Catalogue, LoggedChange};
use crate::speakers::{Change, NameAction, NameScope};

pub(crate) fn run(catalogue: &Catalogue, console: &Console) -> Result<Code, Failure> {
    let logged = catalogue.speakers().history()?;
    console.print(
        || NameHistory::new(&logged),
        |out| logged.iter().try_for_each(|entry| print_entry(out, entry)),
    )?;
    if logged.is_empty() {
        console.note("no name was given yet");
    }
    Ok(Code::found(logged.len()))
}

fn print_entry(out: &mut dyn Write, entry: &LoggedChange) -> io::Result<()> {
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
    )
}

/// Returns a description of a change.
pub(crate) fn in_words(change: &Change) -> String {
    let place = |scope: &NameScope| match scope {
        NameScope::All => "in all transcripts".to_owned(),
        NameScope::Transcript(id) => format!("in {id}"),
    };
    match &change.action {
        NameAction::Name { scope, label, name } => format!("{label} is {name} {}", place(scope)),
        NameAction::Merge { scope, label, into } => {
            format!("{label} is the same as {into} {}", place(scope))
        }
        NameAction::Hear { spelling, name } => format!("{name} is heard as {spelling}"),
        NameAction::Undo { of } => format!("change {of} is undone"),
    }
}
