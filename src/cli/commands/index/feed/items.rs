//! Indexes the items of a feed one by one.

use indicatif::ProgressBar;

use super::choice::choice_of;
use crate::cli::commands::index::report::{FileReport, first_failure};
use crate::cli::exit_code::{Code, Failure};
use crate::cli::interrupt::StopFlag;
use crate::cli::output::console::Console;
use crate::cli::output::text::escape;
use crate::engine::{Engine, ItemError, ItemOutcome, OpenFeed, Progress};
use crate::feed::{Fetcher, Item};

const TEMPLATE: &str = "{bar:30} {pos}/{len}  {msg}";

/// Indexes items and updates the progress bar.
pub(super) struct ItemIndexer<'a> {
    pub engine: &'a Engine,
    pub feed: &'a OpenFeed,
    pub fetcher: Fetcher,
    pub console: &'a Console,
    pub stop: StopFlag,
    /// The outcomes of the items that have or had a transcript.
    pub reports: Vec<FileReport>,
}

impl ItemIndexer<'_> {
    /// Indexes the items until an interrupt, and returns the exit code of the first failure.
    pub(super) fn index_all(&mut self, items: &[&Item]) -> Result<Code, Failure> {
        let bar: ProgressBar = self.console.progress(items.len() as u64, TEMPLATE);
        let mut code = Code::Answered;
        for item in items {
            if self.stop.is_set() {
                break;
            }
            bar.set_message(escape(title_of(item)));
            let stop = self.stop.clone();
            let go_on = &mut |_: Progress| !stop.is_set();
            let outcome = self
                .engine
                .ingest_item(self.feed, item, &mut self.fetcher, go_on);
            code = first_failure(code, self.report(item, outcome)?);
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(code)
    }

    /// Reports the outcome of an item and returns its exit code.
    fn report(
        &mut self,
        item: &Item,
        outcome: Result<ItemOutcome, ItemError>,
    ) -> Result<Code, Failure> {
        let best = item.transcripts.first();
        let best = best.map_or_else(|| item.guid.clone(), |best| best.at.to_string());
        let mut report = FileReport::new(best, None);
        let mut code = Code::Answered;
        match outcome {
            Ok(ItemOutcome::NoTranscript) => return Ok(code),
            Ok(ItemOutcome::Withdrawn(id)) => {
                report.id = Some(id);
                report.status = "withdrawn";
            }
            Ok(ItemOutcome::Ingested {
                id,
                from,
                ingested,
                chapters_problem,
            }) => {
                report = FileReport::new(from, Some(id));
                report.choice = choice_of(item, &report.path);
                report.set_ingested(&ingested);
                report.warnings.extend(chapters_problem);
                for warning in &report.warnings {
                    self.console.note(warning);
                }
            }
            Err(error) => {
                let feeds = self.engine.catalogue().feeds();
                report.id = feeds.id_of_item(self.feed, item)?;
                code = self.report_failure(&mut report, title_of(item), error);
            }
        }
        self.reports.push(report);
        Ok(code)
    }

    fn report_failure(&self, report: &mut FileReport, title: &str, error: ItemError) -> Code {
        if error.is_interruption() {
            report.status = "interrupted";
            return Code::Answered;
        }
        let failure = Failure::from(error);
        let message = report.fail(&failure, report.id.is_some());
        self.console.error(&format!("{title}: {message}"));
        failure.code
    }
}

pub(super) fn title_of(item: &Item) -> &str {
    item.title.as_deref().unwrap_or(&item.guid)
}
