//! Indexes files one after the other, small ones together.
//!
//! What became of each file is reported in the order of the files, as it happens. Few files wait
//! for the model at a time, and the files after them wait to be reported. Unchanged files do not
//! need the model.

use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use indicatif::ProgressBar;

use super::report::{FileReport, first_failure};
use crate::cli::exit_code::{Code, Failure};
use crate::cli::input::file::Input;
use crate::cli::input::pipe::Waiting;
use crate::cli::session::LazyEngine;
use crate::engine::{Gathering, Ingested, Progress, Recognised, Source, Timings};
use crate::transcript::{Metadata, ParseError, ParseOptions};

const TEMPLATE: &str = "{bar:30} {percent:>3}%  {msg}  {eta} left";

/// The most files that wait to be reported behind one that waits for the model.
const MOST_QUEUED: usize = 1000;

/// What the command line says of every file.
pub(crate) struct IndexOptions {
    /// The transcript's id, where it is not its file's name.
    pub id: Option<String>,
    pub about: Metadata,
    pub options: ParseOptions,
}

/// Indexes files and keeps the progress bar true.
pub(crate) struct Indexer<'a> {
    engine: &'a LazyEngine<'a>,
    options: IndexOptions,
    bar: ProgressBar,
    interrupted: Arc<AtomicBool>,
    gathering: Gathering,
    /// Files in order; the outcome of those that wait for the model is not known yet.
    queue: VecDeque<(Input, Option<Outcome>)>,
    embedding_since: Option<Instant>,
    embedded: usize,
    bytes_done: u64,
    /// Files that were reported as no transcripts.
    skipped: BTreeSet<PathBuf>,
    reports: Vec<FileReport>,
    /// The first failure's.
    code: Code,
}

type Outcome = Result<Ingested, Failure>;

impl<'a> Indexer<'a> {
    pub(crate) fn new(
        engine: &'a LazyEngine<'a>,
        options: IndexOptions,
        interrupted: Arc<AtomicBool>,
    ) -> Self {
        Self {
            engine,
            options,
            bar: ProgressBar::hidden(),
            interrupted,
            gathering: Gathering::default(),
            queue: VecDeque::new(),
            embedding_since: None,
            embedded: 0,
            bytes_done: 0,
            skipped: BTreeSet::new(),
            reports: Vec::new(),
            code: Code::Answered,
        }
    }

    /// Finishes what it has begun from now on, unless `interrupted` is set.
    pub(crate) fn finish_what_is_begun(&mut self, interrupted: Arc<AtomicBool>) {
        self.interrupted = interrupted;
    }

    /// Indexes the files until somebody interrupts.
    pub(crate) fn index_all(&mut self, inputs: &[Input]) -> Result<(), Failure> {
        let bytes = inputs.iter().map(|input| input.bytes).sum();
        self.bar = self.engine.session().console().progress(bytes, TEMPLATE);
        self.bytes_done = 0;
        let indexed = self.index_each(inputs);
        self.bar.finish_and_clear();
        indexed
    }

    fn index_each(&mut self, inputs: &[Input]) -> Result<(), Failure> {
        for input in inputs {
            if self.is_interrupted() {
                break;
            }
            self.index(input)?;
        }
        self.embed()
    }

    /// Returns the first failure's code.
    pub(crate) fn code(&self) -> Code {
        self.code
    }

    /// Returns what became of the files since the last call.
    pub(crate) fn take_reports(&mut self) -> Vec<FileReport> {
        std::mem::take(&mut self.reports)
    }

    fn index(&mut self, input: &Input) -> Result<(), Failure> {
        if input.id().is_some_and(|id| self.gathering.has(&id)) {
            // The store may know this one when that one is stored.
            self.embed()?;
        }
        let recognised = self
            .engine
            .session()
            .measure("read", || self.recognise(input));
        match recognised {
            Ok(Recognised::New(new)) => {
                if !self.gathering.has_room_for(&new) {
                    self.embed()?;
                }
                self.queue.push_back((input.clone(), None));
                self.gathering.add(*new);
            }
            Ok(Recognised::Known(ingested)) => {
                self.queue.push_back((input.clone(), Some(Ok(ingested))));
            }
            Err(failure) => self.queue.push_back((input.clone(), Some(Err(failure)))),
        }
        if self.gathering.is_empty() {
            self.report_all();
        } else if self.gathering.is_enough() || self.queue.len() > MOST_QUEUED {
            self.embed()?;
        }
        Ok(())
    }

