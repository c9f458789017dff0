//! Runs `whosaid restore`, which puts a copy in the store's place.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::output::text::escape;
use crate::cli::session::Session;
use crate::engine::put_back;

/// Puts a copy in the store's place, and keeps the former store under another name
///
/// The copy is checked first, and stays as it is. The index is made again when it is next used.
#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// A copy that `whosaid backup` made, or another copy of a store
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(crate) fn run(args: &RestoreArgs, session: &Session) -> Result<Code, Failure> {
    let store = session.store_path()?;
    let former = put_back(&args.file, &store)?;
    let report = || json!({ "store": store, "file": args.file, "former": former });
    let (file, place) = (args.file.display().to_string(), store.display().to_string());
    session.console().print(report, |out| {
        writeln!(out, "{} is at {} now", escape(&file), escape(&place))
    })?;
    if let Some(former) = &former {
        session.console().note(&format!(
            "the former store is kept as {}; delete it when you need it no more",
            former.display()
        ));
    }
    Ok(Code::Answered)
}
