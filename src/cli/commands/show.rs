//! `whosaid show`: prints a transcript, or the part around a time, with its chapters as headings.

use std::collections::HashSet;
use std::io::{self, Write};

use clap::Args;

use crate::api::TranscriptDetail;
use crate::cli::exit_code::{Code, Failure};
use crate::cli::output::console::{FAINT, NAME, STRONG};
use crate::cli::output::escape::escape;
use crate::cli::output::text::{clock_or_dashes, speaker, wrap};
use crate::cli::session::Session;
use crate::engine::{Catalogue, Moment, Segment, SegmentError, Whole};
use crate::feed::{Chapter, chapter_at};
use crate::names::{Names, meant};
use crate::store::TranscriptSummary;
use crate::time::{clock, parse_time};
use crate::transcript::Turn;

/// Prints a transcript, or the part around a time
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The transcript's id
    #[arg(value_name = "ID")]
    id: String,
    /// Only the minute before and after this time; seconds do as well
    #[arg(long, value_name = "HH:MM:SS", value_parser = time)]
    at: Option<u64>,
    /// Only what this speaker said: a name, or a word of one; may be repeated
    #[arg(long, value_name = "NAME")]
    speaker: Vec<String>,
}

fn time(text: &str) -> Result<u64, String> {
    parse_time(text)
        .ok_or_else(|| "expected a time such as 00:12:30, or seconds such as 750".into())
}

pub(crate) fn run(args: ShowArgs, session: &Session) -> Result<Code, Failure> {
    let catalogue = session.catalogue()?;
    let mut shown = match args.at {
        Some(at_ms) => catalogue
            .segment(&Moment::around(args.id.clone(), at_ms))?
            .into(),
        None => whole(&catalogue, &args.id)?,
    };
    if !args.speaker.is_empty() {
        let labels = labels_of(&shown.summary, &args.speaker, &shown.names)?;
        let is_by = |turn: &Turn| labels.contains(turn.speaker.as_deref().unwrap_or_default());
        shown.turns.retain(is_by);
    }
    let (summary, names, chapters) = (&shown.summary, &shown.names, &shown.chapters);
    let detail = || TranscriptDetail::new(summary, names, chapters, shown.turns.iter());
    let is_whole = args.at.is_none() && args.speaker.is_empty();
    let console = session.console();
    console.print(detail, |out| {
        print_transcript(out, &shown, is_whole, console.width())
    })?;
    Ok(Code::found(shown.turns.len()))
}

fn print_transcript(
    out: &mut dyn Write,
    shown: &Shown,
    is_whole: bool,
    width: usize,
) -> io::Result<()> {
    let summary = &shown.summary;
    let length = clock_or_dashes(summary.duration_ms);
    writeln!(
        out,
        "{STRONG}{}{STRONG:#}  {FAINT}{length}{FAINT:#}",
        escape(&summary.title)
    )?;
    if let Some(url) = summary.media.link(None) {
        writeln!(out, "{FAINT}{}{FAINT:#}", escape(&url))?;
    }
    let mut headings = Headings {
        left: &shown.chapters,
        is_whole,
    };
    for turn in &shown.turns {
        headings.print_before(turn, out)?;
        print_turn(out, turn, shown, width)?;
    }
    headings.print_rest(out)
}

fn print_turn(out: &mut dyn Write, turn: &Turn, shown: &Shown, width: usize) -> io::Result<()> {
    let label = turn.speaker.as_deref();
    let name = label.and_then(|label| shown.names.name_of(&shown.summary.id, label));
    let who = speaker(label, name.as_deref());
    let when = clock_or_dashes(turn.span.map(|span| span.start_ms));
    let lines = wrap(&format!("{who}: {}", escape(&turn.text)), width, 10);
    for (place, line) in lines.iter().enumerate() {
        match line.strip_prefix(&who) {
            Some(rest) if place == 0 => {
                writeln!(out, "{FAINT}{when}{FAINT:#}  {NAME}{who}{NAME:#}{rest}")?;
            }
            _ => writeln!(out, "{:10}{line}", "")?,
        }
    }
    Ok(())
}

