//! `whosaid eval`: answers measured on labelled questions.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::engine::{Engine, Timings};
use crate::eval::{Figures, Report};

use super::console::{Console, FAINT, STRONG};
use super::escape::escape;
use super::exit_code::{Code, Failure};
use super::inputs::expand;
use super::session::{Missing, Session};

const TEMPLATE: &str = "{msg:12} {bar:30} {pos}/{len}  {eta} left";

/// Measures answers on labelled questions, in a throw-away store unless --store is given
#[derive(Debug, Args)]
pub(super) struct EvalArgs {
    /// Labelled questions, one JSON object a line
    #[arg(value_name = "QUESTIONS.jsonl")]
    questions: PathBuf,
    /// The folder with the transcripts that the questions name
    #[arg(long, value_name = "DIR")]
    transcripts: PathBuf,
}

pub(super) fn run(args: EvalArgs, session: &Session) -> Result<Code, Failure> {
    let path = args.questions.display();
    let text = std::fs::read_to_string(&args.questions)
        .map_err(|error| Failure::input(format!("{path}: {error}")))?;
    let questions =
        crate::eval::read(&text).map_err(|error| Failure::input(format!("{path}: {error}")))?;
    let throw_away = tempfile::tempdir()?;
    let store = match session.typed_store() {
        Some(path) => path.to_owned(),
        None => throw_away.path().join("eval.db"),
    };
    let engine = session.engine_at(&store, Missing::Make, &mut Timings::default())?;
    let console = session.console();
    read_transcripts(&engine, &args.transcripts, console)?;
    let bar = console
        .progress(questions.len() as u64, TEMPLATE)
        .with_message("asking");
    let report =
        crate::eval::run(&engine, &questions, &mut || bar.inc(1)).map_err(Failure::input)?;
    bar.finish_and_clear();
    if console.is_json() {
        console.print_json(&report)?;
    } else {
        print(console, &report)?;
    }
    Ok(Code::Answered)
}

fn read_transcripts(engine: &Engine, folder: &PathBuf, console: &Console) -> Result<(), Failure> {
    let inputs = expand(std::slice::from_ref(folder))?;
    let bar = console
        .progress(inputs.len() as u64, TEMPLATE)
        .with_message("reading");
    for input in &inputs {
        input.read_into(engine)?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

fn print(console: &Console, report: &Report) -> Result<(), Failure> {
    let mut out = console.out();
    writeln!(
        out,
        "{STRONG}{:<14} {:>5}  {:>5} {:>5} {:>5} {:>5}  {:>5} {:>5} {:>5} {:>5}  {:>5}  {:>8} {:>7}{STRONG:#}",
        "",
        "asked",
        "hit@1",
        "@3",
        "@5",
        "@10",
        "rec@1",
        "@5",
        "@10",
        "@25",
        "MRR",
        "answered",
        "refused"
    )?;
    for (category, figures) in &report.by_category {
        print_row(&mut out, &escape(category), figures)?;
    }
    print_row(&mut out, "all", &report.all)?;
    writeln!(
        out,
        "{FAINT}answered: of the unanswerable; refused: of the answerable. A question takes {:.1} ms (p50), {:.1} ms (p95).{FAINT:#}",
        report.latency.p50_ms, report.latency.p95_ms
    )?;
    Ok(())
}

fn print_row(out: &mut dyn Write, name: &str, figures: &Figures) -> std::io::Result<()> {
    let share = |share: &Option<f64>| share.map_or("-".into(), |share| format!("{share:.3}"));
    write!(out, "{name:<14} {:>5} ", figures.questions)?;
    for hit in figures.hit_at.values() {
        write!(out, " {:>5}", share(hit))?;
    }
    write!(out, " ")?;
    for recall in figures.recall_at.values() {
        write!(out, " {:>5}", share(recall))?;
    }
    writeln!(
        out,
        "  {:>5}  {:>8} {:>7}",
        share(&figures.mrr),
        share(&figures.unanswerable_answered),
        share(&figures.answerable_refused)
    )
}
