//! `whosaid index`: reads transcripts into the store; those of a feed as [`super::feed`] has it.

mod reader;

use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Instant;

use clap::Args;
use serde::Serialize;

use crate::engine::{Ingested, Timings};
use crate::store::Replaced;
use crate::transcript::{Warning, check_id};

use super::about::AboutArgs;
use super::console::{Console, STRONG};
use super::escape::escape;
use super::exit_code::{Code, Failure};
use super::feed::{self, FeedArgs};
use super::inputs::{Input, expand};
use super::interrupt::watch_for_interrupt;
use super::reading::ReadingArgs;
use super::session::{Missing, Session};
use super::watch;

pub(super) use reader::{Asked, Read, Reader};

/// Reads files, folders, patterns, standard input (`-`) and podcasts' feeds
#[derive(Debug, Args)]
pub(super) struct IndexArgs {
    /// Transcripts, folders of them, patterns, or - for standard input
    #[arg(required_unless_present = "feed", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The id of the one transcript that is read [default: its file's name]
    #[arg(long, value_name = "NAME")]
    id: Option<String>,
    #[command(flatten)]
    about: AboutArgs,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    feed: FeedArgs,
    /// Go on: read what is new or changed in folders, remove what is deleted from them, until Ctrl-C
    #[arg(long, conflicts_with_all = ONE_OR_FEED)]
    watch: bool,
}

/// What is about one transcript or a feed, which no folder is.
const ONE_OR_FEED: [&str; 7] = ["feed", "id", "title", "date", "url", "offset", "speakers"];

/// What can become of a file, or of an item of a feed.
const STATUSES: [&str; 9] = [
    "stored",
    "replaced",
    "described",
    "unchanged",
    "removed",
    "skipped",
    "withdrawn",
    "failed",
    "interrupted",
];

/// What became of one file, or of one item of a feed.
#[derive(Serialize)]
pub(super) struct Line {
    /// The file, or the address of the transcript.
    pub path: String,
    pub id: Option<String>,
    /// One of [`STATUSES`]; of one that is `described` something else is told, and its words are
    /// unchanged; one that is `withdrawn` is no longer offered by its feed, and is unchanged.
    pub status: &'static str,
    pub turns: usize,
    pub passages: usize,
    pub warnings: Vec<String>,
    pub error: Option<String>,
}

impl Line {
    pub(super) fn new(path: String, id: Option<String>) -> Self {
        Self {
            path,
            id,
            status: "unchanged",
            turns: 0,
            passages: 0,
            warnings: Vec::new(),
            error: None,
        }
    }

    /// Takes what was done.
    pub(super) fn ingested(&mut self, ingested: &Ingested) {
        let stored = match ingested {
            Ingested::Unchanged => return,
            Ingested::Described => return self.status = "described",
            Ingested::Stored(stored) => stored,
        };
        self.status = match stored.replaced {
            Replaced::Nothing => "stored",
            Replaced::Former => "replaced",
        };
        self.turns = stored.turns;
        self.passages = stored.passages;
        let told = |warning: &Warning| format!("{}:{}: {warning}", self.path, warning.place);
        self.warnings = stored.warnings.iter().map(told).collect();
    }
}

#[derive(Serialize)]
struct Summary {
    files: Vec<Line>,
    took_ms: f64,
}

