//! `whosaid export`: hits as a file for another program.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde::Serialize;

use super::ask::{LookupArgs, interpretation, kind};
use super::console::Console;
use super::day::tell_undated;
use super::exit_code::{Code, Failure};
use super::files::{Former, write_whole};
use super::index::counted;
use super::session::{Missing, Session};
use crate::answer::{Outcome, Passage, Reason};
use crate::engine::{Engine, Interpretation, Question, Timings};
use crate::export::{ExportFormat, ExportHit, Exported, export};
use crate::question::Kind;

/// Writes what was found as subtitles, Markdown or a table
///
/// The times of subtitles and clips are those of the recording; of Markdown and CSV, those of the
/// transcript.
#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// The question; quotes around it are not needed
    #[arg(required = true, value_name = "QUESTION")]
    question: Vec<String>,
    /// What to write: SubRip, WebVTT, Markdown quotations, CSV, or what to cut out of which
    /// recording (start, end, transcript, address, title, separated by tabs)
    #[arg(long = "as", value_name = "FORMAT", value_parser = formats())]
    format: ExportFormat,
    /// The file, written whole or not at all [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace FILE if it is there
    #[arg(long, requires = "out")]
    force: bool,
    /// Write the nearest passages, whether or not they answer anything
    #[arg(long)]
    search: bool,
    /// Write only the sentences that answer, as `ask` quotes them, and not their passages
    #[arg(long, conflicts_with_all = ["search", "k"])]
    quotes: bool,
    /// What is asked for, in place of what is read in the question
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<Kind>,
    #[command(flatten)]
    lookup: LookupArgs,
}

fn formats() -> impl TypedValueParser<Value = ExportFormat> {
    let names = PossibleValuesParser::new(ExportFormat::NAMES);
    names.try_map(|name| ExportFormat::from_name(&name).ok_or("no such format"))
}

/// What `--json` says of a file.
#[derive(Serialize)]
struct Report<'a> {
    out: &'a Path,
    hits: usize,
    without_times: usize,
    /// The passages that these are, best first.
    left_out: &'a [String],
}

pub(super) fn run(args: ExportArgs, session: &Session) -> Result<Code, Failure> {
    let console = session.console();
    if console.is_json() && args.out.is_none() {
        return Err(Failure::usage(
            "with --json the file needs a place of its own: give it --out FILE",
        ));
    }
    let question = args.lookup.into_question(&args.question, args.kind);
    question.check().map_err(Failure::usage)?;
    let engine = session.engine(Missing::Refuse, &mut Timings::default())?;
    let found = if args.search {
        Found::of_search(&engine, &question)?
    } else if args.quotes {
        Found::of_quotes(&engine, &question)?
    } else {
        Found::of_answer(&engine, &question)?
    };
    for line in interpretation(&found.interpretation) {
        console.note(&line);
    }
    let Ok(hits) = found.hits.map_err(|reason| console.note(&reason)) else {
        let days = (question.filter.from, question.filter.to);
        tell_undated(days, engine.catalogue(), console)?;
        return Ok(Code::NothingFound);
    };
    let exported = export(&hits, &question.text, args.format);
    for note in notes(&exported, args.format) {
        console.note(&note);
    }
    if exported.written == 0 {
        return Ok(match exported.left_out[..] {
            [] => Code::NothingFound,
            _ => Code::Input,
        });
    }
    match &args.out {
        Some(out) => {
            let former = if args.force {
                Former::Replaced
            } else {
                Former::Kept
            };
            write_whole(out, &exported.text, former)?;
            report(console, out, &exported)?;
        }
        None => console.print_text(&exported.text)?,
    }
    // What is written begins with something worse than what was found.
    let best = hits.first().map(|hit| &hit.hit.passage_id);
    if best == exported.left_out.first() {
        return Ok(Code::Input);
    }
    Ok(Code::Answered)
}

fn report(console: &Console, out: &Path, exported: &Exported) -> Result<(), Failure> {
    if console.is_json() {
        console.print_json(&Report {
            out,
            hits: exported.written,
            without_times: exported.without_times,
            left_out: &exported.left_out,
        })?;
    } else {
        let written = counted(exported.written, "hit");
        console.note(&format!("{}: {written}", out.display()));
    }
    Ok(())
}

/// What there is to write, or why there is nothing.
struct Found {
    hits: Result<Vec<ExportHit>, String>,
    interpretation: Interpretation,
}

impl Found {
    fn of_search(engine: &Engine, question: &Question) -> Result<Self, Failure> {
        let outcome = engine.search(question)?;
        let hits = match outcome.reason {
            Some(reason) => Err(format!("not found: {reason}")),
            None => Ok(hits_of(question, &outcome.passages)),
        };
        Ok(Self {
            hits,
            interpretation: outcome.interpretation,
        })
    }

    fn of_answer(engine: &Engine, question: &Question) -> Result<Self, Failure> {
        let outcome = engine.ask(question)?;
        let hits = match outcome.answer.outcome {
            Outcome::Quotes(_) => Ok(hits_of(question, &outcome.answer.passages)),
            Outcome::NotFound(reason) => Err(not_found(&reason)),
        };
        Ok(Self {
            hits,
            interpretation: outcome.interpretation,
        })
    }

    fn of_quotes(engine: &Engine, question: &Question) -> Result<Self, Failure> {
        let outcome = engine.ask(question)?;
        let passages = &outcome.answer.passages;
        let hits = match &outcome.answer.outcome {
            Outcome::Quotes(quotes) => Ok(quotes
                .iter()
                .filter_map(|quote| ExportHit::quoted(question, quote, passages))
                .collect()),
            Outcome::NotFound(reason) => Err(not_found(reason)),
        };
        Ok(Self {
            hits,
            interpretation: outcome.interpretation,
        })
    }
}

fn hits_of(question: &Question, passages: &[Passage]) -> Vec<ExportHit> {
    let hits = passages.iter();
    hits.map(|passage| ExportHit::new(question, passage))
        .collect()
}

fn not_found(reason: &Reason) -> String {
    format!("not found: {reason}; with --search the nearest passages are written all the same")
}

/// Returns what is worth knowing of the file that does not stand in it.
fn notes(exported: &Exported, format: ExportFormat) -> Vec<String> {
    let mut notes = Vec::new();
    if exported.without_times > 0 {
        notes.push(format!(
            "{} left out, since their transcripts give no times, best first: {}",
            counted(exported.without_times, "hit"),
            exported.left_out.join(", ")
        ));
    }
    let one_clock = matches!(format, ExportFormat::Srt | ExportFormat::WebVtt);
    if one_clock && exported.recordings > 1 {
        notes.push(format!(
            "the hits are of {} recordings, each with a clock of its own; --transcript ID keeps to one",
            exported.recordings
        ));
    }
    notes
}
