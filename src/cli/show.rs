//! `whosaid show`: a transcript, or the part around a time.

use std::io::Write;

use clap::Args;

use crate::engine::{Catalogue, Moment, Segment, SegmentError};
use crate::names::Names;
use crate::store::TranscriptSummary;
use crate::time::parse_time;
use crate::transcript::Turn;
use crate::wire::TranscriptDetail;

use super::console::{FAINT, NAME, STRONG};
use super::escape::escape;
use super::exit_code::{Code, Failure};
use super::passages::{clock_or_dashes, speaker, wrap};
use super::session::{Missing, Session};

/// Prints a transcript, or the part around a time
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The transcript's id
    #[arg(value_name = "ID")]
    id: String,
    /// Only the minute before and after this time; seconds do as well
    #[arg(long, value_name = "HH:MM:SS", value_parser = time)]
    at: Option<u64>,
    /// Only what this speaker said; may be repeated
    #[arg(long, value_name = "NAME")]
    speaker: Vec<String>,
}

fn time(text: &str) -> Result<u64, String> {
    parse_time(text)
        .ok_or_else(|| "expected a time such as 00:12:30, or seconds such as 750".into())
}

pub(super) fn run(args: ShowArgs, session: &Session) -> Result<Code, Failure> {
    let catalogue = session.catalogue(Missing::Refuse)?;
    let Shown {
        summary,
        names,
        turns,
    } = match args.at {
        Some(at_ms) => catalogue
            .segment(&Moment::around(args.id.clone(), at_ms))?
            .into(),
        None => whole(&catalogue, &args.id)?,
    };
    let turns = selected(&turns, &args, &names);
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
            escape(&summary.title),
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

/// A transcript or a part of it.
struct Shown {
    summary: TranscriptSummary,
    names: Names,
    turns: Vec<Turn>,
}

impl From<Segment> for Shown {
    fn from(segment: Segment) -> Self {
        Self {
            summary: segment.summary,
            names: segment.names,
            turns: segment.turns,
        }
    }
}

fn whole(catalogue: &Catalogue, id: &str) -> Result<Shown, Failure> {
    let (Some(summary), Some(transcript)) = (catalogue.summary(id)?, catalogue.transcript(id)?)
    else {
        return Err(no_transcript(id, &catalogue.similar_ids(id)?));
    };
    Ok(Shown {
        summary,
        names: catalogue.names()?,
        turns: transcript.turns,
    })
}

fn no_transcript(id: &str, similar: &[String]) -> Failure {
    let similar = match similar {
        [] => "`whosaid list` shows what there is".into(),
        ids => format!("there is {}", ids.join(", ")),
    };
    Failure::usage(format!("there is no transcript {id}; {similar}"))
}

impl From<SegmentError> for Failure {
    fn from(error: SegmentError) -> Self {
        match error {
            SegmentError::NoSuchTranscript { asked, similar } => no_transcript(&asked, &similar),
            SegmentError::Read(error) => error.into(),
            error => Failure::new(Code::NothingFound, error),
        }
    }
}

fn selected<'a>(turns: &'a [Turn], args: &ShowArgs, names: &Names) -> Vec<&'a Turn> {
    let by = |turn: &&Turn| {
        let label = turn.speaker.as_deref().unwrap_or_default();
        let called = names.path_of(&args.id, label);
        let is_called = |asked: &String| {
            let asked = asked.to_lowercase();
            called.iter().any(|name| name.to_lowercase() == asked)
        };
        args.speaker.is_empty() || args.speaker.iter().any(is_called)
    };
    turns.iter().filter(by).collect()
}
