//! Runs `whosaid backup`, which copies the store while it is in use.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::output::text::{counted, escape};
use crate::cli::session::Session;
use crate::engine::verify;

/// Copies the store, whole and as of one moment, while others read and write it
#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The copy, a file that is not there yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(crate) fn run(args: &BackupArgs, session: &Session) -> Result<Code, Failure> {
    let catalogue = session.catalogue()?;
    catalogue.back_up(&args.file)?;
    // A copy that was never read is no copy.
    let verified = verify(&args.file)?;
    let bytes = std::fs::metadata(&args.file).map_or(0, |file| file.len());
    let report = || {
        json!({
            "file": args.file,
            "transcripts": verified.transcripts,
            "passages": verified.passages,
            "bytes": bytes,
            "findings": verified.store.iter().map(|finding| &finding.0).collect::<Vec<_>>(),
        })
    };
    let file = args.file.display().to_string();
    session.console().print(report, |out| {
        let transcripts = counted(verified.transcripts as usize, "transcript");
        let passages = counted(verified.passages as usize, "passage");
        writeln!(
            out,
            "{}: {transcripts}, {passages}, {:.1} MB",
            escape(&file),
            bytes as f64 / 1e6
        )
    })?;
    if verified.store.is_empty() {
        return Ok(Code::Answered);
    }
    for finding in &verified.store {
        session.console().note(&finding.0);
    }
    session
        .console()
        .note("the copy has the damage that the store has");
    Ok(Code::Store)
}
