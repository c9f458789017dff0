//! `whosaid index --watch`: what changes in folders is read into the store as long as it runs.
//!
//! In: folders. Out: a line for each change. A file is read once nobody writes it any more, and one
//! that cannot be read leaves what was stored of it. Never here: a transcript that is removed
//! because its folder went, unless that is called otherwise now, or because another file of its name
//! did.

mod changes;
mod snapshot;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::escape::escape;
use super::exit_code::{Code, Failure};
use super::index::{Asked, Line, Reader, counted, print_line, print_lines};
use super::inputs::{Input, found};
use super::interrupt::watch_for_interrupt;
use super::session::{Desk, Missing, Session};
use crate::engine::Timings;
use changes::{Changes, Snapshot, Watching};

/// How long a file must stay as it is before it is read: longer than a program that writes it
/// pauses.
const SETTLE: Duration = Duration::from_secs(1);

/// How often it is looked at least. Looking at every file needs nothing from the system but what
/// it is for: events do not come from network drives and into containers, are lost where there are
/// many, and folders that can be watched for them are limited; and a file would have to be looked
/// at again all the same until it has settled.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// So many times as long as a look took is rested after it, so that many files cost little.
const REST: u32 = 20;

/// The longest time in which an interrupt is not noticed.
const NAP: Duration = Duration::from_millis(50);

/// Changed files that are read before an interrupt is looked at.
const AT_ONCE: usize = 64;

pub(super) fn run(paths: &[PathBuf], asked: Asked, session: &Session) -> Result<Code, Failure> {
    let started = Instant::now();
    let folders = folders(paths)?;
    let interrupted = watch_for_interrupt()?;
    let mut timings = Timings::default();
    let desk = session.desk(Missing::Make, &mut timings)?;
    let store = session.store_path()?;
    let store = store.canonicalize().unwrap_or(store);
    let look = || snapshot::take(&folders, &store);
    // Before anything is read, so that what changes meanwhile is seen.
    let first = look();
    let mut watch = Watch {
        desk: &desk,
        reader: Reader::new(&desk, asked, interrupted.clone(), timings),
        watching: Watching::begin(SETTLE, &first),
        sources: BTreeMap::new(),
        gone: BTreeMap::new(),
        temporary: BTreeSet::new(),
        trouble: false,
    };
    watch.begin(&first, started)?;
    if interrupted.load(Ordering::Relaxed) {
        return Err(Failure::interrupted().context("what was stored before stays"));
    }
    let many = counted(folders.len(), "folder");
    desk.console()
        .note(&format!("watching {many}; Ctrl-C ends"));
    watch.keep(look, &interrupted)?;
    Ok(Code::Answered)
}