pub(super) fn run(args: IndexArgs, session: &Session) -> Result<Code, Failure> {
    args.feed.check()?;
    if let Some(feed) = &args.feed.feed {
        return feed::run(feed, &args.feed, session);
    }
    let started = Instant::now();
    if args.watch {
        if args.about.is_of_one() {
            return Err(Failure::usage(
                "a --link without {url} is about one transcript, and --watch is about folders",
            ));
        }
        let asked = args.asked(session.console())?;
        return watch::run(&args.paths, asked, session);
    }
    let inputs = expand(&args.paths, session.console())?;
    check(&args, &inputs)?;
    let asked = args.asked(session.console())?;
    let interrupted = watch_for_interrupt()?;
    let mut timings = Timings::default();
    let desk = session.desk(Missing::Make, &mut timings)?;
    let mut reader = Reader::new(&desk, asked, interrupted.clone(), timings);
    reader.read_all(&inputs)?;
    let Read {
        lines,
        code,
        mut timings,
    } = reader.into_read();
    if !interrupted.load(Ordering::Relaxed) {
        timings.measure("build index", || desk.catalogue().index())?;
    }
    let summary = Summary {
        files: lines,
        took_ms: started.elapsed().as_secs_f64() * 1e3,
    };
    print(session.console(), &summary)?;
    session.report(&timings, started);
    if interrupted.load(Ordering::Relaxed) {
        return Err(Failure::interrupted().context("what was stored before stays"));
    }
    Ok(code)
}

impl IndexArgs {
    fn asked(&self, console: &Console) -> Result<Asked, Failure> {
        Ok(Asked {
            id: self.id.clone(),
            about: self.about.about(),
            options: self.reading.options(console)?,
        })
    }
}

fn check(args: &IndexArgs, inputs: &[Input]) -> Result<(), Failure> {
    let about_one = args.id.is_some() || args.about.is_of_one() || args.reading.is_of_one();
    if about_one && inputs.len() != 1 {
        return Err(Failure::usage(format!(
            "--id, --title, --date, --url, --offset, --speakers and a --link without {{url}} are about one transcript, and {} files were given",
            inputs.len()
        )));
    }
    if args.id.is_none() && inputs.iter().any(|input| input.path.is_none()) {
        return Err(Failure::usage(
            "standard input has no name; give it one with --id NAME",
        ));
    }
    if let Some(id) = &args.id {
        check_id(id).map_err(|error| Failure::usage(error).context("--id"))?;
    }
    Ok(())
}

/// The first failure's code stands for the run.
pub(super) fn worse(so_far: Code, next: Code) -> Code {
    if so_far == Code::Answered {
        next
    } else {
        so_far
    }
}

fn print(console: &Console, summary: &Summary) -> Result<(), Failure> {
    if console.is_json() {
        return Ok(console.print_json(summary)?);
    }
    print_lines(console, &summary.files, "file", summary.took_ms)
}

/// Prints a line for each, and one that counts them.
pub(super) fn print_lines(
    console: &Console,
    lines: &[Line],
    noun: &str,
    took_ms: f64,
) -> Result<(), Failure> {
    let mut out = console.out();
    for line in lines {
        print_line(&mut out, line)?;
    }
    let with = |status: &str| lines.iter().filter(|line| line.status == status).count();
    let counts: Vec<String> = STATUSES
        .iter()
        .map(|&status| (with(status), status))
        .filter(|(count, _)| *count > 0)
        .map(|(count, status)| format!("{count} {status}"))
        .collect();
    let counts = counts.join(", ");
    let separator = if counts.is_empty() { "" } else { ": " };
    let all = counted(lines.len(), noun);
    writeln!(out, "{all}{separator}{counts} in {:.1} s", took_ms / 1e3)?;
    Ok(())
}

pub(super) fn print_line(out: &mut impl Write, line: &Line) -> std::io::Result<()> {
    let name = escape(line.id.as_deref().unwrap_or(&line.path));
    match line.status {
        "stored" | "replaced" => writeln!(
            out,
            "{STRONG}{name}{STRONG:#}  {}: {}, {}",
            line.status,
            counted(line.turns, "turn"),
            counted(line.passages, "passage")
        ),
        status => writeln!(out, "{STRONG}{name}{STRONG:#}  {status}"),
    }
}

/// Returns a number with its noun in the right form.
pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {}", self::noun(count as u64, noun))
}

/// Returns a noun in the form that its number asks for.
pub(super) fn noun(count: u64, noun: &str) -> String {
    if count == 1 {
        noun.to_owned()
    } else {
        format!("{noun}s")
    }
}