    fn recognise(&self, input: &Input) -> Result<Recognised, Failure> {
        let waiting = Waiting {
            console: self.engine.session().console(),
            stopped: &self.interrupted,
        };
        let named = input.source(&waiting)?;
        let source = Source {
            id: self.options.id.clone().unwrap_or(named.id),
            about: self.options.about.clone().or(named.about),
            options: self.options.options.clone(),
            ..named
        };
        Ok(self.engine.catalogue().recognise(source)?)
    }

    /// Embeds and stores those that wait, unless somebody interrupted.
    fn embed(&mut self) -> Result<(), Failure> {
        let gathered = self.gathering.take();
        if gathered.is_empty() || self.is_interrupted() {
            self.report_all();
            return Ok(());
        }
        let engine = self.engine.engine()?;
        let since = *self.embedding_since.get_or_insert_with(Instant::now);
        let waiting = self.queue.iter().filter(|(_, outcome)| outcome.is_none());
        let bytes: u64 = waiting.map(|(input, _)| input.bytes).sum();
        let (mut passages, mut embedded) = (0, self.embedded);
        let mut timings = Timings::default();
        let outcomes = engine.ingest_together(gathered, &mut timings, &mut |progress| {
            match progress {
                Progress::Begin(count) => passages = count,
                Progress::Embedded(count) => {
                    embedded += count;
                    self.bar.inc(bytes * count as u64 / passages.max(1) as u64);
                    let rate = embedded as f64 / since.elapsed().as_secs_f64();
                    self.bar
                        .set_message(format!("{embedded} passages, {rate:.0}/s"));
                }
            }
            !self.interrupted.load(Ordering::Relaxed)
        });
        self.engine.session().add_timings(&timings);
        self.embedded = embedded;
        let waiting = self.queue.iter_mut().filter(|(_, known)| known.is_none());
        for ((_, known), outcome) in waiting.zip(outcomes) {
            *known = Some(outcome.map_err(Failure::from));
        }
        self.report_all();
        Ok(())
    }

    fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }

    /// Reports all that are queued; those that still wait were interrupted.
    fn report_all(&mut self) {
        while let Some((input, outcome)) = self.queue.pop_front() {
            self.report(
                &input,
                outcome.unwrap_or_else(|| Err(Failure::interrupted())),
            );
            self.bytes_done += input.bytes;
        }
        self.bar.set_position(self.bytes_done);
    }

    fn report(&mut self, input: &Input, outcome: Outcome) {
        let id = self.options.id.clone().or_else(|| input.id());
        let console = self.engine.session().console();
        let mut report = FileReport::new(input.name(), id);
        match outcome {
            Ok(ingested) => {
                report.set_ingested(&ingested);
                for warning in &report.warnings {
                    console.note(warning);
                }
            }
            Err(failure) if failure.code() == Code::Interrupted => report.status = "interrupted",
            // A folder may hold other things than transcripts; a named file must be one.
            Err(failure) if !input.named && is_no_transcript(&failure) => {
                if !self.skipped.insert(input.path.clone().unwrap_or_default()) {
                    return;
                }
                report.status = "skipped";
                report.error = Some(failure.to_string());
                console.note(&format!("skipped {}: {failure}", input.name()));
            }
            Err(failure) => {
                let message = report.fail(&failure, self.is_stored(input));
                console.error(&format!("{}: {message}", input.name()));
                self.code = first_failure(self.code, failure.code());
            }
        }
        self.reports.push(report);
    }

    /// Returns whether the store has a version of the file.
    fn is_stored(&self, input: &Input) -> bool {
        let stored = self.engine.catalogue().has_source(&input.absolute_path());
        input.path.is_some() && stored.unwrap_or(false)
    }
}

/// Returns whether a file is something else than a transcript, and not one that is damaged.
fn is_no_transcript(failure: &Failure) -> bool {
    failure.parse_error().is_some_and(|error| {
        matches!(
            error,
            ParseError::UnknownFormat
                | ParseError::UnknownJson
                | ParseError::Json(_)
                | ParseError::NoColumns
                | ParseError::SpeakersOnly
                | ParseError::NotUtf8 { .. }
                | ParseError::NotText { .. }
                | ParseError::Empty
        )
    })
}