/// Returns the folders, without those that lie in another.
fn folders(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut folders: Vec<(PathBuf, PathBuf)> = Vec::new();
    for path in paths {
        let name = escape(&path.display().to_string());
        if !path.is_dir() {
            return Err(if path.exists() || path == Path::new("-") {
                Failure::usage(format!("--watch is about folders, and {name} is none"))
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
    desk: &'a Desk<'a>,
    reader: Reader<'a>,
    watching: Watching,
    /// Where each file truly is, by which the store knows it.
    sources: BTreeMap<PathBuf, String>,
    /// Files that are gone and whose transcripts are still to be removed.
    gone: BTreeMap<PathBuf, String>,
    /// Temporary files of which it was said that they are passed over.
    temporary: BTreeSet<PathBuf>,
    /// It was said that the store cannot be written, or the index.
    trouble: bool,
}

impl Watch<'_> {
    /// Reads all that is there.
    fn begin(&mut self, first: &Snapshot, started: Instant) -> Result<(), Failure> {
        for folder in &first.unsure {
            let folder = escape(&folder.display().to_string());
            let error = format!("{folder}: not all of this folder can be looked into");
            self.desk.console().error(&error);
        }
        let inputs = self.inputs(first.files.keys().cloned());
        self.reader.read_all(&inputs)?;
        self.refresh();
        let lines = self.reader.take_lines();
        if self.desk.console().is_json() {
            return self.print(&lines);
        }
        let took_ms = started.elapsed().as_secs_f64() * 1e3;
        print_lines(self.desk.console(), &lines, "file", took_ms)
    }

    /// Does what there is to do until somebody interrupts; what is in hand then is finished.
    fn keep(
        &mut self,
        look: impl Fn() -> Snapshot,
        interrupted: &AtomicBool,
    ) -> Result<(), Failure> {
        self.reader.finish_what_is_begun(Arc::default());
        let started = Instant::now();
        while !interrupted.load(Ordering::Relaxed) {
            let begun = Instant::now();
            let snapshot = look();
            let rest = LOOK_EVERY.max(begun.elapsed() * REST);
            let changes = self.watching.look(&snapshot, started.elapsed());
            self.follow(changes, interrupted)?;
            let until = Instant::now() + rest;
            while Instant::now() < until && !interrupted.load(Ordering::Relaxed) {
                std::thread::sleep(NAP);
            }
        }
        Ok(())
    }

    fn follow(&mut self, changes: Changes, interrupted: &AtomicBool) -> Result<(), Failure> {
        let console = self.desk.console();
        for folder in changes.lost {
            let stay = match self.transcripts_of(&folder) {
                0 => String::new(),
                1 => "; 1 transcript that was read from it stays".into(),
                many => format!("; {many} transcripts that were read from it stay"),
            };
            let folder = escape(&folder.display().to_string());
            console.note(&format!("{folder} is gone or cannot be looked into{stay}"));
        }
        for folder in changes.found {
            let folder = escape(&folder.display().to_string());
            console.note(&format!("{folder} is there again"));
        }
        for path in changes.gone {
            let source = self.sources.remove(&path);
            self.gone.extend(source.map(|source| (path, source)));
        }
        // First, so that a file that was moved finds its name free.
        let mut lines = self.remove_gone();
        let inputs = self.inputs(changes.settled.into_iter());
        for some in inputs.chunks(AT_ONCE) {
            if !interrupted.load(Ordering::Relaxed) {
                self.reader.read_all(some)?;
            }
        }
        lines.extend(self.reader.take_lines());
        lines.retain(|line| line.status != "unchanged");
        if !lines.is_empty() {
            self.refresh();
            self.print(&lines)?;
        }
        Ok(())
    }

    /// Returns how many transcripts were read from files that lie in the folder itself.
    fn transcripts_of(&self, folder: &Path) -> usize {
        let within = self.sources.iter();
        let within = within.filter(|(path, _)| path.parent() == Some(folder));
        let catalogue = self.desk.catalogue();
        let stored = within.filter(|(_, source)| catalogue.has_source(source).unwrap_or(false));
        stored.count()
    }

    /// Removes what was read from the very files that are gone.
    fn remove_gone(&mut self) -> Vec<Line> {
        let mut lines = Vec::new();
        let (desk, watching, trouble) = (self.desk, &mut self.watching, &mut self.trouble);
        self.gone.retain(|path, source| {
            if Path::new(source.as_str()).exists() {
                return false;
            }
            match desk.catalogue().remove_read_from(source) {
                Ok(ids) => {
                    for id in ids {
                        // Another file of its name may have waited for it.
                        watching.tell_again(&id);
                        let mut line = Line::new(found(path.clone()).name(), Some(id));
                        line.status = "removed";
                        lines.push(line);
                    }
                    false
                }
                Err(error) => {
                    if !std::mem::replace(trouble, true) {
                        desk.console()
                            .error(&format!("{}: {error}", path.display()));
                    }
                    true
                }
            }
        });
        lines
    }

    /// Returns the files to read; one whose transcript is stored must be one.
    fn inputs(&mut self, paths: impl Iterator<Item = PathBuf>) -> Vec<Input> {
        let mut inputs = Vec::new();
        for path in paths {
            let input = found(path.clone());
            if snapshot::is_called_temporary(&path) {
                if self.temporary.insert(path) {
                    let note = format!("skipped {}: called like a temporary file", input.name());
                    self.desk.console().note(&note);
                }
                continue;
            }
            let source = input.absolute_path();
            let named = self.desk.catalogue().has_source(&source).unwrap_or(false);
            self.sources.insert(path, source);
            inputs.push(Input { named, ..input });
        }
        inputs
    }

    /// Brings the index up to date, so that the next question need not. It is tried again after
    /// the next change.
    fn refresh(&mut self) {
        match self.desk.catalogue().index() {
            Ok(_) => self.trouble = false,
            Err(error) if self.trouble => drop(error),
            Err(error) => {
                self.trouble = true;
                self.desk.console().error(&error.to_string());
            }
        }
    }

    fn print(&self, lines: &[Line]) -> Result<(), Failure> {
        let console = self.desk.console();
        for line in lines {
            if console.is_json() {
                console.print_json_line(line)?;
            } else {
                print_line(&mut console.out(), line)?;
            }
        }
        Ok(console.out().flush()?)
    }
}
