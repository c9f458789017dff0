//! Listens for Ctrl-C and, on Unix, SIGTERM.
//!
//! A signal sets a flag that is read between two steps, or resolves a future. SIGXFSZ is caught, so that
//! a file that grows too large is an error.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::exit_code::{Code, Failure};

/// The signals that ask the program to stop. While this listens, they do not end the process by
/// themselves. (SIGHUP still does, unless the program was started to ignore it.)
pub(crate) struct StopSignals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl StopSignals {
    /// Begins to listen. Must be called within a runtime.
    pub(crate) fn listen() -> std::io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
            })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Waits for the next one.
    pub(crate) async fn next(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// A flag that is set when the program is to stop. Its copies are the same flag.
#[derive(Debug, Clone, Default)]
pub(crate) struct StopFlag(Arc<AtomicBool>);

impl StopFlag {
    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Fails where the flag is set.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.is_set() {
            let stopped = anyhow::anyhow!("interrupted; transcripts stored so far are kept");
            return Err(Failure::new(Code::Interrupted, stopped));
        }
        Ok(())
    }
}

/// Returns a flag that the first signal sets; the second ends the process, which the store
/// survives.
pub(crate) fn watch_for_interrupt() -> Result<StopFlag, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut signals = {
        let _within = runtime.enter();
        StopSignals::listen()?
    };
    let stop = StopFlag::default();
    let flag = stop.clone();
    std::thread::spawn(move || {
        runtime.block_on(async {
            loop {
                signals.next().await;
                if flag.0.swap(true, Ordering::Relaxed) {
                    end();
                }
            }
        });
    });
    Ok(stop)
}

/// Lets a write fail where the file would grow beyond what the system allows the process (`ulimit -f`);
/// by default the system ends the process.
pub(crate) fn survive_large_files() -> Result<(), Failure> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let _within = runtime.enter();
        // Nobody listens: tokio's handler stays as long as the process lives.
        let number = rustix::process::Signal::XFSZ.as_raw();
        drop(signal(SignalKind::from_raw(number))?);
    }
    Ok(())
}

#[expect(
    clippy::exit,
    reason = "the user asked twice, and the store survives it"
)]
fn end() {
    std::process::exit(Code::Interrupted as i32);
}
