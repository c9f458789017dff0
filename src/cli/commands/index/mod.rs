//! Runs `whosaid index`, which reads transcripts into the store.

mod feed;
mod indexer;
mod report;
mod watch;

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::input::file::Input;
use crate::cli::input::metadata::MetadataArgs;
use crate::cli::input::options::ParsingArgs;
use crate::cli::input::paths::expand;
use crate::cli::interrupt::watch_for_interrupt;
use crate::cli::output::console::Console;
use crate::cli::session::Session;
use crate::transcript::check_id;
use feed::FeedArgs;
use indexer::{IndexOptions, Indexer};
use report::{FileReport, print_reports};

/// Reads files, folders, patterns, standard input (`-`) and podcasts' feeds
#[derive(Debug, Args)]
pub(crate) struct IndexArgs {
    /// Transcripts, folders of them, patterns, or - for standard input
    #[arg(required_unless_present = "feed", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The id of the transcript, where only one is read [default: its file's name]
    #[arg(long, value_name = "NAME")]
    id: Option<String>,
    #[command(flatten)]
    metadata: MetadataArgs,
    #[command(flatten)]
    parsing: ParsingArgs,
    #[command(flatten)]
    feed: FeedArgs,
    /// Follow folders until Ctrl-C: read what is new or changed, remove what is deleted
    #[arg(long, conflicts_with_all = ONE_OR_FEED)]
    watch: bool,
}

/// Options of one transcript or of a feed, which no folder takes.
const ONE_OR_FEED: [&str; 7] = ["feed", "id", "title", "date", "url", "offset", "speakers"];

#[derive(Serialize)]
struct IndexSummary {
    files: Vec<FileReport>,
    took_ms: f64,
}

pub(crate) fn run(args: IndexArgs, session: &Session) -> Result<Code, Failure> {
    args.feed.check()?;
    if let Some(feed) = &args.feed.feed {
        return feed::run(feed, &args.feed, args.metadata.language(), session);
    }
    let console = session.console();
    if args.watch {
        if args.metadata.is_of_one() {
            return Err(Failure::usage(
                "--watch needs a --link with {url} in it; one without is about one transcript",
            ));
        }
        return watch::run(&args.paths, args.options(console)?, session);
    }
    let inputs = expand(&args.paths, console)?;
    check(&args, &inputs)?;
    let options = args.options(console)?;
    let stop = watch_for_interrupt()?;
    let engine = session.lazy_engine()?;
    let mut indexer = Indexer::new(&engine, options, stop.clone());
    indexer.index_all(&inputs)?;
    let built = match stop.is_set() {
        true => Ok(()),
        false => {
            let built = session.measure("build index", || engine.catalogue.index());
            built.map(drop)
        }
    };
    let summary = IndexSummary {
        files: indexer.take_reports(),
        took_ms: session.took_ms(),
    };
    console.print(
        || &summary,
        |out| print_reports(out, &summary.files, "file", summary.took_ms),
    )?;
    session.print_timings();
    built.map_err(|error| {
        Failure::from(error).context("the transcripts are kept, without an index")
    })?;
    stop.check()?;
    Ok(indexer.code)
}

impl IndexArgs {
    fn options(&self, console: &Console) -> Result<IndexOptions, Failure> {
        Ok(IndexOptions {
            id: self.id.clone(),
            about: self.metadata.metadata(),
            options: self.parsing.options(console)?,
        })
    }
}

fn check(args: &IndexArgs, inputs: &[Input]) -> Result<(), Failure> {
    let about_one = args.id.is_some() || args.metadata.is_of_one() || args.parsing.is_of_one();
    if about_one && inputs.len() != 1 {
        return Err(Failure::usage(format!(
            "--id, --title, --date, --url, --offset, --speakers and a --link without {{url}} are about \
             one transcript, and {} files were given",
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
