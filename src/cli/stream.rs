//! What comes as somebody writes it: pipes, standard input, devices.
//!
//! In: where it comes from. Out: all of it, unless somebody wants to stop before it has come. Never
//! here: a file, which is there already; a wait of which nobody is told.

use std::fs::Metadata;
use std::io::{Read, Result};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::console::Console;
use super::exit_code::{Code, Failure};

/// A pipe that brings nothing for so long is told of.
const PATIENCE: Duration = Duration::from_secs(1);

/// The longest time in which the wish to stop is not noticed.
const NAP: Duration = Duration::from_millis(50);

/// What is done while something is waited for.
pub(super) struct Waiting<'a> {
    say: Box<dyn Fn(&str) + 'a>,
    stopped: &'a AtomicBool,
}

impl<'a> Waiting<'a> {
    /// Says on standard error what it waits for; a signal ends the process.
    pub(super) fn with(console: &'a Console) -> Self {
        static NEVER: AtomicBool = AtomicBool::new(false);
        Self::until(&NEVER, |message| console.note(message))
    }

    /// Waits until somebody asks to stop.
    pub(super) fn until(stopped: &'a AtomicBool, say: impl Fn(&str) + 'a) -> Self {
        Self {
            say: Box::new(say),
            stopped,
        }
    }
}

/// Where bytes come from.
pub(super) enum Stream {
    StandardInput,
    /// A named pipe. Whoever opens one waits for its writer.
    Pipe(PathBuf),
    Device(PathBuf),
}

impl Stream {
    /// Returns what lies at a path, where that is no file that is there already.
    pub(super) fn at(path: PathBuf, metadata: &Metadata) -> Option<Self> {
        if metadata.is_file() || metadata.is_dir() {
            return None;
        }
        Some(if is_pipe(metadata) {
            Self::Pipe(path)
        } else {
            Self::Device(path)
        })
    }

    /// Reads at most so many bytes; `name` is what messages call it.
    pub(super) fn read(
        self,
        most: u64,
        name: &str,
        waiting: &Waiting<'_>,
    ) -> std::result::Result<Vec<u8>, Failure> {
        let is_pipe = matches!(self, Self::Pipe(_));
        let (tell, told) = channel();
        // Nothing but the end of the process ends a wait for a writer, so this does not wait.
        std::thread::spawn(move || {
            let taken = self.take(most, &tell);
            // Whoever stopped needs nothing.
            let _ = tell.send(Told::Whole(taken));
        });
        let since = Instant::now();
        let mut is_told = !is_pipe;
        loop {
            match told.recv_timeout(NAP) {
                Ok(Told::Begins) => is_told = true,
                Ok(Told::Whole(taken)) => return taken.map_err(Failure::input),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Failure::new(
                        Code::Internal,
                        anyhow::anyhow!("reading it broke off"),
                    ));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            if waiting.stopped.load(Ordering::Relaxed) {
                return Err(Failure::interrupted());
            }
            if !is_told && since.elapsed() >= PATIENCE {
                is_told = true;
                (waiting.say)(&format!("waiting for {name}, a pipe, to be written"));
            }
        }
    }

    fn take(self, most: u64, tell: &Sender<Told>) -> Result<Vec<u8>> {
        match self {
            Self::StandardInput => take(std::io::stdin().lock(), most, tell),
            Self::Pipe(path) | Self::Device(path) => take(std::fs::File::open(path)?, most, tell),
        }
    }
}

/// What the thread that reads has to tell.
enum Told {
    /// There is something.
    Begins,
    /// There is no more.
    Whole(Result<Vec<u8>>),
}

fn take(mut from: impl Read, most: u64, tell: &Sender<Told>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.by_ref().take(1).read_to_end(&mut bytes)?;
    let _ = tell.send(Told::Begins);
    from.take(most.saturating_sub(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(unix)]
fn is_pipe(metadata: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&metadata.file_type())
}

#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}
