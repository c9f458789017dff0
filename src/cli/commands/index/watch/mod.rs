//! Runs `whosaid index --watch`, which indexes the changes in folders until it is stopped.
//!
//! A file is read once nobody writes to it any more. Where it cannot be read, its stored transcript
//! stays. A transcript is removed when its own file is deleted, or when its folder is renamed. It
//! stays when its folder disappears or cannot be read, and when another file of the same name is
//! deleted.

mod changes;
mod snapshot;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::cli::commands::index::indexer::{IndexOptions, Indexer};
use crate::cli::commands::index::report::{FileReport, print_report, print_reports};
use crate::cli::exit_code::{Code, Failure};
use crate::cli::input::file::Input;
use crate::cli::interrupt::{StopFlag, watch_for_interrupt};
use crate::cli::output::console::Console;
use crate::cli::output::text::{counted, path_name};
use crate::cli::session::{LazyEngine, Session};
use changes::{ChangeDetector, Changes, FolderSnapshot};

/// How long a file must stay unchanged before it is read: longer than the pauses of a program that
/// writes it.
const SETTLE: Duration = Duration::from_secs(1);

/// The shortest time between two scans. Folders are scanned, and no file system events are used:
/// events are missing on network drives and inside containers, some are lost where there are many,
/// the system limits the number of watched folders, and a file must be scanned again anyway until
/// it has settled.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// The pause after a scan, as a multiple of the scan's own time, so that many files cost little.
const REST: u32 = 20;

/// How often the flag of an interrupt is checked.
const NAP: Duration = Duration::from_millis(50);

/// How many changed files are read before the flag of an interrupt is checked.
const AT_ONCE: usize = 64;

pub(crate) fn run(
    paths: &[PathBuf],
    options: IndexOptions,
    session: &Session,
) -> Result<Code, Failure> {
    let folders = folders(paths)?;
    let stop = watch_for_interrupt()?;
    let engine = session.lazy_engine()?;
    let store = session.store_path()?;
    let store = store.canonicalize().unwrap_or(store);
    let look = || snapshot::take(&folders, &store);
    // Taken before any file is read, so that later changes are detected.
    let first = look();
    let mut watch = Watch {
        engine: &engine,
        console: session.console(),
        indexer: Indexer::new(&engine, options, stop.clone()),
        changes: ChangeDetector::begin(SETTLE, &first),
        sources: BTreeMap::new(),
        gone: BTreeMap::new(),
        temporary: BTreeSet::new(),
        trouble: false,
    };
    watch.begin(&first, session)?;
    stop.check()?;
    let many = counted(folders.len(), "folder");
    let note = format!("watching {many}; Ctrl-C ends");
    session.console().note(&note);
    watch.follow_until_interrupted(look, &stop)?;
    Ok(Code::Answered)
}

/// Returns the folders, without those that lie in another.
fn folders(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut folders: Vec<(PathBuf, PathBuf)> = Vec::new();
    for path in paths {
        let name = path_name(path);
        if !path.is_dir() {
            return Err(if path.exists() || path == Path::new("-") {
                let kind = if path.is_file() {
                    "a file"
                } else {
                    "no folder"
                };
                Failure::usage(format!("--watch needs a folder; {name} is {kind}"))
            } else {
                Failure::input(format!("{name}: there is no such folder"))
            });
        }
        let own = path.canonicalize();
        let own = own.map_err(|error| Failure::input(format!("{name}: {error}")))?;
        if !folders.iter().any(|(_, other)| own.starts_with(other)) {
            folders.retain(|(_, other)| !other.starts_with(&own));
            folders.push((path.clone(), own));
        }
    }
    Ok(folders.into_iter().map(|(path, _)| path).collect())
}

struct Watch<'a> {
    engine: &'a LazyEngine<'a>,
    console: &'a Console,
    indexer: Indexer<'a>,
    changes: ChangeDetector,
    /// The resolved path of each file, which is its source in the store.
    sources: BTreeMap<PathBuf, String>,
    /// Deleted files whose transcripts are still to be removed.
    gone: BTreeMap<PathBuf, String>,
    /// Temporary files whose skipping was noted.
    temporary: BTreeSet<PathBuf>,
    /// Whether it was reported that the store or the index cannot be written.
    trouble: bool,
}

