//! Runs `whosaid index --feed`, which indexes the transcripts that a podcast's feed offers.

mod choice;
mod items;

use std::path::Path;

use clap::Args;
use serde::Serialize;
use url::Url;

use crate::cli::commands::index::report::{FileReport, print_reports};
use crate::cli::exit_code::{Code, Failure};
use crate::cli::input::day::day;
use crate::cli::interrupt::{StopFlag, watch_for_interrupt};
use crate::cli::output::console::Console;
use crate::cli::output::text::counted;
use crate::cli::session::Session;
use crate::engine::{FeedFailure, OpenFeed, ReaderUse, open_feed};
use crate::feed::{AddressPolicy, FetchConfig, Fetcher, Item, Location};
use crate::language::LanguageTag;
use crate::transcript::Date;
use choice::offered_instead;
use items::{ItemIndexer, title_of};

/// How many warnings about a feed are printed; JSON has them all.
const MOST_NOTES: usize = 20;

#[derive(Debug, Args)]
pub(crate) struct FeedArgs {
    /// Read the new and changed transcripts of a podcast's RSS feed, an address or a file
    #[arg(long, value_name = "URL|FILE", conflicts_with_all = ONE_RECORDING)]
    pub feed: Option<String>,
    /// Fetch from this machine and the local network too, if the feed leads there
    #[arg(long)]
    allow_private: bool,
    /// Only episodes of this day or later
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    since: Option<Date>,
    /// Only the newest N episodes that have a transcript
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

impl FeedArgs {
    /// Refuses options of a feed where no feed is given. (Clap does not check such a requirement
    /// where another argument conflicts with the feed.)
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let about_feed = self.allow_private || self.since.is_some() || self.limit.is_some();
        if about_feed && self.feed.is_none() {
            return Err(Failure::usage(
                "--allow-private, --since and --limit need a feed; name it with --feed",
            ));
        }
        Ok(())
    }

    /// Returns whether an episode is of the days that are asked for.
    fn is_since(&self, item: &Item) -> bool {
        self.since.is_none_or(|since| item.date >= Some(since))
    }
}

/// Options of files; a feed says the same of its episodes.
const ONE_RECORDING: [&str; 9] = [
    "paths", "id", "title", "date", "url", "link", "offset", "format", "encoding",
];

#[derive(Serialize)]
struct FeedSummary {
    feed: String,
    title: Option<String>,
    /// Whether the feed itself is as it was; its transcripts are asked for all the same.
    unchanged: bool,
    items: Vec<FileReport>,
    /// Episodes that offer no transcript.
    without_transcript: usize,
    /// Episodes all of whose transcripts are at places that cannot be fetched; the warnings say why.
    transcripts_left_out: usize,
    /// Episodes with transcripts in other languages than the one that was asked for.
    in_other_languages: usize,
    /// Transcripts of episodes that are not in the feed any more; they stay.
    dropped: Vec<String>,
    warnings: Vec<String>,
    took_ms: f64,
}

pub(crate) fn run(
    feed: &str,
    args: &FeedArgs,
    language: Option<&LanguageTag>,
    session: &Session,
) -> Result<Code, Failure> {
    let at = location(feed)?;
    let stop = watch_for_interrupt()?;
    let mut fetcher = fetcher(&at, args, stop.clone());
    let mut open = session.measure("fetch feed", || open(&at, &mut fetcher, session))?;
    if let Some(language) = language {
        let items = open.feed.items.iter_mut();
        items.for_each(|item| item.keep_language(language));
    }
    let engine = session.engine_at(&session.store_path()?, ReaderUse::Off)?;
    engine.catalogue().feeds().keep(&open)?;
    let console = session.console();
    let mut notes: Vec<String> = feed_warnings(&at, &open);
    let recent = open.feed.items.iter().filter(|item| args.is_since(item));
    let missing: Vec<String> = recent
        .filter_map(|item| missing_language(item, language))
        .collect();
    let in_other_languages = missing.len();
    notes.extend(missing);
    print_notes(&notes, console);
    let items = chosen(&open.feed.items, args);
    let mut indexer = ItemIndexer {
        engine: &engine,
        feed: &open,
        fetcher,
        console,
        stop: stop.clone(),
        reports: Vec::new(),
    };
    let code = session.measure("ingest", || indexer.index_all(&items))?;
    if !stop.is_set() {
        session.measure("build index", || engine.catalogue().index())?;
    }
    let none = open.feed.items.iter();
    let none =
        none.filter(|item| item.transcripts.is_empty() && item.in_other_languages.is_empty());
    let left_out = none.clone().filter(|item| item.transcripts_left_out > 0);
    let left_out = left_out.count();
    let summary = FeedSummary {
        feed: at.to_string(),
        title: open.feed.title.clone(),
        unchanged: open.unchanged,
        items: indexer.reports,
        without_transcript: none.count() - left_out,
        transcripts_left_out: left_out,
        in_other_languages,
        dropped: engine.catalogue().feeds().dropped_by(&open)?,
        warnings: notes,
        took_ms: session.took_ms(),
    };
    print(console, &summary)?;
    session.print_timings();
    stop.check()?;
    Ok(code)
}

