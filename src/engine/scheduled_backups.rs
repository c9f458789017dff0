//! Copies a store again and again while it is in use, and keeps the newest copies.

use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;

use super::catalogue::Catalogue;
use super::copies::verify;
use crate::store::BackupError;

/// How the names of scheduled copies begin and end; between them stands when they were made.
const PREFIX: &str = "whosaid-";
const SUFFIX: &str = "Z.db";

/// How long it waits after a failure.
const AGAIN_AFTER: Duration = Duration::from_secs(60);

/// When a store is copied, and where to.
#[derive(Debug, Clone)]
pub struct BackupSchedule {
    /// The folder of the copies.
    pub folder: PathBuf,
    /// How long after one copy the next is made.
    pub every: Duration,
    /// How many are kept; older ones are deleted.
    pub keep: NonZeroUsize,
}

/// What became of a scheduled copy.
pub type BackupOutcome = Result<PathBuf, BackupError>;

impl BackupSchedule {
    /// Makes a copy, checks it, and deletes those that are too many.
    ///
    /// # Errors
    /// A copy that cannot be written, or is damaged.
    pub fn back_up(&self, catalogue: &Catalogue) -> BackupOutcome {
        let failed = |path: &Path, reason: String| BackupError::Write {
            path: path.to_owned(),
            reason,
        };
        fs::create_dir_all(&self.folder)
            .map_err(|error| failed(&self.folder, error.to_string()))?;
        let at = Timestamp::now().strftime("%Y-%m-%dT%H-%M-%S");
        let copy = self.folder.join(format!("{PREFIX}{at}{SUFFIX}"));
        catalogue.back_up(&copy)?;
        let findings = match verify(&copy) {
            Ok(verified) => verified
                .store
                .into_iter()
                .map(|finding| finding.0)
                .collect(),
            Err(error) => vec![error.to_string()],
        };
        // The older copies are worth more than a damaged one.
        if !findings.is_empty() {
            return Err(failed(
                &copy,
                format!("it is damaged: {}", findings.join("; ")),
            ));
        }
        let pruned = self.prune();
        pruned.map_err(|error| failed(&self.folder, error.to_string()))?;
        Ok(copy)
    }

    /// Returns the scheduled copies in the folder, the oldest first.
    fn copies(&self) -> io::Result<Vec<PathBuf>> {
        let mut copies = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(PREFIX) && name.ends_with(SUFFIX) {
                copies.push(path);
            }
        }
        // A name says when its copy was made.
        copies.sort();
        Ok(copies)
    }

    fn prune(&self) -> io::Result<()> {
        let copies = self.copies()?;
        let too_many = copies.len().saturating_sub(self.keep.get());
        copies[..too_many].iter().try_for_each(fs::remove_file)
    }

    /// Returns how long it is until the next copy is due: a server that is started again makes no copy
    /// before.
    fn due_in(&self) -> Duration {
        let newest = self.copies().ok().and_then(|copies| copies.last().cloned());
        let made = newest.and_then(|copy| fs::metadata(copy).ok()?.modified().ok());
        let age = made.and_then(|made| SystemTime::now().duration_since(made).ok());
        age.map_or(Duration::ZERO, |age| self.every.saturating_sub(age))
    }
}

/// Makes scheduled copies in a thread of its own until it is dropped. A copy that is being made is
/// finished.
pub struct ScheduledBackups {
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl ScheduledBackups {
    /// Begins; `told` receives what became of each copy.
    pub fn begin(
        catalogue: Arc<Catalogue>,
        schedule: BackupSchedule,
        told: impl Fn(BackupOutcome) + Send + 'static,
    ) -> Self {
        let (end, ended) = channel();
        let thread = std::thread::spawn(move || {
            let mut wait = schedule.due_in();
            while ended.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                let outcome = schedule.back_up(&catalogue);
                wait = match outcome {
                    Ok(_) => schedule.every,
                    Err(_) => schedule.every.min(AGAIN_AFTER),
                };
                told(outcome);
            }
        });
        Self {
            end: Some(end),
            thread: Some(thread),
        }
    }
}

impl Drop for ScheduledBackups {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            // A panic there was told by its own message.
            let _ = thread.join();
        }
    }
}