impl Watch<'_> {
    /// Indexes all present files.
    fn begin(&mut self, first: &FolderSnapshot, session: &Session) -> Result<(), Failure> {
        for folder in &first.unsure {
            let folder = path_name(folder);
            let error = format!("{folder}: not all of this folder can be read");
            self.console.error(&error);
        }
        let inputs = self.inputs(first.files.keys().cloned());
        self.indexer.index_all(&inputs)?;
        self.refresh();
        let reports = self.indexer.take_reports();
        if self.console.is_json() {
            return self.print(&reports);
        }
        let mut out = self.console.out();
        Ok(print_reports(
            &mut out,
            &reports,
            "file",
            session.took_ms(),
        )?)
    }

    /// Follows changes until an interrupt, and then finishes what it has begun.
    fn follow_until_interrupted(
        &mut self,
        look: impl Fn() -> FolderSnapshot,
        stop: &StopFlag,
    ) -> Result<(), Failure> {
        self.indexer.finish_what_is_begun(StopFlag::default());
        let started = Instant::now();
        while !stop.is_set() {
            let begun = Instant::now();
            let snapshot = look();
            let rest = LOOK_EVERY.max(begun.elapsed() * REST);
            let changes = self.changes.compare(&snapshot, started.elapsed());
            self.follow(changes, stop)?;
            let until = Instant::now() + rest;
            while Instant::now() < until && !stop.is_set() {
                std::thread::sleep(NAP);
            }
        }
        Ok(())
    }

    fn follow(&mut self, changes: Changes, stop: &StopFlag) -> Result<(), Failure> {
        for folder in changes.lost {
            let stay = match self.count_stored_in(&folder) {
                0 => String::new(),
                1 => "; 1 transcript that was read from it stays".into(),
                many => format!("; {many} transcripts that were read from it stay"),
            };
            let note = format!("{} is gone or cannot be read{stay}", path_name(&folder));
            self.console.note(&note);
        }
        for folder in changes.found {
            let note = format!("{} is there again", path_name(&folder));
            self.console.note(&note);
        }
        for path in changes.gone {
            let source = self.sources.remove(&path);
            self.gone.extend(source.map(|source| (path, source)));
        }
        // Removals come first, so that the name of a moved file is free.
        let mut reports = self.remove_gone();
        let inputs = self.inputs(changes.settled.into_iter());
        for some in inputs.chunks(AT_ONCE) {
            if !stop.is_set() {
                self.indexer.index_all(some)?;
            }
        }
        reports.extend(self.indexer.take_reports());
        reports.retain(|report| report.status != "unchanged");
        if !reports.is_empty() {
            self.refresh();
            self.print(&reports)?;
        }
        Ok(())
    }

    /// Returns how many transcripts were read from files directly in the folder.
    fn count_stored_in(&self, folder: &Path) -> usize {
        let within = self.sources.iter();
        let within = within.filter(|(path, _)| path.parent() == Some(folder));
        within
            .filter(|(_, source)| self.engine.is_stored(source))
            .count()
    }

    /// Removes the transcripts whose own files are gone.
    fn remove_gone(&mut self) -> Vec<FileReport> {
        let mut reports = Vec::new();
        for (path, source) in std::mem::take(&mut self.gone) {
            if Path::new(&source).exists() {
                continue;
            }
            let library = self.engine.catalogue.library();
            match library.remove_from_source(&source) {
                Ok(ids) => reports.extend(ids.into_iter().map(|id| {
                    // Another file with the same name may now take the id.
                    self.changes.report_again(&id);
                    let name = Input::found(path.clone()).name();
                    FileReport {
                        status: "removed",
                        ..FileReport::new(name, Some(id))
                    }
                })),
                Err(error) => {
                    let error = format!("{}: {}", path.display(), Failure::from(error));
                    self.report_trouble(&error);
                    self.gone.insert(path, source);
                }
            }
        }
        reports
    }

    /// Returns the files to index; one whose transcript is stored must be a transcript.
    fn inputs(&mut self, paths: impl Iterator<Item = PathBuf>) -> Vec<Input> {
        let mut inputs = Vec::new();
        for path in paths {
            let input = Input::found(path.clone());
            if snapshot::is_temporary(&path) {
                if self.temporary.insert(path) {
                    let name = input.name();
                    let note = format!("skipped {name}: its name is that of a temporary file");
                    self.console.note(&note);
                }
                continue;
            }
            let source = input.absolute_path();
            let named = self.engine.is_stored(&source);
            self.sources.insert(path, source);
            inputs.push(Input { named, ..input });
        }
        inputs
    }

    /// Brings the index up to date, so that the next question does not have to. Where that fails,
    /// it is tried again after the next change.
    fn refresh(&mut self) {
        match self.engine.catalogue.index() {
            Ok(_) => self.trouble = false,
            Err(error) => self.report_trouble(&Failure::from(error).to_string()),
        }
    }

    /// Reports that the store or the index cannot be written, once for each time that it becomes
    /// unwritable.
    fn report_trouble(&mut self, error: &str) {
        if !std::mem::replace(&mut self.trouble, true) {
            self.console.error(error);
        }
    }

    fn print(&self, reports: &[FileReport]) -> Result<(), Failure> {
        let mut out = self.console.out();
        for report in reports {
            if self.console.is_json() {
                self.console.print_json_line(report)?;
            } else {
                print_report(&mut out, report)?;
            }
        }
        Ok(out.flush()?)
    }
}