/// Chapters that have no heading yet.
struct Headings<'a> {
    left: &'a [Chapter],
    /// Whether all turns are shown, and so all chapters are; of a part, only those that it is in.
    is_whole: bool,
}

impl Headings<'_> {
    /// Prints the chapters that began by the turn; of a part, only the one that the turn is in.
    fn print_before(&mut self, turn: &Turn, out: &mut dyn Write) -> io::Result<()> {
        let Some(span) = turn.span else {
            return Ok(());
        };
        let begun = self
            .left
            .partition_point(|chapter| chapter.start_ms <= span.start_ms);
        let (begun, left) = self.left.split_at(begun);
        self.left = left;
        if self.is_whole {
            return begun.iter().try_for_each(|chapter| print(chapter, out));
        }
        chapter_at(begun, span.start_ms).map_or(Ok(()), |chapter| print(chapter, out))
    }

    /// Prints the chapters after the last turn with a time, where the whole transcript is shown.
    fn print_rest(self, out: &mut dyn Write) -> io::Result<()> {
        let rest = if self.is_whole { self.left } else { &[] };
        rest.iter().try_for_each(|chapter| print(chapter, out))
    }
}

fn print(chapter: &Chapter, out: &mut dyn Write) -> io::Result<()> {
    let (when, title) = (clock(chapter.start_ms), escape(&chapter.title));
    writeln!(out, "{FAINT}{when}{FAINT:#}  {STRONG}## {title}{STRONG:#}")
}

/// Returns the labels of the speakers that are asked for.
///
/// # Errors
/// A speaker whom the transcript does not have.
fn labels_of<'a>(
    summary: &'a TranscriptSummary,
    asked: &[String],
    names: &Names,
) -> Result<HashSet<&'a str>, Failure> {
    let labels = summary.speakers.iter();
    let called: Vec<Vec<&str>> = labels
        .map(|label| names.path_of(&summary.id, label))
        .collect();
    let mut found = HashSet::new();
    for asked in asked {
        let places = meant(asked, &called);
        if places.is_empty() {
            return Err(nobody_called(asked, summary, names));
        }
        found.extend(places.into_iter().map(|place| &*summary.speakers[place]));
    }
    Ok(found)
}

fn nobody_called(nobody: &str, summary: &TranscriptSummary, names: &Names) -> Failure {
    let speakers = summary.speakers.iter().map(|label| {
        let name = names.name_of(&summary.id, label);
        speaker(Some(label), name.as_deref())
    });
    let there = match &speakers.collect::<Vec<_>>()[..] {
        [] => "its file names no speakers".to_owned(),
        speakers => format!("there is {}", speakers.join(", ")),
    };
    Failure::usage(format!(
        "no speaker of {} is called “{nobody}”; {there}",
        summary.id
    ))
}

/// A transcript or a part of it.
struct Shown {
    summary: TranscriptSummary,
    names: Names,
    chapters: Vec<Chapter>,
    turns: Vec<Turn>,
}

impl From<Segment> for Shown {
    fn from(segment: Segment) -> Self {
        Self {
            summary: segment.summary,
            names: segment.names,
            chapters: segment.chapters,
            turns: segment.turns,
        }
    }
}

impl From<Whole> for Shown {
    fn from(whole: Whole) -> Self {
        Self {
            summary: whole.summary,
            names: whole.names,
            chapters: whole.chapters,
            turns: whole.transcript.turns,
        }
    }
}

fn whole(catalogue: &Catalogue, id: &str) -> Result<Shown, Failure> {
    match catalogue.whole(id)? {
        Some(whole) => Ok(whole.into()),
        None => Err(no_transcript(id, &catalogue.similar_ids(id)?)),
    }
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
