//! `whosaid list`: the transcripts in the store.

use std::io::Write;

use clap::Args;

use crate::api::TranscriptList;
use crate::engine::{ListOrder, Listing, ListingError};
use crate::names::Names;
use crate::store::TranscriptSummary;
use crate::transcript::Date;

use super::column::Column;
use super::console::{FAINT, STRONG};
use super::day::{day, tell_undated};
use super::escape::escape;
use super::exit_code::{Code, Failure};
use super::index::noun;
use super::passages::{clock_or_dashes, speaker};
use super::session::{Missing, Session};

/// Lists the transcripts in the store
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Only those whose id, title or speakers have these letters
    #[arg(long, value_name = "LETTERS")]
    containing: Option<String>,
    /// Only those in which this speaker is heard
    #[arg(long, value_name = "NAME")]
    speaker: Option<String>,
    /// Only recordings of this day or later
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    from: Option<Date>,
    /// Only recordings of this day or earlier
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    to: Option<Date>,
    /// In this order: id, newest or oldest
    #[arg(long, value_name = "ORDER", default_value = "id", value_parser = order)]
    sort: ListOrder,
    /// So many at most, from 1 to 1000; all of them where it is left out
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

fn order(name: &str) -> Result<ListOrder, String> {
    let mut orders = ListOrder::ALL.into_iter();
    let found = orders.find(|order| order.name() == name);
    found.ok_or_else(|| {
        let names = ListOrder::ALL.map(ListOrder::name).join(", ");
        format!("there are {names}")
    })
}

impl From<ListArgs> for Listing {
    fn from(args: ListArgs) -> Self {
        Self {
            containing: args.containing,
            speaker: args.speaker,
            from: args.from,
            to: args.to,
            order: args.sort,
            after: None,
            limit: args.limit,
        }
    }
}

impl From<ListingError> for Failure {
    fn from(error: ListingError) -> Self {
        match error {
            ListingError::Read(error) => error.into(),
            error => Failure::usage(error),
        }
    }
}

/// A parliament has more speakers than a line has room for.
const MOST_NAMES: usize = 5;

pub(super) fn run(args: ListArgs, session: &Session) -> Result<Code, Failure> {
    let catalogue = session.catalogue(Missing::Refuse)?;
    let days = (args.from, args.to);
    let listed = catalogue.list(&args.into())?;
    let (summaries, given) = (&listed.summaries, &listed.names);
    let console = session.console();
    if console.is_json() {
        console.print_json(&TranscriptList::new(&listed))?;
    } else {
        let mut out = console.out();
        let ids: Vec<String> = summaries
            .iter()
            .map(|summary| escape(&summary.id))
            .collect();
        let column = Column::of(ids.iter().map(String::as_str), console.width());
        for (summary, id) in summaries.iter().zip(&ids) {
            let id = column.pad(id);
            let date = summary
                .date
                .map_or_else(|| "-".into(), |date| date.to_string());
            writeln!(
                out,
                "{STRONG}{id}{STRONG:#}  {date:<10}  {}  {:>5} {:<5}  {FAINT}{}{FAINT:#}",
                clock_or_dashes(summary.duration_ms),
                summary.turns,
                noun(summary.turns, "turn"),
                names(summary, given, column),
            )?;
        }
        if summaries.is_empty() {
            tell_undated(days, &catalogue, console)?;
        }
        if summaries.is_empty() && !catalogue.summaries()?.is_empty() {
            console.note("no transcript is like that; `whosaid list` shows what there is");
        } else if summaries.is_empty() {
            console.note("the store is empty; `whosaid index PATH…` reads transcripts");
        } else if summaries.len() < listed.total {
            console.note(&format!("{} of {} shown", summaries.len(), listed.total));
        }
    }
    Ok(if summaries.is_empty() {
        Code::NothingFound
    } else {
        Code::Answered
    })
}

fn names(summary: &TranscriptSummary, given: &Names, column: Column) -> String {
    let speakers = &summary.speakers;
    let shown = &speakers[..speakers.len().min(MOST_NAMES)];
    let called = shown.iter().map(|label| {
        let name = given.name_of(&summary.id, label);
        column.cut(&speaker(Some(label), name.as_deref()))
    });
    let mut line = called.collect::<Vec<_>>().join(", ");
    if speakers.len() > shown.len() {
        line.push_str(&format!(", and {} more", speakers.len() - shown.len()));
    }
    line
}
