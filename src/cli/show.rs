//! `whosaid show`: a transcript, or the part around a time, with its chapters as headings.

use std::collections::HashSet;
use std::io::{self, Write};

use clap::Args;

use crate::api::TranscriptDetail;
use crate::engine::{Catalogue, Moment, Segment, SegmentError, Whole};
use crate::feed::{Chapter, chapter_at};
use crate::names::{Names, meant};
use crate::store::TranscriptSummary;
use crate::time::{clock, parse_time};
use crate::transcript::Turn;

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
    /// Only what this speaker said: a name, or a word of one; may be repeated
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
        chapters,
        turns,
    } = match args.at {
        Some(at_ms) => catalogue
            .segment(&Moment::around(args.id.clone(), at_ms))?
            .into(),
        None => whole(&catalogue, &args.id)?,
    };
    let speakers = labels_of(&summary, &args.speaker, &names)?;
    let is_by = |turn: &&Turn| speakers.contains(turn.speaker.as_deref().unwrap_or_default());
    let turns = turns.iter();
    let turns: Vec<&Turn> = turns
        .filter(|turn| args.speaker.is_empty() || is_by(turn))
        .collect();
    let console = session.console();
    if console.is_json() {
        let turns = turns.iter().copied();
        console.print_json(&TranscriptDetail::new(&summary, &names, &chapters, turns))?;
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
        let mut headings = Headings::of(&chapters, &args);
        for turn in &turns {
            headings.print_before(turn, &mut out)?;
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
        headings.print_rest(&mut out)?;
    }
    Ok(if turns.is_empty() {
        Code::NothingFound
    } else {
        Code::Answered
    })
}

/// Chapters that have no heading yet.
struct Headings<'a> {
    left: &'a [Chapter],
    /// Whether all turns are shown, and so all chapters are; of a part, only those that it is in.
    whole: bool,
}

impl<'a> Headings<'a> {
    fn of(chapters: &'a [Chapter], args: &ShowArgs) -> Self {
        Self {
            left: chapters,
            whole: args.at.is_none() && args.speaker.is_empty(),
        }
    }

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
        if self.whole {
            return begun.iter().try_for_each(|chapter| print(chapter, out));
        }
        chapter_at(begun, span.start_ms).map_or(Ok(()), |chapter| print(chapter, out))
    }

    /// Prints the chapters after the last turn with a time, where the whole transcript is shown.
    fn print_rest(self, out: &mut dyn Write) -> io::Result<()> {
        let rest = if self.whole { self.left } else { &[] };
        rest.iter().try_for_each(|chapter| print(chapter, out))
    }
}

fn print(chapter: &Chapter, out: &mut dyn Write) -> io::Result<()> {
    let (when, title) = (clock(chapter.start_ms), escape(&chapter.title));
    writeln!(out, "{FAINT}{when}{FAINT:#}  {STRONG}## {title}{STRONG:#}")
}

/// Returns the labels of the speakers that are asked for. Refuses one whom the transcript does not
/// have.
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
