//! Sees that there is memory for models before they are loaded.
//!
//! ONNX Runtime and the tokenizer end the process where the system gives them none. The figures are what
//! loading took beyond what a process had then, measured on Linux under `ulimit -v`, and a tenth more.

use super::embedder::ModelFiles;
use super::error::LoadError;

/// What a thread of a session takes of the process's addresses, in bytes: its stack, and a heap that is
/// reserved for it and hardly used.
const THREAD_BYTES: usize = 72 << 20;

/// The memory that loading takes, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct LoadingMemory {
    needed: usize,
    weights: usize,
    /// What the threads of a session take beside the first.
    threads: usize,
}

impl LoadingMemory {
    /// Returns what a model takes that runs on `threads` threads.
    pub fn of_model(files: &ModelFiles, threads: usize) -> Self {
        let weights = files.weights.len();
        let threads = match system::counts_addresses() {
            true => threads.saturating_sub(1) * THREAD_BYTES,
            false => 0,
        };
        let tokenizer = 16 * files.tokenizer.len();
        Self {
            needed: (40 << 20) + weights * 3 / 2 + tokenizer + threads,
            weights,
            threads,
        }
    }

    /// Adds a reader that is made of the model's weights, and runs on as many threads.
    pub fn with_reader(self) -> Self {
        let reader = (20 << 20) + self.weights * 7 / 2 + self.threads;
        Self {
            needed: self.needed + reader,
            ..self
        }
    }

    /// Fails where the system would not give the process so much.
    ///
    /// # Errors
    /// [`LoadError::Memory`].
    pub fn expect(self) -> Result<(), LoadError> {
        // Asked for and given back: the system refuses where that is more than it may promise.
        let needed = self.needed;
        let mut room: Vec<u8> = Vec::new();
        room.try_reserve_exact(needed)
            .map_err(|_| LoadError::Memory { needed })
    }
}

#[cfg(unix)]
mod system {
    use rustix::process::{Resource, getrlimit};

    /// Returns whether the process may have only so many addresses (`ulimit -v`), used or not.
    pub(super) fn counts_addresses() -> bool {
        getrlimit(Resource::As).current.is_some()
    }
}

#[cfg(not(unix))]
mod system {
    pub(super) fn counts_addresses() -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_that_no_machine_has_is_refused() {
        let with = |needed| LoadingMemory {
            needed,
            weights: 0,
            threads: 0,
        };
        assert!(with(1 << 20).expect().is_ok());
        let refused = with(usize::MAX >> 8).expect();
        assert!(matches!(refused, Err(LoadError::Memory { .. })));
    }
}
