//! The wish to stop: Ctrl-C and, where there is such a thing, SIGTERM.
//!
//! In: signals. Out: a flag that is looked at between two steps, or a future. Never here: what is
//! finished before the program ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::exit_code::{Code, Failure};

/// Signals that ask the program to stop. From when it is made they do not end it by themselves.
/// (A hang-up still does, unless it was started to outlive its terminal.)
pub(super) struct StopSignals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl StopSignals {
    /// Listens from now on; called within a runtime.
    pub(super) fn listen() -> std::io::Result<Self> {
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
    pub(super) async fn next(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// The first signal asks to stop; the second ends the process, which the store survives.
pub(super) fn watch_for_interrupt() -> Result<Arc<AtomicBool>, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut signals = {
        let _within = runtime.enter();
        StopSignals::listen()?
    };
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = interrupted.clone();
    std::thread::spawn(move || {
        runtime.block_on(async {
            loop {
                signals.next().await;
                if flag.swap(true, Ordering::Relaxed) {
                    end();
                }
            }
        });
    });
    Ok(interrupted)
}

#[expect(
    clippy::exit,
    reason = "the user asked twice, and the store survives it"
)]
fn end() {
    std::process::exit(Code::Interrupted as i32);
}
