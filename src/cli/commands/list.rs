//! Runs `whosaid list`, which lists the transcripts in the store.

use std::io::{self, Write};

use clap::Args;

use crate::api::TranscriptList;
use crate::cli::exit_code::{Code, Failure};
use crate::cli::input::choice::one_of;
use crate::cli::input::day::day;
use crate::cli::output::column::Column;
use crate::cli::output::console::{FAINT, STRONG};
use crate::cli::output::text::{clock_or_dashes, escape, isolate, plural, speaker};
use crate::cli::output::undated::note_undated;
use crate::cli::session::Session;
use crate::engine::{ListOrder, ListPage, Listing};
use crate::speakers::SpeakerNames;
use crate::store::TranscriptSummary;
use crate::transcript::Date;

/// Lists the transcripts in the store
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Only those whose id, title or speakers contain these letters
    #[arg(long, value_name = "LETTERS")]
    containing: Option<String>,
    /// Only those in which this speaker speaks
    #[arg(long, value_name = "NAME")]
    speaker: Option<String>,
    /// Only recordings of this day or later
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    from: Option<Date>,
    /// Only recordings of this day or earlier
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    to: Option<Date>,
    /// In this order
    #[arg(long, value_name = "ORDER", default_value = "id", value_parser = one_of(ListOrder::ALL, ListOrder::name))]
    sort: ListOrder,
    /// At most so many, from 1 to 1000 [default: all]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// A parliament has more speakers than a line has room for.
const MOST_NAMES: usize = 5;

pub(crate) fn run(args: ListArgs, session: &Session) -> Result<Code, Failure> {
    let catalogue = session.catalogue()?;
    let listing = Listing {
        containing: args.containing,
        speaker: args.speaker,
        from: args.from,
        to: args.to,
        order: args.sort,
        after: None,
        limit: args.limit,
    };
    let listed = catalogue.library().list(&listing)?;
    let (count, console) = (listed.summaries.len(), session.console());
    console.print(
        || TranscriptList::new(&listed),
        |out| print_table(out, &listed, console.width()),
    )?;
    if !console.is_json() && count == 0 {
        note_undated((listing.from, listing.to), &catalogue, console)?;
        console.note(if catalogue.library().summaries()?.is_empty() {
            "the store is empty; index transcripts with `whosaid index PATH…`"
        } else {
            "no transcript matches; `whosaid list` alone shows all"
        });
    } else if !console.is_json() && count < listed.total {
        console.note(&format!("{count} of {} shown", listed.total));
    }
    if !console.is_json() && count > 0 {
        let model = catalogue.model().identity.shortened();
        console.note(&format!("embedded with {model}"));
    }
    Ok(Code::found(count))
}

fn print_table(out: &mut dyn Write, listed: &ListPage, width: usize) -> io::Result<()> {
    let ids = listed.summaries.iter().map(|summary| escape(&summary.id));
    let ids: Vec<String> = ids.collect();
    let column = Column::new(ids.iter().map(String::as_str), width);
    for (summary, id) in listed.summaries.iter().zip(&ids) {
        let date = summary.date.map_or("-".into(), |date| date.to_string());
        let language = summary.language.as_ref();
        let language = language.map_or("-".into(), |known| known.tag.to_string());
        writeln!(
            out,
            "{STRONG}{}{STRONG:#}  {date:<10}  {language:<5}  {}  {:>5} {:<5}  {FAINT}{}{FAINT:#}",
            column.pad(id),
            clock_or_dashes(summary.duration_ms),
            summary.turns,
            plural(summary.turns, "turn"),
            names(summary, &listed.names, column, width),
        )?;
    }
    Ok(())
}

fn names(
    summary: &TranscriptSummary,
    given: &SpeakerNames,
    column: Column,
    width: usize,
) -> String {
    let speakers = &summary.speakers;
    let shown = &speakers[..speakers.len().min(MOST_NAMES)];
    let names = shown.iter().map(|label| {
        let name = given.name_of(&summary.id, label);
        let called = column.shorten(&speaker(Some(label), name.as_deref()));
        isolate(&called, width)
    });
    let mut line = names.collect::<Vec<_>>().join(", ");
    if speakers.len() > shown.len() {
        line.push_str(&format!(", and {} more", speakers.len() - shown.len()));
    }
    line
}
