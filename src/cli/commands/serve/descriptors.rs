//! Fits the limit on connections to how many files the system lets the process open.
//!
//! A connection is a file descriptor. Where there are too few of them, accepting fails before the limit
//! on connections is reached, and clients wait instead of being refused.

use crate::server::REFUSALS;

/// The descriptors beside connections that a server opens while it runs: the store, the index that is
/// being built, transcripts that are being embedded.
const FOR_WORK: usize = 64;

/// How many connections a server may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ConnectionLimit {
    /// As many as were asked for, or as fit.
    pub(super) connections: usize,
    /// How many files the process may open; `None` for any number.
    pub(super) descriptors: Option<usize>,
}

impl ConnectionLimit {
    /// Fits `wanted` connections into the limit on open files. Raises that limit as far as it is needed
    /// and allowed. Counts the files that are open now, so the server's other files have to be open.
    pub(super) fn fitted(wanted: usize) -> Self {
        let others = open_now() + FOR_WORK + REFUSALS;
        let descriptors = system::raised_to(wanted + others);
        Self::within(wanted, others, descriptors)
    }

    /// Logs where fewer connections fit than were wanted.
    pub(super) fn log(self, wanted: usize) {
        if let (true, Some(descriptors)) = (self.connections < wanted, self.descriptors) {
            tracing::warn!(
                connections = self.connections,
                wanted,
                descriptors,
                "the limit on open files (ulimit -n) leaves room for fewer connections"
            );
        }
    }

    fn within(wanted: usize, others: usize, descriptors: Option<usize>) -> Self {
        let room = descriptors.map_or(wanted, |most| most.saturating_sub(others));
        Self {
            connections: wanted.min(room).max(1),
            descriptors,
        }
    }
}

/// Returns how many files the process has open.
fn open_now() -> usize {
    // The folder itself is one of them. Where there is none, the few are among those for work.
    std::fs::read_dir("/dev/fd").map_or(0, Iterator::count)
}

#[cfg(unix)]
mod system {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    /// Raises the limit on open files to `wanted`, or as far as is allowed, and returns it; `None` where
    /// there is none.
    pub(super) fn raised_to(wanted: usize) -> Option<usize> {
        let limit = getrlimit(Resource::Nofile);
        let wanted = limit
            .maximum
            .map_or(wanted as u64, |most| most.min(wanted as u64));
        let now = limit.current?;
        let raised = Rlimit {
            current: Some(wanted),
            ..limit
        };
        let most = match wanted > now && setrlimit(Resource::Nofile, raised).is_ok() {
            true => wanted,
            false => now,
        };
        usize::try_from(most).ok()
    }
}

#[cfg(not(unix))]
mod system {
    pub(super) fn raised_to(_: usize) -> Option<usize> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_get_the_descriptors_that_are_left() {
        let fitted = |descriptors| ConnectionLimit::within(1024, 200, descriptors).connections;
        assert_eq!(fitted(None), 1024);
        assert_eq!(fitted(Some(2000)), 1024);
        assert_eq!(fitted(Some(1024)), 824);
        assert_eq!(fitted(Some(100)), 1);
    }
}
