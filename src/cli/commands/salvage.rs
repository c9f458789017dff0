//! Runs `whosaid salvage`, which reads what can be read of a damaged store into a new one.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::output::text::{counted, escape};
use crate::cli::session::Session;
use crate::engine::save;

/// Reads what can be read of a damaged store into a new one, and lists what cannot
///
/// The damaged store stays as it is. Feeds and chapters are fetched again by the next `whosaid index` of the
/// feed.
#[derive(Debug, Args)]
pub(crate) struct SalvageArgs {
    /// The damaged store
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The new store, a file that is not there yet
    #[arg(long, value_name = "NEW")]
    into: PathBuf,
}

pub(crate) fn run(args: &SalvageArgs, session: &Session) -> Result<Code, Failure> {
    let salvaged = save(&args.file, &args.into)?;
    let report = || {
        let in_part = salvaged.in_part.iter();
        let in_part = in_part.map(|(id, missing)| json!({ "id": id, "missing": missing }));
        json!({
            "into": args.into,
            "whole": salvaged.whole,
            "in_part": in_part.collect::<Vec<_>>(),
            "lost": salvaged.lost,
        })
    };
    let into = args.into.display().to_string();
    session.console().print(report, |out| {
        for (id, missing) in &salvaged.in_part {
            writeln!(out, "{}: without {}", escape(id), escape(missing))?;
        }
        for lost in &salvaged.lost {
            writeln!(out, "lost: {}", escape(lost))?;
        }
        let whole = counted(salvaged.whole as usize, "transcript");
        writeln!(
            out,
            "{whole} whole, {} in part, in {}",
            salvaged.in_part.len(),
            escape(&into)
        )
    })?;
    Ok(
        match salvaged.in_part.is_empty() && salvaged.lost.is_empty() {
            true => Code::Answered,
            false => Code::Store,
        },
    )
}
