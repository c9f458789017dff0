//! Runs `whosaid compact`, which gives back what removed transcripts took.

use serde_json::json;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::session::Session;

pub(crate) fn run(session: &Session) -> Result<Code, Failure> {
    let catalogue = session.catalogue()?;
    let bytes =
        || -> Result<u64, Failure> { Ok(catalogue.store_bytes()? + catalogue.index_bytes()) };
    let before = bytes()?;
    catalogue.compact()?;
    let after = bytes()?;
    let report = || json!({ "bytes_before": before, "bytes": after });
    session.console().print(report, |out| {
        let [before, after] = [before, after].map(|bytes| bytes as f64 / 1e6);
        writeln!(
            out,
            "store and index: {before:.1} MB before, {after:.1} MB now"
        )
    })?;
    Ok(Code::Answered)
}