/// Returns the location of a feed: text with a scheme is an address, any other a file.
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

fn fetcher(at: &Location, args: &FeedArgs, stop: StopFlag) -> Fetcher {
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
    Fetcher::new(config, move || !stop.is_set())
}

/// Opens a feed before the model is loaded, and before a store is made.
fn open(at: &Location, fetcher: &mut Fetcher, session: &Session) -> Result<OpenFeed, Failure> {
    let known = if session.store_path()?.exists() {
        session.catalogue()?.feeds().last_fetched(at)?
    } else {
        None
    };
    open_feed(at, known, fetcher).map_err(|error| match error {
        FeedFailure::Feed(_) => Failure::from(error).context(at),
        error => error.into(),
    })
}

fn feed_warnings(at: &Location, open: &OpenFeed) -> Vec<String> {
    let warnings = open.feed.warnings.iter();
    let warnings = warnings.map(|warning| format!("{at}:{}: {warning}", warning.line));
    warnings.collect()
}

/// Returns that an episode has nothing in the language that was asked for, and what it has.
fn missing_language(item: &Item, language: Option<&LanguageTag>) -> Option<String> {
    let (language, offered) = (language?, offered_instead(item)?);
    let title = title_of(item);
    Some(format!(
        "{title}: no transcript in {language}, so none was taken; offered: {offered}"
    ))
}

fn print_notes(notes: &[String], console: &Console) {
    for note in notes.iter().take(MOST_NOTES) {
        console.note(note);
    }
    if notes.len() > MOST_NOTES {
        let more = notes.len() - MOST_NOTES;
        console.note(&format!("and {more} more; --json has them all"));
    }
}

/// Returns the items that are asked for, in the order of the feed; without --limit also those that
/// offer no transcript, since they may have offered one before.
fn chosen<'a>(items: &'a [Item], args: &FeedArgs) -> Vec<&'a Item> {
    // What is in the store of an episode stays where the feed has it in other languages only.
    let may_be = |item: &&Item| args.is_since(item) && offered_instead(item).is_none();
    let mut chosen: Vec<(usize, &Item)> = items.iter().filter(may_be).enumerate().collect();
    if let Some(limit) = args.limit {
        chosen.retain(|(_, item)| !item.transcripts.is_empty());
        chosen.sort_by_key(|(_, item)| std::cmp::Reverse(item.date));
        chosen.truncate(limit as usize);
        chosen.sort_by_key(|(place, _)| *place);
    }
    chosen.into_iter().map(|(_, item)| item).collect()
}

fn print(console: &Console, summary: &FeedSummary) -> std::io::Result<()> {
    console.print(
        || summary,
        |out| print_reports(out, &summary.items, "episode", summary.took_ms),
    )?;
    let note = |count: usize, noun: &str, which: &str| {
        if count > 0 && !console.is_json() {
            console.note(&format!("{} {which}", counted(count, noun)));
        }
    };
    note(
        summary.without_transcript,
        "episode",
        "without a transcript",
    );
    let why = "with transcripts that were all left out, for the reasons above";
    note(summary.transcripts_left_out, "episode", why);
    let why = "with transcripts in other languages only";
    note(summary.in_other_languages, "episode", why);
    let why = "of episodes that are not in the feed any more; they stay";
    note(summary.dropped.len(), "transcript", why);
    Ok(())
}
