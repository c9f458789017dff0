//! Reads standard input, named pipes and devices, which make a reader wait.
//!
//! An interrupt ends a read early. After a second, a note says which pipe the program waits for.

use std::fs::Metadata;
use std::io::{Read, Result};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::cli::exit_code::{Code, Failure};
use crate::cli::interrupt::StopFlag;
use crate::cli::output::console::Console;

/// How long a pipe may be silent before a note says that the program waits for it.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the flag of an interrupt is checked.
const NAP: Duration = Duration::from_millis(50);

/// How a read waits: where a note is printed, and which flag ends the wait.
pub(crate) struct Waiting<'a> {
    pub console: &'a Console,
    pub stop: StopFlag,
}

impl<'a> Waiting<'a> {
    /// Waits without an end; a signal ends the process.
    pub(crate) fn forever(console: &'a Console) -> Self {
        Self {
            console,
            stop: StopFlag::default(),
        }
    }
}

/// Where bytes come from.
pub(crate) struct Stream {
    /// `None` is standard input.
    path: Option<PathBuf>,
    /// Whether it is a named pipe. Opening one blocks until somebody opens it for writing.
    is_pipe: bool,
}

impl Stream {
    pub(crate) const STANDARD_INPUT: Self = Self {
        path: None,
        is_pipe: false,
    };

    /// Returns the pipe or device at a path; `None` for a file or folder, and where nothing is.
    pub(crate) fn at(path: &Path) -> Option<Self> {
        let metadata = path.metadata().ok()?;
        (!metadata.is_file() && !metadata.is_dir()).then(|| Self {
            path: Some(path.to_owned()),
            is_pipe: is_pipe(&metadata),
        })
    }

    /// Reads at most so many bytes; `name` is what messages call it.
    pub(crate) fn read(
        self,
        most: u64,
        name: &str,
        waiting: &Waiting<'_>,
    ) -> std::result::Result<Vec<u8>, Failure> {
        let is_pipe = self.is_pipe;
        let begun = Arc::new(AtomicBool::new(false));
        let (sender, receiver) = channel();
        // Opening a pipe without a writer cannot be cancelled, so another thread does it.
        std::thread::spawn({
            let begun = begun.clone();
            // A caller that has stopped no longer receives.
            move || sender.send(self.read_to_end(most, &begun)).ok()
        });
        let since = Instant::now();
        let mut is_noted = false;
        loop {
            match receiver.recv_timeout(NAP) {
                Ok(bytes) => return bytes.map_err(Failure::input),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    let broken = anyhow::anyhow!("reading it broke off");
                    return Err(Failure::new(Code::Internal, broken));
                }
            }
            if waiting.stop.is_set() {
                return Err(Failure::interrupted());
            }
            let is_silent = !begun.load(Ordering::Relaxed) && since.elapsed() >= PATIENCE;
            if is_pipe && is_silent && !is_noted {
                is_noted = true;
                let note = format!("waiting for {name}, a pipe, to be written");
                waiting.console.note(&note);
            }
        }
    }

    fn read_to_end(self, most: u64, begun: &AtomicBool) -> Result<Vec<u8>> {
        match self.path {
            None => read_to_end(std::io::stdin().lock(), most, begun),
            Some(path) => read_to_end(std::fs::File::open(path)?, most, begun),
        }
    }
}

fn read_to_end(mut from: impl Read, most: u64, begun: &AtomicBool) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.by_ref().take(1).read_to_end(&mut bytes)?;
    begun.store(true, Ordering::Relaxed);
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
