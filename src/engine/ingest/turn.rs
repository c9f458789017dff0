//! Lets processes that add to one store take turns, a batch each.
//!
//! Of two that index the same files, the one that waits then finds what the other has stored, and does
//! not embed it again. Turns only save work: where none is to be had, a batch goes on without one.

use std::fs::File;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::index::Index;

/// How long a turn is waited for. Waiting costs little: the other process keeps all processors busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pause between two tries.
const TRY_AGAIN_AFTER: Duration = Duration::from_millis(20);

/// Waits for a turn of the store whose index is in `folder`, while `wanted` returns that the work is still
/// wanted. The turn ends when the file is dropped; `None` is to go on without one.
pub(super) fn wait_for_turn(folder: &Path, wanted: &mut dyn FnMut() -> bool) -> Option<File> {
    let since = Instant::now();
    loop {
        match Index::try_take_turn(folder) {
            Ok(Some(turn)) => return Some(turn),
            Ok(None) if since.elapsed() < PATIENCE && wanted() => sleep(TRY_AGAIN_AFTER),
            Ok(None) | Err(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turn_is_one_process_at_a_time_and_waited_for_while_it_is_wanted() {
        let folder = tempfile::tempdir().unwrap();
        let first = wait_for_turn(folder.path(), &mut || false);
        assert!(first.is_some());
        let mut tries = 0;
        let mut wanted = || {
            tries += 1;
            tries < 3
        };
        assert!(wait_for_turn(folder.path(), &mut wanted).is_none());
        assert_eq!(tries, 3);
        drop(first);
        assert!(wait_for_turn(folder.path(), &mut || false).is_some());
    }
}
