//! `whosaid list`: the transcripts in the store.

use std::io::Write;

use clap::Args;

use crate::names::Names;
use crate::store::TranscriptSummary;
use crate::wire::{TranscriptInfo, TranscriptList};

use super::console::{FAINT, STRONG};
use super::escape::escape;
use super::exit_code::{Code, Failure};
use super::passages::{clock_or_dashes, speaker};
use super::session::{Missing, Session};

/// Lists the transcripts in the store
#[derive(Debug, Args)]
pub(super) struct ListArgs {}

/// A parliament has more speakers than a line has room for.
const MOST_NAMES: usize = 5;

pub(super) fn run(_args: ListArgs, session: &Session) -> Result<Code, Failure> {
    let catalogue = session.catalogue(Missing::Refuse)?;
    let (summaries, given) = (catalogue.summaries()?, catalogue.names()?);
    let console = session.console();
    if console.is_json() {
        let info = |summary| TranscriptInfo::new(summary, &given);
        let transcripts = summaries.iter().map(info).collect();
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
                names(summary, &given),
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

fn names(summary: &TranscriptSummary, given: &Names) -> String {
    let speakers = &summary.speakers;
    let shown = &speakers[..speakers.len().min(MOST_NAMES)];
    let called = shown.iter().map(|label| {
        let name = given.name_of(&summary.id, label);
        speaker(Some(label), name.as_deref())
    });
    let mut line = called.collect::<Vec<_>>().join(", ");
    if speakers.len() > shown.len() {
        line.push_str(&format!(", and {} more", speakers.len() - shown.len()));
    }
    line
}
