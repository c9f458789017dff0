//! Files one after the other into the store, small ones together.
//!
//! In: files, and what is asked of all of them. Out: what became of each, in their order, said on
//! standard error as it happens. Files that wait for the model are few, and what comes after them
//! waits to be told until they are. Never here: the model for files that are unchanged.

use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use indicatif::ProgressBar;

use super::{Line, worse};
use crate::cli::exit_code::{Code, Failure};
use crate::cli::inputs::Input;
use crate::cli::session::Desk;
use crate::cli::stream::Waiting;
use crate::engine::{Gathering, Ingested, Progress, Recognised, Source, Timings};
use crate::transcript::{About, ParseError, ParseOptions};

const TEMPLATE: &str = "{bar:30} {percent:>3}%  {msg}  {eta} left";

/// The most files of which something is to be told and that wait for those before them.
const MOST_QUEUED: usize = 1000;

/// What is asked of every file.
pub(in crate::cli) struct Asked {
    /// The transcript's id, where it is not its file's name.
    pub id: Option<String>,
    pub about: About,
    pub options: ParseOptions,
}

/// What became of the files.
pub(in crate::cli) struct Read {
    pub lines: Vec<Line>,
    /// The first failure's.
    pub code: Code,
    pub timings: Timings,
}

/// Reads files and keeps the progress bar true.
pub(in crate::cli) struct Reader<'a> {
    desk: &'a Desk<'a>,
    asked: Asked,
    bar: ProgressBar,
    interrupted: Arc<AtomicBool>,
    gathering: Gathering,
    /// In order; what became of those that wait for the model is not known yet.
    queue: VecDeque<(Input, Option<Outcome>)>,
    embedding_since: Option<Instant>,
    embedded: usize,
    bytes_done: u64,
    /// Files of which it was said that they are no transcripts.
    skipped: BTreeSet<PathBuf>,
    read: Read,
}

type Outcome = Result<Ingested, Failure>;

impl<'a> Reader<'a> {
    pub(in crate::cli) fn new(
        desk: &'a Desk<'a>,
        asked: Asked,
        interrupted: Arc<AtomicBool>,
        timings: Timings,
    ) -> Self {
        Self {
            desk,
            asked,
            bar: ProgressBar::hidden(),
            interrupted,
            gathering: Gathering::default(),
            queue: VecDeque::new(),
            embedding_since: None,
            embedded: 0,
            bytes_done: 0,
            skipped: BTreeSet::new(),
            read: Read {
                lines: Vec::new(),
                code: Code::Answered,
                timings,
            },
        }
    }

    /// Has what is begun finished from now on, unless somebody asks `interrupted` to stop.
    pub(in crate::cli) fn finish_what_is_begun(&mut self, interrupted: Arc<AtomicBool>) {
        self.interrupted = interrupted;
    }

    /// Reads the files until somebody interrupts.
    pub(in crate::cli) fn read_all(&mut self, inputs: &[Input]) -> Result<(), Failure> {
        let bytes = inputs.iter().map(|input| input.bytes).sum();
        self.bar = self.desk.console().progress(bytes, TEMPLATE);
        self.bytes_done = 0;
        let read = self.read_each(inputs);
        self.bar.finish_and_clear();
        read
    }

    fn read_each(&mut self, inputs: &[Input]) -> Result<(), Failure> {
        for input in inputs {
            if self.is_interrupted() {
                break;
            }
            self.read(input)?;
        }
        self.embed()
    }

    /// Returns what became of all files, and how long it took.
    pub(in crate::cli) fn into_read(self) -> Read {
        self.read
    }

    /// Returns what became of the files since it was asked last.
    pub(in crate::cli) fn take_lines(&mut self) -> Vec<Line> {
        std::mem::take(&mut self.read.lines)
    }

