//! `whosaid list`: the transcripts in the store.

use std::io::Write;

use clap::Args;

use crate::wire::{TranscriptInfo, TranscriptList};

use super::console::{FAINT, STRONG};
use super::escape::escape;
use super::exit_code::{Code, Failure};
use super::passages::clock_or_dashes;
use super::session::{Missing, Session};

/// Lists the transcripts in the store
#[derive(Debug, Args)]
pub(super) struct ListArgs {}

/// A parliament has more speakers than a line has room for.
const MOST_NAMES: usize = 5;

pub(super) fn run(_args: ListArgs, session: &Session) -> Result<Code, Failure> {
    let summaries = session.catalogue(Missing::Refuse)?.summaries()?;
    let console = session.console();
    if console.is_json() {
        let transcripts = summaries.iter().map(TranscriptInfo::from).collect();
        console.print_json(&TranscriptList { transcripts })?;
    } else {
        let mut out = console.out();
        let widest = summaries
            .iter()
            .map(|summary| summary.id.chars().count())
            .max();
        for summary in &summaries {
            let id = escape(&summary.id);
            let date = summary
                .date
                .map_or_else(|| "-".into(), |date| date.to_string());
            writeln!(
                out,
                "{STRONG}{id:<widest$}{STRONG:#}  {date:<10}  {}  {:>5} turns  {FAINT}{}{FAINT:#}",
                clock_or_dashes(summary.duration_ms),
                summary.turns,
                names(&summary.speakers),
                widest = widest.unwrap_or(0),
            )?;
        }
        if summaries.is_empty() {
            console.note("the store is empty; `whosaid index PATH…` reads transcripts");
        }
    }
    Ok(if summaries.is_empty() {
        Code::NothingFound
    } else {
        Code::Answered
    })
}

fn names(speakers: &[String]) -> String {
    let shown = &speakers[..speakers.len().min(MOST_NAMES)];
    let mut line = shown
        .iter()
        .map(|name| escape(name))
        .collect::<Vec<_>>()
        .join(", ");
    if speakers.len() > shown.len() {
        line.push_str(&format!(", and {} more", speakers.len() - shown.len()));
    }
    line
}
