//! Runs `whosaid speakers name`, `merge` and `undo`, which change names.

use clap::Args;

use super::history::in_words;
use super::place::PlaceArgs;
use crate::api::NameChange;
use crate::cli::exit_code::{Code, Failure};
use crate::cli::output::console::Console;
use crate::cli::output::text::escape;
use crate::engine::{Catalogue, LoggedChange, Naming};
use crate::speakers::{Change, NameAction, NameScope};

type Done = Result<Code, Failure>;

/// Gives a label a name, in one transcript or in all
#[derive(Debug, Args)]
pub(crate) struct NameArgs {
    /// The label in the file, as `whosaid speakers` shows it
    #[arg(value_name = "LABEL")]
    label: String,
    /// The name
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    why: WhyArgs,
}

/// Makes two labels or names one person
#[derive(Debug, Args)]
pub(crate) struct MergeArgs {
    /// A label or name
    #[arg(value_name = "LABEL")]
    label: String,
    /// The label or name that stays
    #[arg(value_name = "INTO")]
    into: String,
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    why: WhyArgs,
}

/// Takes a change of names back
#[derive(Debug, Args)]
pub(crate) struct UndoArgs {
    /// The change's number in `whosaid speakers history` [default: the last that gave a name and
    /// still holds]
    #[arg(value_name = "CHANGE")]
    change: Option<u64>,
    #[command(flatten)]
    why: WhyArgs,
}

#[derive(Debug, Args)]
struct WhyArgs {
    /// Why, for the history
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

fn naming(place: PlaceArgs, label: String, name: String, why: WhyArgs) -> Naming {
    Naming {
        scope: place
            .transcript
            .map_or(NameScope::All, NameScope::Transcript),
        label,
        name,
        reason: why.reason,
    }
}

pub(crate) fn name(args: NameArgs, catalogue: &Catalogue, console: &Console) -> Done {
    let naming = naming(args.place, args.label, args.name, args.why);
    report(catalogue.speakers().name(naming)?, console)
}

pub(crate) fn merge(args: MergeArgs, catalogue: &Catalogue, console: &Console) -> Done {
    let naming = naming(args.place, args.label, args.into, args.why);
    report(catalogue.speakers().merge(naming)?, console)
}

pub(crate) fn undo(args: UndoArgs, catalogue: &Catalogue, console: &Console) -> Done {
    let change = catalogue.speakers().undo(args.change, args.why.reason)?;
    let code = report(change.clone(), console)?;
    if let NameAction::Undo { of } = change.action {
        let history = catalogue.speakers().history()?;
        let undone = history.iter().find(|logged| logged.change.number == of);
        if let Some(undone) = undone {
            console.note(&format!("change {of} was: {}", in_words(&undone.change)));
        }
    }
    Ok(code)
}

fn report(change: Change, console: &Console) -> Done {
    let (number, words) = (change.number, escape(&in_words(&change)));
    let logged = LoggedChange {
        change,
        undone: false,
    };
    console.print(
        || NameChange::from(&logged),
        |out| writeln!(out, "{number}  {words}"),
    )?;
    Ok(Code::Answered)
}
