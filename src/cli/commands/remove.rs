//! Runs `whosaid remove`, which removes transcripts from the store.

use clap::Args;
use serde_json::json;

use crate::remedy::Remedy;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::output::text::escape;
use crate::cli::session::Session;

/// Removes transcripts from the store
#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// Ids of transcripts
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
}

pub(crate) fn run(args: RemoveArgs, session: &Session) -> Result<Code, Failure> {
    let catalogue = session.catalogue()?;
    // All or none: a misspelt id among good ones removes nothing.
    for id in &args.ids {
        if catalogue.library().summary(id)?.is_none() {
            return Err(Failure::usage(format!(
                "there is no transcript {id}, so nothing was removed"
            ))
            .with_remedy(Some(Remedy::ListTranscripts)));
        }
    }
    let mut ids = args.ids;
    ids.sort();
    ids.dedup();
    for id in &ids {
        catalogue.library().remove(id)?;
    }
    catalogue.index()?;
    let report = || json!({ "removed": ids });
    session.console().print(report, |out| {
        let mut ids = ids.iter();
        ids.try_for_each(|id| writeln!(out, "{} removed", escape(id)))
    })?;
    Ok(Code::Answered)
}
