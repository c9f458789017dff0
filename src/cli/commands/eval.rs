//! Runs `whosaid eval`, which measures answers on labelled questions.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::input::paths::expand;
use crate::cli::output::console::{Console, FAINT, STRONG};
use crate::cli::output::text::{counted, escape};
use crate::cli::session::Session;
use crate::engine::{Engine, Footprint, ReaderUse};
use crate::eval::{Figures, LabelledQuestion, Report};

const TEMPLATE: &str = "{msg:12} {bar:30} {pos}/{len}  {eta} left";

/// Measures answers on labelled questions, in a throw-away store unless --store is given
#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// Labelled questions, one JSON object a line
    #[arg(required = true, value_name = "QUESTIONS.jsonl")]
    questions: Vec<PathBuf>,
    /// The folder with the transcripts that the questions name, one for each file of questions
    #[arg(long, required = true, value_name = "DIR")]
    transcripts: Vec<PathBuf>,
}

/// A set that was read.
struct EvalSet {
    name: String,
    engine: Engine,
    questions: Vec<LabelledQuestion>,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Measured<'a> {
    #[serde(flatten)]
    report: &'a Report,
    footprint: Footprint,
}

pub(crate) fn run(args: EvalArgs, session: &Session) -> Result<Code, Failure> {
    if args.questions.len() != args.transcripts.len() {
        return Err(Failure::usage(format!(
            "{} of questions and {} of transcripts; each file needs its own --transcripts",
            counted(args.questions.len(), "file"),
            counted(args.transcripts.len(), "folder")
        )));
    }
    if session.typed_store().is_some() && args.questions.len() > 1 {
        return Err(Failure::usage(
            "--store takes one set of questions; leave it out to measure several",
        ));
    }
    let throw_away = tempfile::tempdir()?;
    let mut sets = Vec::new();
    for (place, (questions, folder)) in args.questions.iter().zip(&args.transcripts).enumerate() {
        let store = match session.typed_store() {
            Some(path) => path.to_owned(),
            None => throw_away.path().join(format!("eval-{place}.db")),
        };
        sets.push(read_set(session, questions, folder, &store)?);
    }
    for set in &sets {
        measure(session.console(), set)?;
    }
    Ok(Code::Answered)
}

fn read_set(
    session: &Session,
    questions: &Path,
    folder: &Path,
    store: &Path,
) -> Result<EvalSet, Failure> {
    let path = questions.display();
    let text = std::fs::read_to_string(questions)
        .map_err(|error| Failure::input(format!("{path}: {error}")))?;
    let labelled =
        crate::eval::read(&text).map_err(|error| Failure::input(format!("{path}: {error}")))?;
    let engine = session.engine_at(store, ReaderUse::On)?;
    let console = session.console();
    let mut inputs = expand(std::slice::from_ref(&folder.to_owned()), console)?;
    // Only the recordings that the questions name are indexed, not the others in the folder.
    let asked: BTreeSet<&String> = labelled.iter().map(|one| &one.transcript).collect();
    inputs.retain(|input| input.id().is_some_and(|id| asked.contains(&id)));
    let bar = console
        .progress(inputs.len() as u64, TEMPLATE)
        .with_message("reading");
    for input in &inputs {
        input.read_into(&engine, console)?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(EvalSet {
        name: path.to_string(),
        engine,
        questions: labelled,
    })
}

fn measure(console: &Console, set: &EvalSet) -> Result<(), Failure> {
    let bar = console
        .progress(set.questions.len() as u64, TEMPLATE)
        .with_message("asking");
    let report = crate::eval::run(&set.engine, &set.questions, &mut || bar.inc(1))?;
    bar.finish_and_clear();
    let footprint = set.engine.catalogue().footprint()?;
    let measured = || Measured {
        report: &report,
        footprint,
    };
    Ok(console.print(measured, |out| {
        print_report(out, &set.name, &report)?;
        print_footprint(out, &footprint)
    })?)
}

/// The columns of figures.
const COLUMNS: &str = "asked hit@1 @3 @5 @10 quote rec@1 @5 @10 @25 MRR answered likely refused";

/// How wide each column is.
const WIDTHS: [usize; 14] = [6, 7, 6, 6, 6, 7, 7, 6, 6, 6, 7, 10, 8, 9];

fn print_report(out: &mut dyn Write, name: &str, report: &Report) -> io::Result<()> {
    writeln!(out, "{STRONG}{}{STRONG:#}", escape(name))?;
    let names = row("", COLUMNS.split(' ').map(str::to_owned));
    writeln!(out, "{STRONG}{names}{STRONG:#}")?;
    for (category, figures) in &report.by_category {
        writeln!(out, "{}", row(&escape(category), cells(figures)))?;
    }
    writeln!(out, "{}", row("all", cells(&report.all)))?;
    write!(
        out,
        "{FAINT}quote: of the answerable, the first quote answers; answered, and as sure or \
         likely: of the unanswerable; \
         refused: of the answerable."
    )?;
    if let Some(quoted) = report.all.asked_quoted {
        write!(
            out,
            " Of the questions asked on tape, {quoted:.3} begin the answer with the turn that asks."
        )?;
    }
    if report.latency.p50_ms > 0.0 {
        write!(
            out,
            " A question takes {:.1} ms (p50), {:.1} ms (p95).",
            report.latency.p50_ms, report.latency.p95_ms
        )?;
    }
    writeln!(out, "{FAINT:#}")
}

fn row(name: &str, cells: impl IntoIterator<Item = String>) -> String {
    let cells = WIDTHS.iter().zip(cells);
    let cells = cells.map(|(width, cell)| format!("{cell:>width$}"));
    format!("{name:<14}{}", cells.collect::<String>())
}

fn cells(figures: &Figures) -> Vec<String> {
    let asked = [figures.questions.to_string()].into_iter();
    let found = figures
        .hit_at
        .values()
        .chain([&figures.first_quote])
        .chain(figures.recall_at.values());
    let rest = [
        &figures.mrr,
        &figures.unanswerable_answered,
        &figures.unanswerable_likely,
        &figures.answerable_refused,
    ];
    asked.chain(found.chain(rest).map(share)).collect()
}

fn print_footprint(out: &mut dyn Write, footprint: &Footprint) -> io::Result<()> {
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    writeln!(
        out,
        "{FAINT}On disk: store {:.1} MB, index {:.1} MB, of which token vectors {:.1} MB: {:.2} KB \
         for 100 words.{FAINT:#}",
        megabytes(footprint.store_bytes),
        megabytes(footprint.index_bytes),
        megabytes(footprint.token_bytes),
        footprint.token_bytes as f64 / 10.0 / footprint.words.max(1) as f64,
    )
}

fn share(share: &Option<f64>) -> String {
    share.map_or("-".into(), |share| format!("{share:.3}"))
}
