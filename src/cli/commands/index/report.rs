//! Reports the outcome of each file or feed item, for people and as JSON.

use std::io::{Result, Write};

use serde::Serialize;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::output::console::STRONG;
use crate::cli::output::remedy::warning_in_words;
use crate::cli::output::text::{counted, escape};
use crate::engine::Ingested;
use crate::store::Replaced;

/// The statuses of a file, or of an item of a feed.
const STATUSES: &str =
    "stored replaced described unchanged removed skipped withdrawn failed interrupted";

/// The outcome of one file, or of one item of a feed.
#[derive(Serialize)]
pub(crate) struct FileReport {
    /// The file, or the address of the transcript.
    pub path: String,
    pub id: Option<String>,
    /// One of [`STATUSES`]. `described`: only the title, day or the like changed. `withdrawn`:
    /// unchanged, and no longer offered by the feed.
    pub status: &'static str,
    pub turns: usize,
    pub passages: usize,
    /// Which of several transcripts of an episode was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<String>,
    pub warnings: Vec<String>,
    pub error: Option<String>,
}

impl FileReport {
    pub(crate) fn new(path: String, id: Option<String>) -> Self {
        Self {
            path,
            id,
            status: "unchanged",
            turns: 0,
            passages: 0,
            choice: None,
            warnings: Vec::new(),
            error: None,
        }
    }

    /// Records the outcome.
    pub(crate) fn set_ingested(&mut self, ingested: &Ingested) {
        let stored = match ingested {
            Ingested::Unchanged => return,
            Ingested::Described => return self.status = "described",
            Ingested::Stored(stored) => stored,
        };
        self.status = match stored.replaced {
            Replaced::Nothing => "stored",
            Replaced::Former => "replaced",
        };
        self.turns = stored.turns;
        self.passages = stored.passages;
        let warnings = stored.warnings.iter();
        let warnings = warnings.map(|warning| warning_in_words(&self.path, warning));
        self.warnings = warnings.collect();
    }

    /// Records a failure and returns its message; `is_stored` says whether the store has an earlier
    /// version.
    pub(crate) fn fail(&mut self, failure: &Failure, is_stored: bool) -> String {
        self.status = "failed";
        self.error = Some(failure.to_string());
        let kept = if is_stored {
            "; its stored version is kept"
        } else {
            ""
        };
        format!("{failure}{kept}")
    }
}

/// Returns the exit code of the run so far: that of its first failure.
pub(crate) fn first_failure(so_far: Code, next: Code) -> Code {
    match so_far {
        Code::Answered => next,
        failure => failure,
    }
}

/// Prints a line for each outcome, and one with the counts.
pub(crate) fn print_reports(
    out: &mut dyn Write,
    reports: &[FileReport],
    noun: &str,
    took_ms: f64,
) -> Result<()> {
    for report in reports {
        print_report(out, report)?;
    }
    let with = |status: &str| reports.iter().filter(|one| one.status == status).count();
    let counts = STATUSES.split(' ').map(|status| (with(status), status));
    let counts = counts.filter(|(count, _)| *count > 0);
    let counts = counts.map(|(count, status)| format!("{count} {status}"));
    let counts: Vec<String> = counts.collect();
    let separator = if counts.is_empty() { "" } else { ": " };
    let (all, counts) = (counted(reports.len(), noun), counts.join(", "));
    writeln!(out, "{all}{separator}{counts} in {:.1} s", took_ms / 1e3)
}

pub(crate) fn print_report(out: &mut dyn Write, report: &FileReport) -> Result<()> {
    let name = escape(report.id.as_deref().unwrap_or(&report.path));
    write!(out, "{STRONG}{name}{STRONG:#}  {}", report.status)?;
    if matches!(report.status, "stored" | "replaced") {
        let turns = counted(report.turns, "turn");
        write!(out, ": {turns}, {}", counted(report.passages, "passage"))?;
        if let Some(choice) = &report.choice {
            write!(out, " ({})", escape(choice))?;
        }
    }
    writeln!(out)
}
