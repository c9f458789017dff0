//! Runs `whosaid verify`, which reads all of a store and its index, and writes nothing.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::output::remedy::in_words;
use crate::cli::output::text::{counted, escape};
use crate::cli::session::Session;
use crate::engine::verify;
use crate::remedy::Remedy;

/// Compares every checksum of a store and its index, and writes nothing
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The store or a copy of one [default: the store]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

pub(crate) fn run(args: VerifyArgs, session: &Session) -> Result<Code, Failure> {
    let path = match args.file {
        Some(file) => file,
        None => session.store_path()?,
    };
    let verified = verify(&path)?;
    let findings: Vec<&str> = verified.store.iter().map(|it| it.0.as_str()).collect();
    let report = || {
        json!({
            "file": path,
            "sound": verified.is_sound(),
            "transcripts": verified.transcripts,
            "passages": verified.passages,
            "store": findings,
            "index": verified.index,
        })
    };
    session.console().print(report, |out| {
        for finding in &findings {
            writeln!(out, "store: {}", escape(finding))?;
        }
        for finding in &verified.index {
            writeln!(out, "index: {}", escape(finding))?;
        }
        let transcripts = counted(verified.transcripts as usize, "transcript");
        let passages = counted(verified.passages as usize, "passage");
        let verdict = match (verified.is_sound(), verified.has_index) {
            (true, true) => "the store and its index are sound",
            (true, false) => "the store is sound, and has no index yet",
            (false, _) => "not all of it is as it was stored",
        };
        writeln!(out, "{transcripts}, {passages}: {verdict}")
    })?;
    if !findings.is_empty() {
        let remedy = in_words(&Remedy::RestoreStore);
        session.console().note(&remedy);
    } else if !verified.index.is_empty() {
        session
            .console()
            .note("the index is made again from the store when it is next used");
    }
    Ok(match verified.is_sound() {
        true => Code::Answered,
        false => Code::Store,
    })
}
