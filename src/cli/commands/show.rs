//! Runs `whosaid show`, which prints a transcript, or the part around a time, with its chapters as
//! headings.

use std::collections::HashSet;
use std::io::{self, Write};

use clap::Args;

use crate::api::{ChapterInfo, TranscriptDetail, TurnInfo};
use crate::cli::exit_code::{Code, Failure};
use crate::cli::output::console::{FAINT, NAME, STRONG};
use crate::cli::output::text::{escape, isolate, speaker, wrap};
use crate::cli::session::Session;
use crate::engine::{ExcerptError, ExcerptRequest};
use crate::language::Language;
use crate::remedy::Remedy;
use crate::speakers::{SpeakerNames, meant};
use crate::store::TranscriptSummary;
use crate::time::parse_time;
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
    let whole = match args.at {
        None => catalogue.library().full_transcript(&args.id)?,
        Some(_) => None,
    };
    let mut shown = match whole {
        Some(whole) => whole,
        None => {
            let moment = ExcerptRequest::around(args.id, args.at.unwrap_or_default());
            catalogue.library().excerpt(&moment)?.part
        }
    };
    if !args.speaker.is_empty() {
        let labels = labels_of(&shown.summary, &args.speaker, &shown.names)?;
        let is_by = |turn: &Turn| labels.contains(turn.speaker.as_deref().unwrap_or_default());
        shown.turns.retain(is_by);
    }
    let detail = TranscriptDetail::new(&shown);
    let headings = Headings {
        left: &detail.chapters,
        is_whole: args.at.is_none() && args.speaker.is_empty(),
    };
    let console = session.console();
    console.print(
        || &detail,
        |out| print_transcript(out, &detail, headings, console.width()),
    )?;
    Ok(Code::found(shown.turns.len()))
}

fn print_transcript(
    out: &mut dyn Write,
    detail: &TranscriptDetail,
    mut headings: Headings<'_>,
    width: usize,
) -> io::Result<()> {
    let title = isolate(&escape(&detail.info.title), width);
    let length = time_or_dashes(&detail.info.duration);
    let language = detail
        .info
        .language
        .as_deref()
        .map_or_else(String::new, in_words);
    writeln!(
        out,
        "{STRONG}{title}{STRONG:#}  {FAINT}{length}{language}{FAINT:#}"
    )?;
    if let Some(url) = &detail.info.media_url {
        writeln!(out, "{FAINT}{}{FAINT:#}", escape(url))?;
    }
    for turn in &detail.turns_text {
        headings.print_before(turn, out)?;
        print_turn(out, turn, width)?;
    }
    headings.print_rest(out)
}

/// Returns the language of a tag behind a comma: `, German (de-AT)`.
fn in_words(tag: &str) -> String {
    let language = tag.parse::<Language>();
    let name = language.as_ref().map_or(tag, Language::english_name);
    format!(", {name} ({tag})")
}

fn print_turn(out: &mut dyn Write, turn: &TurnInfo, width: usize) -> io::Result<()> {
    let who = speaker(turn.speaker_label.as_deref(), turn.speaker.as_deref());
    let when = time_or_dashes(&turn.times.start);
    let lines = wrap(&format!("{who}: {}", escape(&turn.text)), width, 10);
    for (place, line) in lines.iter().enumerate() {
        match line.strip_prefix(&who) {
            Some(rest) if place == 0 => {
                // The colon and the space belong to the name.
                let (colon, words) = rest.split_at(rest.len().min(2));
                let (who, words) = (isolate(&who, width), isolate(words, width));
                writeln!(
                    out,
                    "{FAINT}{when}{FAINT:#}  {NAME}{who}{NAME:#}{colon}{words}"
                )?;
            }
            _ => writeln!(out, "{:10}{}", "", isolate(line, width))?,
        }
    }
    Ok(())
}

fn time_or_dashes(time: &Option<String>) -> &str {
    time.as_deref().unwrap_or("--:--:--")
}

/// The chapters whose headings are not printed yet.
struct Headings<'a> {
    left: &'a [ChapterInfo],
    /// Whether the whole transcript is shown, and so every chapter. Otherwise only the chapters of
    /// the turns shown are.
    is_whole: bool,
}

impl Headings<'_> {
    /// Prints the chapters that begin before or with the turn; where a part is shown, only the
    /// chapter that the turn is in.
    fn print_before(&mut self, turn: &TurnInfo, out: &mut dyn Write) -> io::Result<()> {
        let Some(start_s) = turn.times.start_s else {
            return Ok(());
        };
        let begun = self.left.partition_point(|next| next.start_s <= start_s);
        let (begun, left) = self.left.split_at(begun);
        self.left = left;
        let before = if self.is_whole {
            0
        } else {
            begun.len().saturating_sub(1)
        };
        begun[before..]
            .iter()
            .try_for_each(|chapter| print(chapter, out))
    }

    /// Prints the chapters after the last turn with a time, where the whole transcript is shown.
    fn print_rest(self, out: &mut dyn Write) -> io::Result<()> {
        let rest = if self.is_whole { self.left } else { &[] };
        rest.iter().try_for_each(|chapter| print(chapter, out))
    }
}

fn print(chapter: &ChapterInfo, out: &mut dyn Write) -> io::Result<()> {
    let (when, title) = (&chapter.start, escape(&chapter.title));
    writeln!(out, "{FAINT}{when}{FAINT:#}  {STRONG}## {title}{STRONG:#}")
}

/// Returns the labels of the speakers that are asked for.
///
/// # Errors
/// A speaker whom the transcript does not have.
fn labels_of<'a>(
    summary: &'a TranscriptSummary,
    asked: &[String],
    names: &SpeakerNames,
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

fn nobody_called(nobody: &str, summary: &TranscriptSummary, names: &SpeakerNames) -> Failure {
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

impl From<ExcerptError> for Failure {
    fn from(error: ExcerptError) -> Self {
        match error {
            ExcerptError::NoSuchTranscript { ref similar, .. } if similar.is_empty() => {
                let remedy = Remedy::ListTranscripts;
                Failure::new(Code::Usage, error).with_remedy(Some(remedy))
            }
            ExcerptError::NoSuchTranscript { asked, similar } => Failure::usage(format!(
                "there is no transcript {asked}; there is {}",
                similar.join(", ")
            )),
            ExcerptError::Read(error) => error.into(),
            error => Failure::new(Code::NothingFound, error),
        }
    }
}
