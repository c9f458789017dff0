//! `whosaid index --feed`: reads the transcripts that a podcast's feed offers into the store.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::Args;
use indicatif::ProgressBar;
use serde::Serialize;
use url::Url;

use crate::engine::{
    Engine, FeedFailure, Freshness, ItemError, ItemOutcome, OpenFeed, Progress, Timings, open_feed,
};
use crate::feed::{AddressPolicy, FetchConfig, Fetcher, Item, Location};
use crate::transcript::Date;

use super::console::Console;
use super::day::day;
use super::escape::escape;
use super::exit_code::{Code, Failure};
use super::index::{Line, counted, print_lines, worse};
use super::interrupt::watch_for_interrupt;
use super::session::{Missing, Session};

const TEMPLATE: &str = "{bar:30} {pos}/{len}  {msg}";

/// So many warnings about a feed are printed; JSON has them all.
const MOST_NOTES: usize = 20;

/// What is fetched of a feed
#[derive(Debug, Args)]
pub(super) struct FeedArgs {
    /// A podcast's RSS feed, an address or a file: the transcripts it offers that are new or changed
    #[arg(long, value_name = "URL|FILE", conflicts_with_all = ONE_RECORDING)]
    pub feed: Option<String>,
    /// Fetch from this machine and the local network too, if the feed leads there
    #[arg(long)]
    allow_private: bool,
    /// Only episodes of this day or later
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    since: Option<Date>,
    /// Only the newest episodes, so many of those that have a transcript
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

impl FeedArgs {
    /// Refuses what is about a feed where there is none. (Clap drops such a requirement where the
    /// feed could not be given either.)
    pub(super) fn check(&self) -> Result<(), Failure> {
        let about_feed = self.allow_private || self.since.is_some() || self.limit.is_some();
        if about_feed && self.feed.is_none() {
            return Err(Failure::usage(
                "--allow-private, --since and --limit are about a feed; give one with --feed",
            ));
        }
        Ok(())
    }
}

/// What is about files, and is told of an episode by its feed.
const ONE_RECORDING: [&str; 9] = [
    "paths", "id", "title", "date", "url", "link", "offset", "format", "encoding",
];

#[derive(Serialize)]
struct Summary {
    feed: String,
    title: Option<String>,
    /// Whether the feed itself is as it was; its transcripts are asked for all the same.
    unchanged: bool,
    items: Vec<Line>,
    /// Episodes that offer no transcript.
    without_transcript: usize,
    /// Episodes all of whose transcripts are at places that cannot be fetched; the warnings say why.
    transcripts_left_out: usize,
    /// Transcripts of episodes that are not in the feed any more; they stay.
    dropped: Vec<String>,
    warnings: Vec<String>,
    took_ms: f64,
}

pub(super) fn run(feed: &str, args: &FeedArgs, session: &Session) -> Result<Code, Failure> {
    let started = Instant::now();
    let at = location(feed)?;
    let interrupted = watch_for_interrupt()?;
    let mut fetcher = fetcher(&at, args, interrupted.clone());
    let mut timings = Timings::default();
    let open = timings.measure("fetch feed", || open(&at, &mut fetcher, session))?;
    let engine = session.engine(Missing::Make, &mut timings)?;
    engine.catalogue().keep_feed(&open)?;
    let console = session.console();
    let warnings = tell_warnings(&at, &open, console);
    let items = chosen(&open.feed.items, args);
    let mut reader = Reader {
        engine: &engine,
        feed: &open,
        fetcher,
        console,
        bar: console.progress(items.len() as u64, TEMPLATE),
        interrupted,
        lines: Vec::new(),
    };
    let code = timings.measure("ingest", || reader.read_all(&items))?;
    reader.bar.finish_and_clear();
    let Reader {
        interrupted, lines, ..
    } = reader;
    if !interrupted.load(Ordering::Relaxed) {
        timings.measure("build index", || engine.catalogue().index())?;
    }
    let none = open.feed.items.iter();
    let none = none.filter(|item| item.transcripts.is_empty());
    let (without, left_out): (Vec<&Item>, Vec<&Item>) =
        none.partition(|item| item.transcripts_left_out == 0);
    let summary = Summary {
        feed: at.to_string(),
        title: open.feed.title.clone(),
        unchanged: open.freshness == Freshness::Unchanged,
        items: lines,
        without_transcript: without.len(),
        transcripts_left_out: left_out.len(),
        dropped: engine.catalogue().dropped_by(&open)?,
        warnings,
        took_ms: started.elapsed().as_secs_f64() * 1e3,
    };
    print(console, &summary)?;
    session.report(&timings, started);
    if interrupted.load(Ordering::Relaxed) {
        return Err(Failure::interrupted().context("what was stored before stays"));
    }
    Ok(code)
}

/// Returns where a feed is: what has a scheme is an address, all else a file.
fn location(feed: &str) -> Result<Location, Failure> {
    if feed.contains("://") {
        let url = Url::parse(feed)
            .map_err(|error| Failure::usage(format!("{feed}: not an address: {error}")))?;
        return match url.scheme() {
            "http" | "https" => Ok(Location::Web(url)),
            _ => Err(Failure::usage(format!(
                "{feed}: only http and https addresses are fetched; for a file give its path"
            ))),
        };
    }
    let path = Path::new(feed).canonicalize();
    let path = path.map_err(|error| Failure::input(format!("{feed}: {error}")))?;
    Ok(Location::File(path))
}

fn fetcher(at: &Location, args: &FeedArgs, interrupted: Arc<AtomicBool>) -> Fetcher {
    let config = FetchConfig {
        addresses: if args.allow_private {
            AddressPolicy::AllowPrivate
        } else {
            AddressPolicy::PublicOnly
        },
        folder: match at {
            Location::File(path) => path.parent().map(Path::to_owned),
            Location::Web(_) => None,
        },
        ..FetchConfig::default()
    };
    Fetcher::new(config, move || !interrupted.load(Ordering::Relaxed))
}

/// Opens a feed before the model is loaded, and before a store is made.
fn open(at: &Location, fetcher: &mut Fetcher, session: &Session) -> Result<OpenFeed, Failure> {
    let known = if session.store_path()?.exists() {
        session.catalogue(Missing::Refuse)?.known_feed(at)?
    } else {
        None
    };
    open_feed(at, known, fetcher).map_err(|error| match error {
        FeedFailure::Feed(_) => Failure::from(error).context(at),
        error => error.into(),
    })
}

fn tell_warnings(at: &Location, open: &OpenFeed, console: &Console) -> Vec<String> {
    let told = open.feed.warnings.iter();
    let told = told.map(|warning| format!("{at}:{}: {warning}", warning.line));
    let told: Vec<String> = told.collect();
    for warning in told.iter().take(MOST_NOTES) {
        console.note(warning);
    }
    if told.len() > MOST_NOTES {
        let more = told.len() - MOST_NOTES;
        console.note(&format!("and {more} more; --json has them all"));
    }
    told
}

/// Returns the items that are asked for, in the order of the feed; without --limit also those that
/// offer no transcript, since they may have offered one before.
fn chosen<'a>(items: &'a [Item], args: &FeedArgs) -> Vec<&'a Item> {
    let recent = |item: &&Item| args.since.is_none_or(|since| item.date >= Some(since));
    let mut chosen: Vec<(usize, &Item)> = items.iter().filter(recent).enumerate().collect();
    if let Some(limit) = args.limit {
        chosen.retain(|(_, item)| !item.transcripts.is_empty());
        chosen.sort_by_key(|(_, item)| std::cmp::Reverse(item.date));
        chosen.truncate(limit as usize);
        chosen.sort_by_key(|(place, _)| *place);
    }
    chosen.into_iter().map(|(_, item)| item).collect()
}

