//! `whosaid show`: a transcript, or the part around a time.

use std::io::Write;

use clap::Args;

use crate::names::Names;
use crate::time::parse_clock;
use crate::transcript::{Transcript, Turn};
use crate::wire::TranscriptDetail;

use super::console::{FAINT, NAME, STRONG};
use super::escape::escape;
use super::exit_code::{Code, Failure};
use super::passages::{clock_or_dashes, speaker, wrap};
use super::session::{Missing, Session};

/// How much is shown before and after a time, in milliseconds.
const AROUND_MS: u64 = 60_000;

/// Prints a transcript, or the part around a time
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The transcript's id
    #[arg(value_name = "ID")]
    id: String,
    /// Only the minute before and after this time
    #[arg(long, value_name = "HH:MM:SS", value_parser = time)]
    at: Option<u64>,
    /// Only what this speaker said; may be repeated
    #[arg(long, value_name = "NAME")]
    speaker: Vec<String>,
}

fn time(text: &str) -> Result<u64, String> {
    parse_clock(text).ok_or_else(|| "expected a time such as 00:12:30 or 12:30".into())
}

pub(super) fn run(args: ShowArgs, session: &Session) -> Result<Code, Failure> {
    let catalogue = session.catalogue(Missing::Refuse)?;
    let found = (
        catalogue.summary(&args.id)?,
        catalogue.transcript(&args.id)?,
    );
    let (Some(summary), Some(transcript)) = found else {
        let similar = match &catalogue.similar_ids(&args.id)?[..] {
            [] => "`whosaid list` shows what there is".into(),
            ids => format!("there is {}", ids.join(", ")),
        };
        return Err(Failure::usage(format!(
            "there is no transcript {}; {similar}",
            args.id
        )));
    };
    let names = catalogue.names()?;
    let turns = selected(&transcript, &args, &names);
    let console = session.console();
    if console.is_json() {
        console.print_json(&TranscriptDetail::new(
            &summary,
            &names,
            turns.iter().copied(),
        ))?;
    } else {
        let mut out = console.out();
        writeln!(
            out,
            "{STRONG}{}{STRONG:#}  {FAINT}{}{FAINT:#}",
            escape(&transcript.title),
            clock_or_dashes(summary.duration_ms)
        )?;
        if let Some(url) = summary.media.link(None) {
            writeln!(out, "{FAINT}{}{FAINT:#}", escape(&url))?;
        }
        for turn in &turns {
            let label = turn.speaker.as_deref();
            let name = label.and_then(|label| names.name_of(&args.id, label));
            let label = speaker(label, name.as_deref());
            let text = format!("{label}: {}", escape(&turn.text));
            for (place, line) in wrap(&text, console.width(), 10).iter().enumerate() {
                match line.strip_prefix(&label) {
                    Some(rest) if place == 0 => writeln!(
                        out,
                        "{FAINT}{}{FAINT:#}  {NAME}{label}{NAME:#}{rest}",
                        clock_or_dashes(turn.span.map(|span| span.start_ms))
                    )?,
                    _ => writeln!(out, "{:10}{line}", "")?,
                }
            }
        }
    }
    Ok(if turns.is_empty() {
        Code::NothingFound
    } else {
        Code::Answered
    })
}

fn selected<'a>(transcript: &'a Transcript, args: &ShowArgs, names: &Names) -> Vec<&'a Turn> {
    let near = |turn: &Turn| {
        args.at.is_none_or(|at| {
            turn.span.is_some_and(|span| {
                span.start_ms <= at.saturating_add(AROUND_MS) && span.end_ms + AROUND_MS >= at
            })
        })
    };
    let by = |turn: &Turn| {
        let label = turn.speaker.as_deref().unwrap_or_default();
        let called = names.path_of(&args.id, label);
        let is_called = |asked: &String| {
            let asked = asked.to_lowercase();
            called.iter().any(|name| name.to_lowercase() == asked)
        };
        args.speaker.is_empty() || args.speaker.iter().any(is_called)
    };
    transcript
        .turns
        .iter()
        .filter(|turn| near(turn) && by(turn))
        .collect()
}
