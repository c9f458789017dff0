//! Runs `whosaid export`, which writes hits as a file for another program.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::answer::{Outcome, RankedPassage};
use crate::cli::exit_code::{Code, Failure};
use crate::cli::input::choice::one_of;
use crate::cli::input::question::{QuestionArgs, kind};
use crate::cli::output::answer::interpretation_in_words;
use crate::cli::output::console::Console;
use crate::cli::output::file::{Overwrite, write_whole};
use crate::cli::output::remedy::reason_in_words;
use crate::cli::output::text::counted;
use crate::cli::output::undated::note_undated;
use crate::cli::session::Session;
use crate::engine::{Engine, Interpretation, Question, ReaderUse};
use crate::export::{ExportFormat, ExportHit, Exported, export};
use crate::question::QuestionKind;

/// Writes what was found as subtitles, Markdown or a table
///
/// The times of subtitles and clips are those of the recording; of Markdown and CSV, those of the
/// transcript.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The question; quotes around it are not needed
    #[arg(required = true, value_name = "QUESTION")]
    question: Vec<String>,
    /// What to write: SubRip, WebVTT, Markdown quotations, CSV, or what to cut out of which
    /// recording (start, end, transcript, address, title, separated by tabs)
    #[arg(long = "as", value_name = "FORMAT", value_parser = one_of(ExportFormat::ALL, ExportFormat::name))]
    format: ExportFormat,
    /// The file, written whole or not at all [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace FILE if it is there
    #[arg(long, requires = "out")]
    force: bool,
    /// Write the nearest passages, even if they answer nothing
    #[arg(long = "search")]
    nearest: bool,
    /// Write only the sentences that answer, as `ask` quotes them, and not their passages
    #[arg(long, conflicts_with_all = ["nearest", "k"])]
    quotes: bool,
    /// The kind of question, instead of the one read from it
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<QuestionKind>,
    #[command(flatten)]
    search: QuestionArgs,
}

/// What `--json` says of a file.
#[derive(Serialize)]
struct ExportedFile<'a> {
    out: &'a Path,
    hits: usize,
    without_times: usize,
    /// The ids of the passages left out, best first.
    left_out: &'a [String],
}

pub(crate) fn run(args: ExportArgs, session: &Session) -> Result<Code, Failure> {
    let console = session.console();
    if console.is_json() && args.out.is_none() {
        return Err(Failure::usage(
            "with --json the hits need a file of their own; name it with --out FILE",
        ));
    }
    let question = args
        .search
        .question(&args.question, args.kind, ReaderUse::Off)?;
    let engine = session.engine(ReaderUse::Off)?;
    let (hits, interpretation) = find(&args, &engine, &question)?;
    for line in interpretation_in_words(&interpretation) {
        console.note(&line);
    }
    let hits = match hits {
        Ok(hits) => hits,
        Err(reason) => {
            console.note(&reason);
            let days = (question.filter.from, question.filter.to);
            note_undated(days, engine.catalogue(), console)?;
            return Ok(Code::NothingFound);
        }
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
            write_whole(out, &exported.text, Overwrite::with_force(args.force))?;
            report(console, out, &exported)?;
        }
        None => console.print_text(&exported.text)?,
    }
    // The best hit was left out, so the file begins with a worse one.
    let best = hits.first().map(|hit| &hit.hit.passage_id);
    if best == exported.left_out.first() {
        return Ok(Code::Input);
    }
    Ok(Code::Answered)
}

fn report(console: &Console, out: &Path, exported: &Exported) -> std::io::Result<()> {
    let report = || ExportedFile {
        out,
        hits: exported.written,
        without_times: exported.left_out.len(),
        left_out: &exported.left_out,
    };
    console.print(report, |_| {
        let written = counted(exported.written, "hit");
        console.note(&format!("{}: {written}", out.display()));
        Ok(())
    })
}

/// Returns the hits to write, or the reason why there are none, and the interpretation of the
/// question.
fn find(
    args: &ExportArgs,
    engine: &Engine,
    question: &Question,
) -> Result<(Result<Vec<ExportHit>, String>, Interpretation), Failure> {
    let all = |passages: &[RankedPassage]| {
        let passages = passages.iter();
        passages.map(|one| ExportHit::new(question, one)).collect()
    };
    if args.nearest {
        let outcome = engine.search(question)?;
        let hits = match &outcome.reason {
            Some(reason) => Err(format!("not found: {}", reason_in_words(reason))),
            None => Ok(all(&outcome.passages)),
        };
        return Ok((hits, outcome.interpretation));
    }
    let outcome = engine.ask(question)?;
    let passages = &outcome.answer.passages;
    let hits = match &outcome.answer.outcome {
        Outcome::Quotes(quotes) if args.quotes => {
            let quotes = quotes.iter();
            let hits = quotes.map(|quote| ExportHit::quoted(question, quote, passages));
            Ok(hits.collect())
        }
        Outcome::Quotes(_) => Ok(all(passages)),
        Outcome::NotFound(reason) => Err(format!(
            "not found: {}; --search writes the nearest passages all the same",
            reason_in_words(reason)
        )),
    };
    Ok((hits, outcome.interpretation))
}

/// Returns notes on what the file does not say.
fn notes(exported: &Exported, format: ExportFormat) -> Vec<String> {
    let mut notes = Vec::new();
    if !exported.left_out.is_empty() {
        notes.push(format!(
            "left out {} whose transcripts give no times, best first: {}",
            counted(exported.left_out.len(), "hit"),
            exported.left_out.join(", ")
        ));
    }
    let one_clock = matches!(format, ExportFormat::Srt | ExportFormat::WebVtt);
    if one_clock && exported.recordings > 1 {
        notes.push(format!(
            "the hits are from {} recordings, each with its own clock; --transcript ID keeps to one",
            exported.recordings
        ));
    }
    notes
}