/// Reads items one by one and keeps the progress bar true.
struct Reader<'a> {
    engine: &'a Engine,
    feed: &'a OpenFeed,
    fetcher: Fetcher,
    console: &'a Console,
    bar: ProgressBar,
    interrupted: Arc<AtomicBool>,
    lines: Vec<Line>,
}

impl Reader<'_> {
    fn read_all(&mut self, items: &[&Item]) -> Result<Code, Failure> {
        let mut code = Code::Answered;
        for item in items {
            if self.interrupted.load(Ordering::Relaxed) {
                break;
            }
            self.bar.set_message(escape(title_of(item)));
            let outcome = self.read(item);
            code = worse(code, self.record(item, outcome)?);
            self.bar.inc(1);
        }
        Ok(code)
    }

    fn read(&mut self, item: &Item) -> Result<ItemOutcome, ItemError> {
        let interrupted = self.interrupted.clone();
        let go_on = &mut |_: Progress| !interrupted.load(Ordering::Relaxed);
        self.engine
            .ingest_item(self.feed, item, &mut self.fetcher, go_on)
    }

    /// Notes what became of an item and returns the exit code it asks for.
    fn record(
        &mut self,
        item: &Item,
        outcome: Result<ItemOutcome, ItemError>,
    ) -> Result<Code, Failure> {
        let best = item.transcripts.first();
        let best = best.map_or_else(|| item.guid.clone(), |best| best.at.to_string());
        let mut line = Line::new(best, None);
        let mut code = Code::Answered;
        match outcome {
            Ok(ItemOutcome::NoTranscript) => return Ok(code),
            Ok(ItemOutcome::Withdrawn { id }) => {
                line.id = Some(id);
                line.status = "withdrawn";
            }
            Ok(ItemOutcome::Ingested {
                id,
                from,
                ingested,
                chapters_problem,
            }) => {
                line = Line::new(from, Some(id));
                line.ingested(&ingested);
                line.warnings.extend(chapters_problem);
                self.tell(&line.warnings);
            }
            Err(error) => {
                line.id = self.engine.catalogue().id_of_item(self.feed, item)?;
                code = self.record_failure(&mut line, title_of(item), error);
            }
        }
        self.lines.push(line);
        Ok(code)
    }

    fn record_failure(&self, line: &mut Line, title: &str, error: ItemError) -> Code {
        if error.is_interruption() {
            line.status = "interrupted";
            return Code::Answered;
        }
        line.status = "failed";
        let failure = Failure::from(error);
        let kept = match line.id {
            Some(_) => "; what was stored before stays",
            None => "",
        };
        line.error = Some(failure.to_string());
        self.bar
            .suspend(|| self.console.error(&format!("{title}: {failure}{kept}")));
        failure.code()
    }

    fn tell(&self, warnings: &[String]) {
        for warning in warnings {
            self.bar.suspend(|| self.console.note(warning));
        }
    }
}

fn title_of(item: &Item) -> &str {
    item.title.as_deref().unwrap_or(&item.guid)
}

fn print(console: &Console, summary: &Summary) -> Result<(), Failure> {
    if console.is_json() {
        return Ok(console.print_json(summary)?);
    }
    print_lines(console, &summary.items, "episode", summary.took_ms)?;
    if summary.without_transcript > 0 {
        let none = counted(summary.without_transcript, "episode");
        console.note(&format!("{none} without a transcript"));
    }
    if summary.transcripts_left_out > 0 {
        let some = counted(summary.transcripts_left_out, "episode");
        console.note(&format!(
            "{some} with transcripts that were all left out, as said above"
        ));
    }
    if !summary.dropped.is_empty() {
        let dropped = counted(summary.dropped.len(), "transcript");
        console.note(&format!(
            "{dropped} of episodes that are not in the feed any more; they stay"
        ));
    }
    Ok(())
}
