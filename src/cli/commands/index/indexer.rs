//! Indexes files: pushes them into a batch of the engine, and reports the outcome of each.
//!
//! Outcomes are reported in the order of the files, as they become known. Unchanged files do not
//! need the model.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Instant;

use indicatif::ProgressBar;

use super::report::{FileReport, first_failure};
use crate::cli::exit_code::{Code, Failure};
use crate::cli::input::file::Input;
use crate::cli::input::pipe::Waiting;
use crate::cli::interrupt::StopFlag;
use crate::cli::session::LazyEngine;
use crate::engine::{IngestBatch, Ingested, Progress, Source, Timings};
use crate::transcript::{Metadata, ParseError, ParseOptions};

const TEMPLATE: &str = "{bar:30} {percent:>3}%  {msg}  {eta} left";

/// The options that hold for every file.
pub(crate) struct IndexOptions {
    /// The transcript's id, where it is not the file's name.
    pub id: Option<String>,
    pub about: Metadata,
    pub options: ParseOptions,
}

/// Indexes files and updates the progress bar.
pub(crate) struct Indexer<'a> {
    engine: &'a LazyEngine<'a>,
    options: IndexOptions,
    bar: ProgressBar,
    stop: StopFlag,
    batch: IngestBatch<'a, Input, Failure>,
    embedding_since: Option<Instant>,
    embedded: usize,
    bytes_done: u64,
    /// Files that were reported not to be transcripts.
    skipped: BTreeSet<PathBuf>,
    reports: Vec<FileReport>,
    /// The exit code of the first failure.
    pub code: Code,
}

impl<'a> Indexer<'a> {
    pub(crate) fn new(engine: &'a LazyEngine<'a>, options: IndexOptions, stop: StopFlag) -> Self {
        Self {
            engine,
            options,
            bar: ProgressBar::hidden(),
            stop,
            batch: engine
                .catalogue
                .begin_batch(|_| Ok(engine.engine()?.embedder())),
            embedding_since: None,
            embedded: 0,
            bytes_done: 0,
            skipped: BTreeSet::new(),
            reports: Vec::new(),
            code: Code::Answered,
        }
    }

    /// From now on, finishes a file that it has begun, unless `stop` is set.
    pub(crate) fn finish_what_is_begun(&mut self, stop: StopFlag) {
        self.stop = stop;
    }

    /// Indexes the files until an interrupt.
    pub(crate) fn index_all(&mut self, inputs: &[Input]) -> Result<(), Failure> {
        let bytes = inputs.iter().map(|input| input.bytes).sum();
        self.bar = self.engine.session.console().progress(bytes, TEMPLATE);
        self.bytes_done = 0;
        let indexed = self.index_each(inputs);
        self.bar.finish_and_clear();
        indexed
    }

    fn index_each(&mut self, inputs: &[Input]) -> Result<(), Failure> {
        for input in inputs {
            if self.stop.is_set() {
                break;
            }
            let read = || self.source(input);
            let source = self.engine.session.measure("read", read);
            self.ingest(Some((input, source)))?;
        }
        self.ingest(None)
    }

    /// Returns the outcomes of files since the last call.
    pub(crate) fn take_reports(&mut self) -> Vec<FileReport> {
        std::mem::take(&mut self.reports)
    }

    fn source(&self, input: &Input) -> Result<Source, Failure> {
        let waiting = Waiting {
            console: self.engine.session.console(),
            stop: self.stop.clone(),
        };
        let named = input.source(&waiting)?;
        Ok(Source {
            id: self.options.id.clone().unwrap_or(named.id),
            about: self.options.about.clone().or(named.about),
            options: self.options.options.clone(),
            ..named
        })
    }

    /// Pushes a file into the batch, or ends the batch, and reports the outcomes that are known.
    fn ingest(&mut self, next: Option<(&Input, Result<Source, Failure>)>) -> Result<(), Failure> {
        let waiting = self.batch.waiting().map(|input| input.bytes);
        let bytes = waiting.sum::<u64>() + next.as_ref().map_or(0, |(input, _)| input.bytes);
        let mut passages = 0;
        let mut progress = |progress| {
            match progress {
                Progress::Begin(count) => {
                    passages = count;
                    self.embedding_since.get_or_insert_with(Instant::now);
                }
                Progress::Embedded(count) => {
                    self.embedded += count;
                    self.bar.inc(bytes * count as u64 / passages.max(1) as u64);
                    if let Some(since) = self.embedding_since {
                        let rate = self.embedded as f64 / since.elapsed().as_secs_f64();
                        let message = format!("{} passages, {rate:.0}/s", self.embedded);
                        self.bar.set_message(message);
                    }
                }
            }
            !self.stop.is_set()
        };
        let mut timings = Timings::default();
        match next {
            Some((input, source)) => {
                let key = input.clone();
                self.batch.push(key, source, &mut timings, &mut progress)?;
            }
            None => self.batch.flush(&mut timings, &mut progress)?,
        }
        self.engine.session.add_timings(&timings);
        while let Some((input, outcome)) = self.batch.pop() {
            self.report(&input, outcome);
            self.bytes_done += input.bytes;
            self.bar.set_position(self.bytes_done);
        }
        Ok(())
    }

    fn report(&mut self, input: &Input, outcome: Result<Ingested, Failure>) {
        let id = self.options.id.clone().or_else(|| input.id());
        let console = self.engine.session.console();
        let mut report = FileReport::new(input.name(), id);
        match outcome {
            Ok(ingested) => {
                report.set_ingested(&ingested);
                for warning in &report.warnings {
                    console.note(warning);
                }
            }
            Err(failure) if failure.code == Code::Interrupted => report.status = "interrupted",
            // A folder may hold files that are not transcripts; a file that is named must be one.
            Err(failure) if !input.named && is_no_transcript(&failure) => {
                if !self.skipped.insert(input.path.clone().unwrap_or_default()) {
                    return;
                }
                report.status = "skipped";
                report.error = Some(failure.to_string());
                console.note(&format!("skipped {}: {failure}", input.name()));
            }
            Err(failure) => {
                let source = input.absolute_path();
                let is_stored = input.path.is_some() && self.engine.is_stored(&source);
                let message = report.fail(&failure, is_stored);
                console.error(&format!("{}: {message}", input.name()));
                self.code = first_failure(self.code, failure.code);
            }
        }
        self.reports.push(report);
    }
}

/// Returns whether the error says that the file is no transcript, as opposed to a damaged one.
fn is_no_transcript(failure: &Failure) -> bool {
    failure.parse_error().is_some_and(|error| {
        matches!(
            error,
            ParseError::UnknownFormat
                | ParseError::NearMiss(_)
                | ParseError::Foreign(_)
                | ParseError::UnknownJson
                | ParseError::Json(_)
                | ParseError::NoColumns
                | ParseError::SpeakersOnly
                | ParseError::NotUtf8(_)
                | ParseError::NotText(_)
                | ParseError::Empty
        )
    })
}
