//! `whosaid remove`: transcripts out of the store.

use std::io::Write;

use clap::Args;
use serde::Serialize;

use super::escape::escape;
use super::exit_code::{Code, Failure};
use super::session::{Missing, Session};

/// Removes transcripts from the store
#[derive(Debug, Args)]
pub(super) struct RemoveArgs {
    /// Ids of transcripts
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
}

#[derive(Serialize)]
struct Removed {
    removed: Vec<String>,
}

pub(super) fn run(args: RemoveArgs, session: &Session) -> Result<Code, Failure> {
    let catalogue = session.catalogue(Missing::Refuse)?;
    // All or none: a misspelt id among good ones removes nothing.
    for id in &args.ids {
        if catalogue.summary(id)?.is_none() {
            return Err(Failure::usage(format!(
                "there is no transcript {id}, so nothing was removed; `whosaid list` shows what there is"
            )));
        }
    }
    let mut ids = args.ids;
    ids.sort();
    ids.dedup();
    for id in &ids {
        catalogue.remove(id)?;
    }
    catalogue.index()?;
    let console = session.console();
    if console.is_json() {
        console.print_json(&Removed { removed: ids })?;
    } else {
        let mut out = console.out();
        for id in &ids {
            writeln!(out, "{} removed", escape(id))?;
        }
    }
    Ok(Code::Answered)
}