    fn read(&mut self, input: &Input) -> Result<(), Failure> {
        if input.id().is_some_and(|id| self.gathering.has(&id)) {
            // The store may know this one when that one is stored.
            self.embed()?;
        }
        let start = Instant::now();
        let recognised = self.recognise(input);
        self.read.timings.add("read", start.elapsed());
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
            self.record_all();
        } else if self.gathering.is_enough() || self.queue.len() > MOST_QUEUED {
            self.embed()?;
        }
        Ok(())
    }

    fn recognise(&self, input: &Input) -> Result<Recognised, Failure> {
        let console = self.desk.console();
        let waiting = Waiting::until(&self.interrupted, |message| {
            self.bar.suspend(|| console.note(message));
        });
        let named = input.source(&waiting)?;
        let source = Source {
            id: self.asked.id.clone().unwrap_or(named.id),
            about: self.asked.about.clone().or(named.about),
            options: self.asked.options.clone(),
            ..named
        };
        Ok(self.desk.catalogue().recognise(source)?)
    }

    /// Embeds and stores those that wait, unless somebody interrupted.
    fn embed(&mut self) -> Result<(), Failure> {
        let gathered = self.gathering.take();
        if gathered.is_empty() || self.is_interrupted() {
            self.record_all();
            return Ok(());
        }
        let engine = self.desk.engine(&mut self.read.timings)?;
        let since = *self.embedding_since.get_or_insert_with(Instant::now);
        let waiting = self.queue.iter().filter(|(_, outcome)| outcome.is_none());
        let bytes: u64 = waiting.map(|(input, _)| input.bytes).sum();
        let (mut passages, mut embedded) = (0, self.embedded);
        let outcomes = engine.ingest_together(gathered, &mut self.read.timings, &mut |progress| {
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
        self.embedded = embedded;
        let waiting = self.queue.iter_mut().filter(|(_, known)| known.is_none());
        for ((_, known), outcome) in waiting.zip(outcomes) {
            *known = Some(outcome.map_err(Failure::from));
        }
        self.record_all();
        Ok(())
    }

    fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }

    /// Notes what became of all that are queued; those that still wait were interrupted.
    fn record_all(&mut self) {
        while let Some((input, outcome)) = self.queue.pop_front() {
            self.record(
                &input,
                outcome.unwrap_or_else(|| Err(Failure::interrupted())),
            );
            self.bytes_done += input.bytes;
        }
        self.bar.set_position(self.bytes_done);
    }

    fn record(&mut self, input: &Input, outcome: Outcome) {
        let id = self.asked.id.clone().or_else(|| input.id());
        let console = self.desk.console();
        let mut line = Line::new(input.name(), id);
        match outcome {
            Ok(ingested) => {
                line.ingested(&ingested);
                for warning in &line.warnings {
                    self.bar.suspend(|| console.note(warning));
                }
            }
            Err(failure) if failure.code() == Code::Interrupted => line.status = "interrupted",
            // A folder may hold other things than transcripts; a named file must be one.
            Err(failure) if !input.named && failure.is_unknown_format() => {
                if !self.skipped.insert(input.path.clone().unwrap_or_default()) {
                    return;
                }
                line.status = "skipped";
                line.error = Some(failure.to_string());
                let message = format!("skipped {}: {failure}", input.name());
                self.bar.suspend(|| console.note(&message));
            }
            Err(failure) => {
                line.status = "failed";
                line.error = Some(failure.to_string());
                let kept = if self.is_stored(input) {
                    "; what was stored before stays"
                } else {
                    ""
                };
                let message = format!("{}: {failure}{kept}", input.name());
                self.bar.suspend(|| console.error(&message));
                self.read.code = worse(self.read.code, failure.code());
            }
        }
        self.read.lines.push(line);
    }

    /// Returns whether the store has a version of the file.
    fn is_stored(&self, input: &Input) -> bool {
        let path = input.absolute_path();
        let stored = self.desk.catalogue().has_source(&path);
        input.path.is_some() && stored.unwrap_or(false)
    }
}

impl Failure {
    fn is_unknown_format(&self) -> bool {
        self.parse_error().is_some_and(|error| {
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
}
